/**
 * A part of a stored file, as media elements ask for it; Safari plays nothing from a server that ignores ranges.
 * @param header `bytes=first-last`, `bytes=first-` or `bytes=-count` (RFC 9110, 14.1.2).
 * @returns 206 with the part; 416 where it lies outside; the whole response where several parts or another unit are asked for.
 */
export async function rangeOf(whole: Response, header: string): Promise<Response> {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  const from = match?.[1] ?? '';
  const to = match?.[2] ?? '';
  if (from === '' && to === '') return whole;
  const blob = await whole.blob();
  const first = from === '' ? Math.max(0, blob.size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? blob.size - 1 : Math.min(Number(to), blob.size - 1);
  if (first > last) {
    return new Response(null, { status: 416, headers: { 'Content-Range': `bytes */${blob.size}` } });
  }
  const headers = new Headers(whole.headers);
  headers.set('Content-Range', `bytes ${first}-${last}/${blob.size}`);
  headers.set('Content-Length', String(last - first + 1));
  return new Response(blob.slice(first, last + 1), { status: 206, statusText: 'Partial Content', headers });
}
