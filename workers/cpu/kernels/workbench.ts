/** A WebAssembly memory with arrays laid out in it, and the kernels of `source/` that work on them. */
import { KERNELS_BASE64 } from './kernels.wasm';

/** Addresses (`byteOffset`) of arrays of one workbench, counts and numbers; what each means stands in `source/`. */
type Kernel = (...args: number[]) => void;
type KernelName =
  | 'blendLines'
  | 'boxMeanColumns'
  | 'boxMeanRows'
  | 'discMean'
  | 'drawRow'
  | 'edgeMoments'
  | 'fitEdges'
  | 'flipRow'
  | 'knowColours'
  | 'leanOn'
  | 'movement'
  | 'onlyNumbers'
  | 'personMoments'
  | 'personRow'
  | 'root'
  | 'sampleRgbaRow'
  | 'sampleYuvRow'
  | 'shrinkRow'
  | 'square'
  | 'sureCells'
  | 'toBytes'
  | 'unweigh'
  | 'weigh';
/** Those that answer by a number. */
type Question = 'meanChange' | 'stretchesOf';
export type Kernels = Readonly<Record<KernelName, Kernel> & Record<Question, (...args: number[]) => number>>;

interface Arrays {
  bytes: Uint8ClampedArray<ArrayBuffer>;
  integers: Int32Array<ArrayBuffer>;
  floats: Float32Array<ArrayBuffer>;
}
type Kind = keyof Arrays;
/** Names of arrays → what they hold and how many. */
export type Layout = Readonly<Record<string, readonly [kind: Kind, length: number]>>;
export type Workbench<L extends Layout> = { readonly kernels: Kernels } & { readonly [N in keyof L]: Arrays[L[N][0]] };

const PAGE = 65_536;
/** Of a SIMD register, which every array is aligned to. */
const LANE_BYTES = 16;

/** The kernels are small: they are compiled once, at the first need, and each workbench has them on a memory of its own. */
let compiled: WebAssembly.Module | undefined;

function compile(): WebAssembly.Module {
  return new WebAssembly.Module(Uint8Array.from(atob(KERNELS_BASE64), (character) => character.charCodeAt(0)));
}

/**
 * Its memory never grows, so the arrays stay valid; it goes when nobody holds them any more.
 * @throws RangeError where there is not so much memory.
 */
export function workbench<const L extends Layout>(layout: L): Workbench<L> {
  const wanted = Object.entries(layout as Layout);
  const sizeOf = (kind: Kind, length: number): number =>
    Math.ceil((length * (kind === 'bytes' ? 1 : 4)) / LANE_BYTES) * LANE_BYTES;
  const total = wanted.reduce((sum, [, array]) => sum + sizeOf(...array), 0);
  const pages = Math.ceil(total / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  compiled ??= compile();
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  const buffer = memory.buffer;
  let next = 0;
  const arrays: Record<string, Arrays[Kind]> = {};
  for (const [name, [kind, length]] of wanted) {
    arrays[name] =
      kind === 'bytes'
        ? new Uint8ClampedArray(buffer, next, length)
        : kind === 'integers'
          ? new Int32Array(buffer, next, length)
          : new Float32Array(buffer, next, length);
    next += sizeOf(kind, length);
  }
  return { kernels: exports as unknown as Kernels, ...arrays } as Workbench<L>;
}
