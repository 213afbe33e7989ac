/** Pictures as a source, labelled or not, each decoded when its turn comes. */
import type { Size } from '../../../../models/contract';
import type { Truth } from '../../../../models/metrics/sheet';
import { STILL_MAX_PIXELS } from '../../../camera/opened-file';
import type { Remark, SourceFacts } from '../run-file';
import { SourceError, type LabFrame, type LabSource } from '../source';
import { Remarks } from './remarks';

export interface LabPicture {
  /** Foreign text. */
  readonly name: string;
  /** Its bytes, when they are wanted. */
  readonly read: () => Promise<Blob>;
  readonly truths?: readonly Truth[];
  /** As its labels say; a picture of another size has labels that are not its own. */
  readonly size?: Size;
}

/** @throws SourceError where none of them decodes. */
export async function pictureSource(files: readonly File[]): Promise<LabSource> {
  if (files.length === 0) throw new SourceError('Choose at least one picture.');
  const pictures = files.map((file) => ({ name: file.name, read: () => Promise.resolve(file) }));
  const name = files.length === 1 ? (files[0]?.name ?? '') : `${files.length} pictures`;
  return openPictures('pictures', name, pictures, new Remarks());
}

/** @param remarks about the set; what is found out about its pictures later is added. */
export async function openPictures(
  kind: 'pictures' | 'labelled',
  name: string,
  pictures: readonly LabPicture[],
  remarks: Remarks,
): Promise<LabSource> {
  const source = new PictureSource(kind, name, pictures, remarks);
  await source.begin();
  return source;
}

class PictureSource implements LabSource {
  readonly #pictures: readonly LabPicture[];
  readonly #remarks: Remarks;
  readonly #kind: 'pictures' | 'labelled';
  readonly #name: string;
  /** Pictures that do not decode are asked once. */
  readonly #broken = new Set<number>();
  #size: Size | null = null;
  #next = 0;

  constructor(kind: 'pictures' | 'labelled', name: string, pictures: readonly LabPicture[], remarks: Remarks) {
    this.#kind = kind;
    this.#name = name;
    this.#pictures = pictures;
    this.#remarks = remarks;
  }

  /** Remarks grow while pictures are read. */
  get facts(): SourceFacts {
    return {
      kind: this.#kind,
      name: this.#name,
      frames: this.#pictures.length - this.#broken.size,
      size: this.#size,
      labelled: this.#kind === 'labelled',
      remarks: this.#remarks.list() satisfies readonly Remark[],
    };
  }

  /** @throws SourceError where there is no picture to be seen. */
  async begin(): Promise<void> {
    const first = await this.next();
    first.image.close();
    this.#size = first.size;
    this.rewind();
  }

  async next(signal?: AbortSignal): Promise<LabFrame> {
    while (this.#broken.size < this.#pictures.length) {
      signal?.throwIfAborted();
      const index = this.#next;
      this.#next = (index + 1) % this.#pictures.length;
      const picture = this.#pictures[index];
      if (!picture || this.#broken.has(index)) continue;
      try {
        return await this.#open(picture, index);
      } catch (error) {
        this.#broken.add(index);
        const why = error instanceof Error ? error.message : String(error);
        this.#remarks.add('unreadable', `${picture.name}: ${why}`);
      }
    }
    throw new SourceError(`Not one picture of ${this.#name} can be opened here. Try JPEG or PNG files.`);
  }

  async #open({ name, read, truths, size: labelled }: LabPicture, index: number): Promise<LabFrame> {
    const bitmap = await createImageBitmap(await read(), { imageOrientation: 'from-image' });
    const size = { width: bitmap.width, height: bitmap.height };
    if (size.width * size.height > STILL_MAX_PIXELS) {
      bitmap.close();
      throw new Error(`${size.width} × ${size.height} pixels are too many`);
    }
    if (labelled && (labelled.width !== size.width || labelled.height !== size.height)) {
      bitmap.close();
      const told = `${labelled.width}×${labelled.height}`;
      throw new Error(`it is ${size.width}×${size.height}, its labels are for ${told}`);
    }
    return { index, name, size, image: asFrame(bitmap), ...(truths ? { truths } : {}) };
  }

  rewind(): void {
    this.#next = 0;
  }

  close(): void {
    // Nothing is held open: files are read one by one.
  }
}

/** As a camera gives it, where this browser can: so that every source takes the same way through a contender. */
function asFrame(bitmap: ImageBitmap): VideoFrame | ImageBitmap {
  if (typeof VideoFrame !== 'function') return bitmap;
  try {
    return new VideoFrame(bitmap, { timestamp: 0 });
  } finally {
    bitmap.close();
  }
}
