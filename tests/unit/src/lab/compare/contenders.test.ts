import { describe, expect, it } from 'vitest';
import { contenderTitle, parseContender, taskOf } from '../../../../../src/lab/compare/contender-title';
import { browserName } from '../../../../../src/lab/compare/device-facts';
import { Recorder } from '../../../../../src/lab/compare/recorder';
import { contenderKey, recordsOf } from '../../../../../src/lab/compare/run-file';
import { resultWith } from './made-runs';

describe('a contender', () => {
  it.each([
    ['yolo', 'yolo-320/wasm-1/float32'],
    ['yolo-416@wasm4@u8', 'yolo-416/wasm-4/uint8'],
    ['yolo-256@f16@webgpu', 'yolo-256/webgpu/float16'],
    ['rcnn', 'rcnn/wasm-1/float32/k64'],
    ['rcnn@k300@wasm', 'rcnn/wasm-1/float32/k300'],
    ['nanodet', 'nanodet-m/wasm-1/float32'],
    ['fastestdet', 'fastestdet/wasm-1/float32'],
    ['mediapipe-ssd', 'mediapipe-ssd/mediapipe-cpu/uint8'],
    ['ssd@gpu', 'mediapipe-ssd/mediapipe-gpu/uint8'],
  ])('%s is %s', (text, key) => {
    expect(contenderKey(parseContender(text))).toBe(key);
  });

  it.each([
    '',
    'yolov9',
    'yolo@k64',
    'rcnn@k5',
    'rcnn@k301',
    'yolo@gpu',
    'ssd@webgpu',
    'yolo@fast',
    'yolo@wasmX',
    'yolo@wasm0',
    'ssd@wasm2',
  ])("'%s' means nothing, and says what does", (text) => {
    expect(() => parseContender(text)).toThrow(/There are: yolo|means nothing here: webgpu/);
  });

  it('has a title, also one of another version', () => {
    expect(contenderTitle(parseContender('rcnn@k100@wasm2'))).toMatch(
      /two-stage.* 320, K 100 · WASM, 2 threads · floats/,
    );
    expect(contenderTitle(parseContender('mediapipe-ssd'))).toMatch(/SSD.* · MediaPipe, CPU · uint8/);
    const foreign = { ...parseContender('yolo'), network: 'yolo-9000' as 'yolo-320' };
    expect(contenderTitle(foreign)).toBe('yolo-9000 · WASM, 1 thread · floats');
    expect([taskOf('rcnn'), taskOf('mediapipe-selfie'), taskOf('resnet')]).toEqual(['detect', 'portrait', 'classify']);
  });
});

describe('the recorder', () => {
  it('fills a step that comes and goes with nothing', () => {
    const recorder = new Recorder();
    const add = (frame: number, stepsMs: object): void =>
      recorder.add({ frame, atMs: frame, totalMs: 1.234, runMs: 1, found: 0, stepsMs });
    add(0, { infer: 1.005 });
    add(1, { infer: 2, propose: 0.5 });
    add(2, {});
    expect(recorder.columns()).toMatchObject({
      frame: [0, 1, 2],
      totalMs: [1.23, 1.23, 1.23],
      stepsMs: { infer: [1, 2, 0], propose: [0, 0.5, 0] },
    });
    expect(recorder.count).toBe(3);
  });

  it('is read back look by look', () => {
    expect(recordsOf(resultWith([7, 8]), 3)[1]).toEqual({
      contender: 3,
      frame: 1,
      atMs: 100,
      totalMs: 8,
      runMs: 8,
      found: 2,
      stepsMs: { infer: 8 },
    });
  });
});

describe('browserName', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox 140 on Linux'],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15',
      'Safari 26 on macOS',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/150.0 Mobile Safari/604.1',
      'Chrome on iOS 150 on iOS',
    ],
    ['Mozilla/5.0 (Windows NT 10.0) Chrome/150.0.0.0 Safari/537.36 Edg/150.0.0.0', 'Edge 150 on Windows'],
    ['curl/8', ''],
  ])('%s', (userAgent, name) => {
    expect(browserName(userAgent)).toBe(name);
  });

  it('takes the brand where the browser tells it', () => {
    const brands = [
      { brand: 'Not=A?Brand', version: '24' },
      { brand: 'Chromium', version: '156' },
    ];
    expect(browserName('x', { brands, platform: 'Linux' })).toBe('Chromium 156 on Linux');
  });
});
