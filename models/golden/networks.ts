/**
 * Two networks made up by formula, so that no file is fetched for them: `golden` goes through every kind of operator that the
 * shipped networks use, and its answer is stored (`answers.ts`); `pace` is a fair load for comparing processors.
 */
import { writeOnnx, type FloatTensor, type Graph, type GraphNode } from './onnx-writer';

/** A network with the input it is tried on. All floats. */
export interface ProbeNetwork {
  readonly bytes: Uint8Array;
  readonly inputName: string;
  readonly inputDims: readonly number[];
  readonly outputs: readonly string[];
}

const GOLDEN_SIDE = 16;
const PACE_SIDE = 128;
const PACE_CHANNELS = 32;
const PACE_LAYERS = 6;

/** 2 kB; 16×16 picture → `map` 1×4×8×8 and `label` 1×6. Convolutions of every sort, SiLU, pooling, resizing, both heads. */
export function goldenNetwork(): ProbeNetwork {
  const nodes: GraphNode[] = [
    { op: 'Conv', inputs: ['image', 'w1', 'b1'], output: 'c1', attributes: { strides: [2, 2], pads: [1, 1, 1, 1] } },
    { op: 'Sigmoid', inputs: ['c1'], output: 's1' },
    { op: 'Mul', inputs: ['c1', 's1'], output: 'silu' },
    { op: 'Conv', inputs: ['silu', 'w2', 'b2'], output: 'c2', attributes: { group: 8, pads: [1, 1, 1, 1] } },
    { op: 'Relu', inputs: ['c2'], output: 'r2' },
    { op: 'Conv', inputs: ['r2', 'w3', 'b3'], output: 'c3' },
    { op: 'Add', inputs: ['c3', 'silu'], output: 'sum' },
    { op: 'MaxPool', inputs: ['sum'], output: 'small', attributes: { kernel_shape: [2, 2], strides: [2, 2] } },
    { op: 'Resize', inputs: ['small', '', 'scales'], output: 'near', attributes: { mode: 'nearest' } },
    { op: 'Resize', inputs: ['small', '', 'scales'], output: 'line', attributes: { mode: 'linear' } },
    { op: 'ConvTranspose', inputs: ['small', 'w4'], output: 'up', attributes: { strides: [2, 2] } },
    { op: 'Concat', inputs: ['near', 'line', 'up', 'sum'], output: 'cat', attributes: { axis: 1 } },
    { op: 'Conv', inputs: ['cat', 'w5', 'b5'], output: 'c5' },
    { op: 'Sigmoid', inputs: ['c5'], output: 'map' },
    { op: 'GlobalAveragePool', inputs: ['cat'], output: 'mean' },
    { op: 'Flatten', inputs: ['mean'], output: 'flat' },
    { op: 'Gemm', inputs: ['flat', 'w6', 'b6'], output: 'logits', attributes: { transB: 1 } },
    { op: 'Softmax', inputs: ['logits'], output: 'label' },
  ];
  return probe({
    name: 'golden',
    inputs: { image: [1, 3, GOLDEN_SIDE, GOLDEN_SIDE] },
    outputs: { map: [1, 4, 8, 8], label: [1, 6] },
    weights: {
      w1: weight(1, [8, 3, 3, 3]),
      b1: weight(2, [8]),
      w2: weight(3, [8, 1, 3, 3]),
      b2: weight(4, [8]),
      w3: weight(5, [8, 8, 1, 1]),
      b3: weight(6, [8]),
      w4: weight(7, [8, 8, 2, 2]),
      w5: weight(8, [4, 32, 1, 1]),
      b5: weight(9, [4]),
      w6: weight(10, [6, 32]),
      b6: weight(11, [6]),
      scales: { dims: [4], data: Float32Array.of(1, 1, 2, 2) },
    },
    nodes,
  });
}

/**
 * 128×128 picture → `out` 1×32×1×1 through six 3×3 convolutions of 32 channels at 64×64: 0.46 GFLOP, about a fifth of a second on
 * nothing but an emulated GPU, 20 ms on one WASM thread, and enough for a GPU not to be judged by its start-up alone.
 */
export function paceNetwork(): ProbeNetwork {
  const pads = [1, 1, 1, 1];
  const nodes: GraphNode[] = [
    { op: 'Conv', inputs: ['image', 'w0'], output: 'c0', attributes: { strides: [2, 2], pads } },
    { op: 'Relu', inputs: ['c0'], output: 'r0' },
  ];
  for (let i = 1; i <= PACE_LAYERS; i++) {
    // One weight for all layers keeps the network at 40 kB; the work is the same.
    nodes.push({ op: 'Conv', inputs: [`r${i - 1}`, 'w'], output: `c${i}`, attributes: { pads } });
    nodes.push({ op: 'Relu', inputs: [`c${i}`], output: `r${i}` });
  }
  nodes.push({ op: 'GlobalAveragePool', inputs: [`r${PACE_LAYERS}`], output: 'out' });
  return probe({
    name: 'pace',
    inputs: { image: [1, 3, PACE_SIDE, PACE_SIDE] },
    outputs: { out: [1, PACE_CHANNELS, 1, 1] },
    weights: {
      w0: weight(21, [PACE_CHANNELS, 3, 3, 3]),
      w: weight(22, [PACE_CHANNELS, PACE_CHANNELS, 3, 3]),
    },
    nodes,
  });
}

/** The picture every probe and parity test is fed: element i is (i·7919 mod 1009) / 1008, as in models/training/onnx_files.py. */
export function madeUpPicture(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => ((i * 7919) % 1009) / 1008);
}

function probe(graph: Graph): ProbeNetwork {
  return {
    bytes: writeOnnx(graph),
    inputName: 'image',
    inputDims: graph.inputs['image'] ?? [],
    outputs: Object.keys(graph.outputs),
  };
}

/** Values spread evenly over ±√(3/fan-in), which keeps the size of activations from layer to layer. */
function weight(seed: number, dims: readonly number[]): FloatTensor {
  const length = dims.reduce((a, b) => a * b, 1);
  const fanIn = dims.length > 1 ? length / (dims[0] ?? 1) : 3;
  const reach = Math.sqrt(3 / fanIn);
  const data = Float32Array.from({ length }, (_, i) => reach * (((i * 5407 + seed * 3571) % 1013) / 506 - 1));
  return { dims, data };
}
