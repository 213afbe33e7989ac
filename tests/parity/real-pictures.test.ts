/**
 * Networks on real pictures and clips, through the app's own preprocessing and decoding: boxes where things are, masks where
 * people are, labels of what is shown. Places were read off the pictures by eye, in frame pixels.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogEntry, isShipped } from '../../models/catalog';
import type { Box, Mask, Model } from '../../models/contract';
import { iou } from '../../models/math/boxes';
import { modelOf, MODELS, type ModelId } from '../../models/registry';
import { MODELS_DIR } from '../../models/tools/files';
import { networkOf, type Network } from '../../models/tools/network';
import type { Picture } from '../../models/tools/picture';
import { CLIPS, fetchedWeights, frameOf, hasFfmpeg, hasMedia, picture } from './media';

interface Scene {
  readonly what: string;
  readonly open: () => Promise<Picture>;
  readonly fromClip: boolean;
  readonly things: readonly (readonly [label: string, box: Box])[];
  /** Absent: every detector. */
  readonly seenBy?: readonly ModelId[];
}

function box(x: number, y: number, width: number, height: number): Box {
  return { x, y, width, height };
}

const SCENES: readonly Scene[] = [
  {
    what: 'the astronaut',
    open: () => picture('astronaut.png'),
    fromClip: false,
    things: [['person', box(20, 5, 340, 500)]],
  },
  { what: 'the cat', open: () => picture('chelsea.png'), fromClip: false, things: [['cat', box(10, 0, 440, 300)]] },
  { what: 'the cup', open: () => picture('coffee.png'), fromClip: false, things: [['cup', box(165, 15, 260, 300)]] },
  {
    what: 'somebody walking through the room',
    open: () => frameOf(CLIPS.people, 80),
    fromClip: true,
    things: [['person', box(360, 32, 150, 350)]],
  },
  // Seen straight from above a car looks like a phone to every small COCO detector; as its rear comes into view it is a car.
  {
    what: 'the white car driving in',
    open: () => frameOf(CLIPS.cars, 27.6),
    fromClip: true,
    things: [['car', box(112, 347, 183, 85)]],
    seenBy: ['nanodet-m'],
  },
  {
    what: 'the red car driving off',
    open: () => frameOf(CLIPS.cars, 18.4),
    fromClip: true,
    things: [['car', box(312, 0, 116, 94)]],
    seenBy: ['yolox-nano'],
  },
  {
    what: 'the bottles on the conveyor',
    open: () => frameOf(CLIPS.bottles, 3),
    fromClip: true,
    things: [
      ['bottle', box(55, 108, 70, 205)],
      ['bottle', box(284, 108, 62, 208)],
      ['bottle', box(506, 104, 68, 214)],
    ],
  },
];

/** Where the weights of a model lie on this machine; undefined where they were not fetched or trained. */
function weightsOf(id: ModelId): string | undefined {
  const { source } = catalogEntry(id);
  if (source.kind === 'downloadable') return fetchedWeights(source.file);
  return isShipped(id) ? join(MODELS_DIR, source.file) : undefined;
}

/** The suite's network, opened once; the suite is skipped, and counted, where weights or pictures are absent. */
function withNetwork(id: ModelId, tests: (network: () => Network) => void): void {
  const weights = weightsOf(id);
  const reason = !hasMedia ? ' (no SIGHTLINE_MEDIA)' : !weights ? ' (no weights; npm run models)' : '';
  describe.skipIf(reason !== '')(`${id} on real pictures${reason}`, () => {
    let network: Network | undefined;
    beforeAll(async () => {
      network = await networkOf(modelOf(id).spec, weights ?? '');
    });
    afterAll(() => network?.release());
    tests(() => {
      if (!network) throw new Error('not opened');
      return network;
    });
  });
}

for (const id of ['nanodet-m', 'yolox-nano'] as const) {
  withNetwork(id, (network) => {
    for (const { what, open, fromClip, things } of SCENES.filter((s) => s.seenBy?.includes(id) ?? true)) {
      it.skipIf(fromClip && !hasFfmpeg)(`finds ${what}${fromClip && !hasFfmpeg ? ' (no ffmpeg)' : ''}`, async () => {
        const { raw, placement } = await network().look(await open());
        const found = MODELS[id].decode(raw, placement, {
          scoreThreshold: 0.35,
          iouThreshold: 0.6,
          maxDetections: 100,
        });
        for (const [label, place] of things) {
          const best = Math.max(0, ...found.filter((d) => d.label === label).map((d) => iou(d.boxFramePx, place)));
          expect(
            best,
            `${label}; found ${found.map((d) => `${d.label} ${d.score.toFixed(2)}`).join(', ')}`,
          ).toBeGreaterThan(0.5);
        }
      });
    }
  });
}

/** The mask's value at a place given as shares of the frame's sides. */
function alphaAt({ alpha, width, height }: Mask, u: number, v: number): number {
  return alpha[Math.floor(v * height) * width + Math.floor(u * width)] ?? NaN;
}

function maskOf(model: Model, looked: Awaited<ReturnType<Network['look']>>): Mask {
  if (model.task !== 'portrait') throw new Error(`${model.spec.id} is no segmenter`);
  return model.decode(looked.raw, looked.placement);
}

/** The top rows of a picture. */
function topOf({ pixels, width }: Picture, height: number): Picture {
  return { pixels: pixels.subarray(0, 4 * width * height), width, height };
}

// Networks with a wide input see the astronaut in a 4:3 frame, as a camera gives it; a square one would be squeezed to 16:9.
for (const [id, rows] of [
  ['unet-portrait', 512],
  ['unet-portrait-wide', 384],
  ['selfie', 384],
] as const) {
  withNetwork(id, (network) => {
    it('takes the astronaut out of the picture', async () => {
      const mask = maskOf(MODELS[id], await network().look(topOf(await picture('astronaut.png'), rows)));
      expect(alphaAt(mask, 220 / 512, 102 / rows), 'face').toBeGreaterThan(0.5);
      expect(alphaAt(mask, 230 / 512, 350 / rows), 'chest').toBeGreaterThan(0.5);
      expect(alphaAt(mask, 358 / 512, 51 / rows), 'the shuttle behind her').toBeLessThan(0.5);
      expect(alphaAt(mask, 497 / 512, 154 / rows), 'the wall').toBeLessThan(0.5);
    });

    it.skipIf(!hasFfmpeg)('finds nobody in the empty room', async () => {
      const mask = maskOf(MODELS[id], await network().look(await frameOf(CLIPS.people, 5)));
      expect(mask.alpha.filter((a) => a > 0.5).length / mask.alpha.length).toBeLessThan(0.1);
    });
  });
}

withNetwork('squeezenet', (network) => {
  // ImageNet's numbers: 281–285 are domestic cats, 967 espresso, 968 cup, 504 coffee mug.
  it.each([
    ['chelsea.png', [281, 282, 283, 284, 285]],
    ['coffee.png', [504, 967, 968]],
  ])('names %s', async (name, classes) => {
    const { raw } = await network().look(await picture(name));
    expect(classes).toContain(MODELS.squeezenet.decode(raw, 1)[0]?.classId);
  });
});
