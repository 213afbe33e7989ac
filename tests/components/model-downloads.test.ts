import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import '../../src/components/model-downloads/model-downloads';
import { CATALOG } from '../../models/catalog';
import { downloadModel, hasModel } from '../../src/storage/model-store';
import { expectAccessible } from './axe';
import { inside, mount, THEMES } from './mount';

const CONTENT = new TextEncoder().encode('weights');
/** Of something else. */
const OTHER_SHA256 = '0'.repeat(64);

const offered = CATALOG.filter(({ source, offered }) => source.kind === 'downloadable' && offered);
const text = (list: Element): string => inside(list).textContent?.replace(/\s+/g, ' ') ?? '';

beforeEach(async () => {
  for (const name of await caches.keys()) await caches.delete(name);
});
afterEach(() => vi.unstubAllGlobals());

describe('model downloads', () => {
  it.each(THEMES)('is accessible in %s', async (theme) => {
    await expectAccessible(await mount('sightline-model-downloads', {}, theme));
  });

  it('lists every downloadable model with size and licence', async () => {
    const list = await mount('sightline-model-downloads');
    for (const { title, source } of offered) {
      expect(text(list)).toContain(title);
      expect(source.kind === 'downloadable' && text(list)).toContain(
        source.kind === 'downloadable' ? source.licence : '',
      );
    }
    expect(inside(list).querySelectorAll('li')).toHaveLength(offered.length);
  });

  it('says what to do where the server does not offer a model', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('', { status: 404 })));
    const list = await mount('sightline-model-downloads');
    inside(list).querySelector('button')?.click();
    await vi.waitFor(() => expect(text(list)).toContain('npm run models'));
  });
});

describe('model store', () => {
  it('keeps a model whose bytes are right, and nothing else', async () => {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', CONTENT));
    const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    const file = { url: 'models/a.onnx', bytes: CONTENT.length, sha256 };
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(CONTENT)));

    await expect(downloadModel({ ...file, sha256: OTHER_SHA256 })).rejects.toMatchObject({ kind: 'corrupt' });
    expect(await hasModel(file)).toBe(false);
    await expect(downloadModel({ ...file, bytes: 99 })).rejects.toMatchObject({ kind: 'corrupt' });
    expect(await hasModel(file)).toBe(false);
    await downloadModel(file);
    expect(await hasModel(file)).toBe(true);
    expect(await (await caches.match('models/a.onnx'))?.text()).toBe('weights');
  });

  it('stops when asked to', async () => {
    const abort = new AbortController();
    abort.abort();
    vi.stubGlobal('fetch', (_url: string, init: RequestInit) =>
      Promise.reject(init.signal?.aborted ? new DOMException('stopped', 'AbortError') : new Error('not stopped')),
    );
    const file = { url: 'models/b.onnx', bytes: 1, sha256: '' };
    await expect(downloadModel(file, { signal: abort.signal })).rejects.toMatchObject({ kind: 'cancelled' });
  });
});
