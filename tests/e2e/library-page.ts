/** A page as somebody else would write it, which uses the built library. */
export const LIBRARY_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Portrait elsewhere</title>
    <script type="module">
      import { createPortraitTrack, PortraitProcessor } from './sightline-portrait.js';
      import './sightline-portrait-element.js';
      Object.assign(window, { createPortraitTrack, PortraitProcessor });
    </script>
  </head>
  <body></body>
</html>`;

/** Runs in the page: what the tests of tracks need, on \`window.probe\`. */
export function installProbe(): void {
  const open = async (): Promise<MediaStreamTrack> => {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
    const track = stream.getVideoTracks()[0];
    if (!track) throw new Error('no camera track');
    return track;
  };

  /** Sends a track through a real connection of two peers in this page. */
  const loop = async (track: MediaStreamTrack): Promise<{ received: MediaStreamTrack; close: () => void }> => {
    const [sender, receiver] = [new RTCPeerConnection(), new RTCPeerConnection()];
    sender.onicecandidate = ({ candidate }): void => void (candidate && receiver.addIceCandidate(candidate));
    receiver.onicecandidate = ({ candidate }): void => void (candidate && sender.addIceCandidate(candidate));
    const received = new Promise<MediaStreamTrack>((resolve) => {
      receiver.ontrack = (event): void => resolve(event.track);
    });
    sender.addTrack(track, new MediaStream([track]));
    await sender.setLocalDescription();
    if (sender.localDescription) await receiver.setRemoteDescription(sender.localDescription);
    await receiver.setLocalDescription();
    if (receiver.localDescription) await sender.setRemoteDescription(receiver.localDescription);
    const close = (): void => {
      sender.close();
      receiver.close();
    };
    return { received: await received, close };
  };

  const play = async (track: MediaStreamTrack): Promise<HTMLVideoElement> => {
    const video = document.createElement('video');
    video.muted = true;
    video.srcObject = new MediaStream([track]);
    document.body.append(video);
    await video.play();
    return video;
  };

  /** RGBA of the picture shown now. */
  const pixels = (video: HTMLVideoElement): { data: Uint8ClampedArray; width: number; height: number } => {
    const { videoWidth: width, videoHeight: height } = video;
    const context = new OffscreenCanvas(Math.max(1, width), Math.max(1, height)).getContext('2d');
    if (!context) throw new Error('no 2D context');
    context.drawImage(video, 0, 0);
    return context.getImageData(0, 0, Math.max(1, width), Math.max(1, height));
  };

  /** Part of the picture's upper corners, and of its middle, that has about this colour. */
  const coloured = (
    video: HTMLVideoElement,
    [red, green, blue]: readonly [number, number, number],
  ): { corners: number; whole: number } => {
    const { data, width, height } = pixels(video);
    let [corner, corners, whole, all] = [0, 0, 0, 0];
    for (let y = 0; y < height; y += 2) {
      for (let x = 0; x < width; x += 2) {
        const at = 4 * (y * width + x);
        const far = Math.max(
          Math.abs((data[at] ?? 0) - red),
          Math.abs((data[at + 1] ?? 0) - green),
          Math.abs((data[at + 2] ?? 0) - blue),
        );
        const near = far < 48 ? 1 : 0;
        all += 1;
        whole += near;
        if (y < height / 4 && (x < width / 5 || x > (4 * width) / 5)) {
          corners += 1;
          corner += near;
        }
      }
    }
    return { corners: corner / Math.max(1, corners), whole: whole / Math.max(1, all) };
  };

  Object.assign(window, { probe: { open, loop, play, pixels, coloured } });
}
