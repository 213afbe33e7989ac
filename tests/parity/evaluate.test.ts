/** `npm run evaluate` on folders made here, with the weights that ship. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Complaint } from '../../models/tools/complaint';
import { evaluateCommand } from '../../models/tools/evaluate-command';

let folder = '';

interface Ran {
  readonly out: string;
  readonly err: string;
  /** Message of the complaint that ended it; empty where it went through. */
  readonly complaint: string;
}

async function evaluate(...args: readonly string[]): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const spies = [
    vi.spyOn(console, 'log').mockImplementation((line: unknown) => void out.push(String(line))),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0),
  ];
  const complaint = await evaluateCommand(args).then(
    () => '',
    (error: unknown) => (error instanceof Complaint ? error.message : `not a complaint: ${String(error)}`),
  );
  for (const spy of spies) spy.mockRestore();
  return { out: out.join('\n'), err: err.join(''), complaint };
}

async function flatPicture(path: string, background: string): Promise<void> {
  await sharp({ create: { width: 80, height: 60, channels: 3, background } }).toFile(path);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-evaluate-'));
  for (const name of [
    'masks/pictures',
    'masks/masks',
    'classes/orange',
    'classes/no such word',
    'boxes/JPEGImages',
    'boxes/Annotations',
  ]) {
    await mkdir(join(folder, name), { recursive: true });
  }
  await flatPicture(join(folder, 'masks/pictures/1.png'), '#888');
  await flatPicture(join(folder, 'masks/masks/1.png'), '#000');
  await flatPicture(join(folder, 'classes/orange/a.jpg'), '#f80');
  await flatPicture(join(folder, 'classes/no such word/b.jpg'), '#08f');
  await writeFile(join(folder, 'classes/orange/broken.jpg'), 'not a picture');
  await flatPicture(join(folder, 'boxes/JPEGImages/1.jpg'), '#888');
  await writeFile(
    join(folder, 'boxes/Annotations/1.xml'),
    '<annotation><size><width>80</width><height>60</height></size><object><name>cat</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>40</xmax><ymax>40</ymax></bndbox></object></annotation>',
  );
});
afterAll(() => rm(folder, { recursive: true }));

describe('npm run evaluate', () => {
  it('scores masks', async () => {
    const { complaint, out } = await evaluate('--data', join(folder, 'masks'), '--only', 'unet-portrait');
    expect(complaint).toBe('');
    expect(out).toMatch(
      /pictures and masks: 1 of 1 pictures[\s\S]*\*\*unet-portrait\*\*[\s\S]*person IoU +\| [01]\.\d{3}/,
    );
  });

  it('scores boxes and writes JSON', async () => {
    const json = join(folder, 'out.json');
    const { complaint, out } = await evaluate(
      '--data',
      join(folder, 'boxes'),
      '--only',
      'yolo-256',
      '--per-class',
      '--json',
      json,
    );
    expect(complaint).toBe('');
    expect(out).toMatch(/mean AP50 +\| \d\.\d{3}[\s\S]*cat +\| \d\.\d{3}/);
  });

  it('scores names, and tells what it left out', async () => {
    const { complaint, out, err } = await evaluate('--data', join(folder, 'classes'), '--only', 'resnet');
    expect(complaint).toBe('');
    expect(out).toMatch(/top-1 +\| [01]\.000[\s\S]*pictures +\| 1 /);
    expect(out).toMatch(/1 times a picture did not decode, left out/);
    expect(out).toMatch(/1 pictures of classes resnet has no word for/);
    expect(err).toMatch(/broken\.jpg: does not decode/);
    expect(err).toMatch(/no word for 'no such word'/);
  });

  it('stops with a plain message where there is nothing to score', async () => {
    for (const [args, message] of [
      [['--data', join(folder, 'nowhere')], /no such folder or file/],
      [['--data', join(folder, 'masks'), '--split', 'test'], /--split test: val, train or all/],
      [['--data', join(folder, 'masks'), '--only', 'nobody'], /no weights of nobody here\. There are: unet-portrait/],
      [[], /--data is missing/],
    ] as const) {
      expect((await evaluate(...args)).complaint).toMatch(message);
    }
  });
});
