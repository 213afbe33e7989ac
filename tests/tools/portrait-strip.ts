/** Writes the README's strip: a still of the demo clip before and after, by the shipped network and the frame path's own steps. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp, { type Sharp } from 'sharp';
import { catalogEntry } from '../../models/catalog';
import { place } from '../../models/math/letterbox';
import { MODELS } from '../../models/registry';
import { MODELS_DIR } from '../../models/tools/files';
import { readPicture } from '../../models/tools/picture';
import { openNetwork } from '../../models/tools/run-onnx';
import { blurPlan } from '../../workers/blur-plan';
import { PersonMasks } from '../../workers/cpu/person-masks';
import { PortraitPixels } from '../../workers/cpu/portrait-pixels';
import { preprocessRgba } from '../../workers/cpu/preprocess';

const root = fileURLToPath(new URL('../..', import.meta.url));
const STILL = join(root, 'tests/fixtures/demo/0160.jpg');
const TARGET = join(root, 'public/screenshots/portrait-before-after.png');
const STRENGTH = 0.75;

/** Node has no ImageData; the passes read these three of it. */
const imageOf = (data: Uint8ClampedArray, width: number, height: number): ImageData =>
  ({ data, width, height }) as unknown as ImageData;

const picture = await readPicture(STILL);
const { width, height, pixels } = picture;
const model = MODELS['unet-portrait'];
const { input } = model.spec;
const network = await openNetwork(join(MODELS_DIR, catalogEntry('unet-portrait').source.file), model.spec);
const values = new Float32Array(3 * input.width * input.height);
const placement = place(picture, input, input.fit);
preprocessRgba(pixels, picture, input, placement, values);
const masks = new PersonMasks(input);
masks.see(values, placement);
const mask = masks.maskOf(model.decode(await network.run(values), placement));

const frame = imageOf(new Uint8ClampedArray(pixels), width, height);
const plan = blurPlan(picture, { strength: STRENGTH, shape: 'gaussian' });
const portrait = new PortraitPixels(picture, plan.size, mask.model);
portrait.take(frame.data);
portrait.shrink();
portrait.ask(mask.model);
portrait.blur(plan);
const blurred = imageOf(portrait.smallBytes(), plan.size.width, plan.size.height);
const cut = imageOf(portrait.draw(mask.model, 'clear'), width, height);

const raw = (image: ImageData): Sharp =>
  sharp(Buffer.from(image.data), { raw: { width: image.width, height: image.height, channels: 4 } });
const person = await raw(cut).png().toBuffer();
const behind = raw(blurred).resize(width, height, { fit: 'fill', kernel: 'cubic' });
const after = await sharp(await behind.png().toBuffer())
  .composite([{ input: person }])
  .png()
  .toBuffer();
const GAP = 8;
await sharp({ create: { width: width * 2 + GAP, height, channels: 3, background: 'white' } })
  .composite([
    { input: STILL, left: 0, top: 0 },
    { input: after, left: width + GAP, top: 0 },
  ])
  .png({ compressionLevel: 9, palette: true })
  .toFile(TARGET);
console.log(TARGET);
process.exit(0);
