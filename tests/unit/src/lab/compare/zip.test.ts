/** Zips read from their places: packed by another library, ZIP64, odd names, damage, traps; and the page's thread kept free. */
import { strToU8, zipSync, type Zippable } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readZip } from '../../../../../src/lab/compare/sources/zip';

const zipOf = (files: Zippable): Uint8Array<ArrayBuffer> => zipSync(files) as Uint8Array<ArrayBuffer>;
const text = 'the same words again and again. '.repeat(50);

async function contents(zip: BlobPart): Promise<Record<string, string>> {
  const entries = await readZip(new Blob([zip]));
  return Object.fromEntries(
    await Promise.all(entries.map(async ({ name, read }) => [name, await (await read()).text()])),
  ) as Record<string, string>;
}

/** Place of a mark in the list at the zip's end. */
function placeOf(zip: Uint8Array, mark: number): number {
  const view = new DataView(zip.buffer);
  for (let at = zip.length - 4; at >= 0; at--) if (view.getUint32(at, true) === mark) return at;
  throw new Error('no such mark');
}

describe('a zip', () => {
  it('gives what was put in, packed or stored, in folders, with any name', async () => {
    const zip = zipOf({
      'a.txt': strToU8(text),
      'set/ä 猫.txt': [strToU8('stored'), { level: 0 }],
      'set/empty.txt': new Uint8Array(0),
    });
    expect(await contents(zip)).toEqual({ 'a.txt': text, 'set/ä 猫.txt': 'stored', 'set/empty.txt': '' });
    const sizes = (await readZip(new Blob([zip]))).map(({ bytes }) => bytes);
    expect(sizes).toEqual([text.length, 6, 0]);
  });

  it('with a comment behind its list is read', async () => {
    const zip = zipSync({ 'a.txt': strToU8(text) }) as Uint8Array<ArrayBuffer>;
    const comment = strToU8('made by somebody');
    const whole = new Uint8Array([...zip, ...comment]);
    new DataView(whole.buffer).setUint16(zip.length - 2, comment.length, true);
    expect(await contents(whole)).toEqual({ 'a.txt': text });
  });

  it('whose names are neither UTF-8 nor said to be is read as of old', async () => {
    const zip = zipOf({ 'caf_.txt': strToU8('x') });
    for (const mark of [0x02014b50, 0x04034b50]) {
      const at = placeOf(zip, mark);
      zip[at + (mark === 0x02014b50 ? 46 : 30) + 3] = 0xe9;
    }
    expect(Object.keys(await contents(zip))).toEqual(['café.txt']);
  });

  it('of more than 4 GB has its places in 64 bits', async () => {
    expect(await contents(wideZip('a.txt', 'far away'))).toEqual({ 'a.txt': 'far away' });
  });
});

describe('a broken zip', () => {
  const zip = zipOf({ 'a.txt': strToU8(text), 'b.txt': strToU8(text) });
  const changed = (change: (view: DataView, list: number, end: number) => void): Uint8Array<ArrayBuffer> => {
    const copy = zip.slice();
    change(new DataView(copy.buffer), placeOf(copy, 0x02014b50), placeOf(copy, 0x06054b50));
    return copy;
  };

  it.each([
    ['nothing', new Uint8Array(0), /end is missing/],
    ['words', strToU8('no zip at all, but long enough to be taken for one'), /end is missing/],
    ['cut short', zip.slice(0, zip.length - 30), /end is missing/],
    ['its first half gone', zip.slice(zip.length / 2), /list of files|breaks off/],
    ['more files than listed', changed((view, _, end) => view.setUint16(end + 10, 5, true)), /breaks off/],
    [
      'a list beyond its end',
      changed((view, _, end) => view.setUint32(end + 16, 1e9, true)),
      /list of files is missing/,
    ],
    ['a name beyond its list', changed((view, list) => view.setUint16(list + 28, 60_000, true)), /breaks off/],
  ])('%s is refused', async (_, bytes, words) => {
    await expect(readZip(new Blob([bytes as Uint8Array<ArrayBuffer>]))).rejects.toThrow(words);
  });

  it.each([
    ['encrypted', changed((view, list) => view.setUint16(list + 8, 1, true)), /encrypted/],
    ['packed in another way', changed((view, list) => view.setUint16(list + 10, 12, true)), /method 12/],
    ['larger than it says', changed((view, list) => view.setUint32(list + 24, 100, true)), /larger than the list/],
    ['shorter than it says', changed((view, list) => view.setUint32(list + 24, 99_999, true)), /damaged/],
    ['a trap', changed((view, list) => view.setUint32(list + 24, 0xfffffffe, true)), /more than 512 MB/],
    ['beyond the end', changed((view, list) => view.setUint32(list + 20, 1e6, true)), /ends before it does/],
    ['elsewhere', changed((view, list) => view.setUint32(list + 42, 5, true)), /not where the list/],
  ])('gives its other files where one is %s', async (_, bytes, words) => {
    const [first, last] = await readZip(new Blob([bytes]));
    expect(await (await first?.read())?.text()).toBe(text);
    await expect(last?.read()).rejects.toThrow(words);
  });

  it('with damaged content says so', async () => {
    const hurt = zip.slice();
    hurt.fill(0xff, 36, 50);
    await expect((await readZip(new Blob([hurt])))[0]?.read()).rejects.toThrow(/damaged|larger/);
  });
});

it('with a long list lets the page go on while it is walked', async () => {
  const count = 50_000;
  const zip = new Blob([manyFiles(count)]);
  let ticks = 0;
  let walking = true;
  const tick = (): void => {
    ticks++;
    if (walking) setTimeout(tick);
  };
  setTimeout(tick);
  const entries = await readZip(zip);
  walking = false;
  expect(entries).toHaveLength(count);
  expect(entries[49_999]?.name).toBe('set/00049999.jpg');
  // Walked at one go it would be the few ticks in which the list is read.
  expect(ticks).toBeGreaterThan(5);
});

/** Empty stored files: lists are what is long. */
function manyFiles(count: number): Uint8Array<ArrayBuffer> {
  const NAME = 16;
  const entry = 46 + NAME;
  const bytes = new Uint8Array(count * entry + 22);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < count; i++) {
    const at = i * entry;
    view.setUint32(at, 0x02014b50, true);
    view.setUint16(at + 28, NAME, true);
    bytes.set(strToU8(`set/${String(i).padStart(8, '0')}.jpg`), at + 46);
  }
  const end = count * entry;
  view.setUint32(end, 0x06054b50, true);
  view.setUint16(end + 10, count, true);
  view.setUint32(end + 12, end, true);
  return bytes;
}

/** One stored file with every number in its 64-bit place. */
function wideZip(name: string, content: string): Uint8Array<ArrayBuffer> {
  const [title, data] = [strToU8(name), strToU8(content)];
  const local = 30 + title.length + data.length;
  const list = 46 + title.length + 28;
  const bytes = new Uint8Array(local + list + 56 + 20 + 22);
  const view = new DataView(bytes.buffer);
  const wide = (at: number, value: number): void => view.setBigUint64(at, BigInt(value), true);
  view.setUint32(0, 0x04034b50, true);
  view.setUint16(26, title.length, true);
  bytes.set(title, 30);
  bytes.set(data, 30 + title.length);
  view.setUint32(local, 0x02014b50, true);
  for (const field of [20, 24, 42]) view.setUint32(local + field, 0xffffffff, true);
  view.setUint16(local + 28, title.length, true);
  view.setUint16(local + 30, 28, true);
  bytes.set(title, local + 46);
  const extra = local + 46 + title.length;
  view.setUint16(extra, 1, true);
  view.setUint16(extra + 2, 24, true);
  wide(extra + 4, data.length);
  wide(extra + 12, data.length);
  wide(extra + 20, 0);
  const end64 = local + list;
  view.setUint32(end64, 0x06064b50, true);
  wide(end64 + 32, 1);
  wide(end64 + 40, list);
  wide(end64 + 48, local);
  view.setUint32(end64 + 56, 0x07064b50, true);
  wide(end64 + 64, end64);
  const end = end64 + 76;
  view.setUint32(end, 0x06054b50, true);
  view.setUint16(end + 10, 0xffff, true);
  view.setUint32(end + 12, 0xffffffff, true);
  view.setUint32(end + 16, 0xffffffff, true);
  return bytes;
}
