/**
 * What the service worker stores at install: the page without any runtime or weights, so that the first visit stays small.
 * The rest (16–27 MB of runtime, weights, clip) is stored only when the user asks for it: src/storage/offline-store.ts.
 */
export const SHELL = {
  patterns: ['index.html', 'offline-assets.json', 'assets/*.{js,css,svg,woff2}', 'icons/icon.svg'],
  // onnxruntime-web comes with its WASM, as a group of offline-assets.json; MediaPipe is measured in the lab only, online.
  ignores: ['assets/ort*', 'assets/vision_*', 'assets/mediapipe*', 'assets/portrait-lab*'],
};
