/**
 * The built app on an emulated GPU, with a window into its workers: which devices were made and lost, when a picture was drawn on
 * each. The shipped worker knows nothing of it: the hooks are put before its script on the way to the browser.
 */
import type { Page, Worker } from 'playwright/test';
import { QUIET, SOFTWARE_GPU, fakeCamera } from '../tools/chromium-args.ts';
import { findBrowser } from '../tools/find-browser.ts';
import { expect } from './app-test';
import { listedReport } from './stage';

/** For `test.use`. A service worker would answer before the hooks are put in. */
export function emulatedGpu(camera?: string) {
  const args = [...QUIET, ...SOFTWARE_GPU, ...fakeCamera(camera)];
  return { serviceWorkers: 'block' as const, launchOptions: { executablePath: findBrowser(), args } };
}

/** One device of the newest worker; times as `Date.now()`, undefined while it did not happen. */
export interface DeviceLife {
  readonly lostMs: number | undefined;
  /** Of the first and the last picture that was drawn on it. */
  readonly firstPictureMs: number | undefined;
  readonly lastPictureMs: number | undefined;
  readonly pictures: number;
}

type Hooked = typeof globalThis & {
  gpu: { lives: DeviceLife[]; devices: GPUDevice[]; holdMs: number };
};

/** What the page heard of its workers. */
interface Heard {
  readonly type: string;
  readonly remedy?: string;
}
type HearingWindow = Window & {
  heard: Heard[];
  networksReady: boolean;
  presented: { path: string; readBackBytes: number; seq: number }[];
};

/** Runs in the worker, before its own script. */
function hook(): void {
  const gpu: Hooked['gpu'] = { lives: [], devices: [], holdMs: 0 };
  Object.assign(self, { gpu });
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (descriptor) {
    await new Promise((resolve) => setTimeout(resolve, gpu.holdMs));
    const device = await requestDevice.call(this, descriptor);
    const life: { -readonly [K in keyof DeviceLife]: DeviceLife[K] } = {
      lostMs: undefined,
      firstPictureMs: undefined,
      lastPictureMs: undefined,
      pictures: 0,
    };
    gpu.devices.push(device);
    gpu.lives.push(life);
    void device.lost.then(() => (life.lostMs = Date.now()));
    return device;
  };
  const owners = new WeakMap<GPUCanvasContext, GPUDevice>();
  const { configure, getCurrentTexture } = GPUCanvasContext.prototype;
  GPUCanvasContext.prototype.configure = function (configuration) {
    owners.set(this, configuration.device);
    return configure.call(this, configuration);
  };
  GPUCanvasContext.prototype.getCurrentTexture = function () {
    const owner = owners.get(this);
    const life = gpu.lives[owner ? gpu.devices.indexOf(owner) : -1] as {
      -readonly [K in keyof DeviceLife]: DeviceLife[K];
    };
    life.firstPictureMs ??= Date.now();
    life.lastPictureMs = Date.now();
    life.pictures++;
    return getCurrentTexture.call(this);
  };
}

/**
 * Call once per page, before it is opened. Asks the worker to measure, so that it tells what comes back from the GPU.
 * @param showing `aligned`: each picture waits for its own answers, which are never too old then to be shown.
 */
export async function watchGpu(page: Page, showing?: 'aligned'): Promise<void> {
  await page.route(/\/vision\.worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `(${hook.toString()})();\n${await response.text()}` });
  });
  await page.addInitScript((wanted) => {
    const here = window as unknown as HearingWindow;
    Object.assign(here, { heard: [], presented: [], networksReady: false });
    window.Worker = class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        this.addEventListener('message', ({ data }) => {
          if (data?.type === 'presented') here.presented.push(data);
          else if (data?.type === 'engine') here.networksReady ||= data.engine.precision !== undefined;
          else if (data?.type === 'gpu-trouble' || data?.type === 'fault') here.heard.push(data);
        });
      }
      override postMessage(message: { type?: string }, transfer?: unknown): void {
        if (message?.type === 'init') Object.assign(message, { measure: true, showing: wanted });
        super.postMessage(message, transfer as Transferable[]);
      }
    };
  }, showing);
}

/** The self-check of an emulated GPU compiles for a while, and more so on a busy machine. */
export async function firstPicture(page: Page): Promise<void> {
  await expect
    .poll(async () => (await listedReport(page)) !== undefined, { timeout: 240_000, message: 'a first picture' })
    .toBe(true);
}

/** Pauses the camera until the networks are compiled: pictures drawn meanwhile would only keep the one processor from it. */
export async function untilCompiled(page: Page, timeoutMs: number): Promise<void> {
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.waitForFunction(() => (window as unknown as HearingWindow).networksReady, undefined, {
    timeout: timeoutMs,
    polling: 500,
  });
  await page.getByRole('button', { name: 'Continue' }).click();
}

/** `gpu-trouble` and `fault` messages so far. */
export const heard = (page: Page): Promise<Heard[]> => page.evaluate(() => (window as unknown as HearingWindow).heard);

/** The most that one picture brought back to JavaScript since the last reading, bytes; and how many pictures that were. */
export async function readBack(page: Page): Promise<{ mostBytes: number; pictures: number; paths: string[] }> {
  return page.evaluate(() => {
    const { presented } = window as unknown as HearingWindow;
    const all = presented.splice(0, Math.max(0, presented.length - 1));
    const last = presented[0];
    const totals = [...all, ...(last ? [last] : [])];
    const steps = totals.slice(1).map(({ readBackBytes }, i) => readBackBytes - (totals[i]?.readBackBytes ?? 0));
    return {
      mostBytes: Math.max(0, ...steps),
      pictures: steps.length,
      paths: [...new Set(totals.map(({ path }) => path))],
    };
  });
}

/** Every device of the newest worker, oldest first. */
export const deviceLives = (page: Page): Promise<DeviceLife[]> =>
  visionWorker(page).evaluate(() => (self as unknown as Hooked).gpu.lives);

/** Lets the newest device go, as a driver's reset does. @param holdMs for how long the next one is kept back. */
export async function loseDevice(page: Page, holdMs = 0): Promise<void> {
  await visionWorker(page).evaluate((ms) => {
    const { gpu } = self as unknown as Hooked;
    gpu.holdMs = ms;
    gpu.devices.at(-1)?.destroy();
  }, holdMs);
}

function visionWorker(page: Page): Worker {
  const worker = page.workers().findLast((one) => one.url().includes('vision.worker'));
  if (!worker) throw new Error('no vision worker runs');
  return worker;
}
