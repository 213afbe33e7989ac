import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isValidation, Remarks } from '../../../../models/tools/exam/exam';
import { readExam, type ReadOptions } from '../../../../models/tools/exam/read-exam';

const PLAIN: ReadOptions = { masks: undefined, nobody: false, database: undefined, names: {} };

let root = '';
let told: string[] = [];
let remarks = new Remarks();

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sightline-exam-'));
  told = [];
  remarks = new Remarks((line) => told.push(line));
});
afterEach(() => rm(root, { recursive: true }));

async function put(path: string, text = ''): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

function vocXml(objects: string, database = 'D'): string {
  return `<annotation><source><database>${database}</database></source><size><width>100</width><height>80</height></size>${objects}</annotation>`;
}
function vocObject(name: string, corners: readonly number[], more = ''): string {
  const [x1, y1, x2, y2] = corners;
  return `<object><name>${name}</name>${more}<bndbox><xmin>${x1}</xmin><ymin>${y1}</ymin><xmax>${x2}</xmax><ymax>${y2}</ymax></bndbox></object>`;
}

describe('a VOC folder', () => {
  it('gives boxes from its 1-based inclusive corners, under COCO names', async () => {
    await put('JPEGImages/a.jpg');
    const part =
      '<part><name>head</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></part>';
    await put(
      'Annotations/a.xml',
      vocXml(
        vocObject('sofa', [1, 1, 50, 40], `<difficult>1</difficult>${part}`) + vocObject('person', [11, 21, 30, 60]),
      ),
    );
    const exam = await readExam(root, PLAIN, remarks);
    expect(exam.kind).toBe('boxes');
    expect(exam.pictures).toEqual([
      {
        id: 'a',
        path: join(root, 'JPEGImages/a.jpg'),
        things: [
          { label: 'couch', box: { x: 0, y: 0, width: 50, height: 40 }, difficult: true },
          { label: 'person', box: { x: 10, y: 20, width: 20, height: 40 }, difficult: false },
        ],
      },
    ]);
    expect(told).toEqual([]);
  });

  it('names boxes it cannot use, clips those that leave the picture, leaves out absent pictures', async () => {
    await put('JPEGImages/a.jpg');
    await put(
      'Annotations/a.xml',
      vocXml(
        vocObject('unicorn', [1, 1, 9, 9]) + vocObject('cat', [200, 1, 300, 9]) + vocObject('dog', [51, 1, 300, 9]),
      ),
    );
    await put('Annotations/b.xml', vocXml(vocObject('cat', [1, 1, 9, 9])));
    await put('Annotations/c.xml', 'not xml at all');
    const exam = await readExam(root, PLAIN, remarks);
    expect(exam.pictures).toMatchObject([{ things: [{ label: 'dog', box: { x: 50, y: 0, width: 50, height: 9 } }] }]);
    expect(told.join('\n')).toMatch(
      /a\.xml: class 'unicorn'[\s\S]*a\.xml: the box 199 0 300 9 of a cat[\s\S]*leaves the picture; clipped[\s\S]*b\.jpg: absent[\s\S]*c\.xml: not a VOC/,
    );
  });

  it('keeps one database when told to', async () => {
    for (const [name, database] of [
      ['a', 'D'],
      ['b', 'E'],
    ] as const) {
      await put(`JPEGImages/${name}.jpg`);
      await put(`Annotations/${name}.xml`, vocXml('', database));
    }
    expect((await readExam(root, { ...PLAIN, database: 'E' }, remarks)).pictures).toMatchObject([{ id: 'b' }]);
  });
});

describe('a COCO folder', () => {
  const coco = {
    images: [
      { id: 7, file_name: 'x.jpg', width: 100, height: 80 },
      { id: 8, file_name: 'gone.jpg', width: 100, height: 80 },
    ],
    categories: [{ id: 3, name: 'cup' }],
    annotations: [
      { image_id: 7, category_id: 3, bbox: [10, 20, 30, 40] },
      { image_id: 7, category_id: 3, bbox: [0, 0, 100, 80], iscrowd: 1 },
    ],
  };

  it('gives boxes and crowds', async () => {
    await put('val/x.jpg');
    await put('annotations/instances_val.json', JSON.stringify(coco));
    const exam = await readExam(root, PLAIN, remarks);
    expect(exam.pictures).toEqual([
      {
        id: 'x',
        path: join(root, 'val/x.jpg'),
        things: [
          { label: 'cup', box: { x: 10, y: 20, width: 30, height: 40 }, difficult: false },
          { label: 'cup', box: { x: 0, y: 0, width: 100, height: 80 }, difficult: true, crowd: true },
        ],
      },
    ]);
    expect(told).toEqual(['gone.jpg: absent; left out']);
  });

  it('says what is wrong with its file', async () => {
    await put('instances.json', '{');
    await expect(readExam(root, PLAIN, remarks)).rejects.toThrow(/instances\.json: not JSON/);
    await put('instances.json', '{"images": []}');
    await expect(readExam(root, PLAIN, remarks)).rejects.toThrow(/not in COCO format/);
    await put('instances_2.json', '{}');
    await expect(readExam(root, PLAIN, remarks)).rejects.toThrow(/several annotation files/);
  });
});

describe('other folders', () => {
  it('pair pictures with masks by name', async () => {
    await put('Training_Images/1.jpg');
    await put('Training_Images/2.jpg');
    await put('Ground_Truth/1.png');
    const exam = await readExam(root, PLAIN, remarks);
    expect(exam).toMatchObject({ kind: 'masks', pictures: [{ id: '1', mask: join(root, 'Ground_Truth/1.png') }] });
    expect(told).toEqual([expect.stringMatching(/2\.jpg: no mask named 2/)]);
  });

  it('take masks from where they are told to, and do without for nobody', async () => {
    await put('a/1.jpg');
    await put('b/1.png');
    expect(await readExam(join(root, 'a'), { ...PLAIN, masks: join(root, 'b') }, remarks)).toMatchObject({
      pictures: [{ mask: join(root, 'b/1.png') }],
    });
    expect(await readExam(join(root, 'a'), { ...PLAIN, nobody: true }, remarks)).toMatchObject({
      kind: 'masks',
      pictures: [{ id: '1' }],
    });
    await expect(readExam(join(root, 'a'), { ...PLAIN, masks: join(root, 'c') }, remarks)).rejects.toThrow(
      /--masks .*no such folder/,
    );
  });

  it('name pictures by their class folder, by WordNet and by --names', async () => {
    await put('train/n01/images/a.JPEG');
    await put('train/n02/images/b.JPEG');
    await mkdir(join(root, 'train/n03'));
    await put('words.txt', 'n01\ttabby, tabby cat\nn02\tcup\n');
    const exam = await readExam(join(root, 'train'), { ...PLAIN, names: { n02: 'mug' } }, remarks);
    expect(exam).toMatchObject({
      kind: 'names',
      pictures: [{ names: ['n01', 'tabby', 'tabby cat'] }, { names: ['mug'] }],
    });
    expect(told).toEqual([expect.stringMatching(/n03: no picture in it/)]);
  });

  it('read Tiny-ImageNet’s validation', async () => {
    await put('val/val_annotations.txt', 'val_0.JPEG\tn01\t0\t0\t9\t9\n');
    expect(await readExam(join(root, 'val'), PLAIN, remarks)).toMatchObject({
      kind: 'names',
      pictures: [{ id: 'val_0', path: join(root, 'val/images/val_0.JPEG'), names: ['n01'] }],
    });
  });

  it('in no layout, empty or missing stop the run with a next step', async () => {
    await expect(readExam(join(root, 'nowhere'), PLAIN, remarks)).rejects.toThrow(/no such folder/);
    await put('flat/a.jpg');
    await expect(readExam(join(root, 'flat'), PLAIN, remarks)).rejects.toThrow(
      /1 pictures, but no annotations.*--nobody/,
    );
    await put('empty/cat/readme.txt');
    await expect(readExam(join(root, 'empty'), PLAIN, remarks)).rejects.toThrow(/not one picture could be used/);
    await put('list.csv');
    await expect(readExam(join(root, 'list.csv'), PLAIN, remarks)).rejects.toThrow(/\.json or a joined \.jsonl/);
  });

  it('read the joined list of the training tools', async () => {
    await put(
      'list.jsonl',
      `${JSON.stringify({ id: '1', img: 'p/1.jpg', w: 100, h: 80, boxes: [[1, 2, 11, 22, 'tvmonitor', 1]] })}\n`,
    );
    expect(await readExam(join(root, 'list.jsonl'), PLAIN, remarks)).toMatchObject({
      pictures: [
        {
          id: '1',
          path: join(root, 'p/1.jpg'),
          things: [{ label: 'tv', box: { x: 1, y: 2, width: 10, height: 20 }, difficult: true }],
        },
      ],
    });
  });
});

it('splits by sha1, as the training does', () => {
  // From Python: int(hashlib.sha1(id.encode()).hexdigest(), 16) % 10 == 0.
  const ids = Array.from({ length: 60 }, (_, i) => String(i).padStart(6, '0'));
  expect(ids.filter(isValidation)).toEqual(['000015', '000039', '000051']);
});

it('tells the first remarks of a kind and counts the rest', () => {
  for (let i = 0; i < 9; i++) remarks.add('things', `thing ${i}`);
  expect(told).toHaveLength(6);
  expect(remarks.lines()).toEqual(['9 things']);
});
