/** The GPU's own clock about a picture: tells a long one from a short one, and leaves most pictures alone. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DrawClock } from '../../workers/gpu/draw-clock';
import { ResourceScope } from '../../workers/gpu/resource-scope';
import { testDevice, validated } from './gpu-device';

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

it('times work on the GPU, every so often', async (context) => {
  if (!device.features.has('timestamp-query')) context.skip('this adapter has no clock');
  const module = device.createShaderModule({
    code: `@group(0) @binding(0) var<storage, read_write> out: array<u32>;
      @compute @workgroup_size(64) fn work(@builtin(global_invocation_id) id: vec3u) {
        var sum = id.x;
        for (var i = 0u; i < 4000u; i++) { sum = sum * 1664525u + 1013904223u; }
        out[id.x % 64u] = sum;
      }`,
  });
  const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module } });
  const buffer = scope.buffer({ size: 256, usage: GPUBufferUsage.STORAGE });
  const group = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [{ binding: 0, resource: { buffer } }],
  });
  const medianMs = async (groups: number): Promise<number> => {
    const tally = { bytes: 0 };
    const clock = new DrawClock(scope, tally);
    expect(clock.drawMs).toBeUndefined();
    for (let picture = 0; picture < 19; picture++) {
      const timed = await validated(device, () => {
        const encoder = device.createCommandEncoder();
        const after = clock.around(encoder, () => {
          const pass = encoder.beginComputePass();
          pass.setPipeline(pipeline);
          pass.setBindGroup(0, group);
          pass.dispatchWorkgroups(groups);
          pass.end();
        });
        device.queue.submit([encoder.finish()]);
        return after;
      });
      timed();
      await device.queue.onSubmittedWorkDone();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(tally.bytes, 'a few numbers come back, rarely').toBeLessThanOrEqual(4 * 16);
    return clock.drawMs ?? NaN;
  };
  const [short, long] = [await medianMs(1), await medianMs(400)];
  expect(short).toBeGreaterThan(0);
  expect(long).toBeGreaterThan(2 * short);
});
