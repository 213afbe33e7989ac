import { describe, expect, it } from 'vitest';
import { rangeOf } from '../../../workers/offline-range';

const whole = (): Response => new Response('0123456789', { headers: { 'Content-Type': 'video/webm' } });

describe('rangeOf', () => {
  it.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-4', '6789', 'bytes 6-9/10'],
    ['bytes=-40', '0123456789', 'bytes 0-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
  ])('%s', async (header, text, contentRange) => {
    const part = await rangeOf(whole(), header);
    expect(part.status).toBe(206);
    expect(part.headers.get('Content-Range')).toBe(contentRange);
    expect(part.headers.get('Content-Length')).toBe(String(text.length));
    expect(part.headers.get('Content-Type')).toBe('video/webm');
    expect(await part.text()).toBe(text);
  });

  it('refuses a part that lies outside', async () => {
    const part = await rangeOf(whole(), 'bytes=10-');
    expect(part.status).toBe(416);
    expect(part.headers.get('Content-Range')).toBe('bytes */10');
  });

  it.each(['bytes=0-1,4-5', 'lines=1-2', 'bytes=-'])('gives the whole for %s', async (header) => {
    const part = await rangeOf(whole(), header);
    expect(part.status).toBe(200);
    expect(await part.text()).toBe('0123456789');
  });
});
