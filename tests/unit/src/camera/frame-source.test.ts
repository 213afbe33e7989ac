import { afterEach, describe, expect, it, vi } from 'vitest';
import { candidateKinds, createFrameSource, type Footage } from '../../../../src/camera/frame-source';
import { cameraFaultOf } from '../../../../src/camera/camera-fault';

const camera: Footage = { track: {} as MediaStreamTrack };
const file: Footage = { video: {} as HTMLVideoElement };
const CLASS = function (): void {};

afterEach(() => vi.unstubAllGlobals());

describe('ways to get frames', () => {
  it('of Chromium: a processor on the page first', () => {
    vi.stubGlobal('MediaStreamTrackProcessor', CLASS);
    vi.stubGlobal('VideoFrame', CLASS);
    expect(candidateKinds(camera, undefined)).toEqual(['track-processor', 'video-frame', 'image-bitmap']);
  });

  it('of Safari and Firefox: the track itself is tried, then the element', () => {
    vi.stubGlobal('VideoFrame', CLASS);
    expect(candidateKinds(camera, undefined)).toEqual(['transferred-track', 'video-frame', 'image-bitmap']);
  });

  it('of a file: the element only', () => {
    vi.stubGlobal('MediaStreamTrackProcessor', CLASS);
    vi.stubGlobal('VideoFrame', CLASS);
    expect(candidateKinds(file, undefined)).toEqual(['video-frame', 'image-bitmap']);
  });

  it('of a browser without WebCodecs: bitmaps', () => {
    expect(candidateKinds(file, undefined)).toEqual(['image-bitmap']);
  });

  it('that the address asks for is tried alone, and fails plainly where it cannot be', () => {
    expect(candidateKinds(file, 'track-processor')).toEqual(['track-processor']);
    expect(() => createFrameSource('track-processor', file, () => undefined)).toThrow(TypeError);
  });

  it('with a processor hand over a new readable each time', () => {
    const made: unknown[] = [];
    vi.stubGlobal(
      'MediaStreamTrackProcessor',
      class {
        readable = {};
        constructor(init: unknown) {
          made.push(init);
        }
      },
    );
    const source = createFrameSource('track-processor', camera, () => undefined);
    const [first, second] = [source.message(), source.message()];
    expect(first).not.toEqual(undefined);
    expect(first).not.toBe(second);
    expect(made).toEqual([
      { ...camera, maxBufferSize: 1 },
      { ...camera, maxBufferSize: 1 },
    ]);
  });

  it('with a transferred track stop the clones they made', () => {
    const stop = vi.fn();
    const source = createFrameSource(
      'transferred-track',
      { track: { clone: () => ({ stop }) } as unknown as MediaStreamTrack },
      () => undefined,
    );
    source.message();
    source.stop();
    expect(stop).toHaveBeenCalledOnce();
  });
});

describe('errors of getUserMedia', () => {
  it.each([
    ['NotFoundError', 'no-camera'],
    ['NotAllowedError', 'refused'],
    ['NotReadableError', 'busy'],
    ['OverconstrainedError', 'overconstrained'],
    ['TypeError', 'unsupported'],
    ['SomethingNewError', 'busy'],
  ])('%s means %s', (name, kind) => {
    expect(cameraFaultOf(new DOMException('why', name))).toMatchObject({ kind, message: `${name}: why` });
  });
});
