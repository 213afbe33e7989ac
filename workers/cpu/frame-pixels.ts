/** Reads a frame's pixels into memory that is used again for the next frame. */
import type { Size } from '../../models/contract';
import { FaultError, messageOf } from '../fault';
import type { FrameView } from '../frame-view';
import { Recent } from '../pace/recent';
import { yuvMatrix, type PixelPicture, type RgbaPicture } from './pixel-picture';
import type { Pose } from './sample-grid';

/** Told to the browser, so that it converts a whole frame faster than any loop of ours. */
const AS_RGBA: VideoFrameCopyToOptions = { format: 'RGBA' };

/**
 * Copying the stored planes and later the whole frame as RGBA is two copies, and pays where the first is hardly felt: frames in
 * ordinary memory. From a GPU each copy waits for it. Milliseconds, the best of the last few.
 */
const CHEAP_COPY_MS = 1;
const REMEMBERED_COPIES = 8;

/** Frames without a readable format are drawn into a canvas no larger than this; networks see less than half of it. */
const CANVAS_LONG_SIDE = 960;

export class FramePixels {
  #buffer = new Uint8Array(0);
  #image: ImageData | undefined;
  readonly #copiesMs = new Recent(REMEMBERED_COPIES);
  /** Some browsers copy planes only as they are stored. */
  #convertsToRgba = true;
  #canvas: OffscreenCanvas | undefined;

  /** For networks, which see few of the pixels. Valid until the next `read`. @throws FaultError `frame` where the frame gives no pixels. */
  async read(view: FrameView): Promise<PixelPicture> {
    const { image } = view;
    try {
      if (image instanceof ImageBitmap) return this.#draw(view);
      const planes = this.#copyIsCheap() ? await this.#copy(image, view.pose) : undefined;
      return (
        planes ?? (await this.#convert(image, view.pose)) ?? (await this.#copy(image, view.pose)) ?? this.#draw(view)
      );
    } catch (error) {
      throw new FaultError('frame', messageOf(error), {
        recoverable: true,
        cause: error,
      });
    }
  }

  /**
   * For the picture: the whole frame as a canvas takes it. In software rendering `drawImage` converts a camera frame anew at each
   * call, at two to three times the cost of this. Undefined where this browser does not convert, or the frame cannot be read.
   */
  async whole({ image, pose }: FrameView): Promise<PixelPicture | undefined> {
    if (image instanceof ImageBitmap) return undefined;
    // A frame that gives no pixels can still be drawn.
    return this.#convert(image, pose).catch(() => undefined);
  }

  #copyIsCheap(): boolean {
    return !this.#copiesMs.isFull || this.#copiesMs.least < CHEAP_COPY_MS;
  }

  /** The whole frame as RGBA. Undefined where this browser does not convert, or the frame's pixels are out of its reach. */
  async #convert(frame: VideoFrame, pose: Pose): Promise<PixelPicture | undefined> {
    if (!frame.format || !this.#convertsToRgba) return undefined;
    const size = sizeOf(frame);
    if (this.#image?.width !== size.width || this.#image.height !== size.height)
      this.#image = new ImageData(size.width, size.height);
    const imageData = this.#image;
    try {
      await frame.copyTo(imageData.data, AS_RGBA);
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'NotSupportedError')) throw error;
      this.#convertsToRgba = false;
      return undefined;
    }
    return { ...rgba(imageData.data, size, pose), imageData };
  }

  /** The stored planes, without conversion. Undefined where the format is none we read. */
  async #copy(frame: VideoFrame, pose: Pose): Promise<PixelPicture | undefined> {
    const { format } = frame;
    const layoutOf = format ? LAYOUTS[format] : undefined;
    if (!layoutOf) return undefined;
    const bytes = frame.allocationSize();
    if (this.#buffer.length < bytes) this.#buffer = new Uint8Array(bytes);
    const start = performance.now();
    const planes = await frame.copyTo(this.#buffer);
    this.#copiesMs.add(performance.now() - start);
    return layoutOf({ frame, planes, data: this.#buffer, pose, size: sizeOf(frame) });
  }

  #draw({ image, stored, userPose }: FrameView): PixelPicture {
    const scale = Math.min(1, CANVAS_LONG_SIDE / Math.max(stored.width, stored.height));
    const size = {
      width: Math.max(1, Math.round(stored.width * scale)),
      height: Math.max(1, Math.round(stored.height * scale)),
    };
    this.#canvas ??= new OffscreenCanvas(size.width, size.height);
    if (this.#canvas.width !== size.width || this.#canvas.height !== size.height) Object.assign(this.#canvas, size);
    const context = this.#canvas.getContext('2d', { willReadFrequently: true, alpha: false });
    if (!context) throw new Error('no 2D canvas in this worker');
    context.imageSmoothingQuality = 'medium';
    context.drawImage(image, 0, 0, size.width, size.height);
    const { data } = context.getImageData(0, 0, size.width, size.height);
    // Drawing already applied the frame's own rotation; only the user's turn is left.
    return rgba(data, size, userPose);
  }
}

function rgba(data: Uint8ClampedArray, size: Size, pose: Pose): RgbaPicture {
  const strides = { pixel: 4, row: size.width * 4, chromaPixel: 0, chromaRow: 0 };
  return { kind: 'rgba', size, pose, data, strides, red: 0, green: 1, blue: 2 };
}

function sizeOf(frame: VideoFrame): Size {
  const rect = frame.visibleRect;
  return rect ? { width: rect.width, height: rect.height } : { width: frame.codedWidth, height: frame.codedHeight };
}

interface Copied {
  readonly frame: VideoFrame;
  readonly planes: readonly PlaneLayout[];
  readonly data: Uint8Array;
  readonly pose: Pose;
  readonly size: Size;
}

const yuv420 =
  (chromaPixel: 1 | 2, planeOfV: 1 | 2, vOffset: 0 | 1) =>
  ({ frame, planes, data, pose, size }: Copied): PixelPicture | undefined => {
    const [y, u] = planes;
    const v = planes[planeOfV];
    if (!y || !u || !v) return undefined;
    return {
      kind: 'yuv',
      size,
      pose,
      data,
      strides: { pixel: 1, row: y.stride, chromaPixel, chromaRow: u.stride },
      luma: y.offset,
      u: u.offset,
      v: v.offset + vOffset,
      matrix: yuvMatrix(frame.colorSpace.matrix, frame.colorSpace.fullRange ?? false, size.height),
    };
  };

const packed =
  (red: 0 | 2, blue: 0 | 2) =>
  ({ planes, data, pose, size }: Copied): PixelPicture | undefined => {
    const [plane] = planes;
    if (!plane) return undefined;
    const pixels = data.subarray(plane.offset);
    const strides = { pixel: 4, row: plane.stride, chromaPixel: 0, chromaRow: 0 };
    return { kind: 'rgba', size, pose, data: pixels, strides, red, green: 1, blue };
  };

/** The formats of https://w3c.github.io/webcodecs/#pixel-format that cameras and decoders give. */
const LAYOUTS: Readonly<Partial<Record<VideoPixelFormat, (copied: Copied) => PixelPicture | undefined>>> = {
  I420: yuv420(1, 2, 0),
  NV12: yuv420(2, 1, 1),
  RGBA: packed(0, 2),
  RGBX: packed(0, 2),
  BGRA: packed(2, 0),
  BGRX: packed(2, 0),
};
