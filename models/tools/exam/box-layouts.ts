/** Pictures with boxes: VOC folders, COCO folders, and the joined list of `models/training/join_voc.py`. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Size } from '../../contract';
import {
  boxInside,
  knownLabel,
  parseVoc,
  readCocoLabels,
  type CocoAnnotation,
  type Corners,
} from '../../metrics/label-files';
import { Complaint } from '../complaint';
import { exists, filesBelow, stemOf } from '../folders';
import type { BoxPicture, Remarks, Thing } from './exam';

/** The thing, or undefined with a remark: unknown class, or no area inside the picture. */
function thingOf(
  name: string,
  corners: Corners,
  difficult: boolean,
  where: { path: string; size: Size },
  remarks: Remarks,
): Thing[] {
  const label = knownLabel(name);
  if (label === undefined) {
    remarks.add(
      `boxes of classes no detector here knows, left out`,
      `${where.path}: class '${name}' is not one of COCO's 80; its box is left out`,
    );
    return [];
  }
  const { box, verdict } = boxInside(corners, where.size);
  if (verdict === 'outside' || verdict === 'not-a-box') {
    remarks.add(
      'boxes without area in their picture, left out',
      `${where.path}: the box ${corners.join(' ')} of a ${label} has no area in the picture`,
    );
    return [];
  }
  if (verdict === 'clipped') {
    remarks.add(
      'boxes that leave their picture, clipped',
      `${where.path}: the box ${corners.join(' ')} of a ${label} leaves the picture; clipped`,
    );
  }
  return [{ label, box, difficult }];
}

/** @param database keeps only annotations of this source. */
export async function readVocFolder(
  root: string,
  database: string | undefined,
  remarks: Remarks,
): Promise<BoxPicture[]> {
  const pictures: BoxPicture[] = [];
  for (const name of (await readdir(join(root, 'Annotations'))).filter((n) => n.endsWith('.xml')).sort()) {
    const annotation = join(root, 'Annotations', name);
    const labels = parseVoc(await readFile(annotation, 'utf8'));
    if (!labels) {
      remarks.add('annotations that do not read, left out', `${annotation}: not a VOC annotation (no size); left out`);
      continue;
    }
    const { size, objects } = labels;
    if (database !== undefined && labels.database !== database) {
      remarks.add(`annotations of another database, left out`, `${annotation}: not of '${database}'; left out`);
      continue;
    }
    const path = join(root, 'JPEGImages', `${stemOf(name)}.jpg`);
    if (!(await exists(path))) {
      remarks.add('annotated pictures that are absent, left out', `${path}: absent; left out`);
      continue;
    }
    const things = objects.flatMap((object) =>
      thingOf(object.name, object.corners, object.difficult, { path: annotation, size }, remarks),
    );
    pictures.push({ id: stemOf(name), path, things });
  }
  return pictures;
}

/** The annotation file of a COCO folder: `instances*.json` or `_annotations*.json` at any depth, else the one JSON file in it. */
export async function cocoAnnotations(root: string): Promise<string | undefined> {
  const json = (await filesBelow(root)).filter((f) => f.endsWith('.json'));
  const named = json.filter((f) => /^(instances|_annotations).*\.json$/.test(basename(f)));
  const found = named.length > 0 ? named : json.filter((f) => dirname(f) === root);
  if (found.length > 1)
    throw new Complaint(
      `${root}: several annotation files (${found.map((f) => basename(f)).join(', ')}); give one as --data FILE.json.`,
    );
  return found[0];
}

export async function readCoco(annotations: string, remarks: Remarks): Promise<BoxPicture[]> {
  const root = dirname(annotations);
  const coco = readCocoLabels(parseJson<unknown>(annotations, await readFile(annotations, 'utf8')));
  if (!coco) throw new Complaint(`${annotations}: not in COCO format (images, annotations and categories wanted).`);
  for (const one of coco.odd) remarks.add('entries that are no labels, left out', `${annotations}: ${one}; left out`);
  // The picture may lie beside the file, below it or beside its folder.
  const files = new Map(
    (await filesBelow(basename(root) === 'annotations' ? dirname(root) : root)).map((f) => [basename(f), f]),
  );
  const { names } = coco;
  const annotationsOf = new Map<number, CocoAnnotation[]>();
  for (const a of coco.annotations) {
    const same = annotationsOf.get(a.image_id);
    if (same) same.push(a);
    else annotationsOf.set(a.image_id, [a]);
  }
  return coco.images.flatMap((image) => {
    const path = files.get(basename(image.file_name));
    if (path === undefined) {
      remarks.add('annotated pictures that are absent, left out', `${image.file_name}: absent; left out`);
      return [];
    }
    const things = (annotationsOf.get(image.id) ?? []).flatMap((a) => {
      const [x, y, width, height] = a.bbox;
      return thingOf(
        names.get(a.category_id) ?? `category ${a.category_id}`,
        [x, y, x + width, y + height],
        a.iscrowd === 1,
        { path, size: image },
        remarks,
      ).map((thing) => ({
        ...thing,
        ...(a.iscrowd === 1 ? { crowd: true } : {}),
        ...(a.area !== undefined && a.area > 0 ? { area: a.area } : {}),
      }));
    });
    return [{ id: stemOf(image.file_name), path, things }];
  });
}

interface JoinedLine {
  readonly id: string;
  readonly img: string;
  readonly w: number;
  readonly h: number;
  readonly boxes: readonly (readonly [number, number, number, number, string, number])[];
}

/** One JSON object a line: id, img (below the list's folder), w, h, boxes [x1,y1,x2,y2,class,difficult]. */
export async function readJoinedList(list: string, remarks: Remarks): Promise<BoxPicture[]> {
  const lines = (await readFile(list, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const { id, img, w, h, boxes } = parseJson<JoinedLine>(list, line);
    const path = join(dirname(list), img);
    const where = { path, size: { width: w, height: h } };
    return {
      id,
      path,
      things: boxes.flatMap(([x1, y1, x2, y2, name, difficult]) =>
        thingOf(name, [x1, y1, x2, y2], difficult !== 0, where, remarks),
      ),
    };
  });
}

function parseJson<T>(path: string, text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new Complaint(`${path}: not JSON (${error instanceof Error ? error.message : String(error)}).`);
  }
}
