/** What a frame looks like when it is done, and whoever can draw it. The 2D canvas is one renderer, the GPU will be another. */
import type { Classification, Detection, Mask, Size } from '../../models/contract';
import type { PixelPicture } from '../cpu/pixel-picture';
import type { FrameView } from '../frame-view';

export interface Portrait {
  readonly mask: Mask | undefined;
  /** 0..1. */
  readonly strength: number;
}

export interface Scene {
  readonly view: FrameView;
  /** The frame's pixels where a network needed them; a renderer may draw them instead of converting the frame again. */
  readonly pixels: PixelPicture | undefined;
  readonly mirror: boolean;
  /** Present while Portrait is on. Without a mask the whole picture is blurred: what was to be hidden is never shown by mistake. */
  readonly portrait: Portrait | undefined;
  readonly detections: readonly Detection[];
  /** Undefined while Classify is off. */
  readonly classifications: readonly Classification[] | undefined;
}

export interface Renderer {
  /** Backing size in pixels; the picture shown is kept until the next `draw`. */
  resize(size: Size): void;
  draw(scene: Scene): void;
  /** What is shown now, as PNG. */
  snapshot(): Promise<Blob>;
}
