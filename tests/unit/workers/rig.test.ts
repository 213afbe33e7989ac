import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MODELS_DIR } from '../../../models/tools/files';
import type { FramePath, Network } from '../../../workers/frame-path';
import type { Settings } from '../../../workers/protocol';
import { Rig } from '../../../workers/rig';
import { PLAIN_SETTINGS } from './plain-settings';

/** A call that ends when the test says so. */
interface Call {
  readonly what: string;
  readonly end: () => void;
}

/** A path whose networks take as long to come and go as the test likes. */
function slowPath() {
  const calls: Call[] = [];
  const log: string[] = [];
  const wait = (what: string): Promise<void> => {
    log.push(what);
    return new Promise((end) => calls.push({ what, end }));
  };
  const path = {
    kind: 'cpu',
    load: async (model: Network['model']): Promise<Network> => {
      const network = { model };
      await wait(`load ${model.spec.id}`);
      return network;
    },
    release: ({ model }: Network) => wait(`release ${model.spec.id}`),
  } as unknown as FramePath;
  const under = (what: string): Promise<Call> =>
    vi.waitFor(() => {
      const found = calls.find((call) => call.what === what);
      if (!found) throw new Error(`${what} is not under way, but ${log.join(', ')}`);
      return found;
    });
  /** Lets a call end that is under way, or waits until it is. */
  const end = async (what: string): Promise<void> => {
    const call = await under(what);
    calls.splice(calls.indexOf(call), 1);
    call.end();
  };
  return { path, log, under, end };
}

const settingsFor = (detect: 'yolo-256' | 'yolo-320'): Settings => ({
  ...PLAIN_SETTINGS,
  tasks: { detect: true, portrait: false, classify: false },
  models: { detect, portrait: 'unet-portrait', classify: 'resnet' },
});
const [A, B] = [settingsFor('yolo-256'), settingsFor('yolo-320')];

beforeEach(() => {
  vi.stubGlobal('self', { location: { href: 'http://app/assets/worker.js' }, isSecureContext: false });
  vi.stubGlobal('fetch', async (url: string): Promise<Response> => {
    const file = /([^/]+\/[^/]+\.onnx)/.exec(new URL(url).pathname)?.[1] ?? '';
    return new Response(new Uint8Array(await readFile(`${MODELS_DIR}/${file}`)));
  });
});
afterEach(() => void vi.unstubAllGlobals());

function setUp() {
  const slow = slowPath();
  const rig = new Rig({ path: slow.path, settings: A, baseUrl: 'http://app/', onBytes: () => undefined });
  const choose = (settings: Settings): Promise<void> => {
    rig.settings = settings;
    return rig.load(settings);
  };
  const inUse = (): string[] => rig.active().map(([, { id }]) => id);
  return { ...slow, choose, inUse };
}

describe('a network chosen, another, and the first again', () => {
  it('is loaded once where the other was given up in time', async () => {
    const { choose, inUse, end, under, log } = setUp();
    const first = choose(A);
    await under('load yolo-256');
    const second = choose(B);
    const third = choose(A);
    await end('load yolo-256');
    await Promise.all([first, second, third]);
    expect(inUse()).toEqual(['yolo-256']);
    expect(log).toEqual(['load yolo-256']);
  });

  it('is loaded again where it was being let go already', async () => {
    const { choose, inUse, end, under, log } = setUp();
    const first = choose(A);
    await under('load yolo-256');
    const second = choose(B);
    await end('load yolo-256');
    await under('release yolo-256');
    const third = choose(A);
    await end('release yolo-256');
    await end('load yolo-256');
    await Promise.all([first, second, third]);
    expect(inUse()).toEqual(['yolo-256']);
    expect(log).toEqual(['load yolo-256', 'release yolo-256', 'load yolo-256']);
  });

  it('goes on running where the other is let go before it was used', async () => {
    const { choose, inUse, end, under, log } = setUp();
    const first = choose(A);
    await end('load yolo-256');
    await first;
    const second = choose(B);
    await under('load yolo-320');
    const third = choose(A);
    await end('load yolo-320');
    await end('release yolo-320');
    await Promise.all([second, third]);
    expect(inUse()).toEqual(['yolo-256']);
    expect(log).toEqual(['load yolo-256', 'load yolo-320', 'release yolo-320']);
  });
});
