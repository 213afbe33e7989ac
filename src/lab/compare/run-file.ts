/**
 * A comparison and all that was measured in it, as it is kept, exported and imported. Everything derived from it (percentiles, ties,
 * the Pareto front) is computed anew by `statistics/`, so that a file of another device is read by the same rules.
 * `run-file.schema.json` says the same for other programs. All times in milliseconds, figures rounded to hundredths.
 */
import type { DetectOptions, Size, StepName, StepTimings, TaskId } from '../../../models/contract';
import type { Contender, Look, Opened, WeightsFact } from '../../../workers/contender';

export type { Contender, ContenderEngine, ContenderPrecision, Look, WeightsFact } from '../../../workers/contender';

/** Another number after the slash is another meaning: such files are refused, with words that say so. */
export const RUN_SCHEMA = 'sightline-lab-run/1';

/** When the run ends by itself. Frames are looked at by every contender; minutes are of measuring, pauses not counted. */
export type RunLength =
  { readonly kind: 'frames'; readonly frames: number } | { readonly kind: 'minutes'; readonly minutes: number };

export interface RunPlan {
  /** At least one; one of each at most. */
  readonly contenders: readonly Contender[];
  readonly length: RunLength;
  /** Looks of each contender before measuring, at the source's first frame; the first of them is told apart. 1 and up. */
  readonly warmUpLooks: number;
  /** Of the order in which contenders take their turn at each frame, 32 bits. */
  readonly seed: number;
  readonly options: DetectOptions;
  /** Ask the browser how much memory each contender takes: up to a minute each before the run, where it can be asked at all. */
  readonly measureMemory: boolean;
}

export type SourceKind = 'camera' | 'demo' | 'video' | 'pictures' | 'labelled';

/** Something about a source that was not as it should be, and how often; told, and kept. */
export interface Remark {
  readonly kind:
    'unknown-class' | 'outside' | 'clipped' | 'unlabelled' | 'absent' | 'unreadable' | 'not-a-box' | 'duplicate';
  /** Plain words of what was done about it: "boxes of classes no detector here knows, left out". */
  readonly text: string;
  readonly count: number;
  /** The first few, as they stand in the source. */
  readonly examples: readonly string[];
}

export interface SourceFacts {
  readonly kind: SourceKind;
  /** File or folder name, or the camera's label; foreign text. */
  readonly name: string;
  /** Frames it has; null where it has no end. */
  readonly frames: number | null;
  /** Of the first frame; null where none came. */
  readonly size: Size | null;
  readonly labelled: boolean;
  readonly remarks: readonly Remark[];
}

export interface DeviceFacts {
  readonly userAgent: string;
  /** As far as the browser tells: "Chromium 156 on Linux"; words made of the user agent. */
  readonly browser: string;
  readonly cores: number;
  /** GiB, rounded by the browser; null where it does not tell. */
  readonly memoryGiB: number | null;
  /** Without it WASM has one thread. */
  readonly crossOriginIsolated: boolean;
  /** The GPU's name as the browser tells it; empty where no contender asked for one. */
  readonly adapter: string;
}

export interface VersionFacts {
  /** File of the running build, which carries a hash of its content. */
  readonly app: string;
  readonly onnxruntime: string;
  readonly mediapipe: string;
}

/** One contender's look at one frame. */
export interface FrameRecord {
  /** Index into `RunFile.results`. */
  readonly contender: number;
  /** Running number of the frame in the run: contenders of one number saw the same frame. */
  readonly frame: number;
  /** From the beginning of measuring until this look began, pauses not counted. */
  readonly atMs: number;
  readonly totalMs: number;
  readonly runMs: number;
  /** Boxes or labels that came out. */
  readonly found: number;
  readonly stepsMs: StepTimings;
}

/** Column by column, one entry a look, in the order they happened: a tenth of the size. */
export interface FrameColumns {
  readonly frame: readonly number[];
  readonly atMs: readonly number[];
  readonly totalMs: readonly number[];
  readonly runMs: readonly number[];
  readonly found: readonly number[];
  /** Steps that ever took time; 0 where a look had no such step. */
  readonly stepsMs: Readonly<Partial<Record<StepName, readonly number[]>>>;
}

export interface WarmUp {
  /** The runtime's start. */
  readonly startMs: number;
  readonly fetchMs: number;
  /** Compilation and the runtime's own first run. */
  readonly loadMs: number;
  /** Whole looks before measuring, the first of them the slow one. */
  readonly looksMs: readonly number[];
}

export interface Failure {
  /** Technical sentence; may be foreign text. */
  readonly message: string;
  /** Frames of the run it had looked at before; undefined where it never started. */
  readonly afterFrames?: number;
}

export interface ClassAccuracy {
  readonly label: string;
  /** 0..1, as `ap` and `ap50` of the whole. */
  readonly ap: number;
  readonly ap50: number;
  readonly objects: number;
}

/** COCO's measures, 0..1; null: no object of that kind. */
export interface Accuracy {
  readonly pictures: number;
  /** Objects that count. */
  readonly objects: number;
  /** AP50–95. */
  readonly ap: number | null;
  readonly ap50: number | null;
  readonly ap75: number | null;
  readonly small: number | null;
  readonly medium: number | null;
  readonly large: number | null;
  readonly byClass: readonly ClassAccuracy[];
  /** AP50 of pictures drawn with replacement, the n-th draw the same pictures for every contender of the run. */
  readonly ap50Draws: readonly number[];
}

export interface ContenderResult {
  /** `contenderKey` of it: unique in the run. */
  readonly key: string;
  readonly contender: Contender;
  readonly task: TaskId;
  /** Null where it never started. */
  readonly engine: Opened['engine'] | null;
  readonly weights: readonly WeightsFact[];
  /** Of its files; the runtime comes on top. */
  readonly downloadBytes: number;
  /** What it takes while it lives, JavaScript and WASM together; null where the browser does not tell. */
  readonly memoryBytes: number | null;
  /** Null where it never started. */
  readonly warmUp: WarmUp | null;
  /** Null where nothing went wrong. */
  readonly failure: Failure | null;
  readonly frames: FrameColumns;
  /** Null without labels, and of what is no detector. */
  readonly accuracy: Accuracy | null;
}

/** While the tab was hidden nothing was measured. */
export interface Pause {
  /** As `FrameRecord.atMs`. */
  readonly atMs: number;
  readonly lastedMs: number;
}

export interface RunFile {
  readonly schema: typeof RUN_SCHEMA;
  /** Unique. */
  readonly id: string;
  /** The user's own words, or empty. */
  readonly title: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** `failed`: no contender was left. */
  readonly ended: 'complete' | 'stopped' | 'source-ended' | 'failed';
  /** Of measuring, pauses not counted. */
  readonly measuredMs: number;
  /** Frames that at least one contender looked at. */
  readonly frames: number;
  readonly pauses: readonly Pause[];
  /** Looks thrown away because the tab was hidden meanwhile. */
  readonly discarded: number;
  readonly device: DeviceFacts;
  readonly versions: VersionFacts;
  readonly plan: RunPlan;
  readonly source: SourceFacts;
  readonly results: readonly ContenderResult[];
}

export interface RunProgress {
  readonly phase: 'opening' | 'memory' | 'warm-up' | 'running' | 'paused' | 'scoring';
  /** Index into `plan.contenders` of the one at work; undefined between them. */
  readonly contender: number | undefined;
  /** Frames looked at by everybody. */
  readonly frames: number;
  /** Of the whole run, 0..1. */
  readonly share: number;
  readonly measuredMs: number;
  /** Undefined until it can be told. */
  readonly leftMs: number | undefined;
  /** Those that failed so far, by index into `plan.contenders`. */
  readonly failures: ReadonlyMap<number, Failure>;
}

/** A look as it comes in; `look` says what was found, which the run file keeps only the count of. */
export interface FrameNews {
  readonly record: FrameRecord;
  readonly look: Look;
  /** Name of the frame in its source. */
  readonly name: string;
}

export interface RunCallbacks {
  readonly onProgress?: (progress: RunProgress) => void;
  /** After each look. What it does takes time from nobody's measurement, but from the run. */
  readonly onFrame?: (news: FrameNews) => void;
  /** Stops at once; what was measured is kept, and the promise resolves with it. */
  readonly signal?: AbortSignal;
}

/** Names a contender within a run: `rcnn/wasm-1/float32/k64`. */
export function contenderKey({ network, engine, threads, precision, proposals }: Contender): string {
  const where = engine === 'wasm' ? `wasm-${threads}` : engine;
  return [network, where, precision, ...(proposals === undefined ? [] : [`k${proposals}`])].join('/');
}

/** The looks of a result, one by one. @param contender its index in `RunFile.results` */
export function recordsOf({ frames }: ContenderResult, contender: number): FrameRecord[] {
  const steps = Object.entries(frames.stepsMs) as [StepName, readonly number[]][];
  return frames.frame.map((frame, i) => ({
    contender,
    frame,
    atMs: frames.atMs[i] ?? NaN,
    totalMs: frames.totalMs[i] ?? NaN,
    runMs: frames.runMs[i] ?? NaN,
    found: frames.found[i] ?? 0,
    stepsMs: Object.fromEntries(steps.map(([step, values]) => [step, values[i] ?? 0])),
  }));
}
