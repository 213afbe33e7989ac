/** Which layout a folder is in, told by what lies in it. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Complaint } from '../complaint';
import { exists, filesBelow, foldersIn, isPicture } from '../folders';
import { cocoAnnotations, readCoco, readJoinedList, readVocFolder } from './box-layouts';
import type { Exam, Remarks } from './exam';
import { maskFolders, readClassFolders, readMaskFolders, readNobody, readTinyImageNet } from './other-layouts';

export interface ReadOptions {
  /** Folder of masks, where its name does not tell. */
  readonly masks: string | undefined;
  /** The pictures show nobody: what is called a person is wrong. */
  readonly nobody: boolean;
  /** VOC only: keep annotations of this source. */
  readonly database: string | undefined;
  /** Class folder → label, where they differ. */
  readonly names: Readonly<Record<string, string>>;
}

/** @throws Complaint where the folder is missing, empty or in no layout known. */
export async function readExam(data: string, options: ReadOptions, remarks: Remarks): Promise<Exam> {
  const found = await stat(data).catch(() => undefined);
  if (!found) throw new Complaint(`--data ${data}: there is no such folder or file.`);
  const exam = found.isFile() ? await readListFile(data, remarks) : await readFolder(data, options, remarks);
  if (exam.pictures.length === 0)
    throw new Complaint(`--data ${data}: ${exam.layout}, but not one picture could be used.`);
  return exam;
}

async function readListFile(data: string, remarks: Remarks): Promise<Exam> {
  if (data.endsWith('.jsonl'))
    return { kind: 'boxes', layout: 'joined list', pictures: await readJoinedList(data, remarks) };
  if (data.endsWith('.json')) return { kind: 'boxes', layout: 'COCO', pictures: await readCoco(data, remarks) };
  throw new Complaint(`--data ${data}: a file must be COCO's .json or a joined .jsonl list; otherwise give a folder.`);
}

async function readFolder(data: string, options: ReadOptions, remarks: Remarks): Promise<Exam> {
  if (options.nobody) return { kind: 'masks', layout: 'pictures of nobody', pictures: await readNobody(data) };
  if (options.masks !== undefined) {
    if (!(await exists(options.masks))) throw new Complaint(`--masks ${options.masks}: there is no such folder.`);
    return {
      kind: 'masks',
      layout: 'pictures and masks',
      pictures: await readMaskFolders(data, options.masks, remarks),
    };
  }
  if ((await exists(join(data, 'Annotations'))) && (await exists(join(data, 'JPEGImages')))) {
    return { kind: 'boxes', layout: 'VOC folder', pictures: await readVocFolder(data, options.database, remarks) };
  }
  if (await exists(join(data, 'val_annotations.txt'))) {
    return { kind: 'names', layout: 'Tiny-ImageNet validation', pictures: await readTinyImageNet(data, options.names) };
  }
  // Before masks: COCO's folder of JSON files may be called `annotations` too.
  const annotations = await cocoAnnotations(data);
  if (annotations !== undefined)
    return { kind: 'boxes', layout: 'COCO folder', pictures: await readCoco(annotations, remarks) };
  const pair = await maskFolders(data);
  if (pair)
    return {
      kind: 'masks',
      layout: 'pictures and masks',
      pictures: await readMaskFolders(pair.pictures, pair.masks, remarks),
    };
  if ((await foldersIn(data)).length > 0) {
    return {
      kind: 'names',
      layout: 'folder per class',
      pictures: await readClassFolders(data, options.names, remarks),
    };
  }
  const pictures = (await filesBelow(data)).filter(isPicture).length;
  throw new Complaint(
    `--data ${data}: ${pictures} pictures, but no annotations. Wanted: a VOC folder (Annotations, JPEGImages), a COCO folder, ` +
      `pictures and masks, or a folder per class; for pictures without anybody add --nobody.`,
  );
}
