/**
 * How full a frame's time is, at the quality measured or at another one. 1 is full. Whether a frame waits for its own answers or is
 * shown with the latest ones does not matter here: who runs late is shown with the latest ones, and that costs no quality.
 */
import type { TaskId } from '../../models/contract';
import type { Costs } from './costs';
import { costRatio, inferEvery, stepsLeft, withStep, type Knob, type Ladders, type Quality } from './quality';

/** The rest of a frame's time belongs to presenting it, and to the browser. */
const FRAME_SHARE = 0.9;
/** An answer may be so old before boxes visibly trail behind what they mark, milliseconds. */
const ANSWER_MS = 100;
/** A mask that is older, in frames, shows a rim of the room beside whoever moves. */
const MASK_FRAMES = 1.5;
/** A faster camera does not make a mask older sooner. */
const USUAL_FRAME_MS = 1000 / 30;
/** Shown so much later than the camera gives frames, they are late for a reason no step's time tells (a busy GPU or system). */
const LATE_FRAMES = 1.25;
/** A lowered knob must relieve the load by this share, or it is not worth its loss. */
const WORTHWHILE = 0.02;

export interface Load {
  /** Time on the processor that draws, per frame. */
  readonly frame: number;
  /** Age of the networks' answers. */
  readonly answer: number;
}

export const worstOf = ({ frame, answer }: Load): number => Math.max(frame, answer);

/** What the same frames would cost at another quality. */
export function costsAt(costs: Costs, ladders: Ladders, from: Quality, to: Quality): Costs {
  const ratio = (knob: Knob): number => costRatio(ladders, knob, from, to);
  const runMs: Partial<Record<TaskId, number>> = {};
  for (const task of tasksOf(costs)) runMs[task] = (costs.runMs[task] ?? 0) * ratio(task);
  return { ...costs, runMs, drawMs: costs.drawMs * ratio('blur') };
}

export function loadOf(costs: Costs, quality: Quality): Load {
  const { intervalMs, captureMs, drawMs, inputMs } = costs;
  const runsMs = sum(Object.values(costs.runMs));
  const answerMs = runsMs + inputMs;
  // Runs that outlast frames begin less often than asked: then this is too much, and the rate is lowered to what it is anyway.
  const networksMs = (inputMs + (costs.shared ? runsMs : 0)) / inferEvery(quality);
  const allowedMs = costs.runMs.portrait === undefined ? ANSWER_MS : MASK_FRAMES * Math.max(intervalMs, USUAL_FRAME_MS);
  return {
    frame: (captureMs + drawMs + networksMs) / (intervalMs * FRAME_SHARE),
    answer: answerMs / allowedMs,
  };
}

export function isLate({ shownMs, intervalMs }: Costs): boolean {
  return shownMs > intervalMs * LATE_FRAMES;
}

/**
 * What to give up next: a step of the part that costs most and has one left.
 * @param late frames come late although the measured steps would fit: the networks are the likeliest cause.
 */
export function dominantKnob(costs: Costs, ladders: Ladders, quality: Quality, late: boolean): Knob | undefined {
  const now = loadOf(costs, quality);
  const hasStep = (knob: Knob): boolean => stepsLeft(ladders, quality, knob) > 0;
  const helps = (knob: Knob): boolean => {
    const then = withStep(quality, knob, 1);
    const load = loadOf(costsAt(costs, ladders, quality, then), then);
    return worstOf(load) < worstOf(now) * (1 - WORTHWHILE);
  };
  const sizes = tasksOf(costs).sort((a, b) => (costs.runMs[b] ?? 0) - (costs.runMs[a] ?? 0));
  if (late && worstOf(now) <= 1) return [...sizes, 'rate' as const, 'blur' as const].find(hasStep);
  if (now.answer > now.frame) return sizes.find((task) => hasStep(task) && helps(task));
  const every = inferEvery(quality);
  const parts: { readonly ms: number; readonly knobs: readonly Knob[] }[] = [
    { ms: costs.drawMs, knobs: ['blur'] },
    { ms: costs.inputMs / every, knobs: ['rate'] },
  ];
  if (costs.shared) parts.push({ ms: sum(Object.values(costs.runMs)) / every, knobs: [...sizes, 'rate'] });
  parts.sort((a, b) => b.ms - a.ms);
  return parts.flatMap(({ knobs }) => knobs).find((knob) => hasStep(knob) && helps(knob));
}

function tasksOf({ runMs }: Costs): TaskId[] {
  return Object.keys(runMs) as TaskId[];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
