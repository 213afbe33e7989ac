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

/** Written on the picture where no name is likely enough to be worth saying. */
export const UNSURE = 'not sure';

type Words = Omit<Notice, 'kind' | 'details'>;

const WORDS: Readonly<Record<FaultKind, Words>> = {
  'engine-start': {
    tone: 'error',
    title: 'The vision engine could not start',
    text: 'This browser may be too old (it needs WebAssembly with SIMD) or short of memory. Close other tabs and reload, or update the browser.',
    action: { id: 'reload', label: 'Reload' },
  },
  'no-webgpu': {
    tone: 'error',
    title: 'This browser offers no WebGPU',
    text: 'The address asks for the graphics processor (engine=webgpu). Take that part away and open the page again: then it runs on the main processor.',
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
  gpu: {
    tone: 'warning',
    title: 'The graphics processor stopped',
    text: 'It failed twice within a minute. The main processor has taken over: everything works, only slower.',
    action: { id: 'try-gpu', label: 'Try again' },
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

/** The crash guard found that the last visit was killed while its GPU worked. */
export const GPU_STOPPED_NOTICE: Notice = {
  kind: 'gpu-stopped',
  tone: 'warning',
  title: 'GPU mode stopped last time',
  text: 'The page ended while the graphics processor worked. The main processor does its work now, more slowly.',
  action: { id: 'try-gpu', label: 'Try again' },
};

/** Where a worker cannot be replaced (iOS): the verdict is kept, so the reloaded page starts without the GPU. */
const GPU_RELOAD: Words = {
  tone: 'error',
  title: 'The graphics processor stopped',
  text: 'Reload the page: it goes on with the main processor.',
  action: { id: 'reload', label: 'Reload' },
};

export function visionNotice(fault: Fault): Notice {
  const words = fault.kind === 'gpu' && !fault.recoverable ? GPU_RELOAD : WORDS[fault.kind];
  const details = fault.model ? `${fault.model}: ${fault.message}` : fault.message;
  return { kind: `vision-${fault.kind}`, ...words, tone: fault.recoverable ? 'warning' : words.tone, details };
}
