/** What the tests of GPU passes share: a device, random numbers with a seed, and a way to see a buffer. */
import { shippedWeightsUrl } from '../../models/weights';
import { findAdapter, openDevice } from '../../workers/gpu/device';

/** Fails a test whose passes broke a rule of WebGPU: the browser only reports it, and results are then zeros. */
export async function testDevice(): Promise<GPUDevice> {
  const adapter = await findAdapter();
  if (!adapter)
    throw new Error('no WebGPU adapter: the tests run Chromium with the flags of tests/tools/chromium-args.ts');
  const { device } = await openDevice(adapter);
  return device;
}

/** @param file below `models/` */
export async function weightsOf(file: string): Promise<Uint8Array> {
  const url = shippedWeightsUrl(file);
  if (!url) throw new Error(`${file} does not ship`);
  return new Uint8Array(await (await fetch(url)).arrayBuffer());
}

/** Runs `work`; a validation error in it rejects with its text. */
export async function validated<T>(device: GPUDevice, work: () => T | Promise<T>): Promise<T> {
  device.pushErrorScope('validation');
  const result = await work();
  const error = await device.popErrorScope();
  if (error) throw new Error(error.message);
  return result;
}

/** The first bytes of a buffer. */
export async function readBuffer(device: GPUDevice, source: GPUBuffer, bytes: number): Promise<ArrayBuffer> {
  const target = device.createBuffer({ size: bytes, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(source, 0, target, 0, bytes);
  device.queue.submit([encoder.finish()]);
  await target.mapAsync(GPUMapMode.READ);
  const copy = target.getMappedRange().slice(0);
  target.destroy();
  return copy;
}

/** Numbers 0..1 from a seed (mulberry32): a failing case can be run again. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number from `low` to `high`, both included. */
export function between(random: () => number, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

export function oneOf<T>(random: () => number, choices: readonly T[]): T {
  return choices[between(random, 0, choices.length - 1)] as T;
}
