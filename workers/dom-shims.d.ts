/** Types of page objects that may arrive in a worker, where the WebWorker lib does not name them. */

/** Transferable in Safari (w3c/mediacapture-extensions); elsewhere it never reaches a worker. */
interface MediaStreamTrack extends EventTarget {
  readonly readyState: 'live' | 'ended';
  stop(): void;
}

/** Chromium 138+: how the decoder's picture must be turned to stand upright (WebCodecs, "VideoFrame rotation"). */
interface VideoFrame {
  readonly rotation?: number;
  readonly flip?: boolean;
}
