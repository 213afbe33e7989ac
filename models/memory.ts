/** What networks take of a device's memory, as an upper estimate, and which of them fit where there is little. Pure. */
import { catalogEntry, downloadBytes } from './catalog';
import type { TaskId } from './contract';
import { modelOf, type ModelId } from './registry';
import { sizesFrom } from './sizes';

const MIB = 2 ** 20;

/** ONNX Runtime's code and its heap before any network (16 MiB), and the pictures on their way through the app. */
export const BASE_BYTES = 80 * MIB;
/** A file is held as it came, parsed, and packed for the processor. */
const COPIES_OF_WEIGHTS = 3;
/** Activations live at the same time, in inputs' sizes: by the heaps that tests/parity/memory.test.ts measures, and then some. */
const ACTIVATIONS = 8;

/** Bytes that a network adds at most, with its input, its weights and what it computes. */
export function needOf(id: ModelId): number {
  const { width, height } = modelOf(id).spec.input;
  const inputBytes = 3 * width * height * Float32Array.BYTES_PER_ELEMENT;
  return COPIES_OF_WEIGHTS * downloadBytes(catalogEntry(id)) + ACTIVATIONS * inputBytes;
}

export type Wanted = Readonly<Partial<Record<TaskId, ModelId>>>;

/** All of it, with these networks in use. */
export function totalOf(networks: Wanted): number {
  return Object.values(networks).reduce((sum, id) => sum + needOf(id), BASE_BYTES);
}

/**
 * The same networks at smaller inputs until all fit; where even the smallest do not, those of the last tasks are left out.
 *
 * @param wanted of the tasks that are on, in the order of their importance.
 */
export function withinBound(wanted: Wanted, boundBytes: number): Wanted {
  let fitting: Wanted = { ...wanted };
  while (totalOf(fitting) > boundBytes) {
    const tasks = Object.keys(fitting) as TaskId[];
    const smaller = tasks.flatMap((task) => {
      const from = fitting[task];
      const to = from && sizesFrom(from, undefined)[1];
      return from && to ? [{ task, to, saves: needOf(from) - needOf(to) }] : [];
    });
    const best = smaller.sort((a, b) => b.saves - a.saves)[0];
    const last = tasks.at(-1);
    if (!last) break;
    if (best) fitting = { ...fitting, [best.task]: best.to };
    else fitting = Object.fromEntries(Object.entries(fitting).filter(([task]) => task !== last));
  }
  return fitting;
}
