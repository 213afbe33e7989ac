/** The GPU's masks against their CPU twins, frame after frame, on small random pictures. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { InputSpec } from '../../models/contract';
import { blocksOf } from '../../models/math/person-blocks';
import { placeRegion } from '../../models/math/person-region';
import { PersonMasks } from '../../workers/cpu/person-masks';
import { RefineMaskPass, refinePipelines, type RefinePipelines } from '../../workers/gpu/passes/refine-mask';
import { SmoothMaskPass, smoothPipelines, type SmoothPipelines } from '../../workers/gpu/passes/smooth-mask';
import { ResourceScope } from '../../workers/gpu/resource-scope';
import { between, oneOf, randomOf, readBuffer, testDevice, validated } from './gpu-device';

let device: GPUDevice;
let smooth: SmoothPipelines;
let refine: RefinePipelines;
beforeAll(async () => {
  device = await testDevice();
  [smooth, refine] = await Promise.all([smoothPipelines(device, 'float32'), refinePipelines(device)]);
});
afterAll(() => device.destroy());

function inputOf(random: () => number): InputSpec {
  return {
    name: 'x',
    width: between(random, 2, 64),
    height: between(random, 2, 64),
    layout: oneOf(random, ['nchw', 'nhwc']),
    channelOrder: oneOf(random, ['rgb', 'bgr']),
    mean: [0, between(random, 0, 128), 0],
    std: [255, between(random, 50, 255), 255],
    fit: 'stretch',
    pad: 0,
  };
}

const worstOf = (a: Float32Array, b: Float32Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? NaN)) / Math.max(1, Math.abs(value))), 0);

it('steadies and refines as the CPU does', async () => {
  for (let seed = 1; seed <= 10; seed++) {
    const random = randomOf(seed);
    const spec = inputOf(random);
    const { width, height } = spec;
    const scope = new ResourceScope(device);
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
    const input = scope.buffer({ size: 12 * width * height, usage });
    const alpha = scope.buffer({ size: 4 * width * height, usage });
    const smoothing = new SmoothMaskPass(scope, smooth, { spec, input, alpha });
    const refining = new RefineMaskPass(scope, refine, spec);
    const fits = refining.newFits();
    const cpu = new PersonMasks(spec);
    const frame = { width: between(random, 2, 90), height: between(random, 2, 90) };
    const first = Float32Array.from({ length: 3 * width * height }, () => (random() * 255 - 60) / 255);
    // The same picture with a little noise, the same with a part that moved, and another scene.
    const scenes = [0, 0.01, 0.01, 1].map((noise, i) =>
      first.map((value, k) => value + noise * random() + (i === 2 && k % width < width / 3 ? 0.3 : 0)),
    );
    for (const [turn, values] of scenes.entries()) {
      const answer = Float32Array.from({ length: width * height }, (_, i) => (i === 3 ? NaN : random() * 0.4 + 0.3));
      // The third look is at a part of the frame, the last again at all of it: history is found where it lay.
      const part = {
        x: frame.width * 0.1,
        y: frame.height * 0.2,
        width: frame.width * 0.7,
        height: frame.height * 0.6,
      };
      const placement = placeRegion(frame, spec, turn === 2 ? part : undefined);
      cpu.see(values, placement);
      const wanted = cpu.maskOf({ alpha: answer, width, height, placement });
      const got = await validated(device, () => {
        device.queue.writeBuffer(input, 0, values);
        device.queue.writeBuffer(alpha, 0, answer);
        const encoder = device.createCommandEncoder();
        const smoothed = smoothing.encode(encoder, placement);
        const pass = encoder.beginComputePass();
        refining.encode(pass, smoothed, fits);
        pass.end();
        device.queue.submit([encoder.finish()]);
        return smoothed.alpha;
      });
      const mask = new Float32Array(await readBuffer(device, got, 4 * width * height));
      expect(worstOf(wanted.alpha, mask), `mask, seed ${seed}`).toBeLessThan(1e-5);
      const found = smoothing.foundIn(await readBuffer(device, smoothing.seen, smoothing.seen.size));
      expect(found.cut, `cut, seed ${seed}`).toBe(cpu.wasCut);
      // A pixel's weight is rounded: half a step either way.
      blocksOf(answer, spec).weights.forEach((weight, i) =>
        expect(Math.abs(weight - (found.blocks.weights[i] ?? NaN)), `block ${i}, seed ${seed}`).toBeLessThanOrEqual(4),
      );
      const cells = refining.guide.width * refining.guide.height;
      const model = new Float32Array(await readBuffer(device, fits, 16 * cells));
      // Fits of flat windows divide by ε = 1e-4: rounding of the colours shows ten-thousandfold.
      expect(worstOf(wanted.model.fits, model), `fits, seed ${seed}`).toBeLessThan(5e-3);
    }
    scope.dispose();
  }
}, 240_000);
