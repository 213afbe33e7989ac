/** Where a segmenter looks, frame after frame: the region about the person, followed from mask to mask. Shared by both frame paths. */
import type { Box, InputSpec, Placement } from '../models/contract';
import { HEAVY, personBox, type PersonBlocks } from '../models/math/person-blocks';
import { boxToFrame, place } from '../models/math/letterbox';
import { lookOf, nextRegion, placeRegion, WHOLE_FRAME, type RegionState } from '../models/math/person-region';
import type { FrameView } from './frame-view';
import { geometryOf } from './latest';

/** One look at one frame. */
export interface Look {
  readonly placement: Placement;
  /** Frame pixels; undefined: the whole frame. */
  readonly region: Box | undefined;
  /** Only to see whether someone came in. */
  readonly probes: boolean;
  /** The looks before say nothing about it: frames stood otherwise, or none was looked at for a while. */
  readonly anew: boolean;
  readonly atMs: number;
}

export interface Found {
  readonly blocks: PersonBlocks;
  /** The picture is another one than before. */
  readonly cut: boolean;
}

/** The mask before stands for a probe's only while it will not be too old (`OLDEST_MASK_MS`) before the next one comes. */
const STANDS_MS = 250;

/** A longer gap, and anybody may have gone anywhere. */
const GAP_MS = 1_000;

export class PersonLooks {
  #state: RegionState = WHOLE_FRAME;
  #lookedAtMs = -Infinity;
  #geometry = '';
  /** When the frame came whose mask stands. */
  #maskAtMs = -Infinity;

  /** @param atMs when the frame came, on any steady clock */
  next(view: Omit<FrameView, 'image'>, input: InputSpec, atMs = performance.now()): Look {
    const geometry = geometryOf(view);
    const anew = geometry !== this.#geometry || atMs - this.#lookedAtMs > GAP_MS;
    if (anew) this.forget();
    this.#geometry = geometry;
    this.#lookedAtMs = atMs;
    // Padding belongs to the whole frame only.
    if (input.fit !== 'stretch')
      return { placement: place(view.upright, input, input.fit), region: undefined, probes: false, anew, atMs };
    const { region, probes } = lookOf(this.#state);
    // One probe at a time, however late its answer comes.
    if (probes) this.#state = { ...this.#state, sinceWhole: 0 };
    return { placement: placeRegion(view.upright, input, region), region, probes, anew, atMs };
  }

  /** @param nowMs on the clock of `next`. @returns whether the look's mask is to be shown; else the one before is finer, and stands. */
  found({ placement, region: looked, probes, atMs }: Look, { blocks, cut }: Found, nowMs = performance.now()): boolean {
    const { frame, model } = placement;
    const personModelPx = personBox(blocks, model, looked ? HEAVY.near : HEAVY.whole);
    const person = personModelPx && boxToFrame(personModelPx, placement);
    this.#state = nextRegion(this.#state, { looked, person, cut }, frame, model);
    const young = nowMs - this.#maskAtMs <= STANDS_MS;
    const stands = probes && young && this.#state.region !== undefined;
    if (!stands) this.#maskAtMs = atMs;
    return !stands;
  }

  /** Another source: the whole frame again. */
  forget(): void {
    this.#state = WHOLE_FRAME;
    this.#lookedAtMs = -Infinity;
    this.#maskAtMs = -Infinity;
  }
}
