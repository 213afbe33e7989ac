/** What can be given up to hold the frame rate, step by step, and what each step costs. */
import type { TaskId } from '../../models/contract';

/** A task's name: the size of its network. `rate`: a network sees every n-th frame. `blur`: the resolution of the blur. */
export type Knob = TaskId | 'rate' | 'blur';
export const KNOBS: readonly Knob[] = ['detect', 'portrait', 'classify', 'rate', 'blur'];

/** Steps given up per knob; 0 is full quality. */
export type Quality = Readonly<Record<Knob, number>>;

/**
 * Per knob the cost of each step relative to full quality, falling: `[1, 0.6, 0.4]` has two steps to give up, `[1]` none.
 * A size scales its network's run, `rate` all that happens only when networks run, `blur` the drawing.
 */
export type Ladders = Readonly<Record<Knob, readonly number[]>>;

export const FULL_QUALITY: Quality = { detect: 0, portrait: 0, classify: 0, rate: 0, blur: 0 };

/** Every frame, every second, third, fourth. */
export const RATE_LADDER: readonly number[] = [1, 1 / 2, 1 / 3, 1 / 4];

/** Networks run on every n-th frame; 1..4. */
export function inferEvery({ rate }: Quality): number {
  return rate + 1;
}

export function stepsLeft(ladders: Ladders, quality: Quality, knob: Knob): number {
  return ladders[knob].length - 1 - quality[knob];
}

export function withStep(quality: Quality, knob: Knob, by: 1 | -1): Quality {
  return { ...quality, [knob]: quality[knob] + by };
}

/** The lower of both, knob by knob, as far down as the ladders go. */
export function lowerOf(a: Quality, b: Quality, ladders: Ladders): Quality {
  return mapKnobs((knob) => Math.min(Math.max(a[knob], b[knob]), ladders[knob].length - 1));
}

export function sameQuality(a: Quality, b: Quality): boolean {
  return KNOBS.every((knob) => a[knob] === b[knob]);
}

/** How much more a knob's part costs at `to` than at `from`. */
export function costRatio(ladders: Ladders, knob: Knob, from: Quality, to: Quality): number {
  const ladder = ladders[knob];
  return (ladder[to[knob]] ?? 1) / (ladder[from[knob]] ?? 1);
}

export function mapKnobs<T>(value: (knob: Knob) => T): Record<Knob, T> {
  return {
    detect: value('detect'),
    portrait: value('portrait'),
    classify: value('classify'),
    rate: value('rate'),
    blur: value('blur'),
  };
}
