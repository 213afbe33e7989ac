/** A frame's pixels in ordinary memory, as the camera stored them: not yet turned, not yet converted. */
import type { Size } from '../../models/contract';
import type { Pose, Strides } from './sample-grid';

interface Stored {
  /** Stored size, before the pose is applied. */
  readonly size: Size;
  readonly pose: Pose;
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly strides: Strides;
}

/** Four bytes a pixel; byte offsets of red, green and blue within it. */
export interface RgbaPicture extends Stored {
  readonly kind: 'rgba';
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  /** The same bytes as a canvas takes them; present where they are RGBA without gaps. */
  readonly imageData?: ImageData;
}

/** 4:2:0 planes in one buffer: I420 (three planes) or NV12 (chroma interleaved). */
export interface YuvPicture extends Stored {
  readonly kind: 'yuv';
  /** Offsets of the first sample of each plane. */
  readonly luma: number;
  readonly u: number;
  readonly v: number;
  readonly matrix: YuvMatrix;
}

export type PixelPicture = RgbaPicture | YuvPicture;

/** Bytes as a canvas takes them. */
export type CanvasImage = RgbaPicture & { readonly imageData: ImageData };

export function isCanvasImage(pixels: PixelPicture | undefined): pixels is CanvasImage {
  return pixels?.kind === 'rgba' && pixels.imageData !== undefined;
}

/** Whether these are the upright frame's own bytes; with non-square pixels the stored picture is not the upright one. */
export function isFrame(pixels: PixelPicture | undefined, upright: Size): pixels is CanvasImage {
  if (!isCanvasImage(pixels) || pixels.pose.turn !== 0 || pixels.pose.flip) return false;
  return pixels.size.width === upright.width && pixels.size.height === upright.height;
}

/** R = y·(Y - black) + rv·(V-128), G = … + gu·(U-128) + gv·(V-128), B = … + bu·(U-128); all on 0..255. */
export interface YuvMatrix {
  readonly black: number;
  readonly y: number;
  readonly rv: number;
  readonly gu: number;
  readonly gv: number;
  readonly bu: number;
}

/**
 * From the luma weights of red and blue (ITU-R BT.601 and BT.709, section 3).
 * @param matrix as `VideoColorSpace.matrix` names it; cameras often leave it open, then SD is taken for BT.601.
 */
export function yuvMatrix(matrix: string | null | undefined, fullRange: boolean, height: number): YuvMatrix {
  const is709 = matrix === 'bt709' || (!matrix && height >= 720);
  const [kr, kb] = is709 ? [0.2126, 0.0722] : [0.299, 0.114];
  const kg = 1 - kr - kb;
  const luma = fullRange ? 1 : 255 / 219;
  const chroma = fullRange ? 1 : 255 / 224;
  return {
    black: fullRange ? 0 : 16,
    y: luma,
    rv: 2 * (1 - kr) * chroma,
    gu: ((-2 * (1 - kb) * kb) / kg) * chroma,
    gv: ((-2 * (1 - kr) * kr) / kg) * chroma,
    bu: 2 * (1 - kb) * chroma,
  };
}
