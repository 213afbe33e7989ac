/** The demo clip before the networks that ship: what a user without a camera sees first must be found. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultModel, entryFor } from '../../models/catalog';
import { iou } from '../../models/math/boxes';
import { modelOf } from '../../models/registry';
import { MODELS_DIR } from '../../models/tools/files';
import { networkOf, type Network } from '../../models/tools/network';
import { readMask, readPicture } from '../../models/tools/picture';

const FOLDER = fileURLToPath(new URL('../fixtures/demo', import.meta.url));
/** Left, top, width, height in pixels, exact: drawn from the same scene. */
type LabelledBox = readonly [number, number, number, number];
interface Labels {
  readonly labelled: readonly {
    readonly still?: string;
    readonly mask?: string;
    readonly objects: readonly { readonly label: string; readonly box: LabelledBox; readonly visible: number }[];
  }[];
}
const { labelled } = JSON.parse(readFileSync(join(FOLDER, 'labels.json'), 'utf8')) as Labels;

/** The app's own default, src/storage/settings.ts. */
const SCORE_THRESHOLD = 0.3;
const SEEN_WHOLE = 0.75;

/** On WebGPU without half floats, and on WebAssembly. */
const ENGINES = [
  ['webgpu', { provider: 'webgpu', shaderF16: false }],
  ['wasm', { provider: 'wasm', shaderF16: false }],
] as const;

function useNetwork(
  task: 'detect' | 'portrait',
  engine: Parameters<typeof entryFor>[1],
): { model: ReturnType<typeof modelOf>; network: () => Network } {
  const id = defaultModel(task);
  let network: Network | undefined;
  beforeAll(async () => {
    network = await networkOf(modelOf(id).spec, join(MODELS_DIR, entryFor(id, engine).source.file));
  });
  afterAll(() => network?.release());
  return {
    model: modelOf(id),
    network: () => {
      if (!network) throw new Error(`${id} was not opened`);
      return network;
    },
  };
}

describe.each(ENGINES)('the detector that ships for %s', (_, engine) => {
  const { model, network } = useNetwork('detect', engine);
  const withPerson = labelled.filter(
    ({ still, objects }) => still && objects.some(({ label, visible }) => label === 'person' && visible >= SEEN_WHOLE),
  );

  it('has stills with a person to look at', () => expect(withPerson.length).toBeGreaterThanOrEqual(3));

  it.each(withPerson.map((frame) => [frame.still ?? '', frame] as const))(
    'finds the person in %s',
    async (still, { objects }) => {
      const { raw, placement } = await network().look(await readPicture(join(FOLDER, still)));
      if (model.task !== 'detect') throw new Error('the default detector is none');
      const found = model.decode(raw, placement, {
        scoreThreshold: SCORE_THRESHOLD,
        iouThreshold: 0.5,
        maxDetections: 100,
      });
      const [x, y, width, height] = objects.find(({ label }) => label === 'person')?.box ?? [0, 0, 0, 0];
      const best = Math.max(
        0,
        ...found
          .filter(({ label }) => label === 'person')
          .map(({ boxFramePx }) => iou(boxFramePx, { x, y, width, height })),
      );
      expect(best, found.map(({ label, score }) => `${label} ${score.toFixed(2)}`).join(', ')).toBeGreaterThan(0.5);
    },
  );
});

describe('the portrait network that ships', () => {
  const { model, network } = useNetwork('portrait', ENGINES[0][1]);
  const withMask = labelled.filter(({ still, mask }) => still && mask);

  // Rendered people are not what it was trained on: one pose may lose a little to better weights for real ones, the clip may not.
  it('cuts the person out of the stills', async () => {
    const overlaps: number[] = [];
    for (const { still, mask } of withMask) {
      const picture = await readPicture(join(FOLDER, still ?? ''));
      const { raw, placement } = await network().look(picture);
      if (model.task !== 'portrait') throw new Error('the default segmenter is none');
      const { alpha, width, height } = model.decode(raw, placement);
      const truth = await readMask(join(FOLDER, mask ?? ''), { width, height });
      let [both, either] = [0, 0];
      alpha.forEach((value, i) => {
        const [ours, theirs] = [value > 0.5, (truth[i] ?? 0) > 127];
        if (ours && theirs) both++;
        if (ours || theirs) either++;
      });
      overlaps.push(both / either);
    }
    expect(Math.min(...overlaps), String(overlaps)).toBeGreaterThan(0.88);
    expect(overlaps.reduce((sum, one) => sum + one, 0) / overlaps.length, String(overlaps)).toBeGreaterThan(0.9);
  });
});
