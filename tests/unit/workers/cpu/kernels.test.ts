import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { workbench } from '../../../../workers/cpu/kernels/workbench';
import { BUILT, buildKernels } from '../../../tools/kernels';

it('the kernels that ship are those of the source', async () => {
  expect(readFileSync(BUILT, 'utf8')).toBe(await buildKernels());
}, 60_000);

it('lays out arrays side by side, aligned, in one memory', () => {
  const { a, b, c } = workbench({ a: ['bytes', 5], b: ['floats', 3], c: ['integers', 70_000] });
  expect([a.length, b.length, c.length]).toEqual([5, 3, 70_000]);
  expect([a.byteOffset, b.byteOffset, c.byteOffset]).toEqual([0, 16, 32]);
  expect(new Set([a.buffer, b.buffer, c.buffer]).size).toBe(1);
  c.fill(7);
  expect([...a, ...b]).toEqual(new Array(8).fill(0));
});
