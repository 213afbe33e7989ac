import { describe, expect, it } from 'vitest';
import '../../src/components/camera-stage/camera-stage';
import type { CameraStage } from '../../src/components/camera-stage/camera-stage';
import { expectAccessible } from './axe';
import { collect, find, inside, mount, THEMES, until } from './mount';

async function stageOf(width: number, height: number): Promise<CameraStage> {
  const stage = await mount('sightline-camera-stage', { live: true });
  stage.style.width = `${width}px`;
  stage.style.height = `${height}px`;
  return stage;
}

describe('camera stage', () => {
  it.each(THEMES)('is accessible in %s', async (theme) => {
    const stage = await mount(
      'sightline-camera-stage',
      { live: true, paused: true, progress: { model: 'nanodet-m', loadedBytes: 1e6, totalBytes: 4e6 } },
      theme,
    );
    stage.freshCanvas();
    await expectAccessible(stage);
  });

  it('gives a canvas of the picture’s aspect, in device pixels', async () => {
    const stage = await stageOf(400, 600);
    stage.picture = { width: 640, height: 480 };
    await stage.updateComplete;
    const { width, height } = stage.freshCanvas();
    expect({ width, height }).toEqual({ width: 400 * devicePixelRatio, height: 300 * devicePixelRatio });
    const canvas = find<HTMLCanvasElement>(stage, 'canvas');
    expect(canvas.getBoundingClientRect().width).toBe(400);
    expect(canvas.getAttribute('role')).toBe('img');
  });

  it('gives a new canvas to each worker and keeps the former picture until the new one draws', async () => {
    const stage = await stageOf(400, 300);
    const first = stage.freshCanvas();
    const second = stage.freshCanvas();
    expect(first).not.toBe(second);
    const canvases = (): HTMLCanvasElement[] => [...inside(stage).querySelectorAll('canvas')];
    expect(canvases().map((canvas) => canvas.getAttribute('aria-hidden'))).toEqual(['true', null]);
    stage.dropFormer();
    await until(() => canvases().length === 1, 'the former canvas to go');
    expect(canvases()[0]?.hasAttribute('aria-hidden')).toBe(false);
  });

  it('asks for another backing size when its room or the picture changes, and only then', async () => {
    const stage = await stageOf(400, 300);
    stage.freshCanvas();
    const events = collect(stage, 'sightline-resize');
    stage.style.width = '200px';
    await until(() => events.length === 1, 'a resize');
    expect(events[0]?.detail.size).toEqual({ width: 200 * devicePixelRatio, height: 150 * devicePixelRatio });
    stage.picture = { width: 100, height: 200 };
    await until(() => events.length === 2, 'a second resize');
    expect(events[1]?.detail.size).toEqual({ width: 150 * devicePixelRatio, height: 300 * devicePixelRatio });
    stage.picture = { width: 200, height: 400 };
    await stage.updateComplete;
    expect(events).toHaveLength(2);
  });

  it('shows what is loading and how much of it is there', async () => {
    const stage = await mount('sightline-camera-stage', {
      live: true,
      progressTask: 'detect',
      progress: { model: 'nanodet-m', loadedBytes: 1_200_000, totalBytes: 2_500_000 },
    });
    expect(find(stage, '.loading p').textContent).toBe('Loading the detector… 1.2 of 2.5 MB');
    expect(find<HTMLProgressElement>(stage, 'progress').position).toBeCloseTo(0.48, 5);
    stage.progress = { model: 'runtime', loadedBytes: 0, totalBytes: 0 };
    await stage.updateComplete;
    expect(find(stage, '.loading p').textContent).toBe('Loading the vision engine…');
    expect(find<HTMLProgressElement>(stage, 'progress').position).toBe(-1);
  });
});
