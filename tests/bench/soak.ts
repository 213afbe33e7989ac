/**
 * `npm run soak`: 20,000 frames through the built app with the smallest networks, as fast as a camera can be made to give them.
 * Prints what the app holds; exits 1 where that grows.
 */
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { fakeCamera, QUIET, SOFTWARE_GPU } from '../tools/chromium-args';
import { findBrowser } from '../tools/find-browser';
import { askForCamera } from './camera-format';
import { growthOf, runSoak, SOAK_ARGS } from './run-soak';
import { serveBuild } from './serve-build';

/** The most that Chromium's own test camera gives; small pictures, so that it is not them that take the time. */
const CAMERA = { fps: 60, size: { width: 320, height: 240 } } as const;

const { values } = parseArgs({
  options: {
    frames: { type: 'string', default: '20000' },
    samples: { type: 'string', default: '40' },
    engine: { type: 'string', default: 'wasm' },
    tasks: { type: 'string', default: 'detect' },
    dist: { type: 'string', default: 'dist' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(
    'npm run soak -- [--frames N] [--samples N] [--engine wasm|webgpu] [--tasks detect,portrait] [--dist DIR]\n' +
      'Needs a build (npm run build) and a Chromium. The fake camera gives 60 frames a second: 20,000 take six minutes.',
  );
  process.exit(0);
}

const server = await serveBuild(values.dist);
const gpu = values.engine === 'webgpu' ? SOFTWARE_GPU : [];
const browser = await chromium.launch({
  executablePath: findBrowser(),
  args: [...QUIET, ...SOAK_ARGS, ...gpu, ...fakeCamera()].map((arg) =>
    arg === '--use-fake-device-for-media-stream' ? `${arg}=fps=${CAMERA.fps}` : arg,
  ),
});
try {
  const context = await browser.newContext({ permissions: ['camera'], serviceWorkers: 'block' });
  const page = await context.newPage();
  await page.addInitScript(() =>
    localStorage.setItem(
      'sightline.preferences',
      JSON.stringify({ models: { detect: 'yolo-256', portrait: 'unet-portrait-wide', classify: 'resnet' } }),
    ),
  );
  await askForCamera(page, CAMERA.size, CAMERA.fps);
  console.log('  frames   memory MiB   open frames   GPU buffers   GPU textures');
  const startMs = Date.now();
  const samples = await runSoak({
    page,
    address: `${server.url}?task=${values.tasks}&engine=${values.engine}`,
    frames: Number(values.frames),
    samples: Number(values.samples),
    onSample: ({ frames, heapMiB, videoFrames, gpuBuffers, gpuTextures }) =>
      console.log(
        `${String(frames).padStart(8)}${heapMiB.toFixed(1).padStart(13)}${String(videoFrames).padStart(14)}` +
          `${String(gpuBuffers).padStart(14)}${String(gpuTextures).padStart(15)}`,
      ),
  });
  const grew = growthOf(samples);
  console.log(
    `${values.engine}, ${values.tasks}: ${samples.at(-1)?.frames} frames in ${Math.round((Date.now() - startMs) / 1000)} s`,
  );
  console.log(grew.length === 0 ? 'flat' : `GREW: ${grew.join('; ')}`);
  process.exitCode = grew.length === 0 ? 0 : 1;
} finally {
  await browser.close();
  await server.close();
}
