/** A phone is turned while Portrait runs: frames of another shape come, and no mask of the former shape is laid on them. */
import { afterEach, expect, it, vi } from 'vitest';
import type { Size } from '../../models/contract';
import { FINE, finest, NOTHING_FINE, portraitOn, settle, stripes } from './portrait-on-canvas';

const WIDE = { width: 256, height: 192 };
const TALL = { width: 192, height: 256 };

afterEach(() => vi.restoreAllMocks());

it('hides frames of another size until one of them was looked at', async () => {
  // No mask grows too old, however slow this machine is.
  vi.spyOn(performance, 'now').mockReturnValue(10_000);
  const canvas = new OffscreenCanvas(WIDE.width, WIDE.height);
  const { engine, path, pipeline } = await portraitOn(canvas, { kind: 'blur', shape: 'gaussian' });
  const expectShown = async (size: Size, masked: boolean, what: string): Promise<void> => {
    path.resize(size);
    expect(await pipeline.frame(stripes(1, size)), what).toMatchObject({ frame: size, masked });
    if (masked) expect(finest(canvas), what).toBeGreaterThan(FINE);
    else expect(finest(canvas), what).toBeLessThan(NOTHING_FINE);
  };
  const answer = async (): Promise<void> => {
    await settle(); // The run has begun.
    engine.answer();
    await settle();
  };
  await expectShown(WIDE, false, 'the first frame');
  await answer();
  await expectShown(WIDE, true, 'a frame after its answer');
  await expectShown(TALL, false, 'turned, while a wide frame is looked at');
  await answer();
  await expectShown(TALL, false, 'an answer to the former shape has come');
  await answer();
  await expectShown(TALL, true, 'an answer to this shape has come');
  await expectShown(WIDE, false, 'turned back');
});
