import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import '../../src/components/offline-panel/offline-panel';
import { expectAccessible } from './axe';
import { inside, mount, THEMES } from './mount';

const FILES = [
  { url: 'assets/runtime.wasm', bytes: 3_000_000, group: 'wasm' },
  { url: 'assets/other.wasm', bytes: 9_000_000, group: 'jspi' },
  { url: 'assets/net.onnx', bytes: 500_000, group: 'weights' },
];

/** A server in miniature; `break` makes the named file come out wrong. */
function serve(overrides: Readonly<Record<string, () => Response | Promise<Response>>> = {}): void {
  vi.stubGlobal('fetch', (input: RequestInfo | URL, init?: RequestInit) => {
    const url = String(input);
    init?.signal?.throwIfAborted();
    const override = overrides[url];
    if (override) return Promise.resolve(override());
    if (url === 'offline-assets.json') return Promise.resolve(Response.json({ files: FILES }));
    const file = FILES.find((known) => known.url === url);
    return Promise.resolve(file ? new Response(new Uint8Array(file.bytes)) : new Response('', { status: 404 }));
  });
}

const text = (panel: Element): string => inside(panel).textContent?.replace(/\s+/g, ' ') ?? '';
const button = (panel: Element, name: string): HTMLButtonElement | undefined =>
  [...inside(panel).querySelectorAll('button')].find((candidate) => candidate.textContent?.trim() === name);

async function press(panel: Element, name: string): Promise<void> {
  await vi.waitFor(() => expect(button(panel, name)).toBeDefined());
  button(panel, name)?.click();
}

const mountPanel = (theme?: (typeof THEMES)[number]) => mount('sightline-offline', { build: 'wasm' }, theme);

beforeEach(async () => {
  for (const name of await caches.keys()) await caches.delete(name);
});
afterEach(() => vi.unstubAllGlobals());

describe('offline panel', () => {
  it.each(THEMES)('is accessible in %s', async (theme) => {
    serve();
    const panel = await mountPanel(theme);
    await vi.waitFor(() => expect(button(panel, 'Make available offline')).toBeDefined());
    await expectAccessible(panel);
  });

  it('says the size of what this browser needs, stores it, and takes it away again', async () => {
    serve();
    const panel = await mountPanel();
    await vi.waitFor(() => expect(text(panel)).toContain('3.5 MB'));
    await press(panel, 'Make available offline');
    await vi.waitFor(() => expect(text(panel)).toContain('Available offline. 3.5 MB'));
    const cache = await caches.open('sightline-offline-1');
    expect((await cache.keys()).map(({ url }) => new URL(url).pathname.split('/').at(-1)).sort()).toEqual([
      'net.onnx',
      'runtime.wasm',
    ]);
    const stored = await cache.match('assets/net.onnx');
    expect(stored?.headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin');
    expect((await stored?.arrayBuffer())?.byteLength).toBe(500_000);
    await press(panel, 'Remove from this device');
    await vi.waitFor(() => expect(button(panel, 'Make available offline')).toBeDefined());
  });

  it('keeps what has arrived when one file is damaged, says so, and gets the rest', async () => {
    serve({ 'assets/net.onnx': () => new Response('<!doctype html>') });
    const panel = await mountPanel();
    await press(panel, 'Make available offline');
    await vi.waitFor(() => expect(text(panel)).toContain('It arrived damaged and was thrown away. Try again.'));
    await vi.waitFor(() => expect(text(panel)).toContain('0.5 MB are missing'));
    serve();
    await press(panel, 'Get the rest');
    await vi.waitFor(() => expect(text(panel)).toContain('Available offline'));
  });

  it('asks for room before anything is fetched', async () => {
    serve();
    const estimate = vi.spyOn(navigator.storage, 'estimate').mockResolvedValue({ quota: 1_000_000, usage: 900_000 });
    const panel = await mountPanel();
    await press(panel, 'Make available offline');
    await vi.waitFor(() => expect(text(panel)).toContain('not enough room'));
    expect(await (await caches.open('sightline-offline-1')).keys()).toEqual([]);
    estimate.mockRestore();
  });

  it('says so where the build left no list', async () => {
    serve({ 'offline-assets.json': () => new Response('', { status: 404 }) });
    const panel = await mountPanel();
    await vi.waitFor(() => expect(text(panel)).toContain('cannot be kept as a whole'));
    expect(inside(panel).querySelector('button')).toBeNull();
  });
});
