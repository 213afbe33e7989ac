/** Walking, turning and standing: feet are placed in the world and legs reach them, so no foot slides. */
import * as THREE from 'three';
import type { Figure } from './figure.ts';
import { joint } from './skeleton.ts';

/** Where the body is, which way it faces (0 = +z), how far through its stride, and how much it walks (0..1). */
export interface Stance {
  readonly x: number;
  readonly z: number;
  readonly heading: number;
  /** Radians; 2π is two steps. */
  readonly stride: number;
  readonly walking: number;
  /** Seconds, for breathing and small shifts of weight. */
  readonly time: number;
  readonly lookYaw: number;
  readonly lookPitch: number;
}

const STEP_M = 0.3;
const LIFT_M = 0.06;

export function pose(figure: Figure, stance: Stance): void {
  const { rig } = figure;
  const { walking: w, stride, time } = stance;
  const breath = Math.sin(time * 1.9);
  const sway = Math.sin(time * 0.9 + 1);
  figure.group.position.set(stance.x, 0, stance.z);
  figure.group.rotation.y = stance.heading;
  const drop = 0.008 + w * (0.02 + 0.012 * Math.cos(stride * 2));
  const hips = rig.bone('hips');
  hips.position.set(0.012 * sway * (1 - w), joint('hips')[1] - drop, 0);
  hips.rotation.set(0.03 * w, 0.13 * w * Math.sin(stride), 0.015 * sway * (1 - w) + 0.03 * w * Math.cos(stride));
  rig.bone('spine').rotation.set(0.07 * w + 0.008 * breath, -0.1 * w * Math.sin(stride), -0.012 * sway * (1 - w));
  rig.bone('chest').rotation.set(0.012 * breath, -0.1 * w * Math.sin(stride), 0);
  rig.bone('neck').rotation.set(stance.lookPitch * 0.4, stance.lookYaw * 0.4, 0);
  rig.bone('head').rotation.set(stance.lookPitch * 0.6, stance.lookYaw * 0.6, 0.02 * Math.sin(time * 0.7) * (1 - w));
  for (const [side, s] of [
    ['L', 1],
    ['R', -1],
  ] as const) {
    const phase = stride + (s > 0 ? 0 : Math.PI);
    const swing = -Math.sin(phase) * w;
    rig.bone(`arm${side}`).rotation.set(-0.04 - swing * 0.32, 0, s * (0.02 - 0.02 * breath * 0.3));
    rig.bone(`forearm${side}`).rotation.set(-0.22 - 0.08 * w - 0.14 * w * Math.max(0, swing), s * -0.25, s * -0.02);
    rig.bone(`hand${side}`).rotation.set(-0.05, 0, s * -0.06);
    const forward = STEP_M * Math.sin(phase) * w;
    const lift = Math.max(0, Math.cos(phase)) * LIFT_M * w;
    const tilt =
      w * (Math.cos(phase) > 0 ? 0.35 * -Math.sin(phase) * 0.4 + 0.25 * Math.cos(phase) : -0.18 * Math.sin(phase));
    reach(figure, side, s, forward, lift, tilt);
  }
}

/** Bends thigh and shin so that the ankle stands `forward` of the hip's plumb line and `lift` above the floor. */
function reach(figure: Figure, side: 'L' | 'R', s: number, forward: number, lift: number, tilt: number): void {
  const { rig } = figure;
  rig.root.updateMatrixWorld(true);
  const hips = rig.bone('hips');
  const thigh = joint(`thigh${side}`);
  const knee = joint(`shin${side}`);
  const ankle = joint(`foot${side}`);
  const hip = hips.position.y + thigh[1] - joint('hips')[1];
  const upper = thigh[1] - knee[1];
  const lower = knee[1] - ankle[1];
  const down = hip - (ankle[1] + lift);
  const span = Math.min(upper + lower - 0.002, Math.hypot(down, forward));
  const bend = Math.acos(
    THREE.MathUtils.clamp((upper * upper + lower * lower - span * span) / (2 * upper * lower), -1, 1),
  );
  const lead = Math.acos(
    THREE.MathUtils.clamp((upper * upper + span * span - lower * lower) / (2 * upper * span), -1, 1),
  );
  const aim = Math.atan2(forward, down);
  const thighTurn = -(aim + lead);
  const shinTurn = Math.PI - bend;
  rig.bone(`thigh${side}`).rotation.set(thighTurn - hips.rotation.x, -hips.rotation.y, s * 0.02);
  rig.bone(`shin${side}`).rotation.set(shinTurn, 0, 0);
  rig.bone(`foot${side}`).rotation.set(-thighTurn - shinTurn + tilt, s * 0.14, 0);
}
