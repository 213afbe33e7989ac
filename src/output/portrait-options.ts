/** What whoever uses the portrait elsewhere can choose. Nothing here imports anything but types of our own. */
import type { BackgroundEffect, EngineChoice, Fault } from '../../workers/protocol';

export interface PortraitOptions {
  /** Default: Gaussian blur. */
  readonly background?: BackgroundEffect;
  /** Of the blur, 0..1. Default 0.6. */
  readonly strength?: number;
  /** The background's light falls on the person's edges. Default false. */
  readonly lightWrap?: boolean;
  /** The person's picture flipped left to right. Default false: others see the camera's picture as it is. */
  readonly mirror?: boolean;
  /** The picture or video for the effects of that name, by its MIME type; `null` takes it away. Until it is there, black. */
  readonly backdrop?: Blob | null;
}

export interface PortraitStartOptions extends PortraitOptions {
  /** Default `auto`: WebGPU where it is sound, else WebAssembly. */
  readonly engine?: EngineChoice;
  /** WebAssembly threads; 0 lets the worker choose. Default 0. */
  readonly threads?: number;
  /** Told of every failure. `recoverable`: the picture goes on. Whatever fails, what was hidden stays hidden. */
  readonly onFault?: (fault: Fault) => void;
}

export interface PortraitStats {
  /** Pictures a second, over the last second and a half. */
  readonly fps: number;
  /** Mean milliseconds of a frame from its arrival to its picture. */
  readonly frameMs: number;
  /** Mean milliseconds of the network's own run; 0 before the first. */
  readonly inferMs: number;
  /** Whether the last picture was made with a mask; without one everything in it is hidden. */
  readonly masked: boolean;
  /** Pixels; 0 × 0 before the first picture. */
  readonly width: number;
  readonly height: number;
  /** What the network runs on; undefined before the start. */
  readonly provider: 'webgpu' | 'wasm' | undefined;
}

/** @throws RangeError for a strength outside 0..1, TypeError for a colour that is not `#rrggbb` or an effect that does not exist. */
export function checkOptions({ background, strength }: PortraitOptions): void {
  if (strength !== undefined && !(strength >= 0 && strength <= 1)) {
    throw new RangeError(`strength is ${strength}; give a number from 0 to 1`);
  }
  if (background === undefined) return;
  if (background.kind === 'color' && !/^#[0-9a-f]{6}$/i.test(background.color)) {
    throw new TypeError(`color is “${background.color}”; give six hexadecimal digits, e.g. #2f6f5e`);
  }
  if (background.kind === 'blur' && background.shape !== 'gaussian' && background.shape !== 'disc') {
    throw new TypeError(`there is no blur “${String(background.shape)}”; give gaussian or disc`);
  }
  if (!KINDS.includes(background.kind)) {
    throw new TypeError(`there is no background “${String(background.kind)}”; give one of ${KINDS.join(', ')}`);
  }
}

const KINDS: readonly BackgroundEffect['kind'][] = [
  'blur',
  'black',
  'color',
  'picture',
  'video',
  'spotlight',
  'transparent',
];
