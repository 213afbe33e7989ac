/** The GPU's blur and composite against their CPU twins, for every effect. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Size } from '../../models/contract';
import { place } from '../../models/math/letterbox';
import { blurPlan } from '../../workers/blur-plan';
import { CpuMask } from '../../workers/cpu/cpu-mask';
import { PortraitPixels } from '../../workers/cpu/portrait-pixels';
import { unrefined } from '../../workers/cpu/refine-mask';
import { Canvas2dRenderer } from '../../workers/draw/canvas2d-renderer';
import type { PortraitScene } from '../../workers/frame-path';
import { viewOf } from '../../workers/frame-view';
import { FrameImporter } from '../../workers/gpu/frame-texture';
import { GpuMask } from '../../workers/gpu/gpu-mask';
import { BlurPass, blurPipelines } from '../../workers/gpu/passes/blur';
import { CompositePass } from '../../workers/gpu/passes/composite';
import { ResourceScope } from '../../workers/gpu/resource-scope';
import { between, randomOf, readBuffer, testDevice, validated } from './gpu-device';

let device: GPUDevice;
let scope: ResourceScope;
beforeAll(async () => {
  device = await testDevice();
  scope = new ResourceScope(device);
});
afterAll(() => {
  scope.dispose();
  device.destroy();
});

describe('blur', () => {
  it.each(['gaussian', 'disc'] as const)('is the same on both (%s), and so is the light', async (shape) => {
    const pass = new BlurPass(scope, await blurPipelines(device));
    for (let seed = 1; seed <= 6; seed++) {
      const random = randomOf(seed);
      const frame: Size = { width: between(random, 16, 180), height: between(random, 16, 180) };
      const plan = blurPlan(frame, { strength: random(), shape });
      const count = plan.size.width * plan.size.height;
      const planes = [0, 1, 2].map(() => Float32Array.from({ length: count }, random));
      // Whole regions of person, as real masks have.
      const alpha = Float32Array.from({ length: count }, (_, i) => Math.min(1, Math.max(0, (i % 17) / 6 - 1)));
      const pixels = new Float32Array(count * 4);
      for (let i = 0; i < count; i++) pixels.set([...planes.map((plane) => plane[i] ?? 0), alpha[i] ?? 0], i * 4);
      const source = scope.buffer({ size: count * 16, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST });
      device.queue.writeBuffer(source, 0, pixels);
      const run = async (what: (pass: GPUComputePassEncoder) => GPUBuffer): Promise<Float32Array> => {
        const out = await validated(device, () => {
          const encoder = device.createCommandEncoder();
          const compute = encoder.beginComputePass();
          const made = what(compute);
          compute.end();
          device.queue.submit([encoder.finish()]);
          return made;
        });
        return new Float32Array(await readBuffer(device, out, count * 16));
      };
      const blurred = await run((compute) => pass.blur(compute, source, plan, false));
      const light = await run((compute) => pass.light(compute, source, plan.size));
      const cpu = new PortraitPixels(frame, plan.size, { width: 1, height: 1 });
      cpu.cells.set(pixels);
      cpu.light(cpu.people());
      const wantedLight = cpu.cells.slice();
      cpu.cells.set(pixels);
      cpu.blur(plan);
      let worst = 0;
      for (let i = 0; i < count; i++) {
        for (const c of [0, 1, 2] as const) {
          // Where hardly anything counts, rounding is divided by next to nothing; nobody sees behind the person there.
          if ((alpha[i] ?? 0) < 0.9)
            worst = Math.max(worst, Math.abs((cpu.cells[i * 4 + c] ?? NaN) - (blurred[i * 4 + c] ?? NaN)));
          worst = Math.max(worst, Math.abs((wantedLight[i * 4 + c] ?? NaN) - (light[i * 4 + c] ?? NaN)));
        }
      }
      expect(worst, `seed ${seed}`).toBeLessThan(2e-3);
    }
  });
});

const SIZE: Size = { width: 96, height: 64 };
const MODEL: Size = { width: 32, height: 32 };

/** Soft colours, so that the two ways of resampling agree, and one hard edge. */
function picture({ width, height }: Size, hue: number): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  const gradient = context.createLinearGradient(0, 0, width, height);
  gradient.addColorStop(0, `hsl(${hue} 80% 30%)`);
  gradient.addColorStop(1, `hsl(${hue + 90} 70% 70%)`);
  context.fillStyle = gradient;
  context.fillRect(0, 0, width, height);
  context.fillStyle = `hsl(${hue + 200} 90% 60%)`;
  context.fillRect(width * 0.4, height * 0.3, width * 0.25, height * 0.7);
  return canvas;
}

async function readTexture(texture: GPUTextureView): Promise<Uint8ClampedArray> {
  // Only what a composite hands out is at hand: its view is drawn once more into a texture that may be copied.
  const module = device.createShaderModule({
    code: `@group(0) @binding(0) var source: texture_2d<f32>;
      @group(0) @binding(1) var<storage, read_write> out: array<u32>;
      @compute @workgroup_size(1) fn copy(@builtin(global_invocation_id) id: vec3u) {
        out[id.y * ${SIZE.width}u + id.x] = pack4x8unorm(textureLoad(source, id.xy, 0));
      }`,
  });
  const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module } });
  const bytes = SIZE.width * SIZE.height * 4;
  const buffer = device.createBuffer({ size: bytes, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(
    0,
    device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: [
        { binding: 0, resource: texture },
        { binding: 1, resource: { buffer } },
      ],
    }),
  );
  pass.dispatchWorkgroups(SIZE.width, SIZE.height);
  pass.end();
  device.queue.submit([encoder.finish()]);
  const data = new Uint8ClampedArray(await readBuffer(device, buffer, bytes));
  buffer.destroy();
  return data;
}

const backdrop = async (): Promise<PortraitScene['backdrop']> => ({
  image: await createImageBitmap(picture({ width: 60, height: 60 }, 20)),
  version: 1,
});

/** Whoever takes the picture further must not find the room in it: premultiplied, a clear pixel is zero. */
function expectNothingUnderClear(pixels: Uint8ClampedArray): void {
  let [clear, leaks] = [0, 0];
  for (let i = 0; i < pixels.length; i += 4) {
    const opacity = pixels[i + 3] ?? 0;
    if (opacity === 0) clear++;
    for (let c = 0; c < 3; c++) if ((pixels[i + c] ?? 0) > opacity) leaks++;
  }
  expect(clear).toBeGreaterThan(pixels.length / 40);
  expect(leaks).toBe(0);
}

describe('composite', () => {
  const alpha = Float32Array.from({ length: 1024 }, (_, i) => {
    const [x, y] = [(i % 32) - 16, Math.floor(i / 32) - 18];
    return Math.min(1, Math.max(0, 3.2 - Math.hypot(x, y) / 3));
  });
  const raw = { alpha, ...MODEL, placement: place(SIZE, MODEL, 'stretch') };

  it.each<[string, Partial<PortraitScene>]>([
    ['gaussian', { effect: { kind: 'blur', shape: 'gaussian' } }],
    ['gaussian with light', { effect: { kind: 'blur', shape: 'gaussian' }, lightWrap: true }],
    ['disc', { effect: { kind: 'blur', shape: 'disc' } }],
    ['black', { effect: { kind: 'black' } }],
    ['colour with light', { effect: { kind: 'color', color: '#20c060' }, lightWrap: true }],
    ['picture', { effect: { kind: 'picture' } }],
    ['picture with light', { effect: { kind: 'picture' }, lightWrap: true }],
    ['picture that has not come', { effect: { kind: 'picture' }, backdrop: undefined }],
    ['spotlight', { effect: { kind: 'spotlight' } }],
    ['transparent', { effect: { kind: 'transparent' } }],
    ['nobody known, transparent', { effect: { kind: 'transparent' }, mask: undefined }],
    ['nobody known, black', { effect: { kind: 'black' }, mask: undefined }],
    ['nobody known, colour', { effect: { kind: 'color', color: '#20c060' }, mask: undefined }],
    ['nobody known, picture', { effect: { kind: 'picture' }, mask: undefined }],
    ['nobody known, video', { effect: { kind: 'video' }, mask: undefined }],
    ['nobody known, spotlight', { effect: { kind: 'spotlight' }, mask: undefined }],
    ['nobody known, disc', { effect: { kind: 'blur', shape: 'disc' }, mask: undefined }],
  ])('is the same on both: %s', async (_, some) => {
    const frame = await createImageBitmap(picture(SIZE, 200));
    const view = viewOf(frame, 0);
    const cpuMask = new CpuMask(raw);
    const { fits, width, height } = unrefined(raw);
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
    const buffer = scope.buffer({ size: fits.byteLength, usage });
    device.queue.writeBuffer(buffer, 0, fits as Float32Array<ArrayBuffer>);
    const texture = scope.texture({ size: [1, 1], format: 'r16float', usage: GPUTextureUsage.TEXTURE_BINDING });
    const memory = { texture, fits: buffer, cells: { width, height } };
    const gpuMask = new GpuMask(memory, raw.placement, () => undefined);
    const portrait: PortraitScene = {
      mask: cpuMask,
      effect: { kind: 'black' },
      backdrop: await backdrop(),
      lightWrap: false,
      strength: 0.5,
      ...some,
    };
    const canvas = new OffscreenCanvas(SIZE.width, SIZE.height);
    new Canvas2dRenderer(canvas).draw({ view, mirror: false, portrait, detections: [], classifications: undefined });
    const wanted = canvas.getContext('2d')!.getImageData(0, 0, SIZE.width, SIZE.height).data;
    const composite = await CompositePass.open(scope);
    const resource = await validated(device, () => {
      const encoder = device.createCommandEncoder();
      const imported = new FrameImporter(scope, { how: 'copy', turned: true }).import(view);
      const mask = portrait.mask && gpuMask;
      const made = composite.encode(encoder, { frame: imported, size: SIZE, mask, portrait, mirror: false });
      device.queue.submit([encoder.finish()]);
      return made.resource as GPUTextureView;
    });
    const got = await readTexture(resource);
    if (portrait.mask && portrait.effect.kind === 'transparent') expectNothingUnderClear(got);
    let [sum, worst] = [0, 0];
    for (let i = 0; i < wanted.length; i += 4) {
      const opacity = (wanted[i + 3] ?? 0) / 255;
      for (let c = 0; c < 4; c++) {
        // The GPU's colours are premultiplied.
        const difference = Math.abs((wanted[i + c] ?? 0) * (c < 3 ? opacity : 1) - (got[i + c] ?? 0));
        sum += difference;
        worst = Math.max(worst, difference);
      }
    }
    // Small pictures are sampled differently (bilinear there, nearest here) and canvases round: single levels on the whole.
    expect(sum / wanted.length).toBeLessThan(2.5);
    expect(worst).toBeLessThan(40);
    frame.close();
  });
});
