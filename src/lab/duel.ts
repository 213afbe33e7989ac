/**
 * Two contenders looking at the same frames, to be watched, not measured: each frame is shown when both have answered. They take
 * turns, so that neither has the machine less to itself than the other.
 */
import type { DetectOptions, Size } from '../../models/contract';
import type { BoxLayer } from '../../workers/protocol';
import { HiddenWatch } from './compare/hidden-watch';
import { LiveContender } from './compare/live-contender';
import type { Contender, Look } from './compare/run-file';
import { copyOf, type LabSource } from './compare/source';

export interface DuelFrame {
  readonly image: VideoFrame | ImageBitmap;
  readonly size: Size;
  /** Undefined where that side failed, or is not there. */
  readonly looks: readonly [Look | undefined, Look | undefined];
}

export interface DuelCallbacks {
  readonly options: DetectOptions;
  /** Asked anew at each look: of a GPU the places come back only while they are to be seen. */
  readonly layer: () => BoxLayer;
  readonly signal: AbortSignal;
  readonly onOpening: (index: number) => void;
  /** The image is closed as soon as this returns. */
  readonly onFrame: (frame: DuelFrame) => void;
  /** That side is out; the other goes on. */
  readonly onFailure: (index: number, reason: string) => void;
}

/** @returns when the source ends, both sides are out or the signal says so. @throws SourceError. */
export async function runDuel(
  contenders: readonly Contender[],
  source: LabSource,
  callbacks: DuelCallbacks,
): Promise<void> {
  const sides: (LiveContender | undefined)[] = [];
  const { options, layer, signal, onFailure } = callbacks;
  const tab = new HiddenWatch();
  const fail = (index: number, error: unknown): void => {
    sides[index]?.close();
    sides[index] = undefined;
    if (!signal.aborted) onFailure(index, error instanceof Error ? error.message : String(error));
  };
  try {
    for (const [index, contender] of contenders.slice(0, 2).entries()) {
      callbacks.onOpening(index);
      try {
        sides[index] = await LiveContender.open(contender, { signal });
      } catch (error) {
        fail(index, error);
      }
    }
    while (!signal.aborted && sides.some((side) => side)) {
      await tab.seen(signal); // Nobody watches a hidden one.
      const frame = await source.next(signal);
      if (!frame) return;
      try {
        const looks: [Look | undefined, Look | undefined] = [undefined, undefined];
        for (const index of [0, 1] as const) {
          try {
            const image = await copyOf(frame);
            looks[index] = await sides[index]?.look(image, { options, layer: layer() });
            if (!sides[index]) image.close();
          } catch (error) {
            fail(index, error);
          }
        }
        if (!signal.aborted) callbacks.onFrame({ image: frame.image, size: frame.size, looks });
      } finally {
        frame.image.close();
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    tab.stop();
    for (const side of sides) side?.close();
  }
}
