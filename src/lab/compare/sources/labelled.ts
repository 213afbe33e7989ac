/** A labelled set in COCO's or VOC's format, as a folder or a zip. What is odd in it is left out, counted and told, never guessed. */
import { boxInside, knownLabel, parseVoc, readCocoLabels, type Corners } from '../../../../models/metrics/label-files';
import type { Size } from '../../../../models/contract';
import type { Truth } from '../../../../models/metrics/sheet';
import { SourceError, type LabSource } from '../source';
import { baseOf, openArchive, stemOf, type Archive, type PathFile } from './archive';
import { openPictures, type LabPicture } from './pictures';
import { Remarks } from './remarks';

const PICTURE = /\.(jpe?g|png|webp|avif|gif|bmp)$/i;
const COCO_NAME = /^(instances|_annotations).*\.json$/i;

/**
 * @param files of a folder, with their paths; or one zip
 * @throws SourceError where there are no labels, or not one usable picture with labels.
 */
export async function labelledSource(files: readonly PathFile[]): Promise<LabSource> {
  const archive = await openArchive(files);
  const remarks = new Remarks();
  const pictures = await labelledPictures(archive, remarks);
  if (pictures.length === 0) {
    const why = remarks.list().map(({ count, text, examples: [one] }) => `${count} ${text} (${one ?? ''})`);
    throw new SourceError(
      `Not one picture of ${archive.name} has usable labels: ${why.join('; ') || 'nothing is in it'}.`,
    );
  }
  return openPictures('labelled', archive.name, pictures, remarks);
}

/** @throws SourceError where the labels are in no format known. Exported for tests. */
export async function labelledPictures(archive: Archive, remarks: Remarks): Promise<LabPicture[]> {
  const paths = [...archive.files.keys()].sort();
  const annotations = cocoPath(paths, archive.name);
  if (annotations !== undefined) return cocoPictures(archive, annotations, remarks);
  if (paths.some((path) => /\.xml$/i.test(path))) return vocPictures(archive, paths, remarks);
  throw new SourceError(
    `${archive.name} has ${paths.filter((path) => PICTURE.test(path)).length} pictures, but no labels. Wanted: COCO's instances….json, or VOC's .xml files (Annotations and JPEGImages).`,
  );
}

function cocoPath(paths: readonly string[], where: string): string | undefined {
  const json = paths.filter((path) => /\.json$/i.test(path));
  const named = json.filter((path) => COCO_NAME.test(baseOf(path)));
  const found = named.length > 0 ? named : json;
  if (found.length > 1)
    throw new SourceError(
      `${where} has several label files (${found.slice(0, 5).map(baseOf).join(', ')}). Leave the one that is meant.`,
    );
  return found[0];
}

async function cocoPictures({ files, name }: Archive, path: string, remarks: Remarks): Promise<LabPicture[]> {
  const labels = readCocoLabels(parsed(await textOf(files, path), path));
  if (!labels)
    throw new SourceError(`${path} in ${name} is not in COCO format: images, annotations and categories are wanted.`);
  for (const one of labels.odd) remarks.add('not-a-box', one);
  const pictures = picturesByName([...files.keys()], baseOf, remarks);
  const truths = new Map<number, Truth[]>(labels.images.map(({ id }) => [id, []]));
  const sizes = new Map(labels.images.map((image) => [image.id, image]));
  for (const { image_id: id, category_id: category, bbox, iscrowd, area } of labels.annotations) {
    const image = sizes.get(id);
    if (!image) {
      remarks.add('absent', `a box of image ${id}, which is not in the list of images`);
      continue;
    }
    const [x, y, width, height] = bbox;
    const where = { name: image.file_name, size: image };
    const word = labels.names.get(category) ?? `category ${category}`;
    const truth = truthOf(word, [x, y, x + width, y + height], where, remarks);
    if (!truth) continue;
    truths.get(id)?.push({
      ...truth,
      ...(iscrowd === 1 ? { crowd: true } : {}),
      ...(typeof area === 'number' && area > 0 ? { area } : {}),
    });
  }
  const listed = new Set<string>();
  const found = labels.images.flatMap((image): LabPicture[] => {
    const picture = pictures.get(baseOf(image.file_name));
    const read = picture === undefined ? undefined : files.get(picture);
    if (!read) {
      remarks.add('absent', image.file_name);
      return [];
    }
    listed.add(baseOf(image.file_name));
    return [{ name: image.file_name, read, size: sizeOf(image), truths: truths.get(image.id) ?? [] }];
  });
  for (const one of pictures.keys()) if (!listed.has(one)) remarks.add('unlabelled', one);
  return found;
}

async function vocPictures({ files }: Archive, paths: readonly string[], remarks: Remarks): Promise<LabPicture[]> {
  const pictures = picturesByName(paths, stemOf, remarks);
  const found: LabPicture[] = [];
  const listed = new Set<string>();
  for (const path of paths.filter((one) => /\.xml$/i.test(one))) {
    const picture = pictures.get(stemOf(path));
    listed.add(stemOf(path));
    const read = picture === undefined ? undefined : files.get(picture);
    if (picture === undefined || !read) {
      remarks.add('absent', `${stemOf(path)}, of ${path}`);
      continue;
    }
    const labels = await textOf(files, path).then(parseVoc, () => undefined);
    if (!labels) {
      remarks.add('unreadable', `${path}: no VOC annotation (no size)`);
      continue;
    }
    const { size, objects } = labels;
    const truths = objects.flatMap(({ name, corners, difficult }): Truth[] => {
      const truth = truthOf(name, corners, { name: picture, size }, remarks);
      return truth ? [difficult ? { ...truth, ignored: true } : truth] : [];
    });
    found.push({ name: baseOf(picture), read, size, truths });
  }
  for (const one of pictures.keys()) if (!listed.has(one)) remarks.add('unlabelled', one);
  return found;
}

function picturesByName(
  paths: readonly string[],
  nameOf: (path: string) => string,
  remarks: Remarks,
): Map<string, string> {
  const pictures = new Map<string, string>();
  for (const path of paths) {
    if (!PICTURE.test(path)) continue;
    if (pictures.has(nameOf(path))) remarks.add('duplicate', path);
    else pictures.set(nameOf(path), path);
  }
  return pictures;
}

/** The object, or undefined with a remark: unknown class, no box, or no area inside the picture. */
function truthOf(
  word: string,
  corners: Corners,
  { name, size }: { readonly name: string; readonly size: Size },
  remarks: Remarks,
): Truth | undefined {
  const label = knownLabel(word);
  if (label === undefined) {
    remarks.add('unknown-class', `'${word}' in ${name}`);
    return undefined;
  }
  const told = `${name}: the box ${corners.map((v) => Math.round(v * 10) / 10).join(' ')} of a ${label}`;
  const { box, verdict } = boxInside(corners, size);
  if (verdict !== 'inside') remarks.add(verdict, told);
  return verdict === 'inside' || verdict === 'clipped' ? { label, box } : undefined;
}

function sizeOf({ width, height }: Size): Size {
  return { width, height };
}

async function textOf(files: Archive['files'], path: string): Promise<string> {
  return (await (files.get(path)?.() ?? Promise.reject(new Error('it is gone')))).text();
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SourceError(`${path} is not JSON (${error instanceof Error ? error.message : String(error)}).`);
  }
}
