import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { GraphSpec } from '../../../../models/contract';
import type { EngineThread } from '../../../../workers/engines/engine-calls';
import type { FromEngine, ToEngine } from '../../../../workers/engines/engine-messages';
import { RunWatch } from '../../../../workers/engines/run-watch';
import { startWorkerEngine } from '../../../../workers/engines/worker-engine';
import { FaultError } from '../../../../workers/fault';

const GRAPH: GraphSpec = { id: 'net', inputs: [{ name: 'x', dims: [1, 4] }], outputs: ['y'] };

/** Answers like an engine worker, but for what a test forbids. Messages are really transferred. */
class FakeThread implements EngineThread {
  onmessage: EngineThread['onmessage'] = null;
  onerror: EngineThread['onerror'] = null;
  onmessageerror: EngineThread['onmessageerror'] = null;
  readonly received: ToEngine[] = [];
  terminated = false;
  /** What to do instead of answering a run. */
  instead: ((message: ToEngine) => void) | undefined;
  runMs = 10;
  startMs = 300;

  postMessage(message: ToEngine, options?: Transferable[] | StructuredSerializeOptions): void {
    const transfer = Array.isArray(options) ? options : (options?.transfer ?? []);
    const copy = structuredClone(message, { transfer });
    this.received.push(copy);
    if (copy.type === 'run' && this.instead) return this.instead(copy);
    const after = copy.type === 'run' ? this.runMs : copy.type === 'start' ? this.startMs : 5;
    setTimeout(() => this.#answer(copy), after);
  }

  say(message: FromEngine): void {
    this.onmessage?.({ data: message } as MessageEvent<FromEngine>);
  }

  terminate(): void {
    this.terminated = true;
  }

  #answer(message: ToEngine): void {
    if (this.terminated) return;
    const { id } = message;
    if (message.type === 'start') this.say({ id, ok: true, result: { threads: 1 } });
    else if (message.type === 'run') {
      const data = Float32Array.from(message.inputs[0] ?? [], (value) => value * 2);
      this.say({
        id,
        ok: true,
        result: { inputs: message.inputs, raw: { y: { data, dims: [4] } }, runMs: this.runMs },
      });
    } else this.say({ id, ok: true, result: undefined });
  }
}

async function setUp() {
  const threads: FakeThread[] = [];
  const spawn = (): FakeThread => {
    const thread = new FakeThread();
    threads.push(thread);
    return thread;
  };
  const engine = await soon(startWorkerEngine({ threads: 1, note: 'asked for', spawn }));
  const model = await soon(engine.load(GRAPH, Uint8Array.of(1, 2, 3)));
  const newest = (): FakeThread => {
    const thread = threads.at(-1);
    if (!thread) throw new Error('no thread');
    return thread;
  };
  return { engine, model, threads, newest };
}

/** Lets the clock run until a promise settles. */
async function soon<T>(promise: Promise<T>, patienceMs = 2_000): Promise<T> {
  promise.catch(() => undefined);
  await vi.advanceTimersByTimeAsync(patienceMs);
  return promise;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  vi.stubGlobal('self', { crossOriginIsolated: true });
});
afterEach(() => vi.useRealTimers());

describe('an engine in its own thread', () => {
  it('runs on the input it is given, and gives the same memory back', async () => {
    const { engine, model } = await setUp();
    model.input.set([1, 2, 3, 4]);
    const { buffer } = model.input;
    const running = engine.run(model);
    await vi.advanceTimersByTimeAsync(0);
    expect([buffer.byteLength, model.input.length]).toEqual([0, 0]);
    const { raw } = await soon(running);
    expect([...(raw['y']?.data ?? [])]).toEqual([2, 4, 6, 8]);
    expect([...model.input]).toEqual([1, 2, 3, 4]);
  });

  it('says what it runs on and why', async () => {
    const { engine } = await setUp();
    expect(engine.info).toEqual({ provider: 'wasm', build: 'wasm', threads: 1, note: 'asked for' });
  });

  it('replaces a thread that hangs within two seconds of noticing, loads its networks again, and runs on', async () => {
    const { engine, model, threads, newest } = await setUp();
    await soon(engine.run(model));
    newest().instead = (): void => undefined;
    const hung = engine.run(model).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(4_999);
    expect(threads).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await hung).toMatchObject({
      kind: 'model-run',
      message: expect.stringMatching(/run of net gave no answer/),
    });
    expect(threads[0]?.terminated).toBe(true);
    expect(threads).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(newest().received.map(({ type }) => type)).toEqual(['start', 'load']);
    expect(newest().received[1]).toMatchObject({ weights: Uint8Array.of(1, 2, 3) });
    model.input.fill(3);
    expect([...((await soon(engine.run(model))).raw['y']?.data ?? [])]).toEqual([6, 6, 6, 6]);
  });

  it('replaces a thread whose runtime crashed at once, and one that breaks', async () => {
    const { engine, model, threads, newest } = await setUp();
    newest().instead = ({ id }): void => {
      const fault = { kind: 'model-run', message: 'net: memory access out of bounds', recoverable: false } as const;
      newest().say({ id, ok: false, fault, crashed: true });
    };
    await expect(soon(engine.run(model))).rejects.toThrow('memory access out of bounds');
    expect([threads.length, threads[0]?.terminated]).toEqual([2, true]);
    await soon(engine.run(model));
    newest().instead = (): void => newest().onerror?.({ message: 'script error' } as ErrorEvent);
    await expect(soon(engine.run(model))).rejects.toThrow('script error');
    await soon(engine.run(model));
    expect(threads).toHaveLength(3);
  });

  it('keeps a thread that merely refuses a run', async () => {
    const { engine, model, threads, newest } = await setUp();
    newest().instead = ({ id }): void => {
      const fault = { kind: 'model-run', message: 'wrong shape', recoverable: false } as const;
      newest().say({ id, ok: false, fault, crashed: false });
    };
    await expect(soon(engine.run(model))).rejects.toThrow('wrong shape');
    newest().instead = undefined;
    await soon(engine.run(model));
    expect(threads).toHaveLength(1);
    expect(model.input).toHaveLength(4);
  });

  it('tries again after a replacement that failed', async () => {
    const { engine, model, threads, newest } = await setUp();
    newest().instead = (): void => newest().onerror?.({ message: 'gone' } as ErrorEvent);
    const start = FakeThread.prototype.postMessage;
    const spy = vi.spyOn(FakeThread.prototype, 'postMessage').mockImplementation(function (this: FakeThread, message) {
      if (message.type === 'start') this.onerror?.({ message: 'blocked' } as ErrorEvent);
      else start.call(this, message);
    });
    await expect(soon(engine.run(model))).rejects.toThrow();
    await expect(soon(engine.run(model))).rejects.toMatchObject({ kind: 'engine-start' });
    spy.mockRestore();
    await soon(engine.run(model));
    expect(threads.length).toBeGreaterThanOrEqual(3);
  });

  it('never has two calls in the thread at once', async () => {
    const { engine, model, newest } = await setUp();
    const other = await soon(engine.load({ ...GRAPH, id: 'other' }, Uint8Array.of(9)));
    const before = newest().received.length;
    const both = Promise.all([engine.run(model), engine.run(other)]);
    await vi.advanceTimersByTimeAsync(newest().runMs - 1);
    expect(newest().received.length).toBe(before + 1);
    await soon(both);
  });

  it('fails with a fault that says so where it cannot start', async () => {
    const spawn = (): FakeThread => {
      const thread = new FakeThread();
      setTimeout(() => thread.onerror?.({ message: '' } as ErrorEvent), 1);
      return thread;
    };
    await expect(soon(startWorkerEngine({ threads: 1, note: '', spawn }))).rejects.toMatchObject({
      kind: 'engine-start',
      message: expect.stringMatching(/could not be loaded/),
    });
  });

  it('knows its own networks', async () => {
    const { engine } = await setUp();
    expect(() => engine.run({ spec: GRAPH, input: new Float32Array(4) })).toThrow(FaultError);
  });
});

describe('RunWatch', () => {
  it('gives the first run half a minute, later ones five seconds, and slow networks thrice what they take', () => {
    const watch = new RunWatch();
    expect(watch.limitMs).toBe(30_000);
    watch.note(40);
    expect(watch.limitMs).toBe(5_000);
    for (let i = 0; i < 300; i++) watch.note(2_000 + i);
    expect(watch.limitMs).toBeGreaterThan(6_800);
    expect(watch.limitMs).toBeLessThanOrEqual(3 * 2_299);
  });
});
