/** Floats against uint8 on one WebAssembly thread, interleaved, so that whatever else the machine does falls on both alike. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { madeUpPicture } from '../golden/networks';
import { modelOf, type ModelId } from '../registry';
import { median } from '../../workers/pace/recent';
import { CATALOG } from '../catalog';
import { Complaint } from './complaint';
import { MODELS_DIR } from './files';
import { inputDims, openNetwork, type RunningNetwork } from './run-onnx';

const HELP = `npm run race -- [ID[,ID…]] [--rounds N]

Runs the floats and the uint8 file of each of our networks (all where none is named) N times (default 40) in turns, on one
WebAssembly thread. Told is the processor time of a run, which waiting for other processes does not lengthen: the least, the median,
and the median of each run's share of the floats' beside it. Of a two-stage detector: its first graph.`;

/** Kernels are compiled and memory is laid out in the first runs. */
const WARM_UP = 3;

/** Of one file, milliseconds of processor time. */
export interface Pace {
  readonly file: string;
  readonly leastMs: number;
  readonly medianMs: number;
  /** Of the first file's time in the same round; 1 is as fast. */
  readonly share: number;
}

/** @param runs times of each file, round by round; the first file is what the others are compared with. */
export function pacesOf(files: readonly string[], runs: readonly (readonly number[])[]): Pace[] {
  const [floats = []] = runs;
  return files.map((file, i) => {
    const own = runs[i] ?? [];
    const share = median(own.map((ms, round) => ms / (floats[round] ?? NaN)));
    return { file, leastMs: Math.min(...own), medianMs: median(own), share };
  });
}

async function race(id: ModelId, files: readonly string[], rounds: number): Promise<Pace[]> {
  const { spec } = modelOf(id);
  const picture = madeUpPicture(inputDims(spec.input).reduce((a, b) => a * b, 1));
  const networks: RunningNetwork[] = [];
  for (const file of files) networks.push(await openNetwork(join(MODELS_DIR, file), spec));
  const runs: number[][] = files.map(() => []);
  for (let round = -WARM_UP; round < rounds; round++) {
    // Whoever goes first finds the caches as another left them: they take turns at it.
    for (let turn = 0; turn < networks.length; turn++) {
      const at = (turn + round + WARM_UP) % networks.length;
      const before = process.cpuUsage();
      await networks[at]?.run(picture);
      const { user, system } = process.cpuUsage(before);
      if (round >= 0) runs[at]?.push((user + system) / 1000);
    }
  }
  for (const network of networks) await network.release();
  return pacesOf(files, runs);
}

/** @param args command line after the program's name. @throws Complaint with the next step. */
export async function raceCommand(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { help: { type: 'boolean', default: false }, rounds: { type: 'string', default: '40' } },
  });
  if (values.help) return console.log(HELP);
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Complaint(`--rounds ${values.rounds}: a whole number from 1 up is wanted.`);
  const wanted = positionals.flatMap((list) => list.split(','));
  const ours = CATALOG.filter(({ source }) => source.kind === 'built-in' && source.bytes > 0);
  const unknown = wanted.filter((id) => !ours.some((entry) => entry.id === id));
  if (unknown.length > 0)
    throw new Complaint(
      `no network of ours: ${unknown.join(', ')}. There are: ${ours.map(({ id }) => id).join(', ')}.`,
    );
  console.log('| file | least ms | median ms | of the floats’ |\n|---|--:|--:|--:|');
  for (const { id, source } of ours) {
    if (source.kind !== 'built-in' || (wanted.length > 0 && !wanted.includes(id))) continue;
    const { u8 } = source.variants;
    for (const { file, leastMs, medianMs, share } of await race(id, [source.file, ...(u8 ? [u8.file] : [])], rounds))
      console.log(`| ${file} | ${leastMs.toFixed(1)} | ${medianMs.toFixed(1)} | ${share.toFixed(2)} |`);
  }
}
