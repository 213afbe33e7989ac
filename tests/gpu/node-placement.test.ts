/** Every network that ships runs on the GPU whole: one node left on the CPU stalls every frame twice. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadOrt, type Ort } from '../../workers/engines/ort-module';
import { webgpuOn } from '../../workers/engines/ort-prober';
import { testDevice } from './gpu-device';

/** Every file, as the bundler finds them for the app; uint8 files are for WASM. */
const FILES = Object.entries(
  import.meta.glob<string>('../../models/*/*.onnx', { query: '?url', import: 'default', eager: true }),
).filter(([file]) => !file.endsWith('.u8.onnx'));

const lines: string[] = [];
// The runtime binds the console when it starts: from before that until the end it is ours.
const spies = (['log', 'info', 'debug', 'warn', 'error'] as const).map((level) =>
  vi.spyOn(console, level).mockImplementation((...words: unknown[]) => void lines.push(words.join(' '))),
);

let ort: Ort;
let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
  ({ ort } = await loadOrt('jspi', 1));
}, 60_000);
afterAll(() => {
  for (const spy of spies) spy.mockRestore();
  device.destroy();
});

/** What the runtime says about where nodes go while it makes a session: number of nodes by provider. */
async function placements(weights: Uint8Array): Promise<Record<string, number>> {
  lines.length = 0;
  const session = await ort.InferenceSession.create(weights, {
    executionProviders: [webgpuOn(device)],
    preferredOutputLocation: 'gpu-buffer',
    logSeverityLevel: 0,
  });
  await session.release();
  const found = lines.flatMap((line) => [...line.matchAll(/placed on \[(\w+)\]\. Number of nodes: (\d+)/g)]);
  return Object.fromEntries(found.map(([, provider = '', count]) => [provider, Number(count)]));
}

describe('nodes', () => {
  it('there are networks to look at', () => {
    expect(FILES.length).toBeGreaterThan(5);
  });

  it.for(FILES)('%s: all on the GPU', { timeout: 120_000 }, async ([file, url], { skip }) => {
    if (file.endsWith('.f16.onnx') && !device.features.has('shader-f16')) skip('this adapter has no shader-f16');
    const weights = new Uint8Array(await (await fetch(url)).arrayBuffer());
    const found = await placements(weights);
    expect(Object.keys(found)).toEqual(['WebGpuExecutionProvider']);
    expect(found['WebGpuExecutionProvider']).toBeGreaterThan(10);
  });
});
