/** Between the governor and the running camera: what there is to give up, what frames cost, what holds now, and how that is told. */
import { isShipped } from '../../models/catalog';
import type { FrameReport, Size, TaskId } from '../../models/contract';
import type { ModelId } from '../../models/registry';
import { relativeCost, sizesFrom } from '../../models/sizes';
import type { QualityCut, Settings } from '../protocol';
import type { FrameCosts } from './costs';
import {
  govern,
  qualityOf,
  startGovernor,
  withLadders,
  type Conditions,
  type GovernorState,
  type Pressure,
} from './governor';
import { RATE_LADDER, inferEvery, sameQuality, type Ladders, type Quality } from './quality';

const TASK_KNOBS: readonly TaskId[] = ['detect', 'portrait', 'classify'];
/** Until the source's rhythm is known, milliseconds. */
const USUAL_INTERVAL_MS = 1000 / 30;
/** The blur's resolution halved again and again: part of the drawing does not depend on it. */
const BLUR_LADDER: readonly number[] = [1, 0.7, 0.55];

/** What a frame was made with. */
export interface InUse {
  /** Networks that ran or could have. */
  readonly networks: Readonly<Partial<Record<TaskId, ModelId>>>;
  /** They run on the processor that draws. */
  readonly shared: boolean;
  /** How often the path can halve the blur's resolution. */
  readonly coarseSteps: number;
  /** What a picture takes the GPU, milliseconds; 0 or left out where that is not known, or nothing is drawn there. */
  readonly drawMs?: number;
}

export class QualityKeeper {
  #settings: Settings;
  #frame: Size | undefined;
  #hidden = false;
  #pressure: Pressure = 'nominal';
  #coarseSteps = 0;
  readonly #refused = new Set<ModelId>();
  #sizes: Readonly<Record<TaskId, readonly ModelId[]>>;
  #state: GovernorState;
  #quality: Quality;
  readonly #onChange: () => void;

  /** @param onChange something holds now that did not before. */
  constructor(settings: Settings, onChange: () => void) {
    this.#settings = settings;
    this.#onChange = onChange;
    this.#sizes = this.#sizesNow();
    this.#state = startGovernor(this.#ladders());
    this.#quality = qualityOf(this.#state, this.#conditions);
  }

  /** The network to run for a task: the chosen one, the sister of it that fits the frame's shape, or a smaller one. */
  networkFor(task: TaskId): ModelId {
    return this.#sizes[task][this.#quality[task]] ?? this.#settings.models[task];
  }

  /** For every task whose network is not the chosen one. */
  get standIns(): Readonly<Partial<Record<TaskId, ModelId>>> {
    const standIns: Partial<Record<TaskId, ModelId>> = {};
    for (const task of TASK_KNOBS) {
      const network = this.networkFor(task);
      if (this.#settings.tasks[task] && network !== this.#settings.models[task]) standIns[task] = network;
    }
    return standIns;
  }

  /** Networks see every n-th frame. */
  get inferEvery(): number {
    return inferEvery(this.#quality);
  }

  /** How often the blur's resolution is halved. */
  get coarseness(): number {
    return this.#quality.blur;
  }

  /** What is given up now, and why. */
  get cuts(): readonly QualityCut[] {
    const { tasks } = this.#settings;
    const why = (knob: keyof Quality): QualityCut['why'] =>
      this.#state.lowered.findLast((one) => one.knob === knob)?.why ?? 'eco';
    const networks = TASK_KNOBS.filter((task) => tasks[task] && this.#quality[task] > 0);
    return [
      ...networks.map((task) => ({ part: 'network' as const, task, model: this.networkFor(task), why: why(task) })),
      ...(this.inferEvery > 1 ? [{ part: 'rate' as const, every: this.inferEvery, why: why('rate') }] : []),
      ...(this.coarseness > 0 ? [{ part: 'blur' as const, why: why('blur') }] : []),
    ];
  }

  use(settings: Settings): void {
    this.#settings = settings;
    this.#refit();
  }

  set hidden(hidden: boolean) {
    this.#hidden = hidden;
  }

  set pressure(pressure: Pressure) {
    this.#pressure = pressure;
    this.#refit();
  }

  /** This network cannot be had: it is not asked for again. */
  refuse(id: ModelId): void {
    this.#refused.add(id);
    this.#refit();
  }

  /** A frame was shown. @param atMs when, on any steady clock. */
  shown(report: FrameReport, inUse: InUse, atMs: number): void {
    const { frame } = report;
    const sameFrame = frame.width === this.#frame?.width && frame.height === this.#frame.height;
    if (!sameFrame || inUse.coarseSteps !== this.#coarseSteps) {
      this.#frame = frame;
      this.#coarseSteps = inUse.coarseSteps;
      this.#refit();
    }
    const used = { ...this.#quality };
    for (const task of TASK_KNOBS) {
      const id = inUse.networks[task];
      if (id) used[task] = Math.max(0, this.#sizes[task].indexOf(id)); // Not among them: until the fitting one has loaded.
    }
    this.#state = govern(this.#state, costsOfReport(report, inUse, atMs), used, this.#conditions);
    this.#settle();
  }

  get #conditions(): Conditions {
    const { automaticQuality: automatic, eco } = this.#settings;
    return { automatic, eco, hidden: this.#hidden, pressure: this.#pressure };
  }

  #refit(): void {
    const before = JSON.stringify(this.standIns);
    this.#sizes = this.#sizesNow();
    const ladders = this.#ladders();
    const same = JSON.stringify(ladders) === JSON.stringify(this.#state.ladders);
    if (!same) this.#state = withLadders(this.#state, ladders);
    if (!this.#settle() && JSON.stringify(this.standIns) !== before) this.#onChange();
  }

  /** @returns whether something else holds now. */
  #settle(): boolean {
    const quality = qualityOf(this.#state, this.#conditions);
    if (sameQuality(quality, this.#quality)) return false;
    this.#quality = quality;
    this.#onChange();
    return true;
  }

  #sizesNow(): Record<TaskId, readonly ModelId[]> {
    const { models } = this.#settings;
    const isThere = (id: ModelId): boolean => isShipped(id) && !this.#refused.has(id);
    const sizes = (task: TaskId): readonly ModelId[] => sizesFrom(models[task], this.#frame, isThere);
    return { detect: sizes('detect'), portrait: sizes('portrait'), classify: sizes('classify') };
  }

  #ladders(): Ladders {
    const { tasks, background } = this.#settings;
    const ladder = (task: TaskId): number[] => {
      const [chosen, ...smaller] = this.#sizes[task];
      return chosen && tasks[task] ? [1, ...smaller.map((id) => relativeCost(id, chosen))] : [1];
    };
    const blurs = tasks.portrait && background.kind === 'blur';
    return {
      detect: ladder('detect'),
      portrait: ladder('portrait'),
      classify: ladder('classify'),
      rate: RATE_LADDER,
      blur: blurs ? BLUR_LADDER.slice(0, this.#coarseSteps + 1) : [1],
    };
  }
}

function costsOfReport(report: FrameReport, { networks, shared, drawMs = 0 }: InUse, atMs: number): FrameCosts {
  const { intervalMs = USUAL_INTERVAL_MS, timingsMs, inferMs } = report;
  const tasks = Object.keys(networks) as TaskId[];
  const stepsMs = { ...timingsMs, draw: (timingsMs.draw ?? 0) + drawMs };
  return { atMs, intervalMs, stepsMs, tasks, runsMs: inferMs, shared };
}
