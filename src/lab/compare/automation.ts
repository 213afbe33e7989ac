/**
 * The lab without its page, at `?lab=run`, for the command line (`npm run lab`): files come through two inputs, the call through
 * `sightlineLab`. Nothing of it is offered to a user.
 */
import { parseContender } from './contender-title';
import { SCORED, SHOWN } from './look-options';
import { runComparison } from './run-comparison';
import type { RunFile, RunLength, RunPlan } from './run-file';
import type { LabSource } from './source';
import { cameraSource } from './sources/camera';
import { demoSource, videoSource } from './sources/clip';
import { labelledSource } from './sources/labelled';
import { pictureSource } from './sources/pictures';

export interface AutomatedRun {
  /** As `parseContender` reads them. */
  readonly contenders: readonly string[];
  /** `file`: what lies in the input `#file`; `labelled`: in `#folder`, or a zip in `#file`. */
  readonly source: 'demo' | 'camera' | 'file' | 'labelled';
  /** Undefined: every frame of the source once. */
  readonly length: RunLength | undefined;
  readonly warmUpLooks: number;
  readonly seed: number;
  readonly measureMemory: boolean;
}

export interface Automation {
  /** Rejects in words for the user. */
  run(wanted: AutomatedRun): Promise<RunFile>;
  /** Ends the run that is under way; it then resolves with what was measured. */
  stop(): void;
  /** Of the run under way, for whoever waits: share of it, 0..1, and what happens. */
  progress: { readonly share: number; readonly words: string };
}

declare global {
  var sightlineLab: Automation | undefined;
}

const USUAL_FRAMES = 100;

const main = document.createElement('main');
const file = input('file', 'Files');
const folder = input('folder', 'Folder');
folder.webkitdirectory = true;
main.append(file.parentElement ?? file, folder.parentElement ?? folder);
document.querySelector('sightline-app')?.replaceWith(main);

function input(id: string, label: string): HTMLInputElement {
  const field = document.createElement('input');
  Object.assign(field, { id, type: 'file', multiple: true });
  const words = document.createElement('label');
  words.append(label, ' ', field);
  return field;
}

async function sourceOf(kind: AutomatedRun['source']): Promise<LabSource> {
  const files = [...(file.files ?? [])];
  const below = [...(folder.files ?? [])];
  switch (kind) {
    case 'demo':
      return demoSource();
    case 'camera': {
      const stream = await navigator.mediaDevices.getUserMedia({ video: true });
      const [track] = stream.getVideoTracks();
      if (!track) throw new Error('There is no camera.');
      return cameraSource(track);
    }
    case 'file': {
      const [first] = files;
      const isClip = files.length === 1 && first && /\.(mp4|webm|mov|m4v|ogv)$/i.test(first.name);
      return isClip ? videoSource(first) : pictureSource(files);
    }
    case 'labelled':
      return labelledSource(
        [...files, ...below].map((one) => ({ path: one.webkitRelativePath || one.name, file: one })),
      );
  }
}

let stopped: AbortController | undefined;

const automation: Automation = {
  progress: { share: 0, words: 'not begun' },
  async run({ contenders, source: kind, length, ...settings }) {
    const source = await sourceOf(kind);
    const { labelled, frames } = source.facts;
    const plan: RunPlan = {
      ...settings,
      contenders: contenders.map(parseContender),
      length: length ?? { kind: 'frames', frames: frames ?? USUAL_FRAMES },
      options: labelled ? SCORED : SHOWN,
    };
    stopped = new AbortController();
    try {
      return await runComparison(plan, source, {
        signal: stopped.signal,
        onProgress: ({ phase, contender, share, frames: done, failures }) => {
          const who = contender === undefined ? '' : ` ${contenders[contender] ?? ''}`;
          const failed = failures.size > 0 ? `, ${failures.size} failed` : '';
          automation.progress = { share, words: `${phase}${who}, frame ${done}${failed}` };
        },
      });
    } finally {
      source.close();
    }
  },
  stop: () => stopped?.abort(),
};
globalThis.sightlineLab = automation;
