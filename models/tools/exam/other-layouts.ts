/** Pictures with person masks, pictures of nobody, and pictures sorted by what they show. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { exists, filesBelow, foldersIn, isPicture, stemOf } from '../folders';
import type { MaskPicture, NamedPicture, Remarks } from './exam';

const MASK_FOLDERS = ['masks', 'mask', 'ground_truth', 'annotations', 'labels', 'alpha'];

/** The sub-folders that hold pictures and masks, told apart by their names; undefined where there are no such two. */
export async function maskFolders(root: string): Promise<{ pictures: string; masks: string } | undefined> {
  const folders = await foldersIn(root);
  const masks = folders.find((f) => MASK_FOLDERS.includes(f.toLowerCase()));
  const others = folders.filter((f) => f !== masks);
  const [pictures] = others;
  return masks !== undefined && pictures !== undefined && others.length === 1
    ? { pictures: join(root, pictures), masks: join(root, masks) }
    : undefined;
}

/** A mask belongs to the picture of the same name, whatever its extension. */
export async function readMaskFolders(pictures: string, masks: string, remarks: Remarks): Promise<MaskPicture[]> {
  const byStem = new Map((await filesBelow(masks)).filter(isPicture).map((f) => [stemOf(f), f]));
  return (await filesBelow(pictures)).filter(isPicture).flatMap((path) => {
    const mask = byStem.get(stemOf(path));
    if (mask === undefined) {
      remarks.add('pictures without a mask, left out', `${path}: no mask named ${stemOf(path)} in ${masks}; left out`);
      return [];
    }
    return [{ id: stemOf(path), path, mask }];
  });
}

export async function readNobody(root: string): Promise<MaskPicture[]> {
  return (await filesBelow(root)).filter(isPicture).map((path) => ({ id: stemOf(path), path }));
}

/** WordNet ids with all their words, from a `words.txt` in the folder or up to three above it. */
async function wordNet(root: string): Promise<ReadonlyMap<string, readonly string[]>> {
  let folder = root;
  for (let up = 0; up < 4; up++, folder = dirname(folder)) {
    const path = join(folder, 'words.txt');
    if (!(await exists(path))) continue;
    const lines = (await readFile(path, 'utf8')).split('\n').map((line) => line.split('\t'));
    return new Map(lines.map(([id = '', words = '']) => [id, words.split(',').map((w) => w.trim())]));
  }
  return new Map();
}

type NamesOf = (name: string) => readonly string[];

/** A folder's name, then what it is called: by `--names`, by WordNet. */
async function naming(root: string, given: Readonly<Record<string, string>>): Promise<NamesOf> {
  const words = await wordNet(root);
  return (name) => {
    const own = given[name];
    return own === undefined ? [name, ...(words.get(name) ?? [])] : [own];
  };
}

/** `root/<class>/**`; a picture's class is the folder directly below `root`. */
export async function readClassFolders(
  root: string,
  given: Readonly<Record<string, string>>,
  remarks: Remarks,
): Promise<NamedPicture[]> {
  const namesOf = await naming(root, given);
  const files = (await filesBelow(root)).filter(isPicture);
  for (const folder of await foldersIn(root)) {
    if (!files.some((f) => f.startsWith(join(root, folder) + sep)))
      remarks.add('classes without a picture', `${join(root, folder)}: no picture in it`);
  }
  return files.flatMap((path) => {
    const [folder = '', ...rest] = relative(root, path).split(sep);
    if (rest.length === 0) {
      remarks.add('pictures in no class folder, left out', `${path}: lies in no class folder; left out`);
      return [];
    }
    return [{ id: stemOf(path), path, names: namesOf(folder) }];
  });
}

/** Tiny-ImageNet's validation: `images/` beside `val_annotations.txt` (name, WordNet id, box). */
export async function readTinyImageNet(root: string, given: Readonly<Record<string, string>>): Promise<NamedPicture[]> {
  const namesOf = await naming(root, given);
  const lines = (await readFile(join(root, 'val_annotations.txt'), 'utf8'))
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [file = '', wordNetId = ''] = line.split('\t');
    return { id: basename(file, '.JPEG'), path: join(root, 'images', file), names: namesOf(wordNetId) };
  });
}
