/**
 * Every file that ships, run on WebAssembly, against what torch answered when it was exported (`parity.json` beside the
 * weights). Both are fed the same made-up picture: element i is (i·7919 mod 1009) / 1008.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { env, InferenceSession, Tensor } from 'onnxruntime-web';
import { describe, expect, it } from 'vitest';
import { CATALOG, isShipped, precisionOf } from '../../models/catalog';
import { modelOf } from '../../models/registry';
import { factsOf, MODELS_DIR } from '../../models/tools/files';
import { inputDims } from '../../models/tools/run-onnx';
import { NETWORK_TOLERANCE } from '../../workers/gpu/network-tolerance';

interface Answer {
  readonly shape: readonly number[];
  readonly mean: number;
  readonly stride: number;
  readonly values: readonly number[];
}
interface FileRecord {
  readonly bytes: number;
  readonly sha256: string;
  /** Of the floats, from torch; of a uint8 file, from the quantiser's runtime with nothing fused. */
  readonly parity?: { readonly input: readonly number[] } & Readonly<Record<string, Answer | readonly number[]>>;
}

/** Weights are stored as fp16 and computed as floats on both sides; what is left is the order of additions. */
const TOLERANCE = 1e-3;
/** Of uint8 files, the same of what torch answered in floats. The picture is noise, beyond the values that steps were chosen for: 0.11 was measured. */
const ROUNDED_TOLERANCE = 0.25;

const recorded = readdirSync(MODELS_DIR, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'training')
  .flatMap((folder) => {
    const path = join(MODELS_DIR, folder.name, 'parity.json');
    const text = readdirSync(join(MODELS_DIR, folder.name)).includes('parity.json') ? readFileSync(path, 'utf8') : '{}';
    return Object.entries(JSON.parse(text) as Record<string, FileRecord>).map(
      ([name, record]) => [`${folder.name}/${name}`, record] as const,
    );
  });

function madeUpPicture(dims: readonly number[]): Tensor {
  const length = dims.reduce((a, b) => a * b, 1);
  return new Tensor(
    'float32',
    Float32Array.from({ length }, (_, i) => ((i * 7919) % 1009) / 1008),
    dims,
  );
}

async function open(file: string): Promise<InferenceSession> {
  env.wasm.numThreads = 1;
  return InferenceSession.create(readFileSync(join(MODELS_DIR, file)), {
    executionProviders: ['wasm'],
    logSeverityLevel: 3,
  });
}

function expectAnswer(result: Tensor | undefined, answer: Answer, name: string, tolerance = TOLERANCE): void {
  const data = result?.data as Float32Array;
  expect(result?.dims).toEqual(answer.shape);
  // Relative to the size of the values: logits and distances go beyond 1.
  const scale = Math.max(1, ...answer.values.map(Math.abs));
  answer.values.forEach((wanted, i) => {
    const gap = Math.abs((data[i * answer.stride] ?? NaN) - wanted) / scale;
    expect(gap, `${name}[${i * answer.stride}]`).toBeLessThanOrEqual(tolerance);
  });
  const mean = data.reduce((a, b) => a + b, 0) / data.length;
  expect(Math.abs(mean - answer.mean) / scale).toBeLessThanOrEqual(tolerance);
}

it('weights ship, each with its parity record', () => {
  expect(recorded.length).toBeGreaterThan(0);
});

/** The second stage of the two-stage detector has inputs of its own; its tests feed it. */
const onePicture = recorded.flatMap(([file, { parity }]) =>
  parity && !file.endsWith('/roi-head.onnx') ? [[file, parity] as const] : [],
);

it.each(recorded)('%s is the file that was exported', (file, { bytes, sha256 }) => {
  expect(factsOf(readFileSync(join(MODELS_DIR, file)))).toEqual({ bytes, sha256 });
});

type Parity = NonNullable<FileRecord['parity']>;

async function expectAnswers(file: string, parity: Parity, tolerance: number): Promise<void> {
  const session = await open(file);
  const results = await session.run({ [session.inputNames[0] ?? '']: madeUpPicture(parity.input) });
  const { input: _input, ...answers } = parity;
  for (const [name, answer] of Object.entries(answers) as [string, Answer][])
    expectAnswer(results[name], answer, name, tolerance);
  await session.release();
}

const isUint8 = (file: string): boolean => precisionOf(file) === 'uint8';

describe.each(onePicture.filter(([file]) => !isUint8(file)))('%s', (file, parity) => {
  it('answers on WebAssembly as it did in torch', () => expectAnswers(file, parity, TOLERANCE));
});

/** Kernels that saturate or round otherwise than written would be off by many steps; a tie broken otherwise is off by one. */
describe.each(onePicture.filter(([file]) => isUint8(file)))('%s', (file, parity) => {
  it('answers on WebAssembly, fused to integer kernels, what it says node by node', () =>
    expectAnswers(file, parity, NETWORK_TOLERANCE.uint8));

  it('is near what its floats answered in torch', async () => {
    const floats = recorded.find(([name]) => name === file.replace(/\.u8\.onnx$/, '.onnx'))?.[1].parity;
    if (!floats) throw new Error(`${file}: its floats have no parity record`);
    await expectAnswers(file, floats, ROUNDED_TOLERANCE);
  });
});

/** The floats and the variants of every model that ships. */
const shipped = CATALOG.filter(({ id }) => isShipped(id)).flatMap(({ id, source }) => {
  const variants = source.kind === 'built-in' ? Object.values(source.variants) : [];
  return [source, ...variants].map(({ file }) => [file, id] as const);
});

/** The second graph of a two-stage detector answers to the RoIs that the exporter used; see `parity_rois` there. */
describe.each(CATALOG.filter(({ id, source }) => isShipped(id) && source.kind === 'built-in' && source.second))(
  'the second stage of $id',
  ({ id, source }) => {
    const model = modelOf(id);
    const stage = model.task === 'detect' ? model.second : undefined;
    const file = (source.kind === 'built-in' && source.second?.file) || '';
    const parity = recorded.find(([name]) => name === file)?.[1].parity;

    it('answers on WebAssembly as it did in torch', async () => {
      if (!stage || !parity) throw new Error(`${file}: no parity record`);
      const session = await open(file);
      expect([...session.inputNames].sort()).toEqual([stage.features, stage.rois].sort());
      const featureDims = stage.graph.inputs.find(({ name }) => name === stage.features)?.dims ?? [];
      expect(parity.input).toEqual(featureDims);
      const rois = Float32Array.from({ length: 4 * stage.roisPerRun }, (_, at) => {
        const i = Math.floor(at / 4);
        const corner = at % 2 === 0 ? (5 * i) % 200 : (7 * i) % 200;
        return at % 4 < 2 ? corner : corner + 20 + i;
      });
      const results = await session.run({
        [stage.features]: madeUpPicture(featureDims),
        [stage.rois]: new Tensor('float32', rois, [1, stage.roisPerRun, 4]),
      });
      for (const name of stage.graph.outputs) expectAnswer(results[name], parity[name] as Answer, name);
      await session.release();
    });
  },
);

describe.each(shipped)('%s as %s', (file, id) => {
  const { spec } = modelOf(id);

  it('takes and gives what its spec says, decoded without complaint', async () => {
    const session = await open(file);
    expect(session.inputMetadata[0]).toMatchObject({
      name: spec.input.name,
      type: 'float32',
      shape: inputDims(spec.input),
    });
    expect(session.outputNames).toEqual(expect.arrayContaining([...spec.outputs]));
    const results = await session.run({ [spec.input.name]: madeUpPicture(inputDims(spec.input)) }, [...spec.outputs]);
    const raw = Object.fromEntries(
      spec.outputs.map((name) => [
        name,
        { data: results[name]?.data as Float32Array, dims: results[name]?.dims ?? [] },
      ]),
    );
    const model = modelOf(id);
    const frame = { width: spec.input.width, height: spec.input.height };
    const placement = { frame, model: frame, scaleX: 1, scaleY: 1, offsetX: 0, offsetY: 0 };
    switch (model.task) {
      case 'detect':
        if (model.second) {
          const { features, graph } = model.second;
          expect(raw[features]?.dims).toEqual(graph.inputs.find(({ name }) => name === features)?.dims);
          expect(model.second.propose(raw, 16).count).toBeGreaterThan(0);
          break;
        }
        expect(
          model.decode(raw, placement, { scoreThreshold: 0.3, iouThreshold: 0.6, maxDetections: 100 }),
        ).toBeInstanceOf(Array);
        break;
      case 'portrait':
        expect(Math.max(...model.decode(raw, placement).alpha)).toBeLessThanOrEqual(1);
        break;
      case 'classify':
        expect(spec.labels).toHaveLength(raw[spec.outputs[0] ?? '']?.dims[1] ?? NaN);
        expect(model.decode(raw, 5)).toHaveLength(5);
        break;
    }
    await session.release();
  });
});
