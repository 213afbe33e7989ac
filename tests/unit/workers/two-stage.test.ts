/** The two-stage detector on the path through ordinary memory, with an engine whose arrays change hands as another thread's do. */
import { describe, expect, it } from 'vitest';
import type { GraphSpec, ModelSpec, RawOutputs } from '../../../models/contract';
import { rcnn } from '../../../models/rcnn/decode';
import { ROIS_PER_RUN } from '../../../models/rcnn/spec';
import { place } from '../../../models/math/letterbox';
import { CpuPath } from '../../../workers/cpu/cpu-path';
import { runTwoStages } from '../../../workers/cpu/two-stage';
import type { Canvas2dRenderer } from '../../../workers/draw/canvas2d-renderer';
import type { Engine, LoadedModel, RunResult } from '../../../workers/engines/engine';
import { layerBoxes } from '../../../workers/proposal-layers';

const stage = rcnn.second;
if (!stage) throw new Error('rcnn has two stages');
const CELLS = 2100;
const CLASSES = 80;

class Handed implements LoadedModel {
  inputs: Float32Array<ArrayBuffer>[];
  constructor(readonly spec: ModelSpec | GraphSpec) {
    const dims = 'inputs' in spec ? spec.inputs.map((input) => input.dims) : [[1, 3, 320, 320]];
    this.inputs = dims.map((d) => new Float32Array(d.reduce((a, b) => a * b, 1)));
  }
  get input(): Float32Array {
    return this.inputs[0] ?? new Float32Array(0);
  }
  get moreInputs(): readonly Float32Array[] {
    return this.inputs.slice(1);
  }
}

/** The first stage proposes a row of separate boxes; the second says of each box where it is. */
class FakeEngine implements Engine {
  readonly info = { provider: 'wasm', build: 'wasm', threads: 1, note: '' } as const;
  readonly seenRois: number[][] = [];
  readonly released: string[] = [];
  refuses = '';
  load(spec: ModelSpec | GraphSpec): Promise<LoadedModel> {
    return spec.id === this.refuses ? Promise.reject(new Error(`no ${spec.id}`)) : Promise.resolve(new Handed(spec));
  }
  run(model: LoadedModel): Promise<RunResult> {
    const network = model as Handed;
    // The arrays go to the other thread, and new ones with the same contents come back.
    const given = network.inputs.map((values) => structuredClone(values, { transfer: [values.buffer] }));
    network.inputs = given;
    if (network.spec.id === 'rcnn') return Promise.resolve({ raw: firstStage(), runMs: 7 });
    const [features, rois] = given as [Float32Array, Float32Array];
    expect(features[5]).toBe(0.5);
    this.seenRois.push([...rois]);
    const scores = new Float32Array(ROIS_PER_RUN * CLASSES);
    for (let i = 0; i < ROIS_PER_RUN; i++) scores[i * CLASSES + 41] = 0.81;
    const deltas = new Float32Array(ROIS_PER_RUN * CLASSES * 4);
    const raw = {
      scores: { data: scores, dims: [1, ROIS_PER_RUN, CLASSES] },
      deltas: { data: deltas, dims: [1, ROIS_PER_RUN, CLASSES, 4] },
    };
    return Promise.resolve({ raw, runMs: 3 });
  }
  release({ spec }: LoadedModel): Promise<void> {
    this.released.push(spec.id);
    return Promise.resolve();
  }
  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

/** 40 cells of stride 8 that do not touch, each 6 pixels wide. */
function firstStage(): RawOutputs {
  const objectness = new Float32Array(CELLS);
  for (let i = 0; i < 40; i++) objectness[80 * Math.floor(i / 20) + 2 * (i % 20)] = 1 - i / 100;
  return {
    boxes: { data: new Float32Array(4 * CELLS).fill(3 / 8), dims: [1, CELLS, 4] },
    objectness: { data: objectness, dims: [1, CELLS] },
    features: { data: new Float32Array(64 * 40 * 40).fill(0.5), dims: [1, 64, 40, 40] },
  };
}

const renderer = {} as Canvas2dRenderer;

describe('two stages on an engine', () => {
  it('runs the second graph as often as the proposals take, and times each step', async () => {
    const engine = new FakeEngine();
    const first = await engine.load(rcnn.spec);
    const second = { stage, loaded: await engine.load(stage.graph) };
    const { raw, proposals, runMs, between } = await runTwoStages(engine, first, second, 64);
    expect(proposals.count).toBe(40);
    expect(engine.seenRois).toHaveLength(2);
    expect(engine.seenRois[1]?.slice(0, 4)).toEqual([...proposals.corners.slice(4 * 32, 4 * 33)]);
    expect(runMs).toBe(7 + 3 + 3);
    expect(between).toEqual({ propose: expect.any(Number) as number, 'second-stage': expect.any(Number) as number });
    const found = rcnn.decode(raw, place({ width: 320, height: 320 }, rcnn.spec.input, 'letterbox'), {
      scoreThreshold: 0.3,
      iouThreshold: 0.5,
      maxDetections: 100,
    });
    expect(found).toHaveLength(40);
    expect(found[0]).toMatchObject({ label: 'cup', boxFramePx: { x: 1, y: 1, width: 6, height: 6 } });
    expect(found[0]?.score).toBeCloseTo(0.81 ** 0.85, 5); // 1^0.15 · 0.81^0.85
  });

  it('looks at no more places than asked for', async () => {
    const engine = new FakeEngine();
    const first = await engine.load(rcnn.spec);
    const { proposals } = await runTwoStages(engine, first, { stage, loaded: await engine.load(stage.graph) }, 16);
    expect(proposals.count).toBe(16);
    expect(engine.seenRois).toHaveLength(1);
  });

  it('is loaded and released as one network', async () => {
    const engine = new FakeEngine();
    const path = new CpuPath(engine, renderer);
    await expect(path.load(rcnn, new Uint8Array())).rejects.toMatchObject({ kind: 'model-missing' });
    const network = await path.load(rcnn, new Uint8Array(), new Uint8Array());
    await path.release(network);
    expect(engine.released).toEqual(['rcnn', 'rcnn-head']);
    engine.refuses = 'rcnn-head';
    await expect(path.load(rcnn, new Uint8Array(), new Uint8Array())).rejects.toThrow('no rcnn-head');
    expect(engine.released).toEqual(['rcnn', 'rcnn-head', 'rcnn']);
  });
});

describe('layers of boxes', () => {
  const placement = place({ width: 640, height: 480 }, rcnn.spec.input, 'letterbox');
  const layers = {
    placement,
    considered: Float32Array.of(10, 50, 20, 60, 100, 100, 140, 120, 0, 0, 320, 20),
    kept: Float32Array.of(100, 100, 140, 120),
  };

  it('are none where only the answers are wanted', () => {
    expect(layerBoxes(layers, 'final')).toEqual([]);
    expect(layerBoxes(layers, undefined)).toEqual([]);
    expect(layerBoxes(undefined, 'all')).toEqual([]);
  });

  it('are boxes in the frame, without those in its rim', () => {
    expect(layerBoxes(layers, 'kept')).toEqual([{ x: 200, y: 120, width: 80, height: 40 }]);
    expect(layerBoxes(layers, 'all')).toHaveLength(2); // the third lies in the letterbox's padding
  });
});
