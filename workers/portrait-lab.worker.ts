/** Entry of the portrait lab's worker: our network's steps and others' masks on the same frames in the same run. */
import { startOrt } from './engines/ort';
import { messageOf } from './fault';
import { mediapipe, networkTitle, ours, selfie, type MaskMaker } from './lab/mask-makers';
import { oursOnSmall } from './lab/person-follower';
import { scoreMasks, STILL_FRAMES } from './lab/score-masks';
import { inSmall } from './lab/small-scenes';
import type { FromPortraitLab, LabReport, LabRequest, LabRow, LabRowId } from './portrait-lab-report';

const send = (message: FromPortraitLab): void => self.postMessage(message);

const ORDER: readonly LabRowId[] = ['raw', 'temporal', 'edge', 'mediapipe', 'selfie', 'small', 'small-followed'];

async function run(request: LabRequest): Promise<LabReport> {
  const { frames, baseUrl } = request;
  const first = frames[0]?.picture;
  if (!first) throw new RangeError('there is no frame to look at');
  const engine = await startOrt({ threads: 0 });
  const network = first.width > first.height ? 'unet-portrait-wide' : 'unet-portrait';
  const makers: MaskMaker[] = [await ours(engine, network, baseUrl)];
  const onSmall = await oursOnSmall(engine, network, baseUrl);
  const missing: LabRow[] = [];
  const join = async (id: LabRowId, open: () => Promise<MaskMaker>): Promise<void> => {
    try {
      makers.push(await open());
    } catch (error) {
      missing.push({ id, iou: null, boundaryF: null, flicker: null, msPerFrame: null, missing: messageOf(error) });
    }
  };
  await join('selfie', () => selfie(engine, baseUrl));
  // Last: from here on the worker's network is cut to its own origin.
  await join('mediapipe', () => mediapipe(request));
  const small = inSmall(frames);
  try {
    const half = frames.length + STILL_FRAMES;
    const told = (done: number): void => send({ type: 'progress', done, total: 2 * half });
    const rows = [
      ...(await scoreMasks(frames, makers, told)),
      ...(await scoreMasks(small, onSmall, (done) => told(half + done))),
    ];
    return {
      schema: 'sightline-portrait-lab/1',
      rows: [...rows, ...missing].sort((a, b) => ORDER.indexOf(a.id) - ORDER.indexOf(b.id)),
      frames: frames.length,
      labelled: frames.filter(({ truth }) => truth).length,
      stillFrames: STILL_FRAMES,
      frameSize: { width: first.width, height: first.height },
      network: networkTitle(network),
      wasmThreads: engine.info.threads,
    };
  } finally {
    for (const maker of makers) maker.close();
    for (const { picture, truth } of [...frames, ...small]) {
      picture.close();
      truth?.close();
    }
  }
}

self.onmessage = ({ data }: MessageEvent<LabRequest>): void => {
  run(data).then(
    (report) => send({ type: 'done', report }),
    (error: unknown) => send({ type: 'failed', message: messageOf(error) }),
  );
};
