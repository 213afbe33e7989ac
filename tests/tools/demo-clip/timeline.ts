/** What happens when: the camera's path, the walk, the look. Times in seconds, lengths in metres, angles in radians. */
import * as THREE from 'three';
import type { Stance } from './figure/walk.ts';

export const FPS = 20;
/** First shot: the room, the person comes in. Second shot: head and shoulders. */
export const ROOM_S = 6.5;
/** How much acted time the second shot holds; it is played out and back again, slowing at both ends. */
export const PORTRAIT_S = 2.6;
const ROOM_FRAMES = Math.round(ROOM_S * FPS);
const PORTRAIT_FRAMES = 50;
export const FRAMES = ROOM_FRAMES + 2 * PORTRAIT_FRAMES;

/** The earlier frame that shows the same moment: the way back of the second shot needs no drawing. */
export function twinOf(frame: number): number {
  const k = frame - ROOM_FRAMES;
  return k > PORTRAIT_FRAMES ? ROOM_FRAMES + 2 * PORTRAIT_FRAMES - k : frame;
}

/** The acted moment, in seconds, that a frame of the clip shows. */
export function timeOf(frame: number): number {
  const k = twinOf(frame) - ROOM_FRAMES;
  if (k < 0) return frame / FPS;
  return ROOM_S + (PORTRAIT_S * (1 - Math.cos((Math.PI * k) / PORTRAIT_FRAMES))) / 2;
}

export interface View {
  readonly eye: THREE.Vector3;
  readonly target: THREE.Vector3;
  readonly fovDeg: number;
  readonly roll: number;
  readonly focusM: number;
  readonly exposure: number;
}

export type Shot = 'room' | 'portrait';

export const shotAt = (time: number): Shot => (time < ROOM_S ? 'room' : 'portrait');

const ease = (t: number): number => {
  const c = Math.min(1, Math.max(0, t));
  return c * c * c * (c * (c * 6 - 15) + 10);
};
const between = (a: number, b: number, t: number): number => a + (b - a) * t;

/** A hand that is never quite still. */
function tremor(time: number, seed: number): number {
  return (
    Math.sin(time * 1.3 + seed) * 0.6 +
    Math.sin(time * 2.9 + seed * 2.1) * 0.25 +
    Math.sin(time * 5.3 + seed * 3.7) * 0.08
  );
}

export const STAND = { x: 0.3, z: -1.15 } as const;

export function viewAt(time: number): View {
  const hand = new THREE.Vector3(tremor(time, 1), tremor(time, 4), tremor(time, 9));
  if (shotAt(time) === 'room') {
    const t = ease(time / ROOM_S);
    const eye = new THREE.Vector3(
      between(-0.2, 0.16, t),
      between(1.32, 1.36, t),
      between(2.02, 1.9, t),
    ).addScaledVector(hand, 0.006);
    const target = new THREE.Vector3(between(-0.1, 0.16, t), between(0.85, 0.86, t), -0.6).addScaledVector(hand, 0.012);
    return { eye, target, fovDeg: 39, roll: 0.004 * tremor(time, 6), focusM: 1.9, exposure: 1.0 };
  }
  const t = (time - ROOM_S) / PORTRAIT_S;
  const eye = new THREE.Vector3(
    STAND.x + between(0.12, -0.06, t),
    1.56,
    STAND.z + between(0.98, 0.92, t),
  ).addScaledVector(hand, 0.006);
  const target = new THREE.Vector3(STAND.x, 1.5, STAND.z).addScaledVector(hand, 0.008);
  return { eye, target, fovDeg: 42, roll: 0.006 * tremor(time, 6), focusM: 0.9, exposure: 1.0 };
}

const ENTER = { from: 0.4, to: 3.6, x: 2.6 } as const;

export function stanceAt(time: number): Stance {
  if (shotAt(time) === 'portrait') {
    const t = time - ROOM_S;
    const look = 0.12 * Math.sin(t * 1.4 + 0.4);
    return {
      ...STAND,
      heading: 0.04 * Math.sin(t * 0.8),
      stride: 0,
      walking: 0,
      time,
      lookYaw: look,
      lookPitch: 0.03 * Math.sin(t * 2.1),
    };
  }
  const t = Math.min(1, Math.max(0, (time - ENTER.from) / (ENTER.to - ENTER.from)));
  // Constant pace, then a gentle stop.
  const pace = t < 0.75 ? t * (1 / 0.875) : (0.75 + (t - 0.75) - (t - 0.75) ** 2 * 2) / 0.875;
  const x = between(ENTER.x, STAND.x, pace);
  const walking = 1 - ease((t - 0.8) / 0.2);
  const turn = ease((time - 3.0) / 1.0);
  const stride = ((ENTER.x - x) / 0.3) * (Math.PI / 2) + 0.6;
  const heading = between(-Math.PI / 2, 0.0, turn);
  const glance = ease((time - 2.3) / 0.7) * (1 - turn) * 0.9;
  return { x, z: STAND.z, heading, stride, walking, time, lookYaw: glance, lookPitch: -0.02 };
}

/** Eyelids, 0 open … 1 shut. */
export function blinkAt(time: number): number {
  const blinks = [1.2, 4.4, 5.9, ROOM_S + 1.1];
  return Math.max(...blinks.map((at) => Math.max(0, 1 - Math.abs(time - at) / 0.11)));
}
