/**
 * Whether this GPU handles pictures rightly, tried on one frame of known colours: camera frame → network input → memory, and
 * camera frame → canvas → memory. Found wrong in the wild: black views (Safari 26.4, rerun #12788), shaders refused on Adreno
 * (onnxruntime #21970).
 */
import type { InputSpec } from '../../models/contract';
import { place } from '../../models/math/letterbox';
import { messageOf } from '../fault';
import { viewOf } from '../frame-view';
import { FrameImporter, type ImportMode } from './frame-texture';
import { PreprocessPass, PreprocessPipelines } from './passes/preprocess';
import { ReadbackRing } from './readback-ring';
import { ResourceScope } from './resource-scope';
import shader from './picture-check.wgsl?raw';

/** Pixels; four patches of half this side, large enough for chroma at half resolution not to bleed into their middles. */
const SIDE = 32;
/** Red, green, blue 0..1 of the patches: top left, top right, bottom left, bottom right. No two alike, so that a flip shows. */
const PATCHES = [
  [0.8, 0.2, 0.2],
  [0.2, 0.7, 0.2],
  [0.2, 0.2, 0.8],
  [0.85, 0.85, 0.85],
] as const;
/** |Δ| per channel, 0..1. Decoders round to 8 bits twice and drivers differ in their YUV matrices; a wrong patch is off by 0.5. */
export const PICTURE_TOLERANCE = 0.06;

const INPUT: InputSpec = {
  name: 'image',
  width: SIDE,
  height: SIDE,
  layout: 'nchw',
  channelOrder: 'rgb',
  mean: [0, 0, 0],
  std: [255, 255, 255],
  fit: 'stretch',
  pad: 0,
};

/** The pattern as a camera would give it: I420, BT.709, limited range. The caller closes it. */
export function patternFrame(): VideoFrame {
  const half = SIDE / 2;
  const data = new Uint8Array(SIDE * SIDE + 2 * half * half);
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++) {
      const [luma, blue, red] = toYuv(PATCHES[(y < half ? 0 : 2) + (x < half ? 0 : 1)] ?? PATCHES[0]);
      data[y * SIDE + x] = luma;
      const chroma = SIDE * SIDE + (y >> 1) * half + (x >> 1);
      data[chroma] = blue;
      data[chroma + half * half] = red;
    }
  return new VideoFrame(data, {
    format: 'I420',
    codedWidth: SIDE,
    codedHeight: SIDE,
    timestamp: 0,
    colorSpace: { matrix: 'bt709', primaries: 'bt709', transfer: 'iec61966-2-1', fullRange: false },
  });
}

/** ITU-R BT.709-6, table 3, items 3.2–3.5: 8 bits, limited range. */
function toYuv([r, g, b]: readonly [number, number, number]): [number, number, number] {
  const y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return [16 + 219 * y, 128 + (224 * (b - y)) / 1.8556, 128 + (224 * (r - y)) / 1.5748];
}

/** @returns what is wrong, as the end of a sentence that begins "this GPU"; empty where nothing is. Never throws. */
export async function checkPicture(device: GPUDevice, mode: ImportMode): Promise<string> {
  const frame = patternFrame();
  const scope = new ResourceScope(device);
  device.pushErrorScope('out-of-memory');
  device.pushErrorScope('validation');
  try {
    const input = await networkInput(scope, frame, mode);
    const inputWrong = wrongPatch((x, y, c) => input[(c * SIDE + y) * SIDE + x] ?? NaN);
    if (inputWrong) return `reads camera pictures wrongly: ${inputWrong}`;
    const shown = canvasPixels(scope, frame, mode);
    const shownWrong = wrongPatch((x, y, c) => (shown[(y * SIDE + x) * 4 + c] ?? NaN) / 255);
    return shownWrong ? `shows pictures wrongly: ${shownWrong}` : '';
  } catch (error) {
    return `fails on a picture: ${messageOf(error)}`;
  } finally {
    scope.dispose();
    frame.close();
    // A refused call draws nothing and throws nothing: the patches told already, the reason goes to whoever debugs it.
    for (let i = 0; i < 2; i++) void device.popErrorScope().then((error) => error && console.warn(error.message));
  }
}

async function networkInput(scope: ResourceScope, frame: VideoFrame, mode: ImportMode): Promise<Float32Array> {
  const { device } = scope;
  const bytes = 3 * SIDE * SIDE * 4;
  const target = scope.buffer({ size: bytes, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC });
  const pass = new PreprocessPass(scope, new PreprocessPipelines(device), { input: INPUT, type: 'float32', target });
  const ring = new ReadbackRing(scope, bytes);
  const view = viewOf(frame, 0);
  const encoder = device.createCommandEncoder();
  const compute = encoder.beginComputePass();
  pass.encode(compute, new FrameImporter(scope, mode).import(view), place(view.upright, INPUT, INPUT.fit));
  compute.end();
  const pending = ring.encode(encoder, [{ buffer: target, bytes }]);
  device.queue.submit([encoder.finish()]);
  return new Float32Array(await pending.read());
}

/** Draws the frame as the app does, and reads the canvas as a screenshot would: through a second canvas. */
function canvasPixels(scope: ResourceScope, frame: VideoFrame, mode: ImportMode): Uint8ClampedArray {
  const { device } = scope;
  const canvas = new OffscreenCanvas(SIDE, SIDE);
  const context = canvas.getContext('webgpu');
  const copy = new OffscreenCanvas(SIDE, SIDE).getContext('2d', { willReadFrequently: true });
  if (!context || !copy) throw new Error('no canvas to draw on');
  const format = navigator.gpu.getPreferredCanvasFormat();
  context.configure({ device, format, alphaMode: 'opaque' });
  const { kind, resource } = new FrameImporter(scope, mode).import(viewOf(frame, 0));
  const declaration = kind === 'external' ? 'texture_external' : 'texture_2d<f32>';
  const sample = kind === 'external' ? 'textureSampleBaseClampToEdge' : 'textureSample';
  const code = shader.replace('PICTURE', declaration).replace('SAMPLE', sample);
  const module = device.createShaderModule({ label: 'picture check', code });
  const pipeline = device.createRenderPipeline({
    layout: 'auto',
    vertex: { module },
    fragment: { module, targets: [{ format }] },
    primitive: { topology: 'triangle-strip' },
  });
  const group = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [
      { binding: 0, resource },
      { binding: 1, resource: device.createSampler() },
    ],
  });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginRenderPass({
    colorAttachments: [{ view: context.getCurrentTexture().createView(), loadOp: 'clear', storeOp: 'store' }],
  });
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  pass.draw(4);
  pass.end();
  device.queue.submit([encoder.finish()]);
  copy.drawImage(canvas, 0, 0);
  context.unconfigure();
  return copy.getImageData(0, 0, SIDE, SIDE).data;
}

/** Looks at the middle of each patch. */
function wrongPatch(value: (x: number, y: number, channel: number) => number): string {
  for (const [i, patch] of PATCHES.entries()) {
    const x = SIDE / 4 + (i % 2) * (SIDE / 2);
    const y = SIDE / 4 + (i >> 1) * (SIDE / 2);
    const seen = patch.map((_, c) => value(x, y, c));
    if (patch.some((wanted, c) => !(Math.abs((seen[c] ?? NaN) - wanted) <= PICTURE_TOLERANCE)))
      return `${text(seen)} instead of ${text(patch)} at ${x}, ${y}`;
  }
  return '';
}

const text = (colour: readonly number[]): string => colour.map((value) => value.toFixed(2)).join('/');
