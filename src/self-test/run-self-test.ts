/** Runs every check of the self-test and gathers one report. Nothing of it is sent anywhere. */
import { parseVerdicts, type GpuVerdict } from '../../workers/gpu-history';
import type { FromSelfTest, WorkerReport } from '../../workers/self-test-report';
import { browserStorage } from '../storage/settings';
import { isMobileWebKit } from '../vision/mobile-webkit';

export interface SelfTestReport extends WorkerReport {
  readonly schema: 'sightline-selftest/1';
  readonly date: string;
  /** File of the running build, which carries a hash of its content. */
  readonly app: string;
  readonly browser: {
    readonly userAgent: string;
    readonly cores: number;
    /** GiB, rounded by the browser; null where it does not tell. */
    readonly memoryGiB: number | null;
    readonly touchPoints: number;
    readonly mobileWebKit: boolean;
  };
  readonly page: {
    readonly secureContext: boolean;
    /** Without it WASM has one thread. */
    readonly crossOriginIsolated: boolean;
    readonly serviceWorker: boolean;
    readonly installed: boolean;
  };
  readonly sources: {
    readonly camera: boolean;
    readonly trackProcessor: boolean;
    readonly videoFrame: boolean;
    readonly videoFrameCallback: boolean;
    readonly transferableCanvas: boolean;
  };
  readonly storage: {
    readonly persisted: boolean | null;
    readonly usageBytes: number | null;
    readonly quotaBytes: number | null;
    readonly privateFiles: boolean;
    readonly text: boolean;
  };
  readonly remembered: readonly GpuVerdict[];
}

/** @throws Error where the worker cannot be started or fails as a whole. */
export async function runSelfTest(onStep: (text: string) => void): Promise<SelfTestReport> {
  const [worker, storage] = await Promise.all([runInWorker(onStep), storageFacts()]);
  const { userAgent, hardwareConcurrency, maxTouchPoints } = navigator;
  const { deviceMemory } = navigator as Navigator & { deviceMemory?: number };
  return {
    schema: 'sightline-selftest/1',
    date: new Date().toISOString(),
    app: new URL(import.meta.url).pathname.split('/').at(-1) ?? '',
    browser: {
      userAgent,
      cores: hardwareConcurrency,
      memoryGiB: deviceMemory ?? null,
      touchPoints: maxTouchPoints,
      mobileWebKit: isMobileWebKit(navigator),
    },
    page: {
      secureContext: isSecureContext,
      crossOriginIsolated,
      serviceWorker: Boolean(navigator.serviceWorker?.controller),
      installed: matchMedia('(display-mode: standalone)').matches,
    },
    sources: {
      camera: navigator.mediaDevices !== undefined,
      trackProcessor: 'MediaStreamTrackProcessor' in window,
      videoFrame: 'VideoFrame' in window,
      videoFrameCallback: 'requestVideoFrameCallback' in HTMLVideoElement.prototype,
      transferableCanvas: 'transferControlToOffscreen' in HTMLCanvasElement.prototype,
    },
    storage,
    remembered: remembered(),
    ...worker,
  };
}

function runInWorker(onStep: (text: string) => void): Promise<WorkerReport> {
  const worker = new Worker(new URL('../../workers/self-test.worker.ts', import.meta.url), {
    type: 'module',
    name: 'self-test',
  });
  const result = new Promise<WorkerReport>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<FromSelfTest>): void => {
      if (data.type === 'step') onStep(data.text);
      else if (data.type === 'done') resolve(data.report);
      else reject(new Error(data.message));
    };
    worker.onerror = (event): void => reject(new Error(event.message || 'the worker could not be loaded'));
  });
  return result.finally(() => worker.terminate());
}

async function storageFacts(): Promise<SelfTestReport['storage']> {
  const storage = navigator.storage as StorageManager | undefined;
  const estimate = await storage?.estimate?.().catch(() => undefined);
  return {
    persisted: (await storage?.persisted?.().catch(() => null)) ?? null,
    usageBytes: estimate?.usage ?? null,
    quotaBytes: estimate?.quota ?? null,
    privateFiles: await (storage?.getDirectory?.().then(
      () => true,
      () => false,
    ) ?? false),
    text: browserStorage() !== undefined,
  };
}

function remembered(): GpuVerdict[] {
  try {
    return parseVerdicts(JSON.parse(browserStorage()?.getItem('sightline.gpu-verdicts') ?? '[]'));
  } catch {
    return [];
  }
}
