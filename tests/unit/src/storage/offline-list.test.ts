import { describe, expect, it } from 'vitest';
import { neededFiles, parseOfflineList, totalBytes, type OfflineNeeds } from '../../../../src/storage/offline-list';

const FILES = [
  { url: 'assets/a.wasm', bytes: 10, group: 'jspi' },
  { url: 'assets/b.wasm', bytes: 20, group: 'wasm' },
  { url: 'assets/c.onnx', bytes: 3, group: 'weights' },
  { url: 'demo/demo.mp4', bytes: 400, group: 'media', revision: 'a' },
  { url: 'demo/demo.webm', bytes: 4, group: 'media', revision: 'b' },
];

describe('offline list', () => {
  const files = parseOfflineList({ files: FILES });

  it('picks one runtime, the weights and the better clip', () => {
    const needed = neededFiles(files, { build: 'wasm', plays: () => true });
    expect(needed.map(({ url }) => url)).toEqual(['assets/b.wasm', 'assets/c.onnx', 'demo/demo.webm']);
    expect(totalBytes(needed)).toBe(27);
  });

  it('picks the clip this browser plays, or none', () => {
    const urls = (plays: (url: string) => boolean) =>
      neededFiles(files, { build: 'jspi', plays }).map(({ url }) => url);
    expect(urls((url) => url.endsWith('mp4'))).toEqual(['assets/a.wasm', 'assets/c.onnx', 'demo/demo.mp4']);
    expect(urls(() => false)).toEqual(['assets/a.wasm', 'assets/c.onnx']);
  });

  it('picks the weights that this browser will load', () => {
    const weights = (['weights', 'weights-webgpu', 'weights-wasm'] as const).map((group) => ({
      url: group,
      bytes: 1,
      group,
    }));
    const urls = (needs: Pick<OfflineNeeds, 'build' | 'provider'>) =>
      neededFiles(weights, { ...needs, plays: () => true }).map(({ url }) => url);
    expect(urls({ build: 'wasm' })).toEqual(['weights', 'weights-wasm']);
    expect(urls({ build: 'wasm', provider: 'wasm' })).toEqual(['weights', 'weights-wasm']);
    expect(urls({ build: 'jspi' })).toEqual(['weights', 'weights-webgpu']);
    expect(urls({ build: 'asyncify', provider: 'webgpu' })).toEqual(['weights', 'weights-webgpu']);
    expect(urls({ build: 'jspi', provider: 'wasm' })).toEqual(['weights', 'weights-webgpu', 'weights-wasm']);
  });

  it.each([
    null,
    'text',
    {},
    { files: [{ url: 'a', bytes: 1 }] },
    { files: [{ url: 'a', bytes: 1.5, group: 'wasm' }] },
    { files: [{ url: 'a', bytes: 1, group: 'other' }] },
    { files: [{ url: 'a', bytes: 1, group: 'wasm', revision: 1 }] },
  ])('refuses %j', (json) => {
    expect(() => parseOfflineList(json)).toThrow(TypeError);
  });
});
