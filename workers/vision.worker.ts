/** Entry of the vision worker: receives, dispatches, replies. No algorithms. */
import { CpuPath } from './cpu/cpu-path';
import { Canvas2dRenderer } from './draw/canvas2d-renderer';
import { startOrt } from './engines/ort';
import { FaultError, faultOf } from './fault';
import { FrameLoop, presented } from './frame-loop';
import { FrameOutput } from './frame-output';
import { processFrame } from './pipeline';
import { unreachable, type Calls, type FromWorker, type Request, type Settings, type ToWorker } from './protocol';
import { Rig } from './rig';
import type { FrameImage } from './frame-view';
import type { FrameReport } from '../models/contract';

/** This file lies one folder below the app's address, in development (`workers/`) as in a build (`assets/`). */
const BASE_URL = new URL('..', self.location.href).href;

let rig: Rig | undefined;
/** The user may switch tasks or turn the phone while the runtime starts: what needs the rig waits for it. */
let starting: Promise<Rig> | undefined;
let still: ImageBitmap | undefined;
let seq = 0;
let measuring = false;

const send = (message: FromWorker): void => self.postMessage(message);

const loop = new FrameLoop({
  async process(image) {
    await show(image).catch((error: unknown) => send({ type: 'fault', fault: faultOf(error, 'frame', true) }));
  },
  onCredit: () => send({ type: 'frame-done' }),
  onEnded: (message) => send({ type: 'fault', fault: { kind: 'source-ended', message, recoverable: true } }),
});

async function show(image: FrameImage, keep = false): Promise<FrameReport> {
  const current = rig;
  if (!current) {
    if (!keep) image.close();
    throw new FaultError('internal', 'a frame came before init', { recoverable: true });
  }
  const arrived = performance.now();
  const onFault = (fault: ReturnType<typeof faultOf>): void => send({ type: 'fault', fault });
  const report = await current.exclusive(() => processFrame({ seq: seq++, image, keep, onFault }, current));
  send({ type: 'report', report });
  if (measuring)
    void presented().then(() => send({ type: 'presented', seq: report.seq, totalMs: performance.now() - arrived }));
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
  send({ type: 'engine', engine: rig.path.engine });
  return rig.path.engine;
}

async function start({ canvas, settings, engine, threads, measure }: Calls['init']['args']): Promise<Rig> {
  measuring = measure ?? false;
  const renderer = new Canvas2dRenderer(canvas, { flush: measuring });
  send({ type: 'load-progress', model: 'runtime', loadedBytes: 0, totalBytes: 0 });
  return new Rig({
    path: new CpuPath(await startOrt({ choice: engine, threads }), renderer),
    output: new FrameOutput(canvas, (frame) =>
      self.postMessage({ type: 'output', frame } satisfies FromWorker, [frame]),
    ),
    settings,
    baseUrl: BASE_URL,
    onBytes: (model, loadedBytes, totalBytes) => send({ type: 'load-progress', model, loadedBytes, totalBytes }),
  });
}

async function configure(settings: Settings): Promise<undefined> {
  const current = await ready();
  current.settings = settings;
  try {
    await current.load(settings);
  } finally {
    if (still) await show(still, true);
  }
}

async function answer(request: Request): Promise<Calls[keyof Calls]['result']> {
  switch (request.type) {
    case 'init':
      return init(request);
    case 'configure':
      return configure(request.settings);
    case 'attach':
      forgetStill();
      return loop.attach(request.source).then(() => undefined);
    case 'detach':
      forgetStill();
      return loop.detach().then(() => undefined);
    case 'resize':
      (await ready()).path.resize(request.size);
      if (still) await show(still, true);
      return undefined;
    case 'still':
      await loop.detach();
      forgetStill();
      still = request.bitmap;
      return show(still, true);
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
      if (still) await show(still, true);
      return undefined;
    case 'output':
      (await ready()).output?.turn(request.on);
      return undefined;
    case 'snapshot':
      return (await ready()).path.snapshot();
    case 'dispose':
      forgetStill();
      await loop.dispose();
      return rig?.dispose().then(() => undefined);
    default:
      return unreachable(request);
  }
}

function forgetStill(): void {
  const former = still;
  still = undefined;
  if (!former) return;
  // It may be in work: closed under the renderer's hands, it would look like a failure of what comes next.
  if (rig) void rig.exclusive(() => Promise.resolve(former.close()));
  else former.close();
}

self.onmessage = ({ data }: MessageEvent<ToWorker>): void => {
  if (data.type === 'frame') {
    loop.post(data.frame);
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
