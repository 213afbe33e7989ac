/** Runs the portrait lab's worker once. Frames are read here (only a page can seek a clip) and judged there. */
import type { FromPortraitLab, LabFrame, LabReport } from '../../workers/portrait-lab-report';

export interface LabRun {
  /** The worker takes their pictures away. */
  readonly frames: readonly LabFrame[];
  readonly mediapipeModel?: Uint8Array<ArrayBuffer> | undefined;
  readonly onProgress: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

/** @throws Error where the worker cannot be started or fails as a whole; the signal's reason where it was stopped. */
export function runPortraitLab({ frames, mediapipeModel, onProgress, signal }: LabRun): Promise<LabReport> {
  signal.throwIfAborted();
  const worker = new Worker(new URL('../../workers/portrait-lab.worker.ts', import.meta.url), {
    type: 'module',
    name: 'portrait-lab',
  });
  const result = new Promise<LabReport>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    worker.onmessage = ({ data }: MessageEvent<FromPortraitLab>): void => {
      if (data.type === 'progress') onProgress(data.done, data.total);
      else if (data.type === 'done') resolve(data.report);
      else reject(new Error(data.message));
    };
    worker.onerror = (event): void => reject(new Error(event.message || 'the worker could not be loaded'));
  });
  const pictures = frames.flatMap(({ picture, truth }) => (truth ? [picture, truth] : [picture]));
  worker.postMessage(
    { frames, ...(mediapipeModel ? { mediapipeModel } : {}), baseUrl: new URL('.', location.href).href },
    pictures,
  );
  return result.finally(() => worker.terminate());
}
