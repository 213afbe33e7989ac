/** The self-check on a real device and runtime: the software adapter is right, and a device that is made wrong is found out. */
import { afterEach, expect, it, vi } from 'vitest';
import { goldenNetwork } from '../../models/golden/networks';
import { loadOrt } from '../../workers/engines/ort-module';
import { OrtProber } from '../../workers/engines/ort-prober';
import { RunQueue } from '../../workers/engines/run-queue';
import { findAdapter, openDevice } from '../../workers/gpu/device';
import { checkPicture } from '../../workers/gpu/picture-check';
import { checkGpu, type SelfCheck } from '../../workers/gpu/self-check';

const MODE = { how: 'external', turned: true } as const;

async function open(): Promise<GPUDevice> {
  const adapter = await findAdapter();
  if (!adapter) throw new Error('no WebGPU adapter');
  return (await openDevice(adapter)).device;
}

async function check(device: GPUDevice): Promise<SelfCheck> {
  const { ort } = await loadOrt('jspi', 1);
  const prober = new OrtProber(ort, device, new RunQueue());
  return checkGpu({
    prober,
    lost: device.lost,
    picture: () => checkPicture(device, MODE),
    comparePace: false,
    patienceMs: 120_000,
  });
}

afterEach(() => vi.restoreAllMocks());

it('the emulated GPU computes and shows rightly', async () => {
  const device = await open();
  const { refusal, goldenDifference } = await check(device);
  expect(refusal).toBe('');
  expect(goldenDifference).toBeLessThan(1e-5);
  device.destroy();
});

it('and is timed as slower than the processor it runs on', async () => {
  const device = await open();
  const { ort } = await loadOrt('jspi', 1);
  const prober = new OrtProber(ort, device, new RunQueue());
  // The tiny network: the one for hardware takes seconds here.
  const [gpuMs, cpuMs] = [await prober.pace(goldenNetwork(), 'webgpu'), await prober.pace(goldenNetwork(), 'wasm')];
  expect(cpuMs).toBeGreaterThan(0);
  expect(gpuMs).toBeGreaterThan(cpuMs);
  device.destroy();
});

it.each([
  ['external', true],
  ['copy', true],
  ['canvas', true],
] as const)('pictures come through by %s', async (how, turned) => {
  const device = await open();
  expect(await checkPicture(device, { how, turned })).toBe('');
  device.destroy();
});

it('a GPU that loses what is submitted is found out', async () => {
  const device = await open();
  vi.spyOn(device.queue, 'submit').mockImplementation(() => undefined);
  expect(await checkPicture(device, MODE)).toMatch(/^reads camera pictures wrongly: 0.00\/0.00\/0.00 instead of/);
  device.destroy();
});

it('a device that is lost meanwhile is refused', async () => {
  const device = await open();
  const checked = check(device);
  device.destroy();
  expect((await checked).refusal).not.toBe('');
});
