/** Chromium makes a track of written frames on the page; the DOM typings do not know it (w3c/mediacapture-transform, before VideoTrackGenerator). */
interface MediaStreamTrackGenerator extends MediaStreamTrack {
  readonly writable: WritableStream<VideoFrame>;
}
declare const MediaStreamTrackGenerator: {
  new (init: { kind: 'video' }): MediaStreamTrackGenerator;
};
