/** Plain words of the comparison lab. */
import { formatMs } from './figures';
import type { ContenderEngine, RunFile, RunProgress } from '../lab/compare/run-file';

export const COMPARE_WORDS = {
  title: 'Comparison lab',
  intro:
    'Which detector is faster, which finds more, and is the difference real? Both look at the same pictures in turn, on this device. Nothing is sent anywhere.',
  back: 'Back to the camera',
  who: 'Who takes part',
  what: 'On which pictures',
  howLong: 'How long',

  network: 'Network',
  networkOption: (title: string, builtIn: boolean): string => (builtIn ? title : `${title} (if on this server)`),
  engine: 'Runs on',
  precision: 'Numbers',
  proposals: 'Places looked at twice',
  places: (count: number): string => `${count} places`,
  addContender: 'Add another',
  remove: 'Remove',
  removeContender: (letter: string): string => `Remove contender ${letter}`,

  demo: 'Demo clip',
  camera: 'Camera',
  file: 'Own clip or pictures',
  labelled: 'Pictures with labels',
  chooseFiles: 'Choose files…',
  chooseFolder: 'Choose a folder…',
  chooseZip: 'Choose a zip…',
  labelledHint: 'A folder or zip in COCO or VOC format. Only with labels can it be told who finds more.',
  dropHint: 'Or drop it anywhere on this page.',
  dropHere: 'Drop a clip, pictures, a labelled folder or zip, or a saved run',
  chosen: (name: string): string => `Chosen: ${name}`,

  lengthKind: 'Run for',
  frames: 'frames',
  minutes: 'minutes',
  warmUpHint: 'The first looks are slow and are told apart from the rest.',
  memory: 'Measure memory too (takes up to a minute each)',

  see: 'See it live',
  stopSeeing: 'Stop',
  measure: 'Measure',
  stop: 'Stop and keep what was measured',
  stopping: 'Stopping…',
  reading: 'Reading the pictures…',
  openingSide: (name: string): string => `Opening ${name}…`,
  emptyView: 'The same picture through A and B, with a wiper between them. Press “See it live”.',
  notDrawn: 'While it is measured no picture is drawn: that would take time from both.',
  progress: 'Of the run',
  frameOf: (done: number, total: number): string => `${done} of ${total} pictures`,
  frameSoFar: (done: number): string => `${done} pictures so far`,
  wiper: 'Wiper between A and B',
  wiperValue: (percent: number): string => `${percent} % A, ${100 - percent} % B`,
  pictureLabel: ([a, b]: readonly [string, string]): string => `The same picture, left as ${a} sees it, right as ${b}`,
  perFrame: (ms: number): string => `${formatMs(ms)} a picture`,
  noLooks: 'Its steps show here, one bar a picture.',
  stepsLabel: 'Steps of the newest picture',
  foundBy: (letter: string, found: readonly string[]): string =>
    found.length === 0 ? `${letter} finds nothing here.` : `${letter} finds ${found.join(', ')}.`,

  chartLabel: (heading: string): string => `Chart: ${heading}. Its figures are in the table below it.`,
  asTable: 'The figures as a table',

  results: 'Results',
  tableCaption: 'All figures of the run',
  byClass: 'AP50 of each kind of thing, with how often it is labelled',
  origin: 'Device, versions and weights',
  failedContender: (name: string, message: string, afterFrames: number | undefined): string =>
    afterFrames === undefined
      ? `${name} did not start: ${sentence(message)}`
      : `${name} failed after ${afterFrames} pictures: ${sentence(message)} What it had done until then is kept.`,
  earlierHead: (when: string, browser: string): readonly string[] => [
    'Contender',
    'Median now (95 %)',
    `${when}, ${browser}`,
    'Difference',
    'AP50',
  ],
  nothingInCommon: 'That run has no contender in common with this one.',
  noResults: 'Nothing has been measured yet. Choose who takes part and press “Measure”.',
  kept: 'Kept runs',
  noKept: 'Runs are kept on this device as soon as they end.',
  keptNot: (reason: string): string =>
    `The run could not be kept on this device: ${reason} Export it, so that it is not lost.`,
  import: 'Open a run file…',
  exportJson: 'JSON',
  exportCsv: 'CSV',
  exportPng: 'PNG',
  exportAs: 'Export as',
  open: 'Open',
  compare: 'Compare',
  shownAbove: 'Shown above',
  forget: 'Delete',
  compareWith: 'Compare with an earlier run',
  failedRun: (reason: string): string => `It could not be finished: ${reason}`,
  failedImport: (name: string, reason: string): string => `${name} was not opened: ${reason}`,
  imported: (name: string): string =>
    `${name} was opened. It was measured elsewhere or earlier; the device is named below.`,
} as const;

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

export const STEP_WORDS = {
  capture: 'capture',
  preprocess: 'preprocess',
  infer: 'run',
  propose: 'propose',
  'second-stage': 'second stage',
  decode: 'decode',
  draw: 'draw',
  rest: 'between',
} as const;

export { PRECISION_WORDS } from './precision-words';

const ENGINE_WORDS: Readonly<Record<Exclude<ContenderEngine, 'wasm'>, string>> = {
  webgpu: 'WebGPU',
  'mediapipe-cpu': 'MediaPipe, CPU',
  'mediapipe-gpu': 'MediaPipe, GPU',
};

export function engineName(engine: ContenderEngine, threads: number): string {
  return engine === 'wasm' ? `WASM, ${threads} ${threads === 1 ? 'thread' : 'threads'}` : ENGINE_WORDS[engine];
}

export const PHASE_WORDS: Readonly<Record<RunProgress['phase'], (name: string) => string>> = {
  opening: (name) => `Opening ${name}…`,
  memory: (name) => `Asking the browser what memory ${name} takes…`,
  'warm-up': (name) => `Warming ${name} up; these looks do not count`,
  running: () => 'Measuring',
  paused: () => 'Paused: this tab is hidden. Nothing is measured until you are back.',
  scoring: () => 'Comparing what was found with the labels…',
};

export const ENDED_WORDS: Readonly<Record<RunFile['ended'], string>> = {
  complete: 'complete',
  stopped: 'stopped early',
  'source-ended': 'the pictures ended',
  failed: 'no contender was left',
};
