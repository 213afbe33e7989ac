/** A labelled set in COCO's or VOC's format, as a folder or a zip. What is odd in it is left out, counted and told, never guessed. */
import {
  boxInside,
  knownLabel,
  parseVoc,
  readCocoLabels,
  type Corners,
  type VocLabels,
} from '../../../../models/metrics/label-files';
import type { Size } from '../../../../models/contract';
import type { Truth } from '../../../../models/metrics/sheet';
import { SourceError, type LabSource } from '../source';
import { matchPictures, type LabelledEntry } from './match-pictures';
import { baseOf, stepsOf, openArchive, stemOf, type Archive, type PathFile } from './archive';
import { openPictures, type LabPicture } from './pictures';
import { Remarks } from './remarks';

const PICTURE = /\.(jpe?g|png|webp|avif|gif|bmp)$/i;
const COCO_NAME = /^(instances|_annotations).*\.json$/i;
/** Label files read at a time: all of VOC2012's 17,125 at once are too much for a small device. */
const SHEETS_AT_ONCE = 64;

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
  const entries = labels.images.map(({ file_name: name }) => ({ name, from: path, key: baseOf(name) }));
  const found = picturesOf(files, entries, baseOf, remarks);
  return labels.images.flatMap((image, i): LabPicture[] => {
    const picture = found[i];
    if (!picture) return [];
    return [{ name: image.file_name, read: picture.read, size: sizeOf(image), truths: truths.get(image.id) ?? [] }];
  });
}

async function vocPictures({ files }: Archive, paths: readonly string[], remarks: Remarks): Promise<LabPicture[]> {
  const sheets: { readonly path: string; readonly labels: VocLabels | undefined }[] = [];
  const xml = paths.filter((path) => /\.xml$/i.test(path));
  for (let i = 0; i < xml.length; i += SHEETS_AT_ONCE) {
    const some = xml.slice(i, i + SHEETS_AT_ONCE);
    const read = async (path: string) => ({ path, labels: await textOf(files, path).then(parseVoc, () => undefined) });
    sheets.push(...(await Promise.all(some.map(read))));
  }
  const entries = sheets.map(({ path, labels }) => ({
    name: namedIn(path, labels),
    written: labels?.filename ?? '',
    from: path,
    key: stemOf(path),
  }));
  const found = picturesOf(files, entries, stemOf, remarks);
  return sheets.flatMap(({ path, labels }, i): LabPicture[] => {
    const picture = found[i];
    if (!picture) return [];
    if (!labels) {
      remarks.add('unreadable', `${path}: no VOC annotation (no size)`);
      return [];
    }
    const { size, objects } = labels;
    const truths = objects.flatMap(({ name, corners, difficult }): Truth[] => {
      const truth = truthOf(name, corners, { name: picture.path, size }, remarks);
      return truth ? [difficult ? { ...truth, ignored: true } : truth] : [];
    });
    return [{ name: baseOf(picture.path), read: picture.read, size, truths }];
  });
}

/** As if it lay beside its labels: where folders of labels and of pictures mirror each other, the ends of their paths agree. */
function namedIn(path: string, labels: VocLabels | undefined): string {
  const { filename } = labels ?? {};
  return filename ? [...stepsOf(path).slice(0, -1), filename].join('/') : '';
}

interface MatchedPicture {
  readonly path: string;
  readonly read: () => Promise<Blob>;
}

/** The picture of each entry, undefined with a remark where there is none; and a remark on each picture without labels. */
function picturesOf(
  files: Archive['files'],
  entries: readonly (LabelledEntry & { readonly written?: string })[],
  keyOf: (path: string) => string,
  remarks: Remarks,
): (MatchedPicture | undefined)[] {
  const pictures = [...files.keys()].filter((path) => PICTURE.test(path)).sort();
  const { matches, unlabelled } = matchPictures(entries, pictures, keyOf);
  for (const path of unlabelled) remarks.add('unlabelled', path);
  return matches.map((match, i) => {
    const { name = '', from = '', written = name } = entries[i] ?? {};
    const told = written ? `${written}, of ${from}` : `${from}, which names none`;
    const read = typeof match === 'string' ? undefined : files.get(match.path);
    if (typeof match === 'object' && read) return { path: match.path, read };
    remarks.add(match === 'ambiguous' ? 'duplicate' : 'absent', told);
    return undefined;
  });
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
