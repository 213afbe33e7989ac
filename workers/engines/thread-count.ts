/** @param wanted 0 lets the device decide. @returns WASM threads; 1 where the page is not cross-origin isolated. */
export function threadCount(wanted: number): number {
  if (!self.crossOriginIsolated || typeof SharedArrayBuffer === 'undefined') return 1;
  if (wanted > 0) return Math.floor(wanted);
  // More threads than half the cores fight with the camera, the compositor and each other.
  return Math.min(4, Math.max(1, Math.ceil((navigator.hardwareConcurrency || 1) / 2)));
}
