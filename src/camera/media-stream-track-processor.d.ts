/** Chromium has MediaStreamTrackProcessor on the page; the DOM typings know it in workers only (w3c/mediacapture-transform). */
interface MediaStreamTrackProcessor {
  readonly readable: ReadableStream<VideoFrame>;
}
declare const MediaStreamTrackProcessor: {
  new (init: { track: MediaStreamTrack; maxBufferSize?: number }): MediaStreamTrackProcessor;
};
