/** Plain words for the faults the vision worker reports. */
import type { TaskId } from '../../models/contract';
import type { Fault, FaultKind } from '../../workers/protocol';
import type { Notice } from './notice';

export const TASK_NAMES: Readonly<Record<TaskId, string>> = {
  detect: 'Detect',
  portrait: 'Portrait',
  classify: 'Classify',
};
/** As in “Loading the detector”. */
export const MODEL_NOUNS: Readonly<Record<TaskId, string>> = {
  detect: 'the detector',
  portrait: 'the portrait model',
  classify: 'the classifier',
};

type Words = Omit<Notice, 'kind' | 'details'>;

const WORDS: Readonly<Record<FaultKind, Words>> = {
  'engine-start': {
    tone: 'error',
    title: 'The vision engine could not start',
    text: 'This browser may be too old (it needs WebAssembly with SIMD) or short of memory. Close other tabs and reload, or update the browser.',
    action: { id: 'reload', label: 'Reload' },
  },
  'model-missing': {
    tone: 'error',
    title: 'A model is not here yet',
    text: 'Its file is not on this server and not stored on this device. Go online and try again, or choose another model.',
    action: { id: 'settings', label: 'Choose a model' },
  },
  'model-corrupt': {
    tone: 'error',
    title: 'A model file is damaged',
    text: 'It is cut short, not an ONNX file, or not the file it should be. It was not used. Try again, or choose another model.',
    action: { id: 'restart-vision', label: 'Load it again' },
  },
  'model-run': {
    tone: 'error',
    title: 'A model stopped working',
    text: 'It failed on a picture. Load it again; if that happens often, choose a smaller model in the settings.',
    action: { id: 'restart-vision', label: 'Load it again' },
  },
  frame: {
    tone: 'warning',
    title: 'A picture could not be read',
    text: 'It was skipped. If the view stays still, start the camera again.',
    action: { id: 'start-camera', label: 'Start camera' },
  },
  'source-ended': {
    tone: 'warning',
    title: 'The picture stopped',
    text: 'The camera or clip gives no more frames. Start it again.',
    action: { id: 'start-camera', label: 'Start camera' },
  },
  'out-of-memory': {
    tone: 'error',
    title: 'Not enough memory',
    text: 'Close other tabs or apps, switch a task off, then reload.',
    action: { id: 'reload', label: 'Reload' },
  },
  internal: {
    tone: 'error',
    title: 'Something went wrong inside',
    text: 'The view was stopped. Start it again; if it keeps happening, reload the page.',
    action: { id: 'restart-vision', label: 'Start again' },
  },
};

export function visionNotice(fault: Fault): Notice {
  const words = WORDS[fault.kind];
  const details = fault.model ? `${fault.model}: ${fault.message}` : fault.message;
  return { kind: `vision-${fault.kind}`, ...words, tone: fault.recoverable ? 'warning' : words.tone, details };
}
