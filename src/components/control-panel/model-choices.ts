/** The lines of a model picker. */
import { catalogEntry, downloadBytes, offeredModels, type CatalogEntry } from '../../../models/catalog';
import type { TaskId } from '../../../models/contract';
import type { ModelId } from '../../../models/registry';

export interface ModelChoice {
  readonly id: ModelId;
  /** Title and size. */
  readonly text: string;
  readonly description: string;
}

const MEGABYTE = 1e6;

/** What is offered for the task, and the chosen one even where it is for development only. */
export function modelChoices(task: TaskId, chosen: ModelId): ModelChoice[] {
  const offered = offeredModels(task);
  const entries = offered.some(({ id }) => id === chosen) ? offered : [catalogEntry(chosen), ...offered];
  return entries.map(choiceOf);
}

function choiceOf(entry: CatalogEntry): ModelChoice {
  const { id, title, description } = entry;
  const bytes = downloadBytes(entry);
  const size = bytes === 0 ? '' : ` · ${(bytes / MEGABYTE).toFixed(1)} MB`;
  return { id, text: `${title}${size}`, description };
}
