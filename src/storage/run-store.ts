/** Runs of the comparison lab, kept on this device in IndexedDB. */
import type { Contender, RunFile } from '../lab/compare/run-file';
import { inStore, type StorePlace } from './database';

const PLACE: StorePlace = { database: 'sightline-lab', store: 'runs', keyPath: 'id' };

/** Enough for a list, without the figures. */
export interface KeptRun {
  readonly id: string;
  readonly title: string;
  readonly startedAt: string;
  readonly browser: string;
  readonly sourceName: string;
  readonly contenders: readonly Contender[];
  readonly frames: number;
}

/** Storage is blocked, full or broken; the message is for the user. */
export class RunStoreError extends Error {
  override readonly name = 'RunStoreError';
}

/** Newest first. @throws RunStoreError. */
export async function listRuns(): Promise<KeptRun[]> {
  const runs = (await inRuns('readonly', (store) => store.getAll())) as RunFile[];
  return runs
    .map(({ id, title, startedAt, device, source, results, frames }) => ({
      id,
      title,
      startedAt,
      browser: device.browser,
      sourceName: source.name,
      contenders: results.map(({ contender }) => contender),
      frames,
    }))
    .sort((a, b) => b.startedAt.localeCompare(a.startedAt));
}

/** @returns as it was kept; whoever shows it checks it as an imported one: an older version may have written it. */
export function loadRun(id: string): Promise<unknown> {
  return inRuns('readonly', (store) => store.get(id));
}

/** One of the same id is replaced: a run that was given a title. @throws RunStoreError. */
export async function keepRun(run: RunFile): Promise<void> {
  await inRuns('readwrite', (store) => store.put(run));
}

/** @throws RunStoreError. */
export async function deleteRun(id: string): Promise<void> {
  await inRuns('readwrite', (store) => store.delete(id));
}

async function inRuns<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  try {
    return await inStore(PLACE, mode, act);
  } catch (error) {
    const full = error instanceof DOMException && error.name === 'QuotaExceededError';
    const why = error instanceof Error ? error.message : String(error);
    throw new RunStoreError(
      full
        ? 'There is no room left on this device. Delete earlier runs, or export this one.'
        : `This browser keeps nothing here (${why}). Export the run instead.`,
      { cause: error },
    );
  }
}
