/** Run files in and out: what comes from elsewhere is taken only as far as its schema goes. */
import fc from 'fast-check';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { csvOf, looksCsv, runFileName, runJson, summaryCsv } from '../../../../../src/lab/compare/export-run';
import { parseRunFile, runFileOf } from '../../../../../src/lab/compare/parse-run-file';
import type { RunFile } from '../../../../../src/lab/compare/run-file';
import { checked, SchemaError } from '../../../../../src/lab/compare/schema-check';
import { accuracyWith, resultWith, runWith } from './made-runs';

const run = runWith([
  resultWith([10, 12], { accuracy: accuracyWith(0.3, [0.2, 0.4]) }),
  {
    ...resultWith([], { network: 'nanodet-m' }),
    warmUp: null,
    engine: null,
    failure: { message: 'its file is absent' },
  },
]);

/** The made run with one thing changed. */
function changed(change: (copy: Record<string, unknown> & RunFile) => void): unknown {
  const copy = structuredClone(run) as Record<string, unknown> & RunFile;
  change(copy);
  return copy;
}

function complaint(value: unknown): string {
  try {
    runFileOf(value);
    return '';
  } catch (error) {
    expect((error as Error).name).toBe('RunFileError');
    return (error as Error).message;
  }
}

const set = (target: object, name: string, value: unknown): void => {
  (target as Record<string, unknown>)[name] = value;
};

describe('a run file', () => {
  it('is the same after export and import', () => {
    expect(parseRunFile(runJson(run))).toEqual(run);
  });

  it('of another version, of something else or of nothing is refused with the next step', () => {
    expect(complaint(changed((c) => set(c, 'schema', 'sightline-lab-run/2')))).toMatch(
      /another version \(sightline-lab-run\/2\); this app reads sightline-lab-run\/1/,
    );
    expect(complaint({ schema: 'sightline-portrait-lab/1' })).toMatch(/no run file of the comparison lab/);
    for (const odd of [null, 3, 'x', [], {}]) expect(complaint(odd)).toMatch(/no run file/);
    expect(() => parseRunFile('{"schema":')).toThrow(/it is not JSON/);
  });

  it.each<[string, (copy: RunFile) => void, RegExp]>([
    ['a missing field', (c) => set(c, 'results', undefined), /results/],
    ['text for a number', (c) => set(c, 'measuredMs', '12'), /measuredMs is not a number/],
    ['a negative time', (c) => set(c.results[0]?.frames ?? {}, 'totalMs', [-1, 2]), /totalMs\[0\] is not from 0/],
    [
      'no finite number',
      (c) => set(c.results[0]?.frames ?? {}, 'totalMs', [Infinity, 2]),
      /totalMs\[0\] is not a number/,
    ],
    [
      'columns of unequal length',
      (c) => set(c.results[0]?.frames ?? {}, 'runMs', [1]),
      /columns of results\[0\] differ/,
    ],
    ['an unknown engine', (c) => set(c.plan.contenders[0] ?? {}, 'engine', 'tpu'), /engine is none of/],
    ['text without end', (c) => set(c, 'title', 'x'.repeat(201)), /title is longer than 200/],
    ['a key that is not its contender’s', (c) => set(c.results[0] ?? {}, 'key', 'other'), /key is not its contender's/],
    ['one contender twice', (c) => set(c, 'results', [c.results[0], c.results[0]]), /one key/],
    ['results without contenders', (c) => set(c, 'results', [c.results[0]]), /not one a contender/],
    ['an accuracy above 1', (c) => set(c.results[0]?.accuracy ?? {}, 'ap50', 1.2), /ap50 is not from 0 to 1/],
    ['a name like a path', (c) => set(c.plan.contenders[0] ?? {}, 'network', '../x y'), /network is not of the form/],
  ])('with %s is refused', (_, change, words) => {
    const text = complaint(changed(change));
    expect(text).toMatch(words);
    expect(text).toMatch(/damaged: .*Export it anew/);
  });

  it('keeps hostile text as text, without what turns writing round, and drops fields it does not know', () => {
    const hostile = '<img src=x onerror=alert(1)>\u202e\u0000';
    const read = runFileOf(
      changed((c) => {
        set(c, 'title', hostile);
        set(c, 'extra', { deep: [1] });
        set(c.device, '__proto__x', 1);
      }),
    );
    expect(read.title).toBe('<img src=x onerror=alert(1)>  ');
    expect(read).not.toHaveProperty('extra');
    const polluted = parseRunFile(runJson(run).replace('"title":""', '"title":"","__proto__":{"polluted":true}'));
    expect(polluted).not.toHaveProperty('polluted');
    expect({}).not.toHaveProperty('polluted');
  });

  it('never throws anything but its own complaint, whatever comes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('plan', 'results', 'source', 'device', 'pauses'), (value, field) => {
        complaint(changed((c) => set(c, field, value)));
      }),
    );
  });
});

describe('the schema check', () => {
  it('refuses what it does not know itself', () => {
    expect(() => checked(1, { type: 'date' })).toThrow(RangeError);
    expect(() => checked(1, { $ref: '#/$defs/none' })).toThrow(RangeError);
    expect(() => checked([1], { type: 'array', maxItems: 0 })).toThrow(SchemaError);
  });
});

describe('CSV', () => {
  it('quotes what needs it, and lets no text compute', () => {
    expect(csvOf([['a,b', 'say "x"', '=1+1', -1, NaN, null, '-x']])).toBe(`"a,b","say ""x""",'=1+1,-1,,,'-x\r\n`);
  });

  it('has a row a contender, and a row a look', () => {
    const rows = summaryCsv(run).trimEnd().split('\r\n');
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatch(/^contender,key,looks,p50_ms/);
    expect(rows[2]).toMatch(/its file is absent$/);
    expect(new Set(rows.map((row) => row.replace(/"[^"]*"/g, '').split(',').length)).size).toBe(1);
    expect(looksCsv(run).trimEnd().split('\r\n')).toEqual([
      'key,frame,at_ms,total_ms,run_ms,found,infer_ms',
      'yolo-320/wasm-1/float32,0,0,10,10,2,10',
      'yolo-320/wasm-1/float32,1,100,12,12,2,12',
    ]);
    expect(runFileName(run)).toBe('sightline-lab-2026-11-22-2210');
  });
});

const GOLDEN = join(import.meta.dirname, '../../../../golden/lab-runs');
describe('the published runs', () => {
  const files = existsSync(GOLDEN) ? readdirSync(GOLDEN).filter((name) => name.endsWith('.json')) : [];
  it('can be opened, all of them', () => {
    for (const name of files)
      expect(parseRunFile(readFileSync(join(GOLDEN, name), 'utf8')).results.length, name).toBeGreaterThan(1);
  });
});
