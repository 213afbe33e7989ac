/** What one running camera needs, built once: the frame path and the networks in use. Knows no messages and no order of steps. */
import type { Precision } from '../models/catalog';
import type { Size, TaskId } from '../models/contract';
import { withinBound, type Wanted } from '../models/memory';
import { modelOf, type ModelId } from '../models/registry';
import { areSizesOfOne } from '../models/sizes';
import { BackdropSlot } from './backdrop';
import { FaultError } from './fault';
import type { FrameOutput } from './frame-output';
import type { FramePath, Network } from './frame-path';
import type { Settings } from './protocol';
import { Turns } from './turns';
import { fetchNetwork, loadNetwork, type LoadedFile, type NetworkTrust, type WantedNetwork } from './trusted-network';
import type { OnBytes } from './weights-loader';

/** The order in which tasks run on a frame. */
export const TASKS: readonly TaskId[] = ['detect', 'portrait', 'classify'];

/** A network that is ready, with what belongs to it from frame to frame. */
export interface ActiveModel {
  readonly id: ModelId;
  readonly network: Network;
  /** Of the file it was loaded from. */
  readonly precision: Precision;
  /** Kept where the path may have to be replaced: a lost GPU then costs no fetch. */
  readonly file?: LoadedFile;
  /** Frames in a row on which it failed. */
  failures: number;
}

/** A network that fails on this many frames in a row is switched off, and the user is told. */
const FAILURE_BUDGET = 5;

export interface RigParts {
  readonly path: FramePath;
  /** Where pictures go besides the canvas. */
  readonly output?: FrameOutput;
  readonly settings: Settings;
  /** The app's own address, under which downloadable models lie. */
  readonly baseUrl: string;
  readonly onBytes: (id: ModelId, ...bytes: Parameters<OnBytes>) => void;
  /** What is known of networks on the GPU; without it none is tried. */
  readonly trust?: NetworkTrust;
  /** All memory that may be taken, bytes; left out, there is enough. Networks are then made smaller, and unused ones let go. */
  readonly boundBytes?: number;
  /** A smaller sister of the chosen network cannot be had: the chosen one must do. */
  readonly onRefused?: (id: ModelId, error: unknown) => void;
}

export class Rig {
  readonly output: FrameOutput | undefined;
  readonly backdrop = new BackdropSlot();
  /** Networks see every n-th frame, 1 and up. */
  inferEvery = 1;
  /** How often the blur's resolution is halved. */
  coarseness = 0;
  /** Networks that stand in for the chosen ones: the same at smaller inputs. */
  standIns: Readonly<Partial<Record<TaskId, ModelId>>> = {};
  settings: Settings;
  readonly #active = new Map<TaskId, ActiveModel>();
  /** Settings change while a model is on its way: it is fetched and compiled once. */
  readonly #loading = new Map<ModelId, Promise<void>>();
  readonly #parts: RigParts;

  constructor(parts: RigParts) {
    this.#parts = parts;
    this.#path = parts.path;
    this.output = parts.output;
    this.settings = parts.settings;
  }

  #path: FramePath;
  #size: Size | undefined;
  /** Files of the networks of a former path. */
  #atHand: Map<ModelId, LoadedFile> = new Map();
  #turns = new Turns();
  /** Compiled one after the other, so that a task never has more than two networks in memory: the one that runs and the next. */
  #exchanges = new Map<TaskId, Turns>();

  /** May be another one from frame to frame (`replacePath`): nobody keeps it over an `await`. */
  get path(): FramePath {
    return this.#path;
  }

  /** An inference or an exchange of networks is under way. */
  get isBusy(): boolean {
    return this.#turns.isTaken;
  }

  /** Runs `work` when no other inference or change of networks is under way: they share buffers. Failures stay with their caller. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.take(work);
  }

  /**
   * Goes on with another path while frames keep coming: at once, without waiting for what the former one may never finish. Its
   * networks are loaded anew; answers that still come from it are thrown away. The caller disposes of the former path.
   */
  async replacePath(path: FramePath): Promise<void> {
    this.#path = path;
    if (this.#size) path.resize(this.#size);
    this.#atHand = new Map([...this.#active.values()].flatMap(({ id, file }) => (file ? [[id, file] as const] : [])));
    this.#active.clear();
    this.#loading.clear();
    this.#turns = new Turns();
    this.#exchanges.clear();
    try {
      await this.load(this.settings);
    } finally {
      this.#atHand.clear();
    }
  }

  /** Backing size of the canvas, pixels. */
  resize(size: Size): void {
    this.#size = size;
    this.#path.resize(size);
  }

  /** What the loaded networks compute in; undefined where there is none. */
  get precision(): Precision | 'mixed' | undefined {
    const [first, ...others] = new Set([...this.#active.values()].map(({ precision }) => precision));
    return others.length > 0 ? 'mixed' : first;
  }

  /** Networks are smaller than chosen, for want of memory. */
  get isLowered(): boolean {
    const { settings } = this;
    return TASKS.some((task) => settings.tasks[task] && this.#fitting(settings)[task] !== this.#chosen(task, settings));
  }

  /** The networks to run on a frame now: switched on and loaded; of another size than wanted, until the wanted one is there. */
  active(): readonly [TaskId, ActiveModel][] {
    return TASKS.flatMap((task): [TaskId, ActiveModel][] => {
      const active = this.#active.get(task);
      const isWanted = this.settings.tasks[task] && active && areSizesOfOne(active.id, this.settings.models[task]);
      return isWanted ? [[task, active]] : [];
    });
  }

  /**
   * Loads what the settings ask for and lets go of networks no longer chosen; those of tasks merely switched off stay, so that
   * switching on again is instant. Every network is tried; the first fault is thrown at the end.
   */
  async load(settings: Settings): Promise<void> {
    let firstFault: unknown;
    if (this.#parts.boundBytes !== undefined) await this.#letGo(settings);
    for (const task of TASKS) {
      if (!settings.tasks[task]) continue;
      const id = this.#wanted(task, settings);
      if (id === undefined) {
        const message = `there is not enough memory here for one more network (${task})`;
        firstFault ??= new FaultError('out-of-memory', message, { recoverable: true });
      }
      if (id === undefined || this.#active.get(task)?.id === id) continue;
      try {
        await this.#loadOnce(task, id);
      } catch (error) {
        // Lost or distrusted meanwhile: whoever watches the GPU tells the user, and the next path loads anew.
        if (error instanceof FaultError && error.kind === 'gpu') continue;
        // The network that runs goes on.
        if (id === settings.models[task] || id !== this.standIns[task]) firstFault ??= error;
        else this.#parts.onRefused?.(id, error);
      }
    }
    if (firstFault !== undefined) throw firstFault;
  }

  noteSuccess(active: ActiveModel): void {
    active.failures = 0;
  }

  /** @returns whether the network was switched off because it fails again and again. */
  noteFailure(task: TaskId, active: ActiveModel): boolean {
    active.failures++;
    // A network of a former path, or one exchanged meanwhile, is switched off already.
    if (active.failures < FAILURE_BUDGET || this.#active.get(task) !== active) return false;
    this.#active.delete(task);
    void this.path.release(active.network).catch(() => undefined); // It failed already; what it says in leaving adds nothing.
    return true;
  }

  async dispose(): Promise<void> {
    await this.exclusive(async () => {
      this.#active.clear();
      this.backdrop.take(undefined);
      await this.path.dispose();
    });
  }

  /** Undefined where memory is too short for it. */
  #wanted(task: TaskId, settings: Settings = this.settings): ModelId | undefined {
    // A task that is off may be on its way out: what it wants does not depend on the others.
    return settings.tasks[task] ? this.#fitting(settings)[task] : this.#chosen(task, settings);
  }

  #chosen(task: TaskId, settings: Settings): ModelId {
    return this.standIns[task] ?? settings.models[task];
  }

  /** Of the tasks that are on. */
  #fitting(settings: Settings): Wanted {
    const wanted = Object.fromEntries(
      TASKS.flatMap((task) => (settings.tasks[task] ? [[task, this.#chosen(task, settings)]] : [])),
    ) as Wanted;
    const { boundBytes } = this.#parts;
    return boundBytes === undefined ? wanted : withinBound(wanted, boundBytes);
  }

  /** Networks of tasks that are off, and those that gave way to others before the others come. */
  async #letGo(settings: Settings): Promise<void> {
    await this.exclusive(async () => {
      for (const [task, { id, network }] of [...this.#active]) {
        if (settings.tasks[task] && this.#wanted(task, settings) === id) continue;
        this.#active.delete(task);
        await this.path.release(network);
      }
    });
  }

  async #loadOnce(task: TaskId, id: ModelId): Promise<void> {
    for (let underWay = this.#loading.get(id); underWay; underWay = this.#loading.get(id)) {
      await underWay;
      // Chosen again while it was being let go for another, it has to be loaded again.
      if (this.#active.get(task)?.id === id || this.#wanted(task) !== id) return;
    }
    const loading = this.#replace(task, id).finally(() => {
      if (this.#loading.get(id) === loading) this.#loading.delete(id);
    });
    this.#loading.set(id, loading);
    await loading;
  }

  async #replace(task: TaskId, id: ModelId): Promise<void> {
    const model = modelOf(id);
    if (model.task !== task) throw new FaultError('internal', `${id} cannot ${task}`, { model: id });
    const file = this.#atHand.get(id) ?? (await fetchNetwork(this.#path, this.#wantedNetwork(id)));
    const exchange = this.#exchanges.get(task) ?? new Turns();
    this.#exchanges.set(task, exchange);
    await exchange.take(() => this.#exchange(task, id, file));
  }

  #wantedNetwork(id: ModelId): WantedNetwork {
    const { baseUrl, onBytes, trust } = this.#parts;
    const wanted = { id, baseUrl, onBytes: (loaded: number, total: number) => onBytes(id, loaded, total) };
    return trust && this.#path.kind === 'gpu' ? { ...wanted, trust } : wanted;
  }

  async #exchange(task: TaskId, id: ModelId, file: LoadedFile): Promise<void> {
    if (this.#wanted(task) !== id) return; // Another was chosen meanwhile.
    const path = this.#path;
    const { network, precision } = await loadNetwork(path, file, this.#wantedNetwork(id)).catch((error: unknown) => {
      throw error instanceof FaultError
        ? new FaultError(error.kind, error.message, { model: id, cause: error, recoverable: error.recoverable })
        : error;
    });
    await this.exclusive(async () => {
      // The path is gone, and its networks with it; or another was chosen meanwhile.
      if (path !== this.#path) return;
      if (this.#wanted(task) !== id) return path.release(network);
      const former = this.#active.get(task);
      // A file that gave way to another is of no use again.
      const kept = path.kind === 'gpu' && precision === file.precision ? { file } : {};
      this.#active.set(task, { id, network, precision, ...kept, failures: 0 });
      if (former) await path.release(former.network);
    });
  }
}
