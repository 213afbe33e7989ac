/** How frames are shown while networks are slower than the camera, and when that changes. A path of numbers stands in for pixels. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Detection, Model } from '../../../models/contract';
import { place } from '../../../models/math/letterbox';
import { FaultError } from '../../../workers/fault';
import {
  UNSURE_CLASS,
  type Answer,
  type FramePath,
  type Network,
  type PersonMask,
  type Scene,
} from '../../../workers/frame-path';
import type { FrameImage } from '../../../workers/frame-view';
import { OLDEST_MASK_MS } from '../../../workers/latest';
import { FramePace, type Showing } from '../../../workers/pace/frame-pace';
import { Pipeline } from '../../../workers/pipeline';
import type { Fault, Settings } from '../../../workers/protocol';
import { Rig, type ActiveModel } from '../../../workers/rig';
import { PLAIN_SETTINGS } from './plain-settings';

const SIZE = { width: 64, height: 48 };

class FakeFrame {
  closed = 0;
  readonly displayWidth = SIZE.width;
  readonly displayHeight = SIZE.height;
  close(): void {
    this.closed++;
  }
}
const frameOf = (): FakeFrame & FrameImage => new FakeFrame() as FakeFrame & FrameImage;

class FakeMask implements PersonMask {
  released = 0;
  constructor(
    readonly number: number,
    readonly placement = place(SIZE, SIZE, 'stretch'),
  ) {}
  release(): void {
    this.released++;
  }
}

/** Networks take `runMs` of the fake clock; the n-th answer sees a person mask n and a box that has moved n·4 pixels. */
class FakePath implements FramePath {
  readonly kind = 'cpu';
  readonly engine = { provider: 'wasm', build: 'wasm', threads: 1, note: '' } as const;
  readonly counters = { readBackBytes: 0, dispatches: 0 };
  readonly scenes: { readonly scene: Scene; readonly atMs: number }[] = [];
  readonly masks: FakeMask[] = [];
  runMs = 100;
  prepared = 0;
  running = 0;
  mostRunning = 0;
  runs = 0;
  fails: Error | undefined;
  forgotten = 0;

  load<M extends Model>(model: M): Promise<Network<M>> {
    return Promise.resolve({ model });
  }
  release(): Promise<void> {
    return Promise.resolve();
  }
  prepare(): Promise<Record<string, number>> {
    this.prepared++;
    return Promise.resolve({ capture: 1, preprocess: 1 });
  }
  async #run<T>(value: () => T): Promise<Answer<T>> {
    this.mostRunning = Math.max(this.mostRunning, ++this.running);
    await new Promise((resolve) => setTimeout(resolve, this.runMs));
    this.running--;
    this.runs++;
    if (this.fails) throw this.fails;
    return { value: value(), runMs: this.runMs, decodeMs: 0 };
  }
  detect(): Promise<Answer<readonly Detection[]>> {
    return this.#run(() => [
      { boxFramePx: { x: this.runs * 4, y: 10, width: 10, height: 10 }, score: 0.9, classId: 0, label: 'cup' },
    ]);
  }
  segment(): Promise<Answer<PersonMask>> {
    return this.#run(() => {
      const mask = new FakeMask(this.runs);
      this.masks.push(mask);
      return mask;
    });
  }
  classify(): Promise<Answer<[]>> {
    return this.#run(() => []);
  }
  forget(): void {
    this.forgotten++;
  }
  resize(): void {}
  draw(scene: Scene): void {
    this.scenes.push({ scene, atMs: performance.now() });
  }
  snapshot(): Promise<Blob> {
    return Promise.resolve(new Blob());
  }
  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

const settingsOf = (task: 'detect' | 'portrait'): Settings => ({
  tasks: { detect: task === 'detect', portrait: task === 'portrait', classify: false },
  models: { detect: 'yolo-256', portrait: 'unet-portrait', classify: 'resnet' },
  ...PLAIN_SETTINGS,
});

function setUp(task: 'detect' | 'portrait', showing?: Showing) {
  const path = new FakePath();
  const rig = new Rig({ path, settings: settingsOf(task), baseUrl: '', onBytes: () => undefined });
  const id = rig.settings.models[task];
  const active: ActiveModel = { id, network: { model: { task } as Model }, precision: 'float32', failures: 0 };
  vi.spyOn(rig, 'active').mockReturnValue([[task, active]]);
  const pace = new FramePace();
  pace.fix(showing);
  const faults: Fault[] = [];
  const host = { onFault: (fault: Fault): unknown => faults.push(fault), presented: () => Promise.resolve() };
  const pipeline = new Pipeline(rig, pace, host);
  /** Frames every `everyMs`; those that come while one is in work are lost, as in the loop's slot. */
  const play = async (frames: number, everyMs = 33): Promise<Awaited<ReturnType<Pipeline['frame']>>[]> => {
    const reports: Awaited<ReturnType<Pipeline['frame']>>[] = [];
    let busy = false;
    for (let i = 0; i < frames; i++) {
      pace.arrived(everyMs);
      if (!busy) {
        busy = true;
        const frame = frameOf();
        void pipeline.frame(frame).then((report) => {
          reports.push(report);
          expect(frame.closed).toBe(1);
          busy = false;
        });
      }
      await vi.advanceTimersByTimeAsync(everyMs);
    }
    return reports;
  };
  return { path, rig, pace, pipeline, faults, play };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  vi.stubGlobal('ImageBitmap', class {});
});
afterEach(() => {
  vi.useRealTimers();
});

describe('networks slower than the camera', () => {
  it('never hold a picture back: every frame is drawn when it comes, one inference at a time', async () => {
    const { path, play } = setUp('detect');
    path.runMs = 100;
    const reports = await play(40);
    expect(reports).toHaveLength(40);
    expect(path.mostRunning).toBe(1);
    expect(Math.max(...reports.map(({ totalMs }) => totalMs))).toBeLessThan(2);
    // 1320 ms hold ten runs of 100 ms that each begin with the next frame.
    expect(reports.filter(({ answered }) => answered).length).toBeGreaterThanOrEqual(9);
    expect(reports.every(({ fresh }) => !fresh)).toBe(true);
    expect(reports.at(-1)?.ageMs).toBeGreaterThan(90);
    expect(reports.filter(({ inferMs }) => inferMs.detect !== undefined)).toEqual(
      reports.filter(({ answered }) => answered),
    );
  });

  it('carry their boxes on smoothly: no frame moves one by more than a few pixels, and none loses it', async () => {
    const { path, play } = setUp('detect');
    await play(40);
    const xs = path.scenes.map(({ scene }) => scene.detections[0]?.boxFramePx.x);
    const from = xs.findIndex((x) => x !== undefined);
    const steps = xs.slice(from + 1).map((x, i) => Math.abs((x ?? NaN) - (xs[from + i] ?? NaN)));
    expect(from).toBeLessThan(6);
    expect(Math.max(...steps)).toBeLessThan(4);
  });

  it('hide everything in Portrait until there is a mask, and whenever it is older than half a second', async () => {
    const { path, play } = setUp('portrait');
    await play(30);
    const masked = path.scenes.map(({ scene }) => scene.portrait?.mask !== undefined);
    expect(masked.slice(0, 3)).toEqual([false, false, false]);
    expect(masked.slice(5)).not.toContain(false);
    path.runMs = 5_000;
    path.scenes.length = 0;
    const before = performance.now();
    await play(60);
    for (const { scene, atMs } of path.scenes) {
      // The last mask is of a frame that came at most a run and a frame before.
      if (atMs - before > OLDEST_MASK_MS) expect(scene.portrait?.mask).toBeUndefined();
    }
    expect(path.scenes.some(({ scene }) => scene.portrait?.mask !== undefined)).toBe(true);
  });

  it('have each mask given back once, except the newest', async () => {
    const { path, pipeline, play } = setUp('portrait');
    await play(40);
    expect(path.masks.slice(0, -1).map(({ released }) => released)).toEqual(path.masks.slice(1).map(() => 1));
    expect(path.masks.at(-1)?.released).toBe(0);
    pipeline.sourceChanged();
    expect(path.masks.at(-1)?.released).toBe(1);
  });

  it('lean on nothing of a former source, once what was under way on it has ended', async () => {
    const { path, pipeline, play } = setUp('portrait');
    path.runMs = 300;
    await play(5);
    expect([path.running, path.forgotten]).toEqual([1, 0]);
    pipeline.sourceChanged();
    await play(1);
    expect([path.running, path.forgotten]).toEqual([1, 0]);
    await play(20);
    expect(path.forgotten).toBe(1);
  });

  it('fail without holding up the picture; what they said before fades', async () => {
    const { path, faults, play } = setUp('detect');
    await play(20);
    path.fails = new FaultError('model-run', 'NaN');
    const reports = await play(60);
    expect(reports).toHaveLength(60);
    expect(faults.length).toBeGreaterThan(3);
    expect(path.scenes.at(-1)?.scene.detections).toEqual([]);
    expect(reports.at(-1)?.ageMs).toBeUndefined();
  });
});

describe('networks faster than the camera', () => {
  it('make each frame wait for its own answer, after a few have shown that it fits', async () => {
    const { path, pace, play } = setUp('portrait');
    path.runMs = 15;
    const reports = await play(30);
    expect(pace.showing).toBe('aligned');
    const late = reports.slice(-10);
    expect(late.every(({ fresh, answered }) => fresh && answered)).toBe(true);
    expect(Math.max(...late.map(({ ageMs }) => ageMs ?? NaN))).toBeLessThan(20);
    // The mask in each picture is the newest there is: its own.
    expect(path.scenes.at(-1)?.scene.portrait?.mask).toBe(path.masks.at(-1));
  });

  it('stop being waited for when one run is late, and are waited for again when all is well', async () => {
    const { path, pace, play } = setUp('detect');
    path.runMs = 15;
    await play(20);
    path.runMs = 3_000;
    const reports = await play(10);
    expect(pace.showing).toBe('carried');
    expect(reports.length).toBeGreaterThanOrEqual(8);
    await play(90);
    path.runMs = 15;
    await play(120);
    expect(pace.showing).toBe('aligned');
  });
});

describe('a still', () => {
  it('waits for its answer however long that takes, and gives the mask back', async () => {
    const { path, pipeline } = setUp('portrait', 'carried');
    path.runMs = 4_000;
    const image = frameOf();
    const shown = pipeline.still(image);
    await vi.advanceTimersByTimeAsync(3_999);
    expect(path.scenes).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(await shown).toMatchObject({ fresh: true, answered: true, masked: true });
    expect([image.closed, path.masks[0]?.released]).toEqual([0, 1]);
  });
});

describe('a classifier that is sure of nothing', () => {
  it('has that written, but only once it has looked', async () => {
    const { path, rig, play } = setUp('detect');
    rig.settings = { ...rig.settings, tasks: { detect: false, portrait: false, classify: true }, unsure: 'not sure' };
    const network = { model: { task: 'classify' } as Model };
    vi.spyOn(rig, 'active').mockReturnValue([
      ['classify', { id: 'resnet', network, precision: 'float32', failures: 0 }],
    ]);
    const reports = await play(10);
    expect(path.scenes[0]?.scene.classifications).toEqual([]);
    expect(path.scenes.at(-1)?.scene.classifications).toMatchObject([{ label: 'not sure', classId: UNSURE_CLASS }]);
    expect(reports.at(-1)?.classifications).toEqual([]);
  });
});

describe('another source', () => {
  it('is not shown with what was said of the former one, even where that answer comes late', async () => {
    const { path, pipeline, play } = setUp('detect');
    path.runMs = 200;
    await play(20);
    path.scenes.length = 0;
    pipeline.sourceChanged();
    await play(5);
    expect(path.scenes.every(({ scene }) => scene.detections.length === 0)).toBe(true);
  });
});

describe('another path', () => {
  it('takes over in the middle of a run that never ends; its masks are its own', async () => {
    const { path, rig, play } = setUp('portrait', 'carried');
    await play(10);
    path.runMs = 1e9;
    await play(5);
    const successor = new FakePath();
    vi.spyOn(rig, 'load').mockResolvedValue();
    await rig.replacePath(successor);
    await play(10);
    expect(successor.scenes).toHaveLength(10);
    expect(successor.scenes[0]?.scene.portrait?.mask).toBeUndefined();
    expect(successor.masks.length).toBeGreaterThan(1);
    expect(successor.scenes.at(-1)?.scene.portrait?.mask).toBe(successor.masks.at(-1));
  });
});

describe('FramePace', () => {
  it('does not swing while an answer takes about as long as a frame', () => {
    const pace = new FramePace();
    for (let i = 0; i < 20; i++) pace.arrived(33);
    let changes = 0;
    let before = pace.showing;
    for (let i = 0; i < 300; i++) {
      pace.answered(33 * (0.95 + 0.08 * Math.sin(i)));
      if (pace.showing !== before) changes++;
      before = pace.showing;
    }
    expect(changes).toBeLessThanOrEqual(1);
  });

  it('counts gaps in a camera’s clock as lost frames, but not pauses or a clip that begins anew', () => {
    const pace = new FramePace();
    for (let i = 0; i < 10; i++) pace.arrived(40);
    pace.arrived(120);
    pace.arrived(-9_000);
    pace.arrived(30_000);
    pace.arrived(41, 5);
    expect(pace.lost).toBe(2 + 5);
    pace.sourceChanged();
    expect([pace.lost, pace.intervalMs]).toEqual([0, undefined]);
  });
});
