/** Our network with all its steps, as the app runs it on a stream: looking at the whole frame, or following the person. */
import { place } from '../../models/math/letterbox';
import { blocksOf } from '../../models/math/person-blocks';
import { REGION } from '../../models/math/person-region';
import { MODELS, type SegmenterId } from '../../models/registry';
import { cutOutPerson } from '../cpu/cut-out';
import type { CpuMask } from '../cpu/cpu-mask';
import { PersonMasks } from '../cpu/person-masks';
import type { Engine } from '../engines/engine';
import { PersonLooks } from '../person-looks';
import { alphaOf } from './frame-mask';
import { openNetwork, type MaskMaker, type NetworkOnFrames } from './mask-makers';
import { stopwatch } from './stopwatch';

/** The lab takes its time; its frames follow each other as a camera's do. */
const FRAME_MS = 1000 / 30;
const NO_POSE = { turn: 0, flip: false } as const;

/** Two makers of one network. */
export async function oursOnSmall(engine: Engine, id: SegmenterId, baseUrl: string): Promise<MaskMaker[]> {
  const network = await openNetwork(engine, id, baseUrl);
  return [follower(network, id, 'small'), follower(network, id, 'small-followed')];
}

function follower(network: NetworkOnFrames, id: SegmenterId, row: 'small' | 'small-followed'): MaskMaker {
  const { input } = MODELS[id].spec;
  const masks = new PersonMasks(input);
  const looks = new PersonLooks();
  let atMs = 0;
  let isFirst = true;
  const seen = async (frame: ImageData): Promise<CpuMask> => {
    atMs += FRAME_MS;
    const size = { width: frame.width, height: frame.height };
    const view = { stored: size, upright: size, pose: NO_POSE, userPose: NO_POSE };
    const look = row === 'small' ? undefined : looks.next(view, input, atMs);
    const placement = look?.placement ?? place(frame, input, input.fit);
    const mask = await network(frame, { placement, see: (values) => masks.see(values, placement) });
    const blocks = blocksOf(mask.alpha, mask);
    const refined = masks.maskOf(mask);
    if (look) looks.found(look, { blocks, cut: masks.wasCut }, atMs);
    return refined;
  };
  return {
    ids: [row],
    reset() {
      masks.forget();
      looks.forget();
      isFirst = true;
    },
    async make(frame) {
      // Live, the person was there before.
      if (isFirst) for (let i = 0; i < REGION.settle; i++) await seen(frame);
      isFirst = false;
      const picture = new ImageData(new Uint8ClampedArray(frame.data), frame.width, frame.height);
      const clock = stopwatch();
      cutOutPerson(picture, (await seen(frame)).model);
      const ms = clock();
      return [{ id: row, alpha: alphaOf(picture), ms }];
    },
    close: () => undefined,
  };
}
