import { describe, expect, it } from 'vitest';
import { neededFiles, parseOfflineList, totalBytes } from '../../../../src/storage/offline-list';

const FILES = [
  { url: 'assets/a.wasm', bytes: 10, group: 'jspi' },
  { url: 'assets/b.wasm', bytes: 20, group: 'wasm' },
  { url: 'assets/c.onnx', bytes: 3, group: 'weights' },
  { url: 'assets/d.webm', bytes: 4, group: 'media' },
];

describe('offline list', () => {
  it('picks one runtime, the weights and the clip', () => {
    const needed = neededFiles(parseOfflineList({ files: FILES }), 'wasm');
    expect(needed.map(({ url }) => url)).toEqual(['assets/b.wasm', 'assets/c.onnx', 'assets/d.webm']);
    expect(totalBytes(needed)).toBe(27);
  });

  it.each([
    null,
    'text',
    {},
    { files: [{ url: 'a', bytes: 1 }] },
    { files: [{ url: 'a', bytes: 1.5, group: 'wasm' }] },
    { files: [{ url: 'a', bytes: 1, group: 'other' }] },
  ])('refuses %j', (json) => {
    expect(() => parseOfflineList(json)).toThrow(TypeError);
  });
});
