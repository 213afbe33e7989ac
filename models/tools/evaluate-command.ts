/** Reads an examination, puts it before the networks, prints the table. */
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { TaskId } from '../contract';
import { Complaint } from './complaint';
import { isValidation, Remarks, type Exam } from './exam/exam';
import {
  COCO_MEASURES,
  examineClassifier,
  examineDetector,
  examineSegmenter,
  type Course,
  type Scored,
} from './exam/examine';
import { examinees, type Examinee } from './exam/examinees';
import { readExam } from './exam/read-exam';
import { tableOf } from './exam/report';

const HELP = `npm run evaluate -- --data PATH [options]

PATH, told apart by what lies in it:
  VOC folder         Annotations/*.xml, JPEGImages/*.jpg              AP50 (all-point, difficult ignored)
  COCO folder        instances*.json at any depth, pictures           AP50 (crowds ignored)
  FILE.json, .jsonl  COCO annotations; a list by join_voc.py          AP50
  two folders        pictures and masks (white person, grey undecided) person IoU, boundary F at 2 px, both at 256×256
  --nobody           pictures without anybody                         area called person
  folder per class   <class>/**, or Tiny-ImageNet's val/              top-1, top-5

  --split val|train|all   val: pictures whose sha1(id) is 0 modulo 10; id is the file name without extension (default: all)
  --references DIR        reference models, besides public/models
  --only ID[,ID…]         these networks only
  --masks DIR             masks of the pictures in PATH, same names
  --database TEXT         VOC: keep annotations of this <database> only
  --names FILE            JSON object: class folder → label, where they differ
  --limit N               the first N pictures after the split
  --per-class             AP50 of each class
  --threads N             WebAssembly threads (default 1)
  --json FILE             the results once more, as JSON

A picture or mask that does not decode, a box without area in its picture and a class without a word are told on stderr,
left out and counted below the table; a box that leaves its picture is clipped. A missing folder, an unknown layout or not
one usable picture stops the run.`;

const TASK: Readonly<Record<Exam['kind'], TaskId>> = { boxes: 'detect', masks: 'portrait', names: 'classify' };

function optionsOf(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', default: false },
      data: { type: 'string' },
      split: { type: 'string', default: 'all' },
      references: { type: 'string' },
      only: { type: 'string' },
      masks: { type: 'string' },
      nobody: { type: 'boolean', default: false },
      database: { type: 'string' },
      names: { type: 'string' },
      limit: { type: 'string', default: 'Infinity' },
      'per-class': { type: 'boolean', default: false },
      threads: { type: 'string', default: '1' },
      json: { type: 'string' },
    },
  });
  return values;
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value >= 1)) throw new Complaint(`--${name} ${text}: a number from 1 up is wanted.`);
  return value;
}

/** The pictures of one side of the split, at most `limit`. */
function taken<P extends { id: string }>(pictures: readonly P[], split: string, limit: number): P[] {
  if (!['val', 'train', 'all'].includes(split)) throw new Complaint(`--split ${split}: val, train or all.`);
  const side = pictures.filter((p) => split === 'all' || isValidation(p.id) === (split === 'val'));
  if (side.length === 0) throw new Complaint(`--split ${split}: none of the ${pictures.length} pictures is in it.`);
  return side.slice(0, limit);
}

async function examine(examinee: Examinee, exam: Exam, split: string, limit: number, course: Course): Promise<Scored> {
  const { model } = examinee;
  if (exam.kind === 'boxes' && model.task === 'detect')
    return examineDetector({ ...examinee, model }, taken(exam.pictures, split, limit), course);
  if (exam.kind === 'masks' && model.task === 'portrait')
    return examineSegmenter({ ...examinee, model }, taken(exam.pictures, split, limit), course);
  if (exam.kind === 'names' && model.task === 'classify')
    return examineClassifier({ ...examinee, model }, taken(exam.pictures, split, limit), course);
  throw new Complaint(`${examinee.name} does not ${TASK[exam.kind]}.`);
}

async function readNames(path: string | undefined): Promise<Record<string, string>> {
  if (path === undefined) return {};
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Record<string, string>;
  } catch (error) {
    throw new Complaint(`--names ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function showProgress(name: string, done: number, of: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${name}: ${done} of ${of}`);
  else if (done > 0 && done % 200 === 0) process.stderr.write(`${name}: ${done} of ${of}\n`);
}

async function chosen(
  kind: Exam['kind'],
  references: string | undefined,
  only: string | undefined,
): Promise<Examinee[]> {
  const { present, absent } = await examinees(TASK[kind], references && resolve(references));
  const wanted = only?.split(',');
  const unknown = wanted?.filter((id) => !present.some((e) => e.name === id)) ?? [];
  if (unknown.length > 0)
    throw new Complaint(
      `--only: no weights of ${unknown.join(', ')} here. There are: ${present.map((e) => e.name).join(', ')}.`,
    );
  if (absent.length > 0 && !wanted)
    console.error(`No weights here, left out: ${absent.join(', ')} (npm run models, or --references DIR)`);
  const taking = present.filter((e) => !wanted || wanted.includes(e.name));
  if (taking.length === 0)
    throw new Complaint(`no network for this task has weights here; npm run models fetches the public ones.`);
  return taking;
}

/** @param args command line after the program's name. @throws Complaint with the next step. */
export async function evaluateCommand(args: readonly string[]): Promise<void> {
  const {
    data,
    help,
    split,
    references,
    only,
    masks,
    nobody,
    database,
    limit,
    threads,
    json,
    names,
    'per-class': perClass,
  } = optionsOf(args);
  if (help) {
    console.log(HELP);
    return;
  }
  if (data === undefined) throw new Complaint(`--data is missing.\n\n${HELP}`);
  const remarks = new Remarks();
  const course: Course = { remarks, threads: positive('threads', threads), progress: showProgress };
  const most = positive('limit', limit);
  const exam = await readExam(
    resolve(data),
    { masks: masks && resolve(masks), nobody, database, names: await readNames(names) },
    remarks,
  );
  const taking = await chosen(exam.kind, references, only);
  const count = taken<{ id: string }>(exam.pictures, split, most).length;
  console.log(`${exam.layout}: ${count} of ${exam.pictures.length} pictures (split: ${split})\n`);
  const results: Scored[] = [];
  for (const examinee of taking) results.push(await examine(examinee, exam, split, most, course));
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  console.log(
    tableOf(results, exam.kind === 'boxes' && !perClass ? ['mean AP50', ...COCO_MEASURES, 'person'] : undefined),
  );
  for (const line of remarks.lines()) console.log(`\n${line}`);
  if (json !== undefined)
    await writeFile(json, `${JSON.stringify({ layout: exam.layout, split, results }, null, 1)}\n`);
}
