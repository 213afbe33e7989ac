/** Entry of the vision worker: receives, dispatches, replies. No algorithms. */
import { FaultError, faultOf } from './fault';
import { FrameLoop } from './frame-loop';
import { FrameOutput } from './frame-output';
import { countDispatches } from './gpu/dispatch-count';
import { NO_HISTORY } from './gpu-history';
import { keepPath, type KeptPath } from './kept-path';
import type { FramePath } from './frame-path';
import { FramePace } from './pace/frame-pace';
import { holdQuality, type QualityHold } from './pace/hold-quality';
import { presented } from './pace/presented';
import { Pipeline } from './pipeline';
import {
  unreachable,
  type Calls,
  type EngineInfo,
  type FromWorker,
  type Request,
  type Settings,
  type ToWorker,
} from './protocol';
import { Rig } from './rig';
import type { FrameImage } from './frame-view';
import type { FrameReport } from '../models/contract';

/** This file lies one folder below the app's address, in development (`workers/`) as in a build (`assets/`). */
const BASE_URL = new URL('..', self.location.href).href;

const LITTLE_MEMORY = 'this device has little memory: networks see smaller pictures';

let rig: Rig | undefined;
let kept: KeptPath | undefined;
/** The user may switch tasks or turn the phone while the runtime starts: what needs the rig waits for it. */
let starting: Promise<Rig> | undefined;
let still: ImageBitmap | undefined;
let pipeline: Pipeline | undefined;
let quality: QualityHold | undefined;
const pace = new FramePace();
let measuring = false;
/** Everything asked of the GPU in this thread, where it is measured. */
let allDispatches = (): number => 0;

const send = (message: FromWorker): void => self.postMessage(message);

const loop = new FrameLoop(
  {
    async process(image, dropped) {
      await show(image, dropped).catch((error: unknown) =>
        send({ type: 'fault', fault: faultOf(error, 'frame', true) }),
      );
    },
    onCredit: () => send({ type: 'frame-done' }),
    onEnded: (message) => send({ type: 'fault', fault: { kind: 'source-ended', message, recoverable: true } }),
  },
  pace,
);

async function show(image: FrameImage, dropped: number): Promise<void> {
  if (!pipeline) {
    image.close();
    throw new FaultError('internal', 'a frame came before init', { recoverable: true });
  }
  const arrivedMs = performance.now();
  const report = await pipeline.frame(image, dropped);
  send({ type: 'report', report });
  quality?.shown(report);
  const path = rig?.path;
  if (measuring && path) {
    const { kind, counters } = path;
    const { readBackBytes, dispatches } = counters;
    const runtimeDispatches = Math.max(0, allDispatches() - dispatches);
    const counts = { path: kind, readBackBytes, dispatches, runtimeDispatches };
    const { seq } = report;
    void presented().then(() => send({ type: 'presented', seq, totalMs: performance.now() - arrivedMs, ...counts }));
  }
}

/** Shows the still once more, where there is one. */
async function showStill(): Promise<FrameReport | undefined> {
  await ready();
  if (!still || !pipeline) return undefined;
  const report = await pipeline.still(still);
  send({ type: 'report', report });
  return report;
}

/** @throws the start's own fault where it failed. */
async function ready(): Promise<Rig> {
  if (!starting) throw new FaultError('internal', 'the worker was not initialised');
  return starting;
}

async function init(args: Calls['init']['args']): Promise<Calls['init']['result']> {
  starting = start(args);
  rig = await starting;
  const engine = engineInfo(rig);
  send({ type: 'engine', engine });
  return engine;
}

async function start(args: Calls['init']['args']): Promise<Rig> {
  const { canvas, settings, engine, threads, measure = false, showing, gpuHistory = NO_HISTORY, frugal = false } = args;
  const { memoryBoundMiB } = args;
  measuring = measure;
  if (measuring) allDispatches = countDispatches();
  pace.fix(showing);
  send({ type: 'load-progress', model: 'runtime', loadedBytes: 0, totalBytes: 0 });
  kept = await keepPath({
    canvas,
    choice: engine,
    threads,
    history: gpuHistory,
    frugal,
    flush: measuring,
    send,
    onReplaced: (path) => void usePath(path).catch((error: unknown) => send({ type: 'fault', fault: faultOf(error) })),
  });
  const made = new Rig({
    path: kept.path,
    ...(kept.trust ? { trust: kept.trust } : {}),
    output: new FrameOutput(
      canvas,
      (frame) => self.postMessage({ type: 'output', frame } satisfies FromWorker, [frame]),
      () => kept?.isDown() ?? false,
    ),
    settings,
    ...(memoryBoundMiB === undefined ? {} : { boundBytes: memoryBoundMiB * 2 ** 20 }),
    baseUrl: BASE_URL,
    onBytes: (model, loadedBytes, totalBytes) => send({ type: 'load-progress', model, loadedBytes, totalBytes }),
    onRefused: (model) => quality?.refuse(model),
  });
  pipeline = new Pipeline(made, pace, { onFault: (fault) => send({ type: 'fault', fault }), presented });
  quality = holdQuality(made, send);
  return made;
}

function engineInfo({ path, precision, isLowered }: Rig): EngineInfo {
  const plain = kept?.info ?? path.engine;
  const info = isLowered ? { ...plain, note: [plain.note, LITTLE_MEMORY].filter(Boolean).join('; ') } : plain;
  return precision ? { ...info, precision } : info;
}

/** Goes on after the GPU was lost: frames at once, networks as they come. */
async function usePath(path: FramePath): Promise<void> {
  if (!rig) return;
  const loaded = rig.replacePath(path);
  await showStill();
  await loaded;
  await showStill();
}

async function configure(settings: Settings): Promise<undefined> {
  const current = await ready();
  const { isLowered: wasLowered, precision: before } = current;
  const hides = settings.tasks.portrait && !current.settings.tasks.portrait;
  current.settings = settings;
  quality?.use(settings);
  try {
    if (hides) await showStill(); // a sharp picture does not wait for the network that will hide its background
    await current.load(settings);
    if (current.path.kind === 'gpu' || current.isLowered !== wasLowered || current.precision !== before)
      send({ type: 'engine', engine: engineInfo(current) });
  } finally {
    await showStill();
  }
}

async function answer(request: Request): Promise<Calls[keyof Calls]['result']> {
  switch (request.type) {
    case 'init':
      return init(request);
    case 'configure':
      return configure(request.settings);
    case 'attach':
      sourceChanges();
      return loop.attach(request.source).then(() => undefined);
    case 'detach':
      sourceChanges();
      return loop.detach().then(() => undefined);
    case 'resize':
      (await ready()).resize(request.size);
      await showStill();
      return undefined;
    case 'still': {
      await loop.detach();
      sourceChanges();
      still = request.bitmap;
      const report = await showStill();
      if (!report) throw new FaultError('frame', 'another picture was opened meanwhile', { recoverable: true });
      return report;
    }
    case 'pause':
      loop.pause(request.paused);
      return undefined;
    case 'backdrop':
      try {
        (await ready()).backdrop.take(request.image);
      } catch (error) {
        request.image?.close();
        throw error;
      }
      await showStill();
      return undefined;
    case 'output':
      (await ready()).output?.turn(request.on);
      return undefined;
    case 'snapshot':
      return (await ready()).path.snapshot();
    case 'dispose':
      sourceChanges();
      await loop.dispose();
      kept?.stop();
      return rig?.dispose().then(() => undefined);
    default:
      return unreachable(request);
  }
}

function sourceChanges(): void {
  pipeline?.sourceChanged();
  const former = still;
  still = undefined;
  if (!former) return;
  // It may be in work: closed under the renderer's hands, it would look like a failure of what comes next.
  if (pipeline) pipeline.afterwards(() => former.close());
  else former.close();
}

self.onmessage = ({ data }: MessageEvent<ToWorker>): void => {
  if (data.type === 'frame') {
    loop.post(data);
    return;
  }
  if (data.type === 'output-done') {
    rig?.output?.done();
    return;
  }
  const { id, type } = data;
  answer(data).then(
    (result) => send({ type: 'reply', id, ok: true, result }),
    (error: unknown) =>
      send({ type: 'reply', id, ok: false, fault: faultOf(error, type === 'init' ? 'engine-start' : 'internal') }),
  );
};
