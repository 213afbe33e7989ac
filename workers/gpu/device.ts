/** The only place that asks for a GPU device. ONNX Runtime and our own passes share the one made here. */

export interface GpuOwner {
  readonly device: GPUDevice;
  /** For the overlay and the self-test: vendor and architecture as the browser tells them. */
  readonly adapterName: string;
}

/** The limits ONNX Runtime itself raises (onnxruntime PR #21553); a device with defaults rejects larger networks. */
const RAISED_LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBuffersPerShaderStage',
] as const;
const WANTED_FEATURES = ['shader-f16', 'subgroups', 'timestamp-query'] as const;

/** Undefined where the browser has no WebGPU or no adapter for it. */
export async function findAdapter(): Promise<GPUAdapter | undefined> {
  const gpu = (navigator as Navigator & { gpu?: GPU }).gpu;
  if (!gpu) return undefined;
  return (await gpu.requestAdapter({ powerPreference: 'high-performance' })) ?? undefined;
}

/** A CPU renderer that calls itself a GPU: right, but far slower than WASM. */
export function isSoftware(adapter: GPUAdapter): boolean {
  const info = adapter.info as GPUAdapterInfo | undefined;
  return info?.isFallbackAdapter === true || /swiftshader|llvmpipe|lavapipe|basic render/i.test(nameOf(adapter));
}

export async function openDevice(adapter: GPUAdapter): Promise<GpuOwner> {
  const requiredLimits: Record<string, number> = {};
  for (const limit of RAISED_LIMITS) requiredLimits[limit] = adapter.limits[limit];
  const requiredFeatures = WANTED_FEATURES.filter((feature) => adapter.features.has(feature)) as GPUFeatureName[];
  const device = await adapter.requestDevice({ label: 'sightline', requiredLimits, requiredFeatures });
  return { device, adapterName: nameOf(adapter) };
}

/** Vendor, architecture and what else the browser tells; empty where it tells nothing (Safari 26.0). */
export function nameOf(adapter: GPUAdapter): string {
  const info = adapter.info as GPUAdapterInfo | undefined;
  return [info?.vendor, info?.architecture, info?.device, info?.description].filter(Boolean).join(' ');
}
