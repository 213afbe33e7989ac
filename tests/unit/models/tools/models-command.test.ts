import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CATALOG, catalogEntry } from '../../../../models/catalog';
import { MEDIAPIPE_IDS } from '../../../../models/mediapipe';
import { PUBLIC_MODELS_DIR } from '../../../../models/tools/files';
import { modelsCommand } from '../../../../models/tools/models-command';

const ROOT = join(import.meta.dirname, '../../../..');

const SELFIE = join(PUBLIC_MODELS_DIR, catalogEntry('selfie').source.file);
const fetched = existsSync(SELFIE);

let from = '';
let to = '';
beforeEach(async () => {
  from = await mkdtemp(join(tmpdir(), 'sightline-from-'));
  to = await mkdtemp(join(tmpdir(), 'sightline-to-'));
});
afterEach(() => Promise.all([from, to].map((folder) => rm(folder, { recursive: true }))));

async function complaintOf(...args: readonly string[]): Promise<string> {
  return modelsCommand(args).then(
    () => 'none',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

describe('npm run models', () => {
  it.skipIf(!fetched)(
    `copies a file of the right bytes, once${fetched ? '' : ' (no selfie in public/models; npm run models)'}`,
    async () => {
      const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
      await copyFile(SELFIE, join(from, basename(SELFIE)));
      expect(await complaintOf('--from', from, '--to', to, 'selfie')).toBe('none');
      expect(await readdir(to)).toEqual([basename(SELFIE)]);
      expect(await complaintOf('--from', from, '--to', to, 'selfie')).toBe('none');
      expect(log.mock.calls.flat().join('\n')).toMatch(/selfie: 0\.4 MiB at .*\nselfie: already at/);
      log.mockRestore();
    },
  );

  it('refuses a file of the wrong bytes and writes nothing', async () => {
    const { source } = catalogEntry('selfie');
    const name = source.kind === 'downloadable' ? source.localName : '';
    await writeFile(join(from, name), 'cut off');
    const cutOff = await complaintOf('--from', from, '--to', to, 'selfie');
    expect(cutOff).toMatch(/selfie: .*is not the file expected: 7 bytes, expected 453831.*fresh copy/);
    await writeFile(join(from, name), Buffer.alloc(source.bytes));
    expect(await complaintOf('--from', from, '--to', to, 'selfie')).toMatch(/SHA-256 is/);
    expect(await readdir(to)).toEqual([]);
  });

  it('names what is missing and the next step', async () => {
    expect(await complaintOf('--from', from, '--to', to, 'nanodet-m')).toMatch(
      /nanodet_m\.onnx is missing.*leave out --from to download/,
    );
    expect(await complaintOf('--from', join(from, 'nowhere'))).toMatch(/there is no such folder/);
    expect(await complaintOf('nanodet')).toMatch(/there is no model 'nanodet'. Downloadable: nanodet-m/);
    expect(await complaintOf('yolo-416')).toMatch(/ships with the app/);
    expect(await complaintOf('squeezenet')).toMatch(/no official address; copy it with --from/);
    expect(await complaintOf('--form', 'x')).toMatch(/Unknown option '--form'/);
  });

  it('lists every model', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    await modelsCommand(['--list']);
    const lines = log.mock.calls.flat();
    log.mockRestore();
    expect(lines).toHaveLength(CATALOG.length + MEDIAPIPE_IDS.length);
    expect(lines.join('\n')).toMatch(/^nanodet-m .*Apache-2.0, https:/m);
  });

  it('ends with exit code 1 and one line, without a stack', async () => {
    const tsx = join(ROOT, 'node_modules/tsx/dist/cli.mjs');
    const [code, err] = await new Promise<[unknown, string]>((done) => {
      execFile(process.execPath, [tsx, join(ROOT, 'models/tools/models.ts'), 'nanodet'], (error, _out, text) => {
        done([error?.code, text]);
      });
    });
    expect(code).toBe(1);
    expect(err.trim().split('\n')).toHaveLength(1);
  });
});
