/**
 * Owns what a GPU path holds: buffers, textures, tensors, frames. Whatever is made here is counted until it is released, so
 * that a leak is a number on the overlay and in the soak test; `dispose` closes what is left, newest first.
 */

export type ResourceKind = 'buffer' | 'texture' | 'tensor' | 'session' | 'frame';
export type ResourceCounts = Readonly<Record<ResourceKind, number>>;

interface Held {
  readonly kind: ResourceKind;
  readonly close: () => void;
  /** GPU memory asked for, bytes; 0 where it is not ours to know. */
  readonly bytes: number;
}

export class ResourceScope {
  readonly device: GPUDevice;
  readonly #held = new Map<object, Held>();
  readonly #children = new Set<ResourceScope>();
  readonly #parent: ResourceScope | undefined;
  #disposed = false;

  constructor(device: GPUDevice, parent?: ResourceScope) {
    this.device = device;
    this.#parent = parent;
  }

  /** A scope that ends before this one (a network that may be swapped). Counted here too, and disposed of with it. */
  child(): ResourceScope {
    this.#requireOpen();
    const scope = new ResourceScope(this.device, this);
    this.#children.add(scope);
    return scope;
  }

  buffer(descriptor: GPUBufferDescriptor): GPUBuffer {
    this.#requireOpen();
    const buffer = this.device.createBuffer(descriptor);
    return this.own('buffer', buffer, () => buffer.destroy(), descriptor.size);
  }

  texture(descriptor: GPUTextureDescriptor): GPUTexture {
    this.#requireOpen();
    const texture = this.device.createTexture(descriptor);
    const bytes = texture.width * texture.height * texture.depthOrArrayLayers * bytesPerTexel(texture.format);
    return this.own('texture', texture, () => texture.destroy(), bytes);
  }

  /** Takes charge of a thing made elsewhere. */
  own<T extends object>(kind: ResourceKind, thing: T, close: () => void, bytes = 0): T {
    if (this.#disposed) {
      close();
      throw new Error(`a ${kind} came to a scope that was disposed of`);
    }
    this.#held.set(thing, { kind, close, bytes });
    return thing;
  }

  /** Closes one thing before the scope ends. @throws Error where this scope does not hold it: it would be closed twice. */
  release(thing: object): void {
    const held = this.#held.get(thing);
    if (!held) throw new Error('released what this scope does not hold');
    this.#held.delete(thing);
    held.close();
  }

  /** Live objects, those of children included. */
  counts(): ResourceCounts {
    const counts = { buffer: 0, texture: 0, tensor: 0, session: 0, frame: 0 };
    for (const scope of this.#all()) for (const { kind } of scope.#held.values()) counts[kind]++;
    return counts;
  }

  /** GPU memory of our own buffers and textures, bytes; the runtime's weights and scratch space are not among them. */
  bytes(): number {
    let sum = 0;
    for (const scope of this.#all()) for (const { bytes } of scope.#held.values()) sum += bytes;
    return sum;
  }

  /** Closes everything; may be called again. One that fails to close does not keep the others open. */
  dispose(): void {
    this.#disposed = true;
    for (const child of [...this.#children]) child.dispose();
    for (const [thing, held] of [...this.#held].reverse()) {
      this.#held.delete(thing);
      try {
        held.close();
      } catch (error) {
        // A lost device or a frame closed by its source: it is gone either way, but worth a line for whoever debugs it.
        console.warn(`closing a ${held.kind}:`, error);
      }
    }
    if (this.#parent) this.#parent.#children.delete(this);
  }

  *#all(): Generator<ResourceScope> {
    yield this;
    for (const child of this.#children) yield* child.#all();
  }

  #requireOpen(): void {
    if (this.#disposed) throw new Error('this GPU scope was disposed of');
  }
}

/** Of the formats this project uses (WebGPU, "Texture Format Capabilities"). */
function bytesPerTexel(format: GPUTextureFormat): number {
  if (format.startsWith('rgba16') || format.startsWith('rg32')) return 8;
  if (format.startsWith('rgba32')) return 16;
  if (format.startsWith('r16')) return 2;
  if (format.startsWith('r8')) return 1;
  return 4;
}
