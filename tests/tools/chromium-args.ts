/** Launch arguments of Chromium in tests. */

/** No calls home, no first-run page; the sandbox needs a user that is not root. */
export const QUIET = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/**
 * WebGPU on the software adapter with importExternalTexture and visible canvases. The set hangs together: with other
 * ANGLE or Vulkan back ends the texture import fails or screenshots are blank. Only one --enable-features counts.
 */
export const SOFTWARE_GPU = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  '--enable-gpu',
];

/** WebGPU on a real GPU through Vulkan, without a screen. */
export const REAL_GPU = [
  '--enable-unsafe-webgpu',
  '--enable-features=Vulkan,VulkanFromANGLE,DefaultANGLEVulkan',
  '--use-vulkan=native',
  '--use-angle=vulkan',
  '--ignore-gpu-blocklist',
  '--enable-gpu',
];

/** A camera that plays a file (.mjpeg or .y4m, absolute path), or Chromium's moving test pattern. */
export function fakeCamera(file?: string): string[] {
  const camera = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
  return file === undefined ? camera : [...camera, `--use-file-for-fake-video-capture=${file}`];
}
