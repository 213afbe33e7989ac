/** The user's own backgrounds, from file to worker, with the browser's real decoders and storage. */
import { afterEach, describe, expect, it } from 'vitest';
import { BackdropController } from '../../src/backdrop/backdrop-controller';
import { backdropNotice } from '../../src/i18n/backdrop-words';
import { forgetFile, keepFile, keptFile } from '../../src/storage/backdrop-store';
import type { Frame } from '../../src/vision/frame-credits';
import { until } from './mount';

const controllers: BackdropController[] = [];
afterEach(async () => {
  controllers.splice(0).forEach((one) => one.dispose());
  await forgetFile('picture');
  await forgetFile('video');
});

type Sent = { width: number; height: number } | undefined;

function controller(): { backdrops: BackdropController; sent: Sent[] } {
  const sent: Sent[] = [];
  const backdrops = new BackdropController({
    send: async (image: Frame | undefined) => {
      sent.push(image && sizeOf(image));
      image?.close();
    },
    onChange: () => undefined,
  });
  controllers.push(backdrops);
  return { backdrops, sent };
}

function sizeOf(image: Frame): { width: number; height: number } {
  return 'displayWidth' in image
    ? { width: image.displayWidth, height: image.displayHeight }
    : { width: image.width, height: image.height };
}

async function png(width: number, height: number, name = 'beach.png'): Promise<File> {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.fillRect(0, 0, width, height);
  return new File([await canvas.convertToBlob()], name, { type: 'image/png' });
}

describe('own backgrounds', () => {
  it('sends a picture once, shrunk to what a frame can show, while its effect is in use', async () => {
    const { backdrops, sent } = controller();
    expect(await backdrops.choose('picture', await png(3000, 1000))).toBeUndefined();
    expect(sent).toEqual([]);
    backdrops.use({ kind: 'picture' }, true);
    await until(() => sent.length === 1, 'the picture');
    expect(sent).toEqual([{ width: 1920, height: 640 }]);
    backdrops.use({ kind: 'black' }, true);
    await until(() => sent.length === 2, 'its end');
    expect(sent[1]).toBeUndefined();
  });

  it('sends it again to a worker that is new', async () => {
    const { backdrops, sent } = controller();
    await backdrops.choose('picture', await png(8, 8));
    backdrops.use({ kind: 'picture' }, true);
    await until(() => sent.length === 1, 'the picture');
    backdrops.resend();
    await until(() => sent.length === 2, 'the picture again');
  });

  it('finds the picture of the last visit, and not one that was taken away', async () => {
    await controller().backdrops.choose('picture', await png(8, 8, 'home.png'));
    const { backdrops, sent } = controller();
    await backdrops.restore();
    expect(backdrops.own.picture).toMatchObject({ name: 'home.png', kept: true });
    backdrops.use({ kind: 'picture' }, true);
    await until(() => sent.length === 1, 'the kept picture');
    await backdrops.forget('picture');
    expect(await keptFile('picture')).toBeUndefined();
    const next = controller().backdrops;
    await next.restore();
    expect(next.own.picture).toBeUndefined();
  });

  it('refuses what is no picture, damaged or huge, says the next step, and keeps what it had', async () => {
    const { backdrops } = controller();
    await backdrops.choose('picture', await png(8, 8, 'first.png'));
    const text = new File(['hello'], 'notes.txt', { type: 'text/plain' });
    const damaged = new File(['no picture in here'], 'broken.jpg', { type: 'image/jpeg' });
    const huge = new File([new Uint8Array(61e6)], 'poster.png', { type: 'image/png' });
    const faults = [
      await backdrops.choose('picture', text),
      await backdrops.choose('picture', damaged),
      await backdrops.choose('picture', huge),
      await backdrops.choose('video', text),
      await backdrops.choose('video', new File(['no video'], 'clip.mp4', { type: 'video/mp4' })),
    ];
    expect(faults.map((fault) => fault?.kind)).toEqual([
      'not-a-picture',
      'photo-unreadable',
      'too-many-bytes',
      'not-a-video',
      'video-unreadable',
    ]);
    for (const fault of faults) {
      if (!fault) throw new Error('a file was taken that is none');
      const { text: words, action } = backdropNotice(fault, 'picture');
      expect(words).toContain(fault.fileName);
      expect(words).toContain('Your background stays as it is.');
      expect(action?.id).toBe('choose-picture');
    }
    expect(backdrops.own.picture?.name).toBe('first.png');
  });

  it('refuses a picture of too many pixels by its header, before it is decoded', async () => {
    // PNG signature and IHDR: 20,000 × 20,000.
    const header = Uint8Array.of(
      137,
      80,
      78,
      71,
      13,
      10,
      26,
      10,
      0,
      0,
      0,
      13,
      73,
      72,
      68,
      82,
      0,
      0,
      0x4e,
      0x20,
      0,
      0,
      0x4e,
      0x20,
      8,
      6,
      0,
      0,
      0,
    );
    const fault = await controller().backdrops.choose('picture', new File([header], 'vast.png', { type: 'image/png' }));
    expect(fault?.kind).toBe('photo-too-large');
    if (fault) expect(backdropNotice(fault, 'picture').text).toContain('20,000 × 20,000');
  });

  it('sends a video at its own rate, one on the way at a time', async () => {
    let underWay = 0;
    let most = 0;
    let count = 0;
    const backdrops = new BackdropController({
      send: async (image) => {
        if (!image) return;
        most = Math.max(most, (underWay += 1));
        count += 1;
        image.close();
        await new Promise((resolve) => setTimeout(resolve, 60));
        underWay -= 1;
      },
      onChange: () => undefined,
    });
    controllers.push(backdrops);
    const response = await fetch('/demo/demo.webm');
    const file = new File([await response.blob()], 'demo.webm', { type: 'video/webm' });
    backdrops.use({ kind: 'video' }, true);
    expect(await backdrops.choose('video', file)).toBeUndefined();
    await until(() => count >= 4, 'pictures of the video');
    expect(most).toBe(1);
    backdrops.use({ kind: 'black' }, true);
    const after = count;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(count).toBeLessThanOrEqual(after + 1);
  });
});

describe('storage of backgrounds', () => {
  it('gives back name, type and bytes', async () => {
    expect(await keepFile('picture', new Blob(['abc'], { type: 'image/png' }), 'a.png')).toBe(true);
    const file = await keptFile('picture');
    expect([file?.name, file?.type, await file?.text()]).toEqual(['a.png', 'image/png', 'abc']);
  });
});
