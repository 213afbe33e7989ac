import { describe, expect, it } from 'vitest';
import { offlineGroupOf } from '../../tools/offline-assets';

const BUILT = ['assets/yolo-320-AbCdEfGh.onnx', 'assets/yolo-320.u8-A-C_EfGh.onnx', 'assets/yolo-416-AbCdEfGh.onnx'];

describe('offlineGroupOf', () => {
  it.each([
    ['assets/yolo-320-AbCdEfGh.onnx', 'weights-webgpu'],
    ['assets/yolo-320.f16-Ab-d_fGh.onnx', 'weights-webgpu'],
    ['assets/yolo-320.u8-A-C_EfGh.onnx', 'weights-wasm'],
    ['assets/ort-wasm-simd-threaded.jspi-CZzFqCHi.wasm', 'jspi'],
    ['assets/ort-wasm-simd-threaded.jspi-tSUBWrru.js', 'jspi'],
    ['assets/ort.jspi.min-BRCu08l6.js', 'jspi'],
    ['assets/ort-wasm-simd-threaded.asyncify-D5D0fo7z.wasm', 'asyncify'],
    ['assets/ort.webgpu.min-AEMzdfWt.js', 'asyncify'],
    ['assets/ort-wasm-simd-threaded-DcHrbrbl.wasm', 'wasm'],
    ['assets/ort-wasm-simd-threaded-jspiXXXX.mjs', 'wasm'],
    ['assets/ort.wasm.min-C-8u33Sh.js', 'wasm'],
    ['assets/yolo-416-AbCdEfGh.onnx', 'weights'],
    ['assets/demo-AbCdEfGh.webm', 'media'],
    ['assets/index-BubT1ZrP.js', undefined],
    ['assets/vision.worker-BiaSnoNx.js', undefined],
    ['assets/orthogonal-BiaSnoNx.js', undefined],
  ])('%s → %s', (file, group) => {
    expect(offlineGroupOf(file, BUILT)).toBe(group);
  });
});
