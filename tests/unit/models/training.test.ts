/** The training code's own tests (models/training/tests), where a Python with PyTorch is at hand. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const FOLDER = fileURLToPath(new URL('../../../models/training', import.meta.url));
const NEEDED = 'import torch, torchvision, onnx, cv2, scipy';
const pythons = ['python3', '/usr/bin/python3', 'python'];
const python = pythons.find((name) => spawnSync(name, ['-c', NEEDED], { stdio: 'ignore' }).status === 0);

it.skipIf(!python)(
  'training: label assignment, losses, metrics, readers and export on tiny cases (needs Python with PyTorch)',
  () => {
    const environment = { ...process.env, OMP_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '1' };
    const args = ['-m', 'unittest', 'discover', '-s', 'tests', '-t', '.'];
    const run = spawnSync(python ?? '', args, { cwd: FOLDER, env: environment, encoding: 'utf8' });
    expect(run.status, run.stderr.slice(-4000)).toBe(0);
    expect(run.stderr).toMatch(/Ran [1-9]\d* tests/);
  },
  300_000,
);
