/** The canvas on the GPU: the picture, fitted, and the overlay over it. What was shown last is kept, for snapshots and resizing. */
import type { Size } from '../../models/contract';
import { compose, fitContain, invert, type Affine } from '../../models/math/affine';
import type { Overlay } from '../draw/overlay';
import type { FrameTexture } from './frame-texture';
import { OverlayLayer } from './overlay-layer';
import fullScreen from './passes/full-screen.wgsl?raw';
import external from './passes/picture-external.wgsl?raw';
import plain from './passes/picture-plain.wgsl?raw';
import showLayer from './passes/show-layer.wgsl?raw';
import showPicture from './passes/show-picture.wgsl?raw';
import type { ResourceScope } from './resource-scope';
import { shaderModule } from './shader';

/** `Showing` in the shader. */
const SHOWING_BYTES = 80;
const FULL_SCREEN_VERTICES = 3;

type Kind = FrameTexture['kind'];

interface Pipelines {
  readonly picture: Readonly<Record<Kind, GPURenderPipeline>>;
  readonly layer: GPURenderPipeline;
}

export interface Picture {
  readonly texture: FrameTexture;
  /** Upright, pixels. */
  readonly size: Size;
  readonly mirror: boolean;
  /** Parts of it are see-through and are to stay so. */
  readonly transparent: boolean;
}

export class Screen {
  readonly #scope: ResourceScope;
  readonly #canvas: OffscreenCanvas;
  readonly #context: GPUCanvasContext;
  readonly #format: GPUTextureFormat;
  readonly #pipelines: Pipelines;
  readonly #sampler: GPUSampler;
  readonly #showing: GPUBuffer;
  readonly #overlay: OverlayLayer;
  #wanted: Size;
  #shown: GPUTexture | undefined;
  #alpha: GPUCanvasAlphaMode | undefined;

  /** @throws Error where the canvas already has a context of another kind, or a shader does not compile. */
  static async open(scope: ResourceScope, canvas: OffscreenCanvas): Promise<Screen> {
    const context = canvas.getContext('webgpu');
    if (!context) throw new Error('no WebGPU context on this canvas');
    const format = navigator.gpu.getPreferredCanvasFormat();
    return new Screen(scope, canvas, context, format, await compile(scope.device, format));
  }

  private constructor(
    scope: ResourceScope,
    canvas: OffscreenCanvas,
    context: GPUCanvasContext,
    format: GPUTextureFormat,
    pipelines: Pipelines,
  ) {
    this.#scope = scope;
    this.#canvas = canvas;
    this.#context = context;
    this.#format = format;
    this.#pipelines = pipelines;
    this.#sampler = scope.device.createSampler({ label: 'bilinear', magFilter: 'linear', minFilter: 'linear' });
    this.#showing = scope.buffer({
      label: 'showing',
      size: SHOWING_BYTES,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    });
    this.#overlay = new OverlayLayer(scope);
    this.#wanted = { width: canvas.width, height: canvas.height };
  }

  /** Times the overlay was sent to the GPU. */
  get overlayUploads(): number {
    return this.#overlay.uploads;
  }

  /** Takes effect with the next picture: a canvas whose size is set goes blank. */
  resize({ width, height }: Size): void {
    this.#wanted = { width, height };
  }

  /** Encodes picture and overlay. @returns draw calls made. */
  encode(encoder: GPUCommandEncoder, picture: Picture, overlay: Omit<Overlay, 'toCanvas' | 'frame'>): number {
    const shown = this.#fit();
    const canvas: Size = { width: shown.width, height: shown.height };
    const toCanvas = fitContain(picture.size, canvas, { rotate: 0, mirror: picture.mirror });
    this.#scope.device.queue.writeBuffer(this.#showing, 0, showingOf(picture, toCanvas));
    const layer = this.#overlay.update(canvas, { ...overlay, toCanvas, frame: picture.size });
    const pass = encoder.beginRenderPass({
      label: 'screen',
      colorAttachments: [{ view: shown.createView(), loadOp: 'clear', storeOp: 'store' }],
    });
    const pipeline = this.#pipelines.picture[picture.texture.kind];
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, this.#pictureGroup(pipeline, picture.texture));
    pass.draw(FULL_SCREEN_VERTICES);
    if (layer) {
      pass.setPipeline(this.#pipelines.layer);
      pass.setBindGroup(0, this.#layerGroup(layer));
      pass.draw(FULL_SCREEN_VERTICES);
    }
    pass.end();
    this.#configure(picture.transparent ? 'premultiplied' : 'opaque');
    encoder.copyTextureToTexture({ texture: shown }, { texture: this.#context.getCurrentTexture() }, canvas);
    return layer ? 2 : 1;
  }

  /** What is shown now, as PNG. @throws Error before the first picture. */
  async snapshot(): Promise<Blob> {
    const shown = this.#shown;
    if (!shown) throw new Error('no picture was shown yet');
    const { device } = this.#scope;
    const canvas = new OffscreenCanvas(shown.width, shown.height);
    const context = canvas.getContext('webgpu');
    if (!context) throw new Error('no second WebGPU canvas');
    context.configure({ device, format: this.#format, usage: canvasUsage(), alphaMode: this.#alpha ?? 'opaque' });
    const encoder = device.createCommandEncoder({ label: 'snapshot' });
    const size: Size = { width: shown.width, height: shown.height };
    encoder.copyTextureToTexture({ texture: shown }, { texture: context.getCurrentTexture() }, size);
    device.queue.submit([encoder.finish()]);
    // In the same task: a WebGPU canvas forgets its picture at the end of it.
    return canvas.convertToBlob({ type: 'image/png' });
  }

  #pictureGroup(pipeline: GPURenderPipeline, { resource }: FrameTexture): GPUBindGroup {
    return this.#scope.device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: [
        { binding: 0, resource },
        { binding: 1, resource: this.#sampler },
        { binding: 2, resource: { buffer: this.#showing } },
      ],
    });
  }

  #layerGroup(layer: GPUTexture): GPUBindGroup {
    return this.#scope.device.createBindGroup({
      layout: this.#pipelines.layer.getBindGroupLayout(0),
      entries: [{ binding: 0, resource: layer.createView() }],
    });
  }

  #fit(): GPUTexture {
    const { width, height } = this.#wanted;
    if (this.#canvas.width !== width || this.#canvas.height !== height) Object.assign(this.#canvas, { width, height });
    const old = this.#shown;
    if (old?.width === width && old.height === height) return old;
    if (old) this.#scope.release(old);
    const { RENDER_ATTACHMENT, COPY_SRC } = GPUTextureUsage;
    const usage = RENDER_ATTACHMENT | COPY_SRC;
    this.#shown = this.#scope.texture({ label: 'shown', size: [width, height], format: this.#format, usage });
    return this.#shown;
  }

  #configure(alphaMode: GPUCanvasAlphaMode): void {
    if (this.#alpha === alphaMode) return;
    this.#alpha = alphaMode;
    this.#context.configure({ device: this.#scope.device, format: this.#format, usage: canvasUsage(), alphaMode });
  }
}

/** A function, since the names exist only where WebGPU does. */
const canvasUsage = (): number => GPUTextureUsage.COPY_DST | GPUTextureUsage.RENDER_ATTACHMENT;

async function compile(device: GPUDevice, format: GPUTextureFormat): Promise<Pipelines> {
  const module = (label: string, code: string): Promise<GPUShaderModule> =>
    shaderModule(device, label, fullScreen + code);
  const make = async (label: string, code: string, blend?: GPUBlendState): Promise<GPURenderPipeline> => {
    const shader = await module(label, code);
    const target: GPUColorTargetState = { format, ...(blend ? { blend } : {}) };
    return device.createRenderPipelineAsync({
      label,
      layout: 'auto',
      vertex: { module: shader },
      fragment: { module: shader, targets: [target] },
    });
  };
  const over: GPUBlendComponent = { srcFactor: 'one', dstFactor: 'one-minus-src-alpha', operation: 'add' };
  const [fromExternal, fromPlain, layer] = await Promise.all([
    make('show external picture', external + showPicture),
    make('show plain picture', plain + showPicture),
    make('show layer', showLayer, { color: over, alpha: over }),
  ]);
  return { picture: { external: fromExternal, plain: fromPlain }, layer };
}

/** `Showing` of show-picture.wgsl. */
function showingOf({ texture, size }: Picture, toCanvas: Affine): Float32Array<ArrayBuffer> {
  const toFrame = invert(toCanvas);
  const toUv = compose(texture.uprightToUv, toFrame);
  const rows = [toFrame, toUv].flatMap((m) => [m.a, m.c, m.e, 0, m.b, m.d, m.f, 0]);
  return Float32Array.from([...rows, size.width, size.height, 0, 0]);
}
