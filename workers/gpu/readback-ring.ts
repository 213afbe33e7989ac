/**
 * The only way from GPU memory back to ours: a few small buffers, mapped in turn. Whoever draws never waits here; the one who
 * needs the numbers does. Every byte that comes back is counted, so that "the pixels stay on the GPU" can be proven.
 */
import type { ResourceScope } from './resource-scope';

/** One being filled, one on its way, one being read. */
const SLOTS = 3;

interface Slot {
  readonly buffer: GPUBuffer;
  busy: boolean;
}

/** A copy that was encoded but not yet waited for. */
export interface Pending {
  /** Call after the encoder was submitted, once. @returns the bytes, a copy of their own. */
  read(): Promise<ArrayBuffer>;
  /** Instead of `read`, where the encoder was not submitted after all. */
  cancel(): void;
}

/** Bytes brought back since the start, by all rings that share it. */
export interface Tally {
  bytes: number;
}

export class ReadbackRing {
  readonly #slots: readonly Slot[];
  readonly #size: number;
  readonly #waiting: (() => void)[] = [];
  readonly #tally: Tally;

  /** @param size bytes; the largest copy. */
  constructor(scope: ResourceScope, size: number, tally: Tally = { bytes: 0 }) {
    this.#tally = tally;
    this.#size = Math.ceil(size / 4) * 4;
    this.#slots = Array.from({ length: SLOTS }, (_, i) => ({
      busy: false,
      buffer: scope.buffer({
        label: `readback ${i}`,
        size: this.#size,
        usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
      }),
    }));
  }

  /** Resolves at once unless all slots are on their way: then as soon as one is back. */
  async ready(): Promise<void> {
    while (this.#slots.every(({ busy }) => busy)) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /**
   * Copies the first bytes of some buffers, one behind the other, when the encoder is submitted.
   * @throws RangeError where they are more than the ring holds; Error where no slot is free (see `ready`).
   */
  encode(encoder: GPUCommandEncoder, sources: readonly { buffer: GPUBuffer; bytes: number }[]): Pending {
    const total = sources.reduce((sum, { bytes }) => sum + bytes, 0);
    if (total > this.#size) throw new RangeError(`${total} bytes to read back, the ring holds ${this.#size}`);
    const slot = this.#slots.find(({ busy }) => !busy);
    if (!slot) throw new Error('all read-back buffers are on their way');
    slot.busy = true;
    let at = 0;
    for (const { buffer, bytes } of sources) {
      encoder.copyBufferToBuffer(buffer, 0, slot.buffer, at, bytes);
      at += bytes;
    }
    return {
      read: async () => {
        try {
          await slot.buffer.mapAsync(GPUMapMode.READ, 0, total);
          const bytes = slot.buffer.getMappedRange(0, total).slice(0);
          slot.buffer.unmap();
          this.#tally.bytes += total;
          return bytes;
        } finally {
          this.#free(slot);
        }
      },
      cancel: () => this.#free(slot),
    };
  }

  #free(slot: Slot): void {
    slot.busy = false;
    this.#waiting.shift()?.();
  }
}
