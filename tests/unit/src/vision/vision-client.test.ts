import { describe, expect, it } from 'vitest';
import type { EngineInfo, Fault, Settings } from '../../../../workers/protocol';
import { VisionError } from '../../../../src/vision/pending-calls';
import { VisionClient, faultOf, type VisionEvent } from '../../../../src/vision/vision-client';
import { PLAIN_SETTINGS } from '../../workers/plain-settings';
import { FakeFrame, FakeWorker, settle } from './fakes';

const SETTINGS: Settings = {
  tasks: { detect: true, portrait: false, classify: false },
  models: { detect: 'nanodet-m', portrait: 'selfie', classify: 'squeezenet' },
  ...PLAIN_SETTINGS,
  scoreThreshold: 0.4,
};
const ENGINE: EngineInfo = { provider: 'wasm', build: 'wasm', threads: 1, note: '' };

async function setUp(start = true) {
  const workers: FakeWorker[] = [];
  const events: VisionEvent[] = [];
  let now = 0;
  let canvases = 0;
  const client = new VisionClient({
    freshCanvas: () => ({ canvas: (canvases += 1) }) as unknown as OffscreenCanvas,
    sourceMessage: () => ({ kind: 'posted' }),
    onEvent: (event) => events.push(event),
    createWorker: () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker;
    },
    now: () => now,
  });
  const newest = (): FakeWorker => workers.at(-1) as FakeWorker;
  if (start) {
    const started = client.start({ settings: SETTINGS, engine: 'wasm', threads: 2 });
    newest().answer(ENGINE);
    expect(await started).toEqual(ENGINE);
  }
  return {
    client,
    workers,
    events,
    newest,
    canvases: () => canvases,
    pass: (ms: number): void => void (now += ms),
  };
}

describe('calls', () => {
  it('match replies by id, in any order', async () => {
    const { client, newest } = await setUp();
    const pausing = client.pause(true);
    const picture = client.snapshot();
    const [pause, snapshot] = newest().received as { id: number }[];
    const blob = new Blob(['x']);
    newest().say({ type: 'reply', id: snapshot?.id ?? -1, ok: true, result: blob });
    newest().say({ type: 'reply', id: pause?.id ?? -1, ok: true, result: undefined });
    expect(await picture).toBe(blob);
    await expect(pausing).resolves.toBeUndefined();
  });

  it('reject with the fault of the reply', async () => {
    const { client, newest } = await setUp();
    const fault: Fault = { kind: 'model-missing', message: '404', recoverable: true, model: 'nanodet-m' };
    const configuring = client.configure(SETTINGS);
    const [call] = newest().received as { id: number }[];
    newest().say({ type: 'reply', id: call?.id ?? -1, ok: false, fault });
    await expect(configuring).rejects.toThrow(VisionError);
    expect(await configuring.catch(faultOf)).toEqual(fault);
  });

  it('reject at once where the message cannot be sent, so that the next way can be tried', async () => {
    const { client, newest } = await setUp();
    newest().refuses.add('attach');
    await expect(client.attach({ kind: 'posted' })).rejects.toThrow('cannot be cloned');
    newest().refuses.clear();
    const attached = client.attach({ kind: 'posted' });
    newest().answer();
    await attached;
  });

  it('reject without a worker', async () => {
    const { client } = await setUp(false);
    await expect(client.pause(true)).rejects.toThrow('No vision worker');
  });

  it('ignore the reply to a call nobody waits for', async () => {
    const { newest } = await setUp();
    newest().say({ type: 'reply', id: 999, ok: true, result: undefined });
  });

  it('throw on a message of an unknown type', async () => {
    const { newest } = await setUp();
    expect(() => newest().say({ type: 'nonsense' } as never)).toThrow('unexpected message');
  });
});

describe('frames', () => {
  it('go one at a time', async () => {
    const { client, newest } = await setUp();
    const frames = ['a', 'b', 'c'].map((name) => new FakeFrame(name));
    for (const frame of frames) client.offer(frame.asFrame);
    expect(newest().received.map(({ type }) => type)).toEqual(['frame']);
    newest().say({ type: 'frame-done' });
    expect(newest().received).toHaveLength(2);
    expect(frames.map(({ closed }) => closed)).toEqual([0, 1, 0]);
    expect(newest().received[1]).toMatchObject({ skipped: 1 });
  });

  it('are closed where there is no worker', async () => {
    const { client } = await setUp();
    client.dispose();
    const frame = new FakeFrame('late');
    client.offer(frame.asFrame);
    expect(frame.closed).toBe(1);
  });

  it('that wait are closed when the worker dies', async () => {
    const { client, newest } = await setUp();
    const frames = ['a', 'b'].map((name) => new FakeFrame(name));
    for (const frame of frames) client.offer(frame.asFrame);
    newest().crash();
    expect(frames[1]?.closed).toBe(1);
  });
});

describe('a worker that dies', () => {
  it('is replaced, with a fresh canvas, settings, size, pause and source', async () => {
    const { client, workers, newest, events, canvases } = await setUp();
    const louder = { ...SETTINGS, blurStrength: 1 };
    const calls = [client.configure(louder), client.resize({ width: 300, height: 200 }), client.pause(true)];
    newest().answer();
    await Promise.all(calls);
    newest().crash();
    expect(workers).toHaveLength(2);
    expect(workers[0]?.terminated).toBe(true);
    for (let i = 0; i < 5; i += 1) {
      newest().answer(ENGINE);
      await settle();
    }
    expect(newest().types).toEqual(['init', 'resize', 'pause', 'attach', 'configure']);
    expect(newest().seen[0]).toMatchObject({ settings: louder, engine: 'wasm', threads: 2 });
    expect(newest().seen[1]).toMatchObject({ size: { width: 300, height: 200 } });
    expect(canvases()).toBe(2);
    expect(events).toEqual([{ type: 'restarted' }]);
  });

  it('fails the calls it owed an answer', async () => {
    const { client, newest } = await setUp();
    const owed = client.snapshot();
    newest().crash('out of memory');
    await expect(owed).rejects.toThrow('out of memory');
  });

  it('is given up after the fourth death within a minute', async () => {
    const { newest, workers, events } = await setUp();
    for (let death = 0; death < 4; death += 1) newest().crash();
    await settle();
    expect(workers).toHaveLength(4);
    expect(events.filter(({ type }) => type === 'gave-up')).toHaveLength(1);
  });

  it('is replaced again when the deaths lie far apart', async () => {
    const { newest, workers, pass, events } = await setUp();
    for (let death = 0; death < 8; death += 1) {
      pass(60_000);
      newest().crash();
    }
    await settle();
    expect(workers).toHaveLength(9);
    expect(events.some(({ type }) => type === 'gave-up')).toBe(false);
  });

  it('speaks no more once it was replaced', async () => {
    const { newest, workers } = await setUp();
    const former = newest();
    former.crash();
    former.crash();
    expect(workers).toHaveLength(2);
  });
});

describe('a worker that hangs', () => {
  it('is replaced after a minute without a sign of life', async () => {
    const { client, workers, pass } = await setUp();
    for (let check = 0; check < 14; check += 1) {
      client.checkAlive();
      pass(5_000);
    }
    expect(workers).toHaveLength(2);
    expect(workers[0]?.terminated).toBe(true);
  });

  it('is not one that answers, or one that works on something long', async () => {
    const { client, workers, newest, pass } = await setUp();
    for (let check = 0; check < 40; check += 1) {
      client.checkAlive();
      pass(5_000);
      if (check % 2 === 0)
        newest().say({ type: 'load-progress', model: 'runtime', loadedBytes: check, totalBytes: 99 });
    }
    expect(workers).toHaveLength(1);
    expect(newest().types.filter((type) => type === 'pause')).toHaveLength(1);
    newest().answer();
    await settle();
    client.checkAlive();
    expect(newest().received).toHaveLength(1);
  });

  it('is not one whose page slept', async () => {
    const { client, workers, pass } = await setUp();
    client.checkAlive();
    pass(600_000);
    client.checkAlive();
    expect(workers).toHaveLength(1);
  });
});

it('passes on what the worker says without being asked', async () => {
  const { newest, events } = await setUp();
  newest().say({ type: 'load-progress', model: 'runtime', loadedBytes: 1, totalBytes: 2 });
  newest().say({ type: 'engine', engine: ENGINE });
  expect(events.map(({ type }) => type)).toEqual(['load-progress', 'engine']);
});
