import type { ReactiveControllerHost } from 'lit';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SourceMessage } from '../../workers/protocol';
import { InputController, type InputSink } from '../../src/camera/input-controller';
import type { FrameSourceKind } from '../../src/camera/frame-source';
import type { Frame } from '../../src/vision/frame-credits';
import { until } from './mount';
import { reportOf } from '../fixtures/report';

const REQUEST = { facing: 'user', deviceId: '' } as const;

/** A camera made of a canvas that is painted anew 30 times a second. */
function paintedStream(): MediaStream {
  const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 48 });
  const context = canvas.getContext('2d');
  const timer = setInterval(() => context?.fillRect(Math.random() * 60, 0, 4, 48), 33);
  const stream = canvas.captureStream(30);
  stream.getVideoTracks()[0]?.addEventListener('ended', () => clearInterval(timer));
  return stream;
}

const open: InputController[] = [];
afterEach(() => {
  for (const input of open.splice(0)) input.hostDisconnected();
  vi.restoreAllMocks();
});

function setUp(options: { kind?: FrameSourceKind; attach?: InputSink['attach'] } = {}) {
  const attached: SourceMessage[] = [];
  const frames: Frame[] = [];
  const notices: string[] = [];
  const failures: unknown[] = [];
  const host: ReactiveControllerHost = {
    addController: () => undefined,
    removeController: () => undefined,
    requestUpdate: () => undefined,
    updateComplete: Promise.resolve(true),
  };
  const sink: InputSink = {
    ready: () => Promise.resolve(),
    attach: async (source) => {
      await options.attach?.(source);
      attached.push(source);
    },
    detach: vi.fn(() => Promise.resolve()),
    still: vi.fn(() => Promise.reject(new Error('not under test'))),
    offer: (frame) => {
      frames.push(frame);
      frame.close();
    },
    onChange: () => undefined,
    onNotice: ({ kind }) => notices.push(kind),
    onSettled: () => undefined,
    onFailure: (error) => failures.push(error),
    onEffects: () => undefined,
  };
  const input = new InputController(host, sink, options.kind);
  open.push(input);
  return { input, sink, attached, frames, notices, failures };
}

const cameraThat = (act: () => Promise<MediaStream>) =>
  vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockImplementation(act);

describe('a camera', () => {
  it('is asked for once, at about 640 × 480, and handed over as a readable', async () => {
    const ask = cameraThat(() => Promise.resolve(paintedStream()));
    const { input, attached } = setUp();
    await input.startCamera(REQUEST);
    expect(ask).toHaveBeenCalledOnce();
    expect(ask.mock.calls[0]?.[0]).toEqual({
      audio: false,
      video: { facingMode: { ideal: 'user' }, width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } },
    });
    expect(attached.map(({ kind }) => kind)).toEqual(['readable']);
    expect(input).toMatchObject({ kind: 'camera', opening: false, sourceKind: 'track-processor' });
  });

  it('that is refused is not asked for again by itself, and can be by the user', async () => {
    let refuse = true;
    const ask = cameraThat(() =>
      refuse ? Promise.reject(new DOMException('no', 'NotAllowedError')) : Promise.resolve(paintedStream()),
    );
    const { input, notices } = setUp();
    await input.startCamera(REQUEST);
    expect(notices).toEqual(['camera-refused']);
    expect(input.kind).toBe('none');
    window.dispatchEvent(new Event('focus'));
    window.dispatchEvent(new Event('pageshow'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(ask).toHaveBeenCalledOnce();
    refuse = false;
    await input.startCamera(REQUEST);
    expect(input.kind).toBe('camera');
  });

  it('that was remembered and is gone gives way to another', async () => {
    const ask = cameraThat(() => Promise.resolve(paintedStream()));
    ask.mockRejectedValueOnce(new DOMException('gone', 'OverconstrainedError'));
    const { input } = setUp();
    await input.startCamera({ facing: 'environment', deviceId: 'old' });
    expect(ask.mock.calls.map(([constraints]) => Object.keys(constraints?.video as object)[0])).toEqual([
      'deviceId',
      'facingMode',
    ]);
    expect(input.kind).toBe('camera');
  });

  it('is opened one after the other, and only the last stays open', async () => {
    const streams: MediaStream[] = [];
    let opening = 0;
    cameraThat(async () => {
      opening += 1;
      expect(opening).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 30));
      opening -= 1;
      const stream = paintedStream();
      streams.push(stream);
      return stream;
    });
    const { input } = setUp();
    await Promise.all([
      input.startCamera(REQUEST),
      input.startCamera({ facing: 'environment', deviceId: '' }),
      input.startCamera(REQUEST),
    ]);
    const live = streams.map((stream) => stream.getVideoTracks()[0]?.readyState);
    expect(live.filter((state) => state === 'live')).toHaveLength(1);
    expect(live.at(-1)).toBe('live');
  });

  it('whose answer comes after something else was opened is switched off', async () => {
    let allow: (stream: MediaStream) => void = () => undefined;
    cameraThat(() => new Promise((resolve) => (allow = resolve)));
    const { input } = setUp();
    const started = input.startCamera(REQUEST);
    await until(() => input.opening, 'the question');
    input.stop();
    const stream = paintedStream();
    await new Promise((resolve) => setTimeout(resolve, 20));
    allow(stream);
    await started;
    expect(stream.getVideoTracks()[0]?.readyState).toBe('ended');
    expect(input.kind).toBe('none');
  });

  it('that is unplugged is told', async () => {
    const stream = paintedStream();
    cameraThat(() => Promise.resolve(stream));
    const { input, notices } = setUp();
    await input.startCamera(REQUEST);
    const [track] = stream.getVideoTracks();
    track?.stop();
    track?.dispatchEvent(new Event('ended'));
    expect(notices).toEqual(['camera-ended']);
  });

  it('that died while the page was hidden comes back without a word when it is seen', async () => {
    const streams: MediaStream[] = [];
    const ask = cameraThat(() => {
      const stream = paintedStream();
      streams.push(stream);
      return Promise.resolve(stream);
    });
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    const { input, notices, attached } = setUp();
    await input.startCamera(REQUEST);
    const [track] = streams[0]?.getVideoTracks() ?? [];
    track?.stop();
    track?.dispatchEvent(new Event('ended'));
    hidden.mockReturnValue(false);
    // iOS sends any of the three, and more than one.
    document.dispatchEvent(new Event('visibilitychange'));
    window.dispatchEvent(new Event('pageshow'));
    window.dispatchEvent(new Event('focus'));
    await until(() => attached.length === 2, 'the second hand-over');
    expect(ask).toHaveBeenCalledTimes(2);
    expect(notices).toEqual([]);
    expect(input.camera?.track).toBe(streams[1]?.getVideoTracks()[0]);
  });

  it('goes off with stop', async () => {
    const stream = paintedStream();
    cameraThat(() => Promise.resolve(stream));
    const { input, sink } = setUp();
    await input.startCamera(REQUEST);
    input.stop();
    expect(stream.getVideoTracks()[0]?.readyState).toBe('ended');
    expect(sink.detach).toHaveBeenCalled();
  });
});

describe('the way to get frames', () => {
  it.each(['video-frame', 'image-bitmap'] as const)('%s gives frames one by one until it is stopped', async (kind) => {
    cameraThat(() => Promise.resolve(paintedStream()));
    const { input, attached, frames } = setUp({ kind });
    await input.startCamera(REQUEST);
    expect(attached.map((source) => source.kind)).toEqual(['posted']);
    await until(() => frames.length > 3, 'frames');
    expect(frames[0]).toBeInstanceOf(kind === 'video-frame' ? VideoFrame : ImageBitmap);
    input.stop();
    const before = frames.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(frames.length).toBe(before);
    expect(document.querySelector('video')).toBeNull();
  });

  it('falls back when the worker cannot take the first one', async () => {
    cameraThat(() => Promise.resolve(paintedStream()));
    const { input } = setUp({
      attach: (source) =>
        source.kind === 'readable' ? Promise.reject(new DOMException('no', 'DataCloneError')) : Promise.resolve(),
    });
    await input.startCamera(REQUEST);
    expect(input.sourceKind).toBe('video-frame');
  });

  it('that nobody can take is a failure, and the camera goes off', async () => {
    const stream = paintedStream();
    cameraThat(() => Promise.resolve(stream));
    const { input, failures } = setUp({ attach: () => Promise.reject(new Error('no way')) });
    await input.startCamera(REQUEST);
    expect(failures).toEqual([new Error('no way')]);
    expect(stream.getVideoTracks()[0]?.readyState).toBe('ended');
    expect(input.kind).toBe('none');
  });
});

describe('a file', () => {
  it('that is neither photo nor video leaves what is shown', async () => {
    cameraThat(() => Promise.resolve(paintedStream()));
    const { input, notices } = setUp();
    await input.startCamera(REQUEST);
    await input.openFile(new File(['x'], 'notes.txt', { type: 'text/plain' }));
    expect(notices).toEqual(['not-media']);
    expect(input.kind).toBe('camera');
  });

  it('that is no video although it says so is told, and nothing stays behind', async () => {
    const { input, notices } = setUp();
    await input.openFile(new File(['nonsense'], 'clip.mp4', { type: 'video/mp4' }));
    expect(notices).toEqual(['video-unreadable']);
    expect(input.kind).toBe('none');
    expect(document.querySelector('video')).toBeNull();
  });

  it('with a photo goes to the worker as one upright picture', async () => {
    const canvas = new OffscreenCanvas(40, 30);
    canvas.getContext('2d')?.fillRect(0, 0, 10, 10);
    const { input, sink } = setUp();
    const still = vi.mocked(sink.still).mockImplementation((bitmap) => {
      expect([bitmap.width, bitmap.height]).toEqual([40, 30]);
      return Promise.resolve(reportOf({ frame: { width: 40, height: 30 } }));
    });
    await input.openFile(new File([await canvas.convertToBlob()], 'a.png', { type: 'image/png' }));
    expect(still).toHaveBeenCalledOnce();
    expect(input.kind).toBe('photo');
  });

  it('that is read slowly does not replace what was opened after it, and its pixels are let go', async () => {
    const canvas = new OffscreenCanvas(40, 30);
    canvas.getContext('2d')?.fillRect(0, 0, 10, 10);
    const photo = new File([await canvas.convertToBlob()], 'a.png', { type: 'image/png' });
    cameraThat(() => Promise.resolve(paintedStream()));
    const closed = vi.spyOn(ImageBitmap.prototype, 'close');
    const { input, sink } = setUp();
    const opening = input.openFile(photo);
    await Promise.all([opening, input.startCamera(REQUEST)]);
    expect(input.kind).toBe('camera');
    expect(sink.still).not.toHaveBeenCalled();
    expect(closed).toHaveBeenCalledOnce();
  });
});
