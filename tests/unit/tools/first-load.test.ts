import { describe, expect, it } from 'vitest';
import { firstLoadFiles } from '../../tools/first-load';

const FILES: Readonly<Record<string, string>> = {
  'assets/index-1.js': 'import{a as b}from"./shared-2.js";import"./side-3.js";const c=()=>import("./lazy-4.js");',
  'assets/shared-2.js': 'import{x}from"./deep-5.js";export{y}from"./index-1.js";',
  'assets/side-3.js': '',
  'assets/deep-5.js': '',
};

describe('firstLoadFiles', () => {
  it('follows static imports and leaves lazy ones', () => {
    const html =
      '<script type="module" src="./assets/index-1.js"></script><link rel="stylesheet" href="./assets/index-6.css">';
    expect([...firstLoadFiles(html, (file) => FILES[file] ?? '')].sort()).toEqual([
      'assets/deep-5.js',
      'assets/index-1.js',
      'assets/index-6.css',
      'assets/shared-2.js',
      'assets/side-3.js',
    ]);
  });
});
