import { afterEach, describe, expect, it, vi } from 'vitest';
import { fileTypeOf, readPhoto, STILL_LONG_SIDE_PX } from '../../../../src/camera/opened-file';

const pngHeader = (width: number, height: number): Uint8Array<ArrayBuffer> => {
  const view = new DataView(new ArrayBuffer(32));
  [0x89504e47, 0x0d0a1a0a, 13, 0x49484452, width, height].forEach((word, i) => view.setUint32(4 * i, word));
  return new Uint8Array(view.buffer);
};

interface FakeBitmap {
  width: number;
  height: number;
  close: () => void;
}

/** A decoder that makes pictures of a given size, or fails. */
function decoder(size: { width: number; height: number } | Error) {
  const made: (FakeBitmap & { closed: boolean })[] = [];
  const decode = vi.fn((_from: unknown, options: ImageBitmapOptions) => {
    if (size instanceof Error) return Promise.reject(size);
    const bitmap = {
      width: options.resizeWidth ?? size.width,
      height: options.resizeHeight ?? size.height,
      closed: false,
      close(): void {
        this.closed = true;
      },
    };
    made.push(bitmap);
    return Promise.resolve(bitmap);
  });
  vi.stubGlobal('createImageBitmap', decode);
  return { made, decode };
}

afterEach(() => vi.unstubAllGlobals());

describe('the kind of a file', () => {
  it.each([
    ['image/jpeg', 'a.jpg', 'photo'],
    ['', 'IMG_1.HEIC', 'photo'],
    ['video/mp4', 'a.mp4', 'video'],
    ['', 'clip.MOV', 'video'],
    ['image/svg+xml', 'a.svg', 'other'],
    ['application/pdf', 'a.pdf', 'other'],
    ['', 'noname', 'other'],
  ])('%s %s is %s', (type, name, kind) => {
    expect(fileTypeOf({ type, name })).toBe(kind);
  });
});

describe('a photo', () => {
  it('of usual size is given as it is', async () => {
    const { made } = decoder({ width: 800, height: 600 });
    const result = await readPhoto(new File([pngHeader(800, 600)], 'a.png'));
    expect(result).toMatchObject({ ok: true, value: { width: 800, height: 600 } });
    expect(made[0]?.closed).toBe(false);
  });

  it('that is larger than the canvas is made smaller, and the large one closed', async () => {
    const { made } = decoder({ width: 6000, height: 4000 });
    const result = await readPhoto(new File([pngHeader(6000, 4000)], 'a.png'));
    expect(result).toMatchObject({ ok: true, value: { width: STILL_LONG_SIDE_PX, height: 1280 } });
    expect(made.map(({ closed }) => closed)).toEqual([true, false]);
  });

  it('of 20,000 pixels a side is refused before it is decoded', async () => {
    const { decode } = decoder({ width: 1, height: 1 });
    const result = await readPhoto(new File([pngHeader(20_000, 20_000)], 'huge.png'));
    expect(result).toMatchObject({
      ok: false,
      fault: { kind: 'photo-too-large', size: { width: 20_000, height: 20_000 } },
    });
    expect(decode).not.toHaveBeenCalled();
  });

  it('of 20,000 by 2,000 pixels is made smaller', async () => {
    decoder({ width: 20_000, height: 2_000 });
    expect(await readPhoto(new File([pngHeader(20_000, 2_000)], 'wide.png'))).toMatchObject({
      ok: true,
      value: { width: 1920, height: 192 },
    });
  });

  it('that does not decode is a value with a kind', async () => {
    decoder(new DOMException('The source image could not be decoded.', 'InvalidStateError'));
    expect(await readPhoto(new File([pngHeader(10, 10)], 'bad.png'))).toMatchObject({
      ok: false,
      fault: { kind: 'photo-unreadable' },
    });
  });

  it('in HEIC has its own kind where the browser cannot read it', async () => {
    decoder(new DOMException('no', 'InvalidStateError'));
    const heic = new TextEncoder().encode('\0\0\0\x18ftypheic\0\0\0\0mif1heic');
    expect(await readPhoto(new File([heic], 'a.heic'))).toMatchObject({ ok: false, fault: { kind: 'photo-heic' } });
  });

  it('without bytes is said to be empty', async () => {
    expect(await readPhoto(new File([], 'a.png'))).toMatchObject({ ok: false, fault: { kind: 'photo-empty' } });
  });
});
