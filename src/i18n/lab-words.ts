/** Plain words of the portrait lab. */
import type { LabReport, LabRowId } from '../../workers/portrait-lab-report';

export const LAB_WORDS = {
  title: 'Portrait lab',
  intro:
    'How well the person is told from the background, on the same frames in the same run. It is computed on this device and sent nowhere.',
  run: 'Measure',
  again: 'Measure again',
  stop: 'Stop',
  copy: 'Copy as JSON',
  copied: 'Copied',
  selected: 'Selected: copy it with the keyboard or the menu',
  json: 'The figures as JSON',
  back: 'Back to the camera',
  footage: 'Pictures or one clip of your own (else the demo clip)',
  masks: 'Masks of the pictures: same names, white where a person is',
  model: 'MediaPipe’s model (selfie_segmenter….tflite)',
  reading: 'Reading frames…',
  progress: (done: number, total: number): string => `Frame ${done} of ${total}`,
  failed: (reason: string): string => `It could not be finished: ${reason}`,
  stopped: 'Stopped.',
  caption: 'Masks on the same frames',
  heads: ['Mask by', 'IoU', 'Boundary F, 2 px', 'Flicker', 'ms per frame'],
  noLabel: 'no label',
  missing: (reason: string): string => `Not measured: ${reason}`,
  done: ({ frames, labelled, frameSize, network, wasmThreads, stillFrames }: LabReport): string =>
    `${frames} frames of ${frameSize.width}×${frameSize.height}, ${labelled} with a mask to compare with. ` +
    `${network} on WebAssembly, ${wasmThreads} ${wasmThreads === 1 ? 'thread' : 'threads'}. ` +
    `Flicker: one frame ${stillFrames} times under camera noise.`,
  unlabelled: 'None of these frames has a mask to compare with: IoU and boundary F are left out.',
};

export const LAB_ROWS: Readonly<Record<LabRowId, string>> = {
  raw: 'Ours, raw',
  temporal: 'Ours, + temporal',
  edge: 'Ours, + temporal + edge',
  mediapipe: 'MediaPipe selfie segmenter',
  selfie: 'MediaPipe’s network as ONNX, on our runtime',
  small: 'Person a third as large: ours, whole frame',
  'small-followed': 'Person a third as large: ours, following the person',
};
