import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  CATALOG,
  catalogEntry,
  defaultModel,
  downloadBytes,
  entryFor,
  isShipped,
  MODEL_IDS,
  offeredModels,
} from '../../../models/catalog';
import { isModelId, MODELS, type ModelId } from '../../../models/registry';
import { factsOf, MODELS_DIR, weightFiles } from '../../../models/tools/files';
import { cardsOf } from '../../../models/tools/models-command';
import weights from '../../../models/weights.json';

describe('the registry', () => {
  it('files every network under its own id', () => {
    for (const id of MODEL_IDS) expect(MODELS[id].spec.id).toBe(id);
    expect(isModelId('yolo-416')).toBe(true);
    expect(isModelId('toString')).toBe(false);
  });
});

describe('the catalogue', () => {
  it('names every network once, with words and a source', () => {
    expect([...MODEL_IDS].sort()).toEqual(Object.keys(MODELS).sort());
    expect(new Set(CATALOG.map((e) => e.source.file)).size).toBe(CATALOG.length);
    for (const entry of CATALOG) {
      expect(entry.title.length).toBeGreaterThan(3);
      expect(entry.description).toMatch(/\.$/);
      if (entry.source.kind === 'downloadable') {
        expect(entry.source.sha256).toMatch(/^[0-9a-f]{64}$/);
        expect(entry.source.licence).toMatch(/^(Apache-2.0|BSD-3-Clause|MIT)$/);
        if (entry.source.url)
          expect(entry.source.url).toMatch(/^https:\/\/raw\.githubusercontent\.com\/.+\/[0-9a-f]{40}\/.+\.onnx$/);
        if (entry.offered) expect(entry.source.url).toBeDefined();
      }
    }
  });

  it('offers what is there, and never what is for measuring only', () => {
    const offered = (['detect', 'portrait', 'classify'] as const).flatMap((task) =>
      offeredModels(task).map((e) => e.id),
    );
    expect(offered).toContain('nanodet-m');
    expect(offered).not.toContain('squeezenet');
    for (const id of offered) expect(catalogEntry(id).source.bytes).toBeGreaterThan(0);
  });

  it('prefers our own weights and falls back on the reference', () => {
    expect(defaultModel('detect', () => true)).toBe('yolo-320');
    expect(defaultModel('detect', () => false)).toBe('nanodet-m');
    expect(defaultModel('portrait', () => false)).toBe('selfie');
    expect(defaultModel('classify', (id: ModelId) => id === 'resnet')).toBe('resnet');
    expect(defaultModel('classify', () => false)).toBe('squeezenet');
  });
});

describe('weights that ship', () => {
  it('are recorded, all of them and no others', async () => {
    expect(Object.keys(weights).sort(), 'run: npm run models -- --seal').toEqual(await weightFiles());
  });

  it('have the size and SHA-256 of the record', async () => {
    for (const [file, facts] of Object.entries(weights)) {
      expect(factsOf(await readFile(join(MODELS_DIR, file))), `${file}: run npm run models -- --seal`).toEqual(facts);
    }
  });

  it('are listed in their cards', async () => {
    for (const [path, card] of await cardsOf(weights))
      expect(await readFile(path, 'utf8'), `${path}: run npm run models -- --seal`).toBe(card);
  });

  it('are known as shipped', () => {
    for (const { id, source } of CATALOG)
      expect(isShipped(id)).toBe(source.kind === 'built-in' && source.file in weights);
  });
});

describe('what a browser loads', () => {
  /** Of all four networks, the largest size of each, both graphs of the two-stage one. */
  const MOST_BYTES = 12e6;
  const NETWORKS: readonly (readonly ModelId[])[] = [
    ['yolo-416', 'yolo-320', 'yolo-256'],
    ['rcnn'],
    ['unet-portrait', 'unet-portrait-wide'],
    ['resnet'],
  ];

  it('has all networks of ours in it', () => {
    expect(NETWORKS.flat().sort()).toEqual(MODEL_IDS.filter((id) => isShipped(id)).sort());
  });

  it.each([
    ['WebAssembly', { provider: 'wasm', shaderF16: false }],
    ['WebGPU with half floats', { provider: 'webgpu', shaderF16: true }],
    ['WebGPU without', { provider: 'webgpu', shaderF16: false }],
  ] as const)('is at most 12 MB on %s', (_, engine) => {
    const bytes = NETWORKS.map((sizes) => Math.max(...sizes.map((id) => downloadBytes(entryFor(id, engine)))));
    expect(Math.min(...bytes)).toBeGreaterThan(0);
    expect(bytes.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(MOST_BYTES);
  });
});

describe('entryFor', () => {
  it('takes the floats where nothing better ships, and never swaps another maker’s file', () => {
    const engine = { provider: 'wasm', shaderF16: false } as const;
    expect(entryFor('nanodet-m', engine)).toBe(catalogEntry('nanodet-m'));
    for (const id of MODEL_IDS) {
      const own = catalogEntry(id).source;
      const variants = own.kind === 'built-in' ? own.variants : {};
      expect(entryFor(id, engine).source.file).toBe(variants.u8?.file ?? own.file);
      expect(entryFor(id, { provider: 'webgpu', shaderF16: true }).source.file).toBe(variants.f16?.file ?? own.file);
      expect(entryFor(id, { provider: 'webgpu', shaderF16: false }).source.file).toBe(own.file);
    }
  });
});
