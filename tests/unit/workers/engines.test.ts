import { describe, expect, it, vi } from 'vitest';
import { chooseBuild, hasWasmSimd } from '../../../workers/engines/ort-build';
import { RunQueue } from '../../../workers/engines/run-queue';
import { FaultError } from '../../../workers/fault';

const hardware = { jspi: true, webkit: false, adapter: 'hardware' } as const;

describe('chooseBuild', () => {
  it('takes the smallest WebGPU build a browser can run', () => {
    expect(chooseBuild('auto', hardware)).toEqual({ build: 'jspi', provider: 'webgpu', note: '' });
    expect(chooseBuild('auto', { ...hardware, jspi: false }).build).toBe('asyncify');
  });

  it('takes WASM, and says why, where WebGPU is missing, emulated, or unreliable', () => {
    expect(chooseBuild('auto', { ...hardware, adapter: 'none' }).build).toBe('wasm');
    expect(chooseBuild('auto', { ...hardware, adapter: 'none' }).note).toMatch(/no WebGPU/);
    expect(chooseBuild('auto', { ...hardware, adapter: 'software' }).note).toMatch(/software/);
    expect(chooseBuild('auto', { ...hardware, jspi: false, webkit: true }).note).toMatch(/Safari/);
  });

  it('obeys a demand, or fails loudly', () => {
    expect(chooseBuild('webgpu', { ...hardware, adapter: 'software' }).provider).toBe('webgpu');
    expect(chooseBuild('wasm', hardware).provider).toBe('wasm');
    expect(() => chooseBuild('webgpu', { ...hardware, adapter: 'none' })).toThrow(/no WebGPU adapter/);
  });

  it('knows a SIMD module when it sees one', () => {
    expect(hasWasmSimd()).toBe(true); // Node has had WASM SIMD since 16.4.
  });
});

describe('RunQueue', () => {
  it('never overlaps calls and keeps their order', async () => {
    const queue = new RunQueue();
    const log: string[] = [];
    const call = (name: string, ms: number) => () =>
      new Promise<string>((resolve) => {
        log.push(`${name} starts`);
        setTimeout(() => {
          log.push(`${name} ends`);
          resolve(name);
        }, ms);
      });
    const results = await Promise.all([queue.add('a', call('a', 5), 1000), queue.add('b', call('b', 1), 1000)]);
    expect(results).toEqual(['a', 'b']);
    expect(log).toEqual(['a starts', 'a ends', 'b starts', 'b ends']);
  });

  it('is not poisoned by a failure', async () => {
    const queue = new RunQueue();
    const failed = queue.add('bad', () => Promise.reject(new Error('no')), 1000);
    const fine = queue.add('good', () => Promise.resolve(7), 1000);
    await expect(failed).rejects.toThrow('no');
    await expect(fine).resolves.toBe(7);
  });

  it('gives up a call that hangs', async () => {
    vi.useFakeTimers();
    try {
      const hung = new RunQueue().add('run of x', () => new Promise(() => undefined), 5000);
      const caught = hung.catch((error: unknown) => error);
      await vi.advanceTimersByTimeAsync(5000);
      const error = await caught;
      expect(error).toBeInstanceOf(FaultError);
      expect((error as FaultError).message).toBe('run of x gave no answer within 5 s');
    } finally {
      vi.useRealTimers();
    }
  });
});
