/**
 * A zip's files, each read from its place when it is wanted: the zip is never held whole, the browser's own inflater unpacks beside
 * this thread, and the list is walked in slices. As APPNOTE.TXT 6.3.10 of PKWARE has it, with ZIP64; no encryption, no parts.
 */

export interface ZipEntry {
  /** Foreign text; `/` between folders, at its end for a folder. */
  readonly name: string;
  /** Unpacked, as the list claims. */
  readonly bytes: number;
  /** @throws Error where it is damaged, encrypted, too large or packed in a way no browser unpacks. */
  readonly read: () => Promise<Blob>;
}

/** What one file may unpack to: a picture of 64 megapixels, or labels of a large set. More is a trap. */
const MOST_UNPACKED_BYTES = 512 * 1024 ** 2;
/** A million files have a shorter list. */
const MOST_LIST_BYTES = 128 * 1024 ** 2;
/** Of one slice of the walk; the page can draw and answer between two. */
const SLICE_MS = 10;

const END = { mark: 0x06054b50, bytes: 22, longestComment: 0xffff };
const END64_PLACE = { mark: 0x07064b50, bytes: 20 };
const END64 = { mark: 0x06064b50, bytes: 56 };
const LISTED = { mark: 0x02014b50, bytes: 46 };
const LOCAL = { mark: 0x04034b50, bytes: 30 };
/** Stands in 32 bits for: see the 64 bits elsewhere. */
const ELSEWHERE = 0xffffffff;
const ENCRYPTED = 1;
const UTF_8 = 1 << 11;
const STORED = 0;
const DEFLATED = 8;

/** @throws Error where it is no zip, or its list is broken. */
export async function readZip(file: Blob): Promise<ZipEntry[]> {
  const { at, bytes, count } = await listOf(file);
  if (bytes > MOST_LIST_BYTES) throw new Error('its list of files is too long');
  const list = await viewOf(file, at, bytes);
  const entries: ZipEntry[] = [];
  let place = 0;
  let sliceEnds = performance.now() + SLICE_MS;
  for (let i = 0; i < count; i++) {
    if (place + LISTED.bytes > bytes || list.getUint32(place, true) !== LISTED.mark)
      throw new Error('its list of files breaks off');
    const { entry, next } = listedAt(file, list, place);
    entries.push(entry);
    place = next;
    if (performance.now() < sliceEnds) continue;
    await new Promise((resolve) => setTimeout(resolve));
    sliceEnds = performance.now() + SLICE_MS;
  }
  return entries;
}

interface List {
  readonly at: number;
  readonly bytes: number;
  readonly count: number;
}

async function listOf(file: Blob): Promise<List> {
  const tailAt = Math.max(0, file.size - END.bytes - END.longestComment);
  const tail = await viewOf(file, tailAt, file.size - tailAt);
  let end = tail.byteLength - END.bytes;
  // A comment may lie behind it.
  while (end >= 0 && tail.getUint32(end, true) !== END.mark) end--;
  if (end < 0) throw new Error('its end is missing');
  const list = {
    count: tail.getUint16(end + 10, true),
    bytes: tail.getUint32(end + 12, true),
    at: tail.getUint32(end + 16, true),
  };
  const isLarge = list.count === 0xffff || list.bytes === ELSEWHERE || list.at === ELSEWHERE;
  const whole = (isLarge && (await largeListOf(file, tailAt + end))) || list;
  if (whole.at + whole.bytes > file.size) throw new Error('its list of files is missing');
  return whole;
}

/** @returns undefined where it is no ZIP64: numbers may be as large by chance. */
async function largeListOf(file: Blob, end: number): Promise<List | undefined> {
  if (end < END64_PLACE.bytes) return undefined;
  const place = await viewOf(file, end - END64_PLACE.bytes, END64_PLACE.bytes);
  if (place.getUint32(0, true) !== END64_PLACE.mark) return undefined;
  const view = await viewOf(file, wide(place, 8), END64.bytes);
  if (view.getUint32(0, true) !== END64.mark) throw new Error('its end is damaged');
  return { count: wide(view, 32), bytes: wide(view, 40), at: wide(view, 48) };
}

function listedAt(file: Blob, list: DataView, at: number): { readonly entry: ZipEntry; readonly next: number } {
  const flags = list.getUint16(at + 8, true);
  const method = list.getUint16(at + 10, true);
  const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => list.getUint16(at + field, true)) as [
    number,
    number,
    number,
  ];
  const extraAt = at + LISTED.bytes + nameBytes;
  const next = extraAt + extraBytes + commentBytes;
  if (next > list.byteLength) throw new Error('its list of files breaks off');
  const [packed, bytes, headerAt] = sizesAt(list, at, { at: extraAt, bytes: extraBytes });
  const name = nameOf(new Uint8Array(list.buffer, list.byteOffset + at + LISTED.bytes, nameBytes), flags);
  const read = (): Promise<Blob> => readEntry(file, { flags, method, packed, bytes, headerAt });
  return { entry: { name, bytes, read }, next };
}

/** Packed size, unpacked size and place of an entry, bytes; of large ones they stand among the extra fields. */
function sizesAt(
  list: DataView,
  at: number,
  extra: { readonly at: number; readonly bytes: number },
): [packed: number, bytes: number, headerAt: number] {
  let [bytes, packed, headerAt] = [24, 20, 42].map((field) => list.getUint32(at + field, true)) as [
    number,
    number,
    number,
  ];
  const end = extra.at + extra.bytes;
  for (let field = extra.at; field + 4 <= end; field += 4 + list.getUint16(field + 2, true)) {
    if (list.getUint16(field, true) !== 1) continue;
    const fieldEnd = Math.min(end, field + 4 + list.getUint16(field + 2, true));
    let from = field + 4;
    const large = (value: number): number => {
      if (value !== ELSEWHERE || from + 8 > fieldEnd) return value;
      from += 8;
      return wide(list, from - 8);
    };
    // Only those that did not fit are there, in this order.
    [bytes, packed, headerAt] = [large(bytes), large(packed), large(headerAt)];
    break;
  }
  return [packed, bytes, headerAt];
}

interface Place {
  readonly flags: number;
  readonly method: number;
  readonly packed: number;
  readonly bytes: number;
  readonly headerAt: number;
}

async function readEntry(file: Blob, { flags, method, packed, bytes, headerAt }: Place): Promise<Blob> {
  if (bytes > MOST_UNPACKED_BYTES) throw new Error('it unpacks to more than 512 MB');
  if (flags & ENCRYPTED) throw new Error('it is encrypted');
  if (method !== STORED && method !== DEFLATED)
    throw new Error(`it is packed in a way that no browser unpacks (method ${method})`);
  const header = await viewOf(file, headerAt, LOCAL.bytes);
  if (header.getUint32(0, true) !== LOCAL.mark) throw new Error('it is not where the list of the zip says');
  // Its extra fields may be others than the list's.
  const at = headerAt + LOCAL.bytes + header.getUint16(26, true) + header.getUint16(28, true);
  const content = file.slice(at, at + packed);
  if (content.size !== packed) throw new Error('the zip ends before it does');
  const unpacked = method === STORED ? content : await inflated(content, bytes);
  if (unpacked.size !== bytes) throw new Error('it is damaged');
  return unpacked;
}

/** Stops as soon as more comes than was claimed. */
async function inflated(packed: Blob, most: number): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let total = 0;
  const reader = packed.stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new Error('it is damaged');
    });
    if (done) return new Blob(parts);
    parts.push(value);
    total += value.length;
    if (total <= most) continue;
    await reader.cancel();
    throw new Error('it is larger than the list of the zip says');
  }
}

const UTF_8_ONLY = new TextDecoder('utf-8', { fatal: true });
const OLD = new TextDecoder('windows-1252');

/** UTF-8 where it is said, or where it is: macOS does not say so. */
function nameOf(bytes: Uint8Array, flags: number): string {
  if (flags & UTF_8) return new TextDecoder().decode(bytes);
  try {
    return UTF_8_ONLY.decode(bytes);
  } catch {
    return OLD.decode(bytes);
  }
}

/** @throws Error where the file is shorter. */
async function viewOf(file: Blob, at: number, bytes: number): Promise<DataView> {
  const buffer = await file.slice(at, at + bytes).arrayBuffer();
  if (buffer.byteLength !== bytes) throw new Error('it breaks off');
  return new DataView(buffer);
}

function wide(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}
