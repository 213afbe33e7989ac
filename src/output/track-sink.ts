/**
 * A video track made of pictures. Where the browser has a generator, pictures go straight into the track, in a hidden tab too;
 * elsewhere through a canvas, whose stream browsers hold still while the tab is hidden.
 */
import type { Frame } from '../vision/frame-credits';

export interface TrackSink {
  readonly way: 'generator' | 'canvas';
  readonly track: MediaStreamTrack;
  /** Takes ownership of the picture. Rejects once the track has ended. */
  write(frame: Frame): Promise<void>;
  /** Ends the track; its listeners hear `ended` where the browser can say so. */
  end(): void;
}

/** @throws Error where this browser can make no track of pictures at all. */
export function createTrackSink(): TrackSink {
  return typeof MediaStreamTrackGenerator === 'function' ? generatorSink() : canvasSink();
}

function generatorSink(): TrackSink {
  const track = new MediaStreamTrackGenerator({ kind: 'video' });
  const writer = track.writable.getWriter();
  return {
    way: 'generator',
    track,
    async write(frame): Promise<void> {
      const picture = 'timestamp' in frame ? frame : wrapped(frame);
      try {
        // The track closes what it takes.
        await writer.write(picture);
      } catch (error) {
        picture.close();
        throw error;
      }
    },
    end(): void {
      writer.close().catch(() => undefined);
      track.stop();
    },
  };
}

function wrapped(bitmap: ImageBitmap): VideoFrame {
  const frame = new VideoFrame(bitmap, { timestamp: Math.round(performance.now() * 1000) });
  bitmap.close();
  return frame;
}

function canvasSink(): TrackSink {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  const track = 'captureStream' in canvas ? canvas.captureStream().getVideoTracks()[0] : undefined;
  if (!context || !track) throw new Error('This browser can make no video track of pictures.');
  return {
    way: 'canvas',
    track,
    async write(frame): Promise<void> {
      const [width, height] =
        'displayWidth' in frame ? [frame.displayWidth, frame.displayHeight] : [frame.width, frame.height];
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
      context.clearRect(0, 0, width, height);
      context.drawImage(frame, 0, 0, width, height);
      frame.close();
    },
    end: (): void => track.stop(),
  };
}
