/** Entry of the vision worker: receives, dispatches, replies. No algorithms. */
import { Canvas2dRenderer } from './draw/canvas2d-renderer';
import { startOrt } from './engines/ort';
import { FaultError, faultOf } from './fault';
import { FrameLoop, presented } from './frame-loop';
import { processFrame } from './pipeline';
import { unreachable, type Calls, type FromWorker, type Request, type Settings, type ToWorker } from './protocol';
import { Rig } from './rig';
import type { FrameImage } from './frame-view';
import type { FrameReport } from '../models/contract';

/** This file lies one folder below the app's address, in development (`workers/`) as in a build (`assets/`). */
const BASE_URL = new URL('..', self.location.href).href;

let rig: Rig | undefined;
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

const ready = (): Rig => {
  if (!rig) throw new FaultError('internal', 'the worker was not initialised');
  return rig;
};

async function init({
  canvas,
  settings,
  engine,
  threads,
  measure,
}: Calls['init']['args']): Promise<Calls['init']['result']> {
  // The picture needs no runtime: frames are shown while the runtime starts.
  measuring = measure ?? false;
  const renderer = new Canvas2dRenderer(canvas, { flush: measuring });
  send({ type: 'load-progress', model: 'runtime', loadedBytes: 0, totalBytes: 0 });
  const started = await startOrt({ choice: engine, threads });
  rig = new Rig({
    engine: started,
    renderer,
    settings,
    baseUrl: BASE_URL,
    onBytes: (model, loadedBytes, totalBytes) => send({ type: 'load-progress', model, loadedBytes, totalBytes }),
  });
  send({ type: 'engine', engine: started.info });
  return started.info;
}

async function configure(settings: Settings): Promise<undefined> {
  const current = ready();
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
      ready().renderer.resize(request.size);
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
    case 'snapshot':
      return ready().renderer.snapshot();
    case 'dispose':
      forgetStill();
      await loop.dispose();
      return rig?.dispose().then(() => undefined);
    default:
      return unreachable(request);
  }
}

function forgetStill(): void {
  still?.close();
  still = undefined;
}

self.onmessage = ({ data }: MessageEvent<ToWorker>): void => {
  if (data.type === 'frame') {
    loop.post(data.frame);
    return;
  }
  const { id, type } = data;
  answer(data).then(
    (result) => send({ type: 'reply', id, ok: true, result }),
    (error: unknown) =>
      send({ type: 'reply', id, ok: false, fault: faultOf(error, type === 'init' ? 'engine-start' : 'internal') }),
  );
};
