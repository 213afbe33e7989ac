/** Labelled sets, whole and odd: what is wrong is left out, counted and told. */
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { openArchive } from '../../../../../src/lab/compare/sources/archive';
import { labelledPictures, labelledSource } from '../../../../../src/lab/compare/sources/labelled';
import { matchPictures } from '../../../../../src/lab/compare/sources/match-pictures';
import { Remarks } from '../../../../../src/lab/compare/sources/remarks';

const fileAt = (path: string, content: string | Uint8Array<ArrayBuffer> = '') => ({
  path,
  file: new File([content], path.split('/').at(-1) ?? ''),
});

const COCO = {
  images: [
    { id: 1, file_name: 'a.jpg', width: 100, height: 80 },
    { id: 2, file_name: 'sub/b.jpg', width: 100, height: 80 },
    { id: 3, file_name: 'gone.jpg', width: 100, height: 80 },
  ],
  categories: [
    { id: 7, name: 'cat' },
    { id: 8, name: 'unicorn' },
    { id: 9, name: 'sofa' },
  ],
  annotations: [
    { image_id: 1, category_id: 7, bbox: [10, 10, 20, 20], area: 300, iscrowd: 0 },
    { image_id: 1, category_id: 9, bbox: [90, 70, 40, 40], iscrowd: 1 },
    { image_id: 1, category_id: 8, bbox: [0, 0, 5, 5] },
    { image_id: 2, category_id: 7, bbox: [200, 0, 5, 5] },
    { image_id: 2, category_id: 7, bbox: [0, 0, 'x', 5] },
    { image_id: 99, category_id: 7, bbox: [0, 0, 5, 5] },
  ],
};

async function read(files: Parameters<typeof openArchive>[0]) {
  const remarks = new Remarks();
  const pictures = await labelledPictures(await openArchive(files), remarks);
  return { pictures, counts: Object.fromEntries(remarks.list().map(({ kind, count }) => [kind, count])), remarks };
}

const cocoSet = (json: string) => [
  fileAt('set/annotations/instances_val.json', json),
  fileAt('set/a.jpg'),
  fileAt('set/images/sub/b.jpg'),
  fileAt('set/.DS_Store'),
  fileAt('set/c.jpg'),
  fileAt('set/other/a.jpg'),
];

describe('a COCO folder', () => {
  it('gives pictures with their objects, and counts what is odd', async () => {
    const { pictures, counts, remarks } = await read(cocoSet(JSON.stringify(COCO)));
    expect(pictures.map(({ name, size, truths }) => ({ name, size, truths }))).toEqual([
      {
        name: 'a.jpg',
        size: { width: 100, height: 80 },
        truths: [
          { label: 'cat', box: { x: 10, y: 10, width: 20, height: 20 }, area: 300 },
          { label: 'couch', box: { x: 90, y: 70, width: 10, height: 10 }, crowd: true },
        ],
      },
      { name: 'sub/b.jpg', size: { width: 100, height: 80 }, truths: [] },
    ]);
    expect(counts).toEqual({
      'unknown-class': 1,
      clipped: 1,
      outside: 1,
      'not-a-box': 1,
      absent: 2,
      // c.jpg, and the a.jpg in another folder: the labels' own is nearer to them.
      unlabelled: 2,
    });
    expect(remarks.list().find(({ kind }) => kind === 'unknown-class')?.examples).toEqual(["'unicorn' in a.jpg"]);
  });

  it.each([
    ['{"images":', /is not JSON/],
    ['{"images":[]}', /not in COCO format: images, annotations and categories/],
    ['[]', /not in COCO format/],
  ])('whose labels are %s is refused', async (json, words) => {
    await expect(read(cocoSet(json))).rejects.toThrow(words);
  });

  it('with one name in two folders gives each picture its own labels', async () => {
    const image = (id: number, name: string) => ({ id, file_name: name, width: 100, height: 80 });
    const box = (id: number, x: number) => ({ image_id: id, category_id: 7, bbox: [x, 0, 10, 10] });
    const json = JSON.stringify({
      images: [image(1, 'train/0001.jpg'), image(2, 'val\\0001.jpg'), image(3, './elsewhere/0001.jpg')],
      categories: COCO.categories,
      annotations: [box(1, 10), box(2, 20), box(3, 30)],
    });
    const { pictures, counts, remarks } = await read([
      fileAt('set/instances.json', json),
      fileAt('set/images/train/0001.jpg', 'of train'),
      fileAt('set/images/val/0001.jpg', 'of val'),
    ]);
    const seen = pictures.map(async ({ truths, read: open }) => [truths?.[0]?.box.x, await (await open()).text()]);
    expect(await Promise.all(seen)).toEqual([
      [10, 'of train'],
      [20, 'of val'],
    ]);
    expect(counts).toEqual({ duplicate: 1 });
    expect(remarks.list()[0]?.examples).toEqual(['./elsewhere/0001.jpg, of set/instances.json']);
  });

  it('whose paths do not tell two pictures apart leaves both out', async () => {
    const images = [{ id: 1, file_name: 'a.jpg', width: 100, height: 80 }];
    const json = JSON.stringify({ ...COCO, images, annotations: [] });
    const alike = [fileAt('s/labels/instances.json', json), fileAt('s/one/a.jpg'), fileAt('s/two/a.jpg')];
    const { pictures, counts } = await read(alike);
    expect(pictures).toEqual([]);
    expect(counts).toEqual({ duplicate: 1 });
  });

  it('with a list of tens of thousands is matched at once', () => {
    const paths = Array.from({ length: 20_000 }, (_, i) => `set/scene-${i}/rgb.png`);
    const entries = paths.map((path) => ({ name: path.slice(4), from: 'set/instances.json', key: 'rgb.png' }));
    const start = performance.now();
    const { matches } = matchPictures(entries, paths, () => 'rgb.png');
    // Each with each would be minutes.
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(matches).toEqual(paths.map((path) => ({ path })));
  });

  it('with several label files asks which', async () => {
    const two = [fileAt('s/instances_a.json', '{}'), fileAt('s/instances_b.json', '{}')];
    await expect(read(two)).rejects.toThrow(/several label files \(instances_a.json, instances_b.json\)/);
  });

  it('without one usable picture says why', async () => {
    const none = { ...COCO, images: COCO.images.slice(2) };
    await expect(labelledSource(cocoSet(JSON.stringify(none)))).rejects.toThrow(
      /Not one picture of set has usable labels: .*labelled pictures that are not there/,
    );
  });
});

const VOC = `<annotation><source><database>x</database></source><size><width>50</width><height>40</height><depth>3</depth></size>
<object><name>person</name><difficult>0</difficult><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>50</xmax><ymax>40</ymax></bndbox>
<part><name>head</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>5</xmax><ymax>5</ymax></bndbox></part></object>
<object><name>tvmonitor</name><difficult>1</difficult><bndbox><xmin>11</xmin><ymin>11</ymin><xmax>20</xmax><ymax>20</ymax></bndbox></object>
<object><name>cat</name><bndbox><xmin>much</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></object></annotation>`;

describe('a VOC folder', () => {
  const files = [
    fileAt('VOC/Annotations/1.xml', VOC),
    fileAt('VOC/Annotations/2.xml', '<annotation></annotation>'),
    fileAt('VOC/Annotations/3.xml', VOC),
    fileAt('VOC/JPEGImages/1.jpg'),
    fileAt('VOC/JPEGImages/2.jpg'),
    fileAt('VOC/JPEGImages/4.jpg'),
  ];

  it('gives pictures with their objects: 1-based inclusive corners, parts no objects, the difficult ignored', async () => {
    const { pictures, counts } = await read(files);
    expect(pictures.map(({ name, truths }) => ({ name, truths }))).toEqual([
      {
        name: '1.jpg',
        truths: [
          { label: 'person', box: { x: 0, y: 0, width: 50, height: 40 } },
          { label: 'tv', box: { x: 10, y: 10, width: 10, height: 10 }, ignored: true },
        ],
      },
    ]);
    expect(counts).toEqual({ 'not-a-box': 1, unreadable: 1, absent: 1, unlabelled: 1 });
  });
});

describe('VOC folders of two years', () => {
  const sheet = (filename: string, x: number): string =>
    `<annotation><filename>${filename}</filename><size><width>50</width><height>40</height></size>
    <object><name>cat</name><bndbox><xmin>${x + 1}</xmin><ymin>1</ymin><xmax>20</xmax><ymax>20</ymax></bndbox></object></annotation>`;

  it('each keep to their own pictures, and masks beside them are no pictures of theirs', async () => {
    const { pictures, counts } = await read([
      fileAt('VOC2007/Annotations/1.xml', sheet('1.jpg', 7)),
      fileAt('VOC2012/Annotations/1.xml', sheet('1.jpg', 12)),
      fileAt('VOC2007/JPEGImages/1.jpg', 'of 2007'),
      fileAt('VOC2007/SegmentationClass/1.png'),
      fileAt('VOC2012/JPEGImages/1.jpg', 'of 2012'),
    ]);
    const seen = pictures.map(async ({ truths, read: open }) => [truths?.[0]?.box.x, await (await open()).text()]);
    expect(await Promise.all(seen)).toEqual([
      [7, 'of 2007'],
      [12, 'of 2012'],
    ]);
    expect(counts).toEqual({ unlabelled: 1 });
  });

  it('may mirror each other’s folders', async () => {
    const { pictures } = await read([
      fileAt('set/annotations/train/1.xml', sheet('1.jpg', 7)),
      fileAt('set/annotations/val/1.xml', sheet('1.jpg', 12)),
      fileAt('set/images/train/1.jpg', 'of train'),
      fileAt('set/images/val/1.jpg', 'of val'),
    ]);
    const seen = pictures.map(async ({ truths, read: open }) => [truths?.[0]?.box.x, await (await open()).text()]);
    expect(await Promise.all(seen)).toEqual([
      [7, 'of train'],
      [12, 'of val'],
    ]);
  });
});

describe('a zip', () => {
  const packed = zipSync({
    'set/instances.json': strToU8(JSON.stringify(COCO)),
    'set/a.jpg': strToU8('picture a'),
    '__MACOSX/set/._a.jpg': strToU8('odd'),
  }) as Uint8Array<ArrayBuffer>;

  it('is read file by file', async () => {
    const { pictures } = await read([fileAt('labels.zip', packed)]);
    expect(pictures.map(({ name }) => name)).toEqual(['a.jpg']);
    expect(await (await pictures[0]?.read())?.text()).toBe('picture a');
  });

  it('that is broken, empty or none at all is refused with the next step', async () => {
    await expect(read([fileAt('x.zip', 'no zip')])).rejects.toThrow(/x.zip is no zip, or a broken one .*unpack it/);
    await expect(read([fileAt('x.zip', packed.slice(0, packed.length - 30))])).rejects.toThrow(/broken/);
    const empty = zipSync({}) as Uint8Array<ArrayBuffer>;
    await expect(read([fileAt('x.zip', empty)])).rejects.toThrow(/There is no file in x.zip|no zip, or a broken one/);
  });

  it('with a damaged picture gives the others', async () => {
    const hurt = packed.slice();
    // Within the deflated or stored bytes of the first file, far from the list at the end.
    hurt.fill(0xff, 45, 60);
    const archive = await openArchive([fileAt('x.zip', hurt)]);
    const picture = archive.files.get('set/a.jpg');
    expect(await (await picture?.())?.text()).toBe('picture a');
  });
});

describe('what is none of these', () => {
  it('is told apart', async () => {
    await expect(read([])).rejects.toThrow(/Choose a folder/);
    await expect(read([fileAt('p/a.jpg'), fileAt('p/b.png')])).rejects.toThrow(/p has 2 pictures, but no labels/);
  });
});
