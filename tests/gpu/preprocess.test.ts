/** The GPU pass against its CPU twin, on small random pictures in every pose and layout. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FitMode, InputSpec } from '../../models/contract';
import { place } from '../../models/math/letterbox';
import { FramePixels } from '../../workers/cpu/frame-pixels';
import { Preprocessor } from '../../workers/cpu/preprocess';
import { viewOf, type FrameImage } from '../../workers/frame-view';
import { FrameImporter, type ImportMode } from '../../workers/gpu/frame-texture';
import { probeImport } from '../../workers/gpu/import-probe';
import { PreprocessPass, PreprocessPipelines } from '../../workers/gpu/passes/preprocess';
import { ResourceScope } from '../../workers/gpu/resource-scope';
import { between, oneOf, randomOf, readBuffer, testDevice, validated } from './gpu-device';

let device: GPUDevice;
let scope: ResourceScope;
let pipelines: PreprocessPipelines;
beforeAll(async () => {
  device = await testDevice();
  scope = new ResourceScope(device);
  pipelines = new PreprocessPipelines(device);
});
afterAll(() => {
  scope.dispose();
  device.destroy();
});

async function onGpu(
  image: FrameImage,
  turn: 0 | 90 | 180 | 270,
  input: InputSpec,
  mode: ImportMode,
): Promise<Float32Array> {
  const inner = scope.child();
  const bytes = 3 * input.width * input.height * 4;
  const target = inner.buffer({ size: bytes, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC });
  const view = viewOf(image, turn);
  await validated(device, () => {
    const pass = new PreprocessPass(inner, pipelines, { input, type: 'float32', target });
    const frame = new FrameImporter(inner, mode).import(view);
    const encoder = device.createCommandEncoder();
    const compute = encoder.beginComputePass();
    pass.encode(compute, frame, place(view.upright, input, input.fit));
    compute.end();
    device.queue.submit([encoder.finish()]);
  });
  const values = new Float32Array(await readBuffer(device, target, bytes));
  inner.dispose();
  return values;
}

async function onCpu(image: FrameImage, turn: 0 | 90 | 180 | 270, input: InputSpec): Promise<Float32Array> {
  const view = viewOf(image, turn);
  const out = new Float32Array(3 * input.width * input.height);
  new Preprocessor(input).fill(await new FramePixels().read(view), place(view.upright, input, input.fit), out);
  return out;
}

/** Largest difference in steps of 8-bit colour. */
function worst(a: Float32Array, b: Float32Array, input: InputSpec): number {
  let most = 0;
  a.forEach((value, i) => (most = Math.max(most, Math.abs(value - (b[i] ?? NaN)))));
  return most * Math.min(...input.std);
}

function randomInput(random: () => number): InputSpec {
  return {
    name: 'x',
    width: between(random, 2, 40),
    height: between(random, 2, 40),
    layout: oneOf(random, ['nchw', 'nhwc']),
    channelOrder: oneOf(random, ['rgb', 'bgr']),
    mean: [between(random, 0, 128), between(random, 0, 128), between(random, 0, 128)],
    std: [between(random, 50, 255), between(random, 50, 255), between(random, 50, 255)],
    fit: oneOf(random, ['letterbox', 'letterbox-top-left', 'stretch', 'cover'] as const satisfies readonly FitMode[]),
    pad: between(random, 0, 255),
  };
}

function noise(random: () => number, width: number, height: number): Uint8ClampedArray<ArrayBuffer> {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < data.length; i++) data[i] = i % 4 === 3 ? 255 : random() * 256;
  return data;
}

/** Hardware samplers weigh in steps of 1/256 (WebGPU leaves it open): up to one step of colour per axis. */
const SAMPLER_STEPS = 2.1;

describe('preprocess', () => {
  it('finds out how this browser brings frames to the GPU, best way first, and leaves nothing behind', async () => {
    expect(await probeImport(scope, pipelines)).toEqual({ mode: { how: 'external', turned: true }, refused: [] });
    expect(await probeImport(scope, pipelines, ['copy'])).toMatchObject({ mode: { how: 'copy', turned: true } });
    expect(await probeImport(scope, pipelines, ['canvas'])).toMatchObject({ mode: { how: 'canvas', turned: true } });
    expect(scope.counts()).toEqual({ buffer: 0, texture: 0, tensor: 0, session: 0, frame: 0 });
  });

  it('knows which sides a turned frame has', () => {
    const init = { format: 'RGBX', codedWidth: 6, codedHeight: 4, timestamp: 0, rotation: 90 } as VideoFrameBufferInit;
    const frame = new VideoFrame(new Uint8Array(96), init);
    expect(viewOf(frame, 0).upright).toEqual({ width: 4, height: 6 });
    expect(viewOf(frame, 90).upright).toEqual({ width: 6, height: 4 });
    frame.close();
  });

  it.each(Array.from({ length: 24 }, (_, seed) => seed))('fills the input as the CPU does, case %i', async (seed) => {
    const random = randomOf(seed);
    const input = randomInput(random);
    const [width, height] = [between(random, 2, 64), between(random, 2, 64)];
    const turn = oneOf(random, [0, 90, 180, 270] as const);
    const bitmap = await createImageBitmap(new ImageData(noise(random, width, height), width, height));
    const frame = new VideoFrame(noise(random, width, height), {
      format: 'RGBX',
      codedWidth: width,
      codedHeight: height,
      timestamp: 0,
      rotation: oneOf(random, [0, 90, 180, 270]),
      flip: oneOf(random, [true, false]),
    } as VideoFrameBufferInit);
    for (const [name, image, how] of [
      ['bitmap', bitmap, { how: 'external', turned: false }],
      ['frame, imported', frame, { how: 'external', turned: true }],
      ['frame, copied', frame, { how: 'copy', turned: true }],
      ['frame, drawn', frame, { how: 'canvas', turned: true }],
    ] as const) {
      const [actual, expected] = [await onGpu(image, turn, input, how), await onCpu(image, turn, input)];
      expect(worst(actual, expected, input), name).toBeLessThan(SAMPLER_STEPS);
    }
    bitmap.close();
    frame.close();
  });
});
