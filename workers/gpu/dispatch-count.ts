/**
 * Counts what this thread asks of the GPU, whoever asks: the runtime's dispatches are seen nowhere else. For benchmarks; the shipped
 * path is not touched unless one was asked for.
 */

/** Dispatches and draw calls since the first call here, of all devices. */
let total = 0;
let counting = false;

/** Begins to count; may be called again. @returns the total so far. */
export function countDispatches(): () => number {
  if (!counting && typeof GPUComputePassEncoder === 'function') {
    counting = true;
    count(GPUComputePassEncoder.prototype, ['dispatchWorkgroups', 'dispatchWorkgroupsIndirect']);
    count(GPURenderPassEncoder.prototype, ['draw', 'drawIndexed', 'drawIndirect', 'drawIndexedIndirect']);
  }
  return () => total;
}

function count<K extends string>(prototype: Record<K, (...args: never[]) => undefined>, names: readonly K[]): void {
  for (const name of names) {
    const original = prototype[name];
    prototype[name] = function (this: unknown, ...args: never[]): undefined {
      total++;
      return original.apply(this, args);
    };
  }
}
