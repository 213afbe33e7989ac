import { expect, it } from 'vitest';
import { meaningOf } from '../../../../src/components/comparison-lab/lab-drop';

const files = (...paths: string[]): { path: string; file: File }[] =>
  paths.map((path) => ({ path, file: new File([''], path) }));

it('takes a drop for what it is', () => {
  expect(meaningOf(files('sightline-lab.json'))).toBe('run-file');
  expect(meaningOf(files('set.zip'))).toBe('labelled');
  expect(meaningOf(files('voc/Annotations/1.xml', 'voc/JPEGImages/1.jpg'))).toBe('labelled');
  expect(meaningOf(files('coco/instances.json', 'coco/1.jpg'))).toBe('labelled');
  expect(meaningOf(files('clip.mp4'))).toBe('file');
  expect(meaningOf(files('a.jpg', 'b.png'))).toBe('file');
});
