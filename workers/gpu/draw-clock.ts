/**
 * What putting a picture together takes the GPU. The time of the calls says nothing about it: they only leave orders. Without it
 * nobody would know that a coarser blur helps.
 */
import { ReadbackRing, type Tally } from './readback-ring';
import type { ResourceScope } from './resource-scope';

const BYTES = 16;
/** Every so many pictures one is timed. */
const EVERY = 6;
const KEPT = 5;

interface Clock {
  readonly queries: GPUQuerySet;
  readonly ticks: GPUBuffer;
  readonly ring: ReadbackRing;
}

export class DrawClock {
  readonly #scope: ResourceScope;
  readonly #tally: Tally;
  #parts: Clock | undefined;
  #pictures = 0;
  #isAway = false;
  readonly #msOfLast: number[] = [];

  constructor(scope: ResourceScope, tally: Tally) {
    this.#scope = scope;
    this.#tally = tally;
  }

  /** Median of the last ones, milliseconds; undefined until one was timed, and where the device has no clock. */
  get drawMs(): number | undefined {
    return [...this.#msOfLast].sort((a, b) => a - b)[this.#msOfLast.length >> 1];
  }

  /**
   * Encodes `work`, and now and then the marks about it.
   * @returns to be called once the encoder was submitted
   */
  around(encoder: GPUCommandEncoder, work: () => void): () => void {
    const parts = this.#isAway || this.#pictures++ % EVERY !== 0 ? undefined : this.#open();
    if (!parts) {
      work();
      return () => undefined;
    }
    const { queries, ticks, ring } = parts;
    const mark = (writes: Omit<GPUComputePassTimestampWrites, 'querySet'>): void =>
      encoder.beginComputePass({ label: 'clock', timestampWrites: { querySet: queries, ...writes } }).end();
    mark({ beginningOfPassWriteIndex: 0 });
    work();
    mark({ endOfPassWriteIndex: 1 });
    encoder.resolveQuerySet(queries, 0, 2, ticks, 0);
    const pending = ring.encode(encoder, [{ buffer: ticks, bytes: BYTES }]);
    this.#isAway = true;
    return () => {
      pending
        .read()
        .then((bytes) => this.#note(new BigUint64Array(bytes)))
        .catch(() => undefined) // A lost device.
        .finally(() => (this.#isAway = false));
    };
  }

  #note([from = 0n, to = 0n]: BigUint64Array): void {
    // Clocks of GPUs are known to run backwards at times.
    if (to <= from) return;
    this.#msOfLast.push(Number(to - from) / 1e6);
    if (this.#msOfLast.length > KEPT) this.#msOfLast.shift();
  }

  #open(): Clock | undefined {
    const { device } = this.#scope;
    if (!device.features.has('timestamp-query')) return undefined;
    if (this.#parts) return this.#parts;
    const queries = device.createQuerySet({ label: 'clock', type: 'timestamp', count: 2 });
    const usage = GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC;
    const ticks = this.#scope.buffer({ label: 'ticks', size: BYTES, usage });
    this.#parts = { queries, ticks, ring: new ReadbackRing(this.#scope, BYTES, this.#tally) };
    return this.#parts;
  }
}
