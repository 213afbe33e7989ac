/** Labels of pictures as VOC and COCO write them, made of text. Pure; shared by the lab and `npm run evaluate`. */
import type { Box, Size } from '../contract';
import { clipBox } from '../math/boxes';
import { COCO_LABELS } from '../yolo/labels';

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

/** @returns COCO's name of a class; undefined where the detectors here have none. */
export function knownLabel(name: string): string | undefined {
  const label = Object.hasOwn(VOC_TO_COCO, name) ? VOC_TO_COCO[name] : name;
  return label !== undefined && KNOWN.has(label) ? label : undefined;
}

/** Frame pixels, right and bottom exclusive; NaN where the file has no number. */
export type Corners = readonly [left: number, top: number, right: number, bottom: number];

/** How a labelled box lies in its picture. */
export type BoxVerdict = 'inside' | 'clipped' | 'outside' | 'not-a-box';

/** @returns what of the box is in the picture; without area where it is `outside` or no box at all */
export function boxInside(corners: Corners, size: Size): { readonly box: Box; readonly verdict: BoxVerdict } {
  const [x, y, right, bottom] = corners;
  const whole: Box = { x, y, width: right - x, height: bottom - y };
  if (!corners.every(Number.isFinite)) return { box: { x: 0, y: 0, width: 0, height: 0 }, verdict: 'not-a-box' };
  const box = clipBox(whole, size);
  if (!(box.width > 0 && box.height > 0)) return { box, verdict: 'outside' };
  // Half a pixel is rounding; more is a fault worth telling.
  const isCut = box.width < whole.width - 1 || box.height < whole.height - 1;
  return { box, verdict: isCut ? 'clipped' : 'inside' };
}

export interface VocObject {
  /** VOC's own word. */
  readonly name: string;
  readonly corners: Corners;
  readonly difficult: boolean;
}

export interface VocLabels {
  readonly size: Size;
  /** The picture's own name; undefined where it is not said. */
  readonly filename: string | undefined;
  /** Where the annotation comes from; undefined where it is not said. */
  readonly database: string | undefined;
  readonly objects: readonly VocObject[];
}

/** Text of the first `<name>` element; VOC files are flat and small, so no XML parser is needed. */
function textOf(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>\\s*([^<]*?)\\s*</${name}>`).exec(xml)?.[1];
}

function numberOf(xml: string, name: string): number {
  return Number(textOf(xml, name) ?? NaN);
}

/** Corners in the files are 1-based and inclusive. @returns undefined where there is no size: it is no VOC annotation. */
export function parseVoc(xml: string): VocLabels | undefined {
  const size = { width: numberOf(xml, 'width'), height: numberOf(xml, 'height') };
  if (!(size.width > 0 && size.height > 0)) return undefined;
  // Parts (head, hands) have names and boxes of their own.
  const whole = xml.replace(/<part>[\s\S]*?<\/part>/g, '');
  const objects = [...whole.matchAll(/<object>[\s\S]*?<\/object>/g)].map(([object]): VocObject => ({
    name: textOf(object, 'name') ?? '',
    corners: [
      numberOf(object, 'xmin') - 1,
      numberOf(object, 'ymin') - 1,
      numberOf(object, 'xmax'),
      numberOf(object, 'ymax'),
    ],
    difficult: textOf(object, 'difficult') === '1',
  }));
  return { size, filename: textOf(xml, 'filename'), database: textOf(xml, 'database'), objects };
}

export interface CocoImage {
  readonly id: number;
  readonly file_name: string;
  readonly width: number;
  readonly height: number;
}

export interface CocoAnnotation {
  readonly image_id: number;
  readonly category_id: number;
  /** x, y, width, height. */
  readonly bbox: readonly [number, number, number, number];
  readonly iscrowd?: number;
  readonly area?: number;
}

export interface CocoLabels {
  readonly images: readonly CocoImage[];
  readonly annotations: readonly CocoAnnotation[];
  /** Name of each category's id. */
  readonly names: ReadonlyMap<number, string>;
  /** Entries that are none: no id, no name, no box of four numbers. */
  readonly odd: readonly string[];
}

/** @param json parsed. @returns undefined where it is not in COCO format (images, annotations and categories wanted). */
export function readCocoLabels(json: unknown): CocoLabels | undefined {
  const { images, annotations, categories } = record(json);
  if (!Array.isArray(images) || !Array.isArray(annotations) || !Array.isArray(categories)) return undefined;
  const odd: string[] = [];
  const only = <T>(kind: string, list: readonly unknown[], isOne: (value: Record<string, unknown>) => boolean): T[] =>
    list.filter((one, i): one is T => {
      if (isOne(record(one))) return true;
      odd.push(`${kind} ${i}: ${shortly(one)}`);
      return false;
    });
  const number = (value: unknown): boolean => Number.isFinite(value);
  const named = only<{ id: number; name: string }>(
    'category',
    categories,
    ({ id, name }) => number(id) && typeof name === 'string',
  );
  return {
    images: only<CocoImage>(
      'image',
      images,
      ({ id, file_name: file, width, height }) =>
        number(id) && typeof file === 'string' && Number(width) > 0 && Number(height) > 0,
    ),
    annotations: only<CocoAnnotation>(
      'annotation',
      annotations,
      ({ image_id: image, category_id: category, bbox }) =>
        number(image) && number(category) && Array.isArray(bbox) && bbox.length === 4 && bbox.every(number),
    ),
    names: new Map(named.map(({ id, name }) => [id, name])),
    odd,
  };
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function shortly(value: unknown): string {
  return String(JSON.stringify(value)).slice(0, 120);
}
