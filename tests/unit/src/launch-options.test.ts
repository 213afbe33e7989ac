import { expect, it } from 'vitest';
import { parseLaunchOptions } from '../../../src/launch-options';

it('asks for nothing by default', () => {
  expect(parseLaunchOptions('')).toEqual({
    tasks: undefined,
    demo: false,
    engine: 'auto',
    threads: 0,
    stats: false,
    source: undefined,
    unknown: [],
  });
});

it('reads every part of the address', () => {
  expect(parseLaunchOptions('?task=portrait,detect&demo&engine=wasm&threads=2&stats=1&source=image-bitmap')).toEqual({
    tasks: ['portrait', 'detect'],
    demo: true,
    engine: 'wasm',
    threads: 2,
    stats: true,
    source: 'image-bitmap',
    unknown: [],
  });
});

it('names what it does not understand and goes on', () => {
  const options = parseLaunchOptions('?task=fly&engine=cuda&threads=-1&source=tape&demo=0&lab=optics');
  expect(options.unknown).toEqual(['lab=optics', 'task=fly', 'engine=cuda', 'threads=-1', 'source=tape']);
  expect(options).toMatchObject({ tasks: undefined, engine: 'auto', threads: 0, source: undefined, demo: false });
});
