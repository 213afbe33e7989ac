/** What the page's address asks for: `?task=`, `?demo`, `?engine=`, `?threads=`, `?stats`, `?source=`. */
import type { TaskId } from '../models/contract';
import type { EngineChoice } from '../workers/protocol';
import { FRAME_SOURCE_KINDS, type FrameSourceKind } from './camera/frame-source';

export interface LaunchOptions {
  /** Only these tasks on; undefined leaves what the user had. */
  readonly tasks: readonly TaskId[] | undefined;
  readonly demo: boolean;
  readonly engine: EngineChoice;
  /** 0: the worker chooses. */
  readonly threads: number;
  readonly stats: boolean;
  readonly source: FrameSourceKind | undefined;
  /** Parts of the address that mean nothing here, as `name=value`. */
  readonly unknown: readonly string[];
}

export const TASK_IDS: readonly TaskId[] = ['detect', 'portrait', 'classify'];
const ENGINES: readonly EngineChoice[] = ['auto', 'webgpu', 'wasm'];
/** `main` opens them in the app's stead. */
const LABS = ['portrait', 'compare', 'run'];
const MAX_THREADS = 64;

export function parseLaunchOptions(search: string): LaunchOptions {
  const parameters = new URLSearchParams(search);
  const unknown: string[] = [];
  const read = <T>(name: string, parse: (text: string) => T | undefined): T | undefined => {
    const text = parameters.get(name);
    if (text === null) return undefined;
    const value = parse(text);
    if (value === undefined) unknown.push(`${name}=${text}`);
    return value;
  };
  // A page that is there never comes here: what is left is a name that means nothing.
  read('lab', (text) => LABS.find((lab) => lab === text));
  const flag = (name: string): boolean => parameters.has(name) && parameters.get(name) !== '0';
  return {
    tasks: read('task', parseTasks),
    demo: flag('demo'),
    engine: read('engine', (text) => ENGINES.find((engine) => engine === text)) ?? 'auto',
    threads: read('threads', parseThreads) ?? 0,
    stats: flag('stats'),
    source: read('source', (text) => FRAME_SOURCE_KINDS.find((kind) => kind === text)),
    unknown,
  };
}

function parseTasks(text: string): TaskId[] | undefined {
  const tasks = text.split(',').map((name) => TASK_IDS.find((task) => task === name));
  return tasks.every((task) => task !== undefined) ? tasks : undefined;
}

function parseThreads(text: string): number | undefined {
  const threads = Number(text);
  return Number.isInteger(threads) && threads >= 1 && threads <= MAX_THREADS ? threads : undefined;
}
