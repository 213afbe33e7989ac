/**
 * Whether a recorded graph, replayed, still computes: some came back wrong on replay without an error (onnxruntime #29594).
 * Tried at load with two different inputs, against the same graph run plainly.
 */
import type { GpuTensor } from './ort-gpu';

export interface CaptureCheck {
  readonly device: GPUDevice;
  /** Shared by both runs. */
  readonly inputs: readonly GpuTensor[];
  readonly outputs: readonly GpuTensor[];
  readonly plain: () => Promise<void>;
  readonly captured: () => Promise<void>;
}

/** |Δ| relative to values above 1. The same kernels in the same order: nothing but a wrong replay makes a difference. */
const TOLERANCE = 1e-4;
const SEEDS = [1, 2] as const;

/** @returns what is wrong, in plain words; empty where nothing is. */
export async function compareCaptured({ device, inputs, outputs, plain, captured }: CaptureCheck): Promise<string> {
  const expected = new Map<number, readonly Float32Array[]>();
  for (const seed of SEEDS) {
    fill(device, inputs, seed);
    await plain();
    expected.set(seed, await read(device, outputs));
  }
  // The first run records; after that the order is changed, so that an answer kept from the run before shows.
  for (const seed of [SEEDS[0], SEEDS[0], SEEDS[1], SEEDS[0]]) {
    fill(device, inputs, seed);
    await captured();
    const worst = worstDifference(expected.get(seed) ?? [], await read(device, outputs));
    if (!(worst <= TOLERANCE)) return `replayed answers differ by ${worst.toPrecision(2)}`;
  }
  return '';
}

/** Numbers 0..1 that differ from seed to seed (a multiplicative congruence; Park and Miller 1988). */
function fill(device: GPUDevice, tensors: readonly GpuTensor[], seed: number): void {
  let state = 7919 * seed;
  for (const { buffer, bytes } of tensors) {
    const values = Float32Array.from({ length: bytes / Float32Array.BYTES_PER_ELEMENT }, () => {
      state = (state * 48271) % 2147483647;
      return state / 2147483647;
    });
    device.queue.writeBuffer(buffer, 0, values);
  }
}

async function read(device: GPUDevice, tensors: readonly GpuTensor[]): Promise<readonly Float32Array[]> {
  const answers: Float32Array[] = [];
  for (const { buffer, bytes } of tensors) {
    const target = device.createBuffer({ size: bytes, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
    const encoder = device.createCommandEncoder({ label: 'capture check' });
    encoder.copyBufferToBuffer(buffer, 0, target, 0, bytes);
    device.queue.submit([encoder.finish()]);
    try {
      await target.mapAsync(GPUMapMode.READ);
      answers.push(new Float32Array(target.getMappedRange().slice(0)));
    } finally {
      target.destroy();
    }
  }
  return answers;
}

function worstDifference(expected: readonly Float32Array[], actual: readonly Float32Array[]): number {
  let worst = expected.length === actual.length ? 0 : NaN;
  expected.forEach((values, i) => {
    const others = actual[i];
    for (let k = 0; k < values.length; k++) {
      const [value, other] = [values[k] ?? NaN, others?.[k] ?? NaN];
      const difference = Math.abs(value - other) / Math.max(1, Math.abs(value));
      // NaN is a difference unless both say it.
      if (!(difference <= worst) && !(Number.isNaN(value) && Number.isNaN(other))) worst = difference;
      if (Number.isNaN(worst)) return;
    }
  });
  return worst;
}
