import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { entryFor } from '../../../models/catalog';
import type { StoredAnswers } from '../../../models/golden/compare';
import { MODELS_DIR } from '../../../models/tools/files';
import type { FramePath, Network } from '../../../workers/frame-path';
import { FaultError } from '../../../workers/fault';
import { weightsKey } from '../../../workers/gpu-history';
import { Rig } from '../../../workers/rig';
import { PLAIN_SETTINGS } from './plain-settings';
import { fetchNetwork, loadNetwork, type NetworkTrust, type WantedNetwork } from '../../../workers/trusted-network';

const HALF = entryFor('resnet', { provider: 'webgpu', shaderF16: true });
const UINT8 = entryFor('resnet', { provider: 'wasm', shaderF16: false });
const FLOAT = entryFor('resnet', { provider: 'webgpu', shaderF16: false });
const keyOf = ({ source }: typeof HALF): string => weightsKey(source.file, source.sha256);

/** A GPU (or processor) that is off by as much as is said, per number of bytes of the weights it was given. */
function fakePath(differences: ReadonlyMap<number, number>, halfFloats = true, kind: FramePath['kind'] = 'gpu') {
  const log: string[] = [];
  const bytesOf = new WeakMap<Network, number>();
  const path = {
    kind,
    halfFloats,
    load: (model: Network['model'], weights: Uint8Array) => {
      const network: Network = { model };
      bytesOf.set(network, weights.length);
      log.push(`load ${weights.length}`);
      return Promise.resolve(network);
    },
    release: (network: Network) => Promise.resolve(void log.push(`release ${bytesOf.get(network)}`)),
    difference: (network: Network, stored: StoredAnswers) => {
      // The file has an embedding too, which nobody fetches.
      expect(Object.keys(stored)).toEqual(['logits']);
      log.push('try');
      return Promise.resolve(differences.get(bytesOf.get(network) ?? 0) ?? 0);
    },
  } as unknown as FramePath;
  return { path, log };
}

function fakeTrust(known: Record<string, boolean> = {}) {
  const wrong: string[] = [];
  const trust: NetworkTrust = {
    known: (key) => known[key],
    onTried: (key, right) => (known[key] = right),
    onWrong: (reason) => wrong.push(reason),
  };
  const wanted: WantedNetwork = { id: 'resnet', baseUrl: 'http://app/', onBytes: () => undefined, trust };
  return { known, wrong, wanted };
}

async function load(path: FramePath, wanted: WantedNetwork) {
  return loadNetwork(path, await fetchNetwork(path, wanted), wanted);
}

beforeEach(() => {
  vi.stubGlobal('self', { location: { href: 'http://app/assets/worker.js' }, isSecureContext: false });
  const fromDisk = async (url: string): Promise<Response> => {
    const file = /([^/]+\/[^/]+\.onnx)/.exec(new URL(url).pathname)?.[1] ?? '';
    return new Response(new Uint8Array(await readFile(`${MODELS_DIR}/${file}`)));
  };
  vi.stubGlobal('fetch', vi.fn(fromDisk));
});
afterEach(() => void vi.unstubAllGlobals());

it('this test has three files to choose from', () => {
  expect(UINT8.source.file).toBe('resnet/resnet.u8.onnx');
  expect(HALF.source.file).toBe('resnet/resnet.f16.onnx');
  expect(FLOAT.source.file).toBe('resnet/resnet.onnx');
});

describe('a network on the GPU', () => {
  it('is in half floats where the GPU has them, after it was found right, and tried once', async () => {
    const { path, log } = fakePath(new Map([[HALF.source.bytes, 0.009]]));
    const { wanted, known } = fakeTrust();
    expect((await load(path, wanted)).precision).toBe('float16');
    expect(known).toEqual({ [keyOf(HALF)]: true });
    await load(path, wanted);
    expect(log.filter((what) => what === 'try')).toHaveLength(1);
  });

  it('is in floats where half floats come out wrong, now and the next time', async () => {
    const { path, log } = fakePath(new Map([[HALF.source.bytes, 0.02]]));
    const { wanted, known, wrong } = fakeTrust();
    expect((await load(path, wanted)).precision).toBe('float32');
    expect(log).toEqual([
      `load ${HALF.source.bytes}`,
      'try',
      `release ${HALF.source.bytes}`,
      `load ${FLOAT.source.bytes}`,
      'try',
    ]);
    expect(known).toEqual({ [keyOf(HALF)]: false, [keyOf(FLOAT)]: true });
    expect(wrong).toEqual([]);
    log.length = 0;
    expect((await load(path, wanted)).precision).toBe('float32');
    expect(log).toEqual([`load ${FLOAT.source.bytes}`]);
  });

  it('is in floats where half floats do not even load', async () => {
    const { path, log } = fakePath(new Map());
    const { load: loadAny } = path;
    path.load = ((model: Network['model'], weights: Uint8Array, second?: Uint8Array) =>
      weights.length === HALF.source.bytes
        ? Promise.reject(new Error('no f16 kernel'))
        : loadAny.call(path, model, weights, second)) as FramePath['load'];
    const { wanted, known } = fakeTrust();
    expect((await load(path, wanted)).precision).toBe('float32');
    expect(known).toEqual({ [keyOf(HALF)]: false, [keyOf(FLOAT)]: true });
    expect(log).toEqual([`load ${FLOAT.source.bytes}`, 'try']);
  });

  it('is in floats where the GPU has no half floats', async () => {
    const { path } = fakePath(new Map(), false);
    expect((await load(path, fakeTrust().wanted)).precision).toBe('float32');
  });

  it('that comes out wrong in floats ends the trust in the GPU', async () => {
    const { path } = fakePath(new Map([[FLOAT.source.bytes, 0.3]]), false);
    const { wanted, wrong, known } = fakeTrust();
    await expect(load(path, wanted)).rejects.toMatchObject({ kind: 'gpu', model: 'resnet' });
    expect(wrong).toEqual(['the graphics processor computes Sightline classifier wrongly (off by 0.30)']);
    expect(known).toEqual({ [keyOf(FLOAT)]: false });
  });
});

describe('a network on the processor', () => {
  const wanted: WantedNetwork = { id: 'resnet', baseUrl: 'http://app/', onBytes: () => undefined };

  it('is in 8-bit integers, and not tried: everything else is measured by it', async () => {
    const { path, log } = fakePath(new Map(), false, 'cpu');
    expect((await load(path, wanted)).precision).toBe('uint8');
    expect(log).toEqual([`load ${UINT8.source.bytes}`]);
  });

  it('is in floats where only those can be had', async () => {
    const { path, log } = fakePath(new Map(), false, 'cpu');
    const fromDisk = fetch;
    vi.stubGlobal('fetch', (url: string) =>
      url.includes('.u8') ? Promise.resolve(new Response('', { status: 404 })) : fromDisk(url),
    );
    expect((await load(path, wanted)).precision).toBe('float32');
    expect(log).toEqual([`load ${FLOAT.source.bytes}`]);
  });

  it('is in floats where the runtime refuses the integers', async () => {
    const { path, log } = fakePath(new Map(), false, 'cpu');
    const { load: loadAny } = path;
    path.load = ((model: Network['model'], weights: Uint8Array) =>
      weights.length === UINT8.source.bytes
        ? Promise.reject(new Error('no QLinearConv'))
        : loadAny.call(path, model, weights)) as FramePath['load'];
    expect((await load(path, wanted)).precision).toBe('float32');
    expect(log).toEqual([`load ${FLOAT.source.bytes}`]);
  });

  it('that nobody has is missing', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('', { status: 404 })));
    await expect(load(fakePath(new Map(), false, 'cpu').path, wanted)).rejects.toMatchObject({ kind: 'model-missing' });
  });
});

describe('a GPU that is lost while a network is made ready', () => {
  const lost = (): FaultError => new FaultError('gpu', 'the graphics processor was lost', { recoverable: true });

  it('says nothing about its half floats', async () => {
    const { path } = fakePath(new Map());
    const { known, wanted } = fakeTrust();
    await expect(load({ ...path, load: () => Promise.reject(lost()) }, wanted)).rejects.toMatchObject({ kind: 'gpu' });
    expect(known).toEqual({});
  });

  it('is no fault of the settings that asked for it, and the next path loads it without fetching it again', async () => {
    const settings = {
      ...PLAIN_SETTINGS,
      tasks: { detect: false, portrait: false, classify: true },
      models: { detect: 'yolo-256', portrait: 'unet-portrait', classify: 'resnet' },
    } as const;
    const { path } = fakePath(new Map());
    const { wanted } = fakeTrust();
    const trust = wanted.trust ? { trust: wanted.trust } : {};
    const rig = new Rig({ path, settings, baseUrl: 'http://app/', onBytes: () => undefined, ...trust });
    await rig.load(settings);
    expect(rig.active()).toHaveLength(1);
    const fetches = vi.mocked(fetch);
    const before = fetches.mock.calls.length;
    const failing = { ...fakePath(new Map()).path, load: () => Promise.reject(lost()) };
    await rig.replacePath(failing);
    expect(rig.active()).toEqual([]);
    expect(fetches.mock.calls.length).toBe(before);
    const next = fakePath(new Map());
    await rig.replacePath(next.path);
    expect(rig.active()).toHaveLength(1);
  });
});
