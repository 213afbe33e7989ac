/** Pictures with boxes: VOC folders, COCO folders, and the joined list of `models/training/join_voc.py`. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Box, Size } from '../../contract';
import { clipBox } from '../../math/boxes';
import { COCO_LABELS } from '../../yolo/labels';
import { Complaint } from '../complaint';
import { exists, filesBelow, stemOf } from '../folders';
import type { BoxPicture, Remarks, Thing } from './exam';

/** VOC's names where they are not COCO's. */
const VOC_TO_COCO: Readonly<Record<string, string>> = {
  aeroplane: 'airplane',
  diningtable: 'dining table',
  motorbike: 'motorcycle',
  pottedplant: 'potted plant',
  sofa: 'couch',
  tvmonitor: 'tv',
};
const KNOWN = new Set(COCO_LABELS);

/** `x2 y2` exclusive, frame pixels. */
type Corners = readonly [number, number, number, number];

/** The thing, or undefined with a remark: unknown class, or no area inside the picture. */
function thingOf(
  name: string,
  corners: Corners,
  difficult: boolean,
  where: { path: string; size: Size },
  remarks: Remarks,
): Thing[] {
  const label = VOC_TO_COCO[name] ?? name;
  if (!KNOWN.has(label)) {
    remarks.add(
      `boxes of classes no detector here knows, left out`,
      `${where.path}: class '${name}' is not one of COCO's 80; its box is left out`,
    );
    return [];
  }
  const [x1, y1, x2, y2] = corners;
  const box: Box = { x: x1, y: y1, width: x2 - x1, height: y2 - y1 };
  const inside = clipBox(box, where.size);
  if (!(inside.width > 0 && inside.height > 0)) {
    remarks.add(
      'boxes without area in their picture, left out',
      `${where.path}: the box ${corners.join(' ')} of a ${label} has no area in the picture`,
    );
    return [];
  }
  // Half a pixel is rounding; more is a fault worth telling.
  if (inside.width < box.width - 1 || inside.height < box.height - 1) {
    remarks.add(
      'boxes that leave their picture, clipped',
      `${where.path}: the box ${corners.join(' ')} of a ${label} leaves the picture; clipped`,
    );
  }
  return [{ label, box: inside, difficult }];
}

/** Text of the first `<name>` element; VOC files are flat and small, so no XML parser is needed. */
function textOf(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>\\s*([^<]*?)\\s*</${name}>`).exec(xml)?.[1];
}

function numberOf(xml: string, name: string): number {
  return Number(textOf(xml, name) ?? NaN);
}

/** @param database keeps only annotations of this source. Corners in the files are 1-based and inclusive. */
export async function readVocFolder(
  root: string,
  database: string | undefined,
  remarks: Remarks,
): Promise<BoxPicture[]> {
  const pictures: BoxPicture[] = [];
  for (const name of (await readdir(join(root, 'Annotations'))).filter((n) => n.endsWith('.xml')).sort()) {
    const annotation = join(root, 'Annotations', name);
    const xml = await readFile(annotation, 'utf8');
    if (database !== undefined && textOf(xml, 'database') !== database) {
      remarks.add(`annotations of another database, left out`, `${annotation}: not of '${database}'; left out`);
      continue;
    }
    const size = { width: numberOf(xml, 'width'), height: numberOf(xml, 'height') };
    if (!(size.width > 0 && size.height > 0)) {
      remarks.add('annotations that do not read, left out', `${annotation}: not a VOC annotation (no size); left out`);
      continue;
    }
    const path = join(root, 'JPEGImages', `${stemOf(name)}.jpg`);
    if (!(await exists(path))) {
      remarks.add('annotated pictures that are absent, left out', `${path}: absent; left out`);
      continue;
    }
    // Parts (head, hands) have names and boxes of their own.
    const whole = xml.replace(/<part>[\s\S]*?<\/part>/g, '');
    const things = [...whole.matchAll(/<object>[\s\S]*?<\/object>/g)].flatMap(([object]) => {
      const corners: Corners = [
        numberOf(object, 'xmin') - 1,
        numberOf(object, 'ymin') - 1,
        numberOf(object, 'xmax'),
        numberOf(object, 'ymax'),
      ];
      return thingOf(
        textOf(object, 'name') ?? '',
        corners,
        textOf(object, 'difficult') === '1',
        { path: annotation, size },
        remarks,
      );
    });
    pictures.push({ id: stemOf(name), path, things });
  }
  return pictures;
}

interface CocoFile {
  readonly images: readonly {
    readonly id: number;
    readonly file_name: string;
    readonly width: number;
    readonly height: number;
  }[];
  readonly categories: readonly { readonly id: number; readonly name: string }[];
  readonly annotations: readonly {
    readonly image_id: number;
    readonly category_id: number;
    readonly bbox: readonly [number, number, number, number];
    readonly iscrowd?: number;
    readonly area?: number;
  }[];
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
  const coco = parseJson<CocoFile>(annotations, await readFile(annotations, 'utf8'));
  if (!Array.isArray(coco.images) || !Array.isArray(coco.annotations) || !Array.isArray(coco.categories)) {
    throw new Complaint(`${annotations}: not in COCO format (images, annotations and categories wanted).`);
  }
  // The picture may lie beside the file, below it or beside its folder.
  const files = new Map(
    (await filesBelow(basename(root) === 'annotations' ? dirname(root) : root)).map((f) => [basename(f), f]),
  );
  const names = new Map(coco.categories.map((c) => [c.id, c.name]));
  const annotationsOf = new Map<number, CocoFile['annotations'][number][]>();
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
