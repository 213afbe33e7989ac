/**
 * Finds out, with one small frame of a known pattern, how this browser brings camera frames to the GPU and whether it turns
 * them on the way: browsers differ (iOS 26 turned imported video by 90°, tfjs #8733), and their names tell nothing reliable.
 */
import type { InputSpec } from '../../models/contract';
import { place } from '../../models/math/letterbox';
import { viewOf } from '../frame-view';
import { FrameImporter, type ImportMode } from './frame-texture';
import { PreprocessPass, type PreprocessPipelines } from './passes/preprocess';
import { ReadbackRing } from './readback-ring';
import type { ResourceScope } from './resource-scope';

/** Even sides, as 4:2:0 wants them, and not square, so that a quarter turn shows. */
const SIZE = { width: 32, height: 16 };
/** Luma of the four quarters, row by row: limited range, far apart. */
const LUMA = [40, 95, 150, 205] as const;
/** Neighbours differ by 55; a wrong colour matrix or range shifts grey by far less. */
const TOLERANCE = 20;

const INPUT: InputSpec = {
  name: 'probe',
  width: 2,
  height: 2,
  layout: 'nhwc',
  channelOrder: 'rgb',
  mean: [0, 0, 0],
  std: [1, 1, 1],
  fit: 'stretch',
  pad: 0,
};

const HOWS = ['external', 'copy', 'canvas'] as const;

/** Where the preferred ways were refused, and why; for the details line. */
export interface ProbeResult {
  readonly mode: ImportMode;
  readonly refused: readonly string[];
}

/**
 * @param hows ways to try, best first
 * @throws Error where none shows the pattern: then this device must not be used for pictures.
 */
export async function probeImport(
  scope: ResourceScope,
  pipelines: PreprocessPipelines,
  hows: readonly ImportMode['how'][] = HOWS,
): Promise<ProbeResult> {
  const refused: string[] = [];
  for (const how of hows) {
    for (const turned of [true, false]) {
      const wrong = await tryMode(scope, pipelines, { how, turned });
      if (wrong === undefined) return { mode: { how, turned }, refused };
      refused.push(`${how}${turned ? ' (turned)' : ''}: ${wrong}`);
    }
  }
  throw new Error(`camera frames do not reach the GPU unharmed: ${refused.join('; ')}`);
}

/** @returns what is wrong with this mode; undefined where it shows the pattern. */
async function tryMode(
  parent: ResourceScope,
  pipelines: PreprocessPipelines,
  mode: ImportMode,
): Promise<string | undefined> {
  const { device } = parent;
  const scope = parent.child();
  const frame = patternFrame();
  device.pushErrorScope('validation');
  let wrong: string | undefined;
  try {
    const bytes = 3 * INPUT.width * INPUT.height * Float32Array.BYTES_PER_ELEMENT;
    const target = scope.buffer({ size: bytes, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC });
    const ring = new ReadbackRing(scope, bytes);
    const view = viewOf(frame, 0);
    const pass = new PreprocessPass(scope, pipelines, { input: INPUT, type: 'float32', target });
    const imported = new FrameImporter(scope, mode).import(view);
    const encoder = device.createCommandEncoder({ label: 'import probe' });
    const compute = encoder.beginComputePass();
    pass.encode(compute, imported, place(view.upright, INPUT, INPUT.fit));
    compute.end();
    const pending = ring.encode(encoder, [{ buffer: target, bytes }]);
    device.queue.submit([encoder.finish()]);
    wrong = difference(new Float32Array(await pending.read()), frame);
  } catch (error) {
    wrong = error instanceof Error ? error.message : String(error);
  } finally {
    frame.close();
    scope.dispose();
  }
  const invalid = await device.popErrorScope();
  return invalid?.message ?? wrong;
}

/** Stored lying on its side and mirrored, where the browser knows of such frames. */
function patternFrame(): VideoFrame {
  const { width, height } = SIZE;
  const data = new Uint8Array((width * height * 3) / 2).fill(128);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) data[y * width + x] = LUMA[quarterOf(x / width, y / height)] ?? 0;
  return new VideoFrame(data, {
    format: 'I420',
    codedWidth: width,
    codedHeight: height,
    timestamp: 0,
    colorSpace: { matrix: 'smpte170m', primaries: 'smpte170m', transfer: 'smpte170m', fullRange: false },
    rotation: 90,
    flip: true,
  } as VideoFrameBufferInit);
}

const quarterOf = (x: number, y: number): number => (x < 0.5 ? 0 : 1) + (y < 0.5 ? 0 : 2);

function difference(values: Float32Array, frame: VideoFrame): string | undefined {
  // Turned clockwise by 90° the stored bottom left comes to the top left; then left and right are exchanged.
  const quarters = frame.rotation === 90 ? (frame.flip ? [0, 2, 1, 3] : [2, 0, 3, 1]) : [0, 1, 2, 3];
  const wanted = quarters.map((q) => (((LUMA[q] ?? 0) - 16) * 255) / 219);
  const seen = [0, 1, 2, 3].map((pixel) => values[pixel * 3 + 1] ?? NaN);
  const fits = wanted.every((grey, i) => Math.abs(grey - (seen[i] ?? NaN)) <= TOLERANCE);
  return fits ? undefined : `saw ${seen.map(Math.round).join(' ')}, not ${wanted.map(Math.round).join(' ')}`;
}
