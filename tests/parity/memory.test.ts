/** What is estimated of a network's memory is no less than what ONNX Runtime's heap really grows by. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { env, InferenceSession, Tensor } from 'onnxruntime-web';
import { expect, it } from 'vitest';
import { CATALOG, entryFor } from '../../models/catalog';
import { needOf } from '../../models/memory';
import type { ModelId } from '../../models/registry';
import { MODELS_DIR } from '../../models/tools/files';

const heaps: WebAssembly.Memory[] = [];
const Original = WebAssembly.Memory;
WebAssembly.Memory = class extends Original {
  constructor(descriptor: WebAssembly.MemoryDescriptor) {
    super(descriptor);
    heaps.push(this);
  }
};
const heapBytes = (): number => heaps.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);

/** ONNX Runtime's own before any network, and the step in which its heap grows. */
const SLACK_BYTES = 16 * 2 ** 20;

async function run(file: string): Promise<void> {
  const bytes = new Uint8Array(readFileSync(join(MODELS_DIR, file)));
  const session = await InferenceSession.create(bytes, { executionProviders: ['wasm'] });
  const feeds = Object.fromEntries(
    session.inputMetadata.map((input) => {
      const dims = input.isTensor ? input.shape.map((side) => (typeof side === 'number' ? side : 1)) : [];
      return [input.name, new Tensor('float32', new Float32Array(dims.reduce((a, b) => a * b, 1)), dims)];
    }),
  );
  await session.run(feeds);
}

const WASM = { provider: 'wasm', shaderF16: false } as const;
/** One of each shape: their sisters differ in the input alone. */
const TRIED: readonly ModelId[] = ['yolo-416', 'unet-portrait', 'resnet', 'rcnn'];

// As the processor takes them, in integers where they ship so, and once more in floats, which GPU paths fall back on.
it('networks that ship, in memory together', async () => {
  env.wasm.numThreads = 1;
  let estimate = 0;
  for (const { id, source } of [...TRIED.map((id) => entryFor(id, WASM)), ...CATALOG]) {
    if (source.kind !== 'built-in' || source.bytes === 0 || !TRIED.includes(id)) continue;
    await run(source.file);
    if (source.second) await run(source.second.file);
    estimate += needOf(id);
    expect(heaps.length, 'the heap is seen').toBeGreaterThan(0);
    expect(heapBytes(), `with ${id}`).toBeLessThanOrEqual(estimate + SLACK_BYTES);
  }
});
