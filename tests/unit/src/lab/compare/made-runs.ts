/** Run files made up for tests. */
import {
  contenderKey,
  RUN_SCHEMA,
  type Accuracy,
  type Contender,
  type ContenderResult,
  type RunFile,
} from '../../../../../src/lab/compare/run-file';

interface MadeResult {
  readonly network?: Contender['network'];
  readonly firstFrame?: number;
  readonly accuracy?: Accuracy;
}

export function resultWith(
  totalMs: readonly number[],
  { network = 'yolo-320', firstFrame = 0, accuracy }: MadeResult = {},
): ContenderResult {
  const contender: Contender = { network, engine: 'wasm', threads: 1, precision: 'float32' };
  return {
    key: contenderKey(contender),
    contender,
    task: 'detect',
    engine: { provider: 'wasm', build: 'wasm', threads: 1, note: '' },
    weights: [{ file: 'yolo/yolo-320.onnx', bytes: 100, sha256: 'a'.repeat(64) }],
    downloadBytes: 100,
    memoryBytes: null,
    warmUp: { startMs: 50, fetchMs: 20, loadMs: 100, looksMs: [30, 15, 15] },
    failure: null,
    frames: {
      frame: totalMs.map((_, i) => firstFrame + i),
      atMs: totalMs.map((_, i) => 100 * i),
      totalMs,
      runMs: totalMs,
      found: totalMs.map(() => 2),
      stepsMs: { infer: totalMs },
    },
    accuracy: accuracy ?? null,
  };
}

export function accuracyWith(ap50: number, ap50Draws: readonly number[]): Accuracy {
  return {
    pictures: 50,
    objects: 120,
    ap: ap50 / 2,
    ap50,
    ap75: null,
    small: null,
    medium: 0.1,
    large: 0.2,
    byClass: [{ label: 'cat', ap: ap50 / 2, ap50, objects: 120 }],
    ap50Draws,
  };
}

export function runWith(results: readonly ContenderResult[]): RunFile {
  return {
    schema: RUN_SCHEMA,
    id: '0123456789abcdef0123456789abcdef',
    title: '',
    startedAt: '2026-11-22T22:10:00.000Z',
    ended: 'complete',
    measuredMs: 1000,
    frames: 5,
    pauses: [{ atMs: 10, lastedMs: 500 }],
    discarded: 1,
    device: {
      userAgent: 'Mozilla/5.0',
      browser: 'Chromium 156 on Linux',
      cores: 2,
      memoryGiB: 8,
      crossOriginIsolated: true,
      adapter: '',
    },
    versions: { app: '0.1.0', onnxruntime: '1.30.0', mediapipe: '1.1.0' },
    plan: {
      contenders: results.map(({ contender }) => contender),
      length: { kind: 'frames', frames: 5 },
      warmUpLooks: 3,
      seed: 1,
      options: { scoreThreshold: 0.3, iouThreshold: 0.5, maxDetections: 100 },
      measureMemory: false,
    },
    source: {
      kind: 'labelled',
      name: 'voc',
      frames: 5,
      size: { width: 640, height: 480 },
      labelled: true,
      remarks: [{ kind: 'outside', text: 'boxes without area', count: 2, examples: ['a.jpg: 1 2 3 4'] }],
    },
    results,
  };
}
