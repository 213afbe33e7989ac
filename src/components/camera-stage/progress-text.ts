/** “Loading the detector… 1.2 of 2.5 MB”. */
import type { TaskId } from '../../../models/contract';
import { MODEL_NOUNS } from '../../i18n/vision-words';
import type { LoadProgress } from '../../vision/vision-controller';

const MEGABYTE = 1e6;

/** @param task whose model it is; undefined for the runtime */
export function progressText({ model, loadedBytes, totalBytes }: LoadProgress, task: TaskId | undefined): string {
  const what = model === 'runtime' ? 'the vision engine' : task ? MODEL_NOUNS[task] : 'a model';
  const loaded = (loadedBytes / MEGABYTE).toFixed(1);
  if (totalBytes > 0) return `Loading ${what}… ${loaded} of ${(totalBytes / MEGABYTE).toFixed(1)} MB`;
  return loadedBytes > 0 ? `Loading ${what}… ${loaded} MB` : `Loading ${what}…`;
}
