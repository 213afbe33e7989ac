/**
 * A camera track in, a track with another background out: for calls, recordings and streams of your own.
 *
 * Frames are processed in a worker and go to the track without any animation frame, so that it runs on in a hidden tab
 * (where the browser has MediaStreamTrackGenerator; elsewhere browsers hold a canvas's stream still there).
 * Until it is known where the person is, and whenever that is lost, the whole picture is hidden, whatever the effect.
 */
import type { Size } from '../../models/contract';
import { PortraitSession } from './portrait-session';
import type { PortraitOptions, PortraitStartOptions, PortraitStats } from './portrait-options';
import { createTrackSink } from './track-sink';

export interface PortraitTrack {
  /** The processed picture. Present at once; its first picture comes when the worker runs. It ends when the source does. */
  readonly track: MediaStreamTrack;
  /** Resolves when the network is loaded and pictures come; rejects with the reason where that fails. Then the track has ended. */
  readonly ready: Promise<void>;
  /** Changes what is given and leaves the rest. Rejects with RangeError or TypeError for what means nothing; then nothing changes. */
  update(options: PortraitOptions): Promise<void>;
  /** Another camera, the same processed track. */
  replaceSource(track: MediaStreamTrack): Promise<void>;
  readonly stats: PortraitStats;
  /** Ends the processed track and lets go of all memory. The source track goes on: it is yours. */
  stop(): void;
}

/** A phone's camera before it has said its size, pixels. */
const FIRST_SIZE: Size = { width: 640, height: 480 };

/**
 * @param source a live video track; it is read, never stopped
 * @throws RangeError, TypeError for options that mean nothing, or a source that is not a live video track
 */
export function createPortraitTrack(source: MediaStreamTrack, options: PortraitStartOptions = {}): PortraitTrack {
  requireLive(source);
  const sink = createTrackSink();
  let size = sizeOf(source);
  let current = source;
  const session = new PortraitSession(
    {
      freshCanvas: () => new OffscreenCanvas(size.width, size.height),
      onOutput: (frame) => sink.write(frame),
      onSize: (now) => {
        if (now.width === size.width && now.height === size.height) return;
        size = now;
        session.resize(size).catch(() => undefined); // A worker that died meanwhile starts with the new size.
      },
    },
    options,
  );
  const stop = (): void => {
    current.removeEventListener('ended', stop);
    session.dispose();
    sink.end();
  };
  source.addEventListener('ended', stop);
  const ready = session.start({ track: source }).catch((error: unknown) => {
    stop();
    throw error;
  });
  // Whoever does not wait for it hears of the failure by `onFault` and the track's end.
  ready.catch(() => undefined);
  return {
    track: sink.track,
    ready,
    update: (changed) => session.update(changed),
    async replaceSource(track): Promise<void> {
      requireLive(track);
      current.removeEventListener('ended', stop);
      current = track;
      track.addEventListener('ended', stop);
      await session.attach({ track });
    },
    get stats() {
      return session.stats;
    },
    stop,
  };
}

function requireLive(track: MediaStreamTrack): void {
  if (track.kind !== 'video') throw new TypeError(`a video track is needed, this one is ${track.kind}`);
  if (track.readyState !== 'live') throw new TypeError('the track has ended; open the camera again');
}

function sizeOf(track: MediaStreamTrack): Size {
  const { width, height } = track.getSettings();
  return width && height ? { width, height } : FIRST_SIZE;
}
