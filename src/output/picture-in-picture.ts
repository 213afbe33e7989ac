/**
 * The processed picture in a small window above all others: a window of our own where the browser has document
 * picture-in-picture, else the browser's window for videos. It goes on while the page itself is hidden.
 */
export interface PictureInPictureHost {
  /** It was opened or closed, by us or by the user. */
  readonly onChange: (open: boolean) => void;
}

/** Newer than the typings: https://wicg.github.io/document-picture-in-picture/ */
interface DocumentPictureInPicture {
  requestWindow(options: { width: number; height: number }): Promise<Window>;
}

const STYLE = `
  html { background: #071016; }
  body { margin: 0; block-size: 100vh; }
  video { display: block; inline-size: 100%; block-size: 100%; object-fit: contain; }
`;

/** CSS pixels of the longer side of a new window. */
const WINDOW_LONG_SIDE_PX = 420;

export function canPictureInPicture(): boolean {
  return documentPictureInPicture() !== undefined || document.pictureInPictureEnabled === true;
}

export class PictureInPicture {
  readonly #host: PictureInPictureHost;
  #close: (() => void) | undefined;

  constructor(host: PictureInPictureHost) {
    this.#host = host;
  }

  get open(): boolean {
    return this.#close !== undefined;
  }

  /**
   * To be called on a press. Rejects with what the browser says where it refuses.
   * @param size of the picture, for the window's shape
   */
  async show(track: MediaStreamTrack, size: { readonly width: number; readonly height: number }): Promise<void> {
    this.close();
    const video = playing(track);
    const documentWindow = documentPictureInPicture();
    try {
      this.#close = documentWindow ? await this.#inWindow(documentWindow, video, size) : await this.#inVideo(video);
    } catch (error) {
      video.remove();
      throw error;
    }
    this.#host.onChange(true);
  }

  close(): void {
    this.#close?.();
  }

  async #inWindow(
    owner: DocumentPictureInPicture,
    video: HTMLVideoElement,
    { width, height }: { readonly width: number; readonly height: number },
  ): Promise<() => void> {
    const scale = WINDOW_LONG_SIDE_PX / Math.max(width, height);
    const opened = await owner.requestWindow({ width: Math.round(width * scale), height: Math.round(height * scale) });
    const { document: page } = opened;
    page.title = 'Sightline';
    // A sheet belongs to the document whose window made it.
    const sheet = new (opened as Window & typeof globalThis).CSSStyleSheet();
    sheet.replaceSync(STYLE);
    page.adoptedStyleSheets = [sheet];
    page.body.append(video);
    // Moving an element into another document pauses it.
    void video.play().catch(() => undefined);
    opened.addEventListener('pagehide', () => this.#closed(video), { once: true });
    return () => opened.close();
  }

  async #inVideo(video: HTMLVideoElement): Promise<() => void> {
    if (video.readyState < HTMLMediaElement.HAVE_METADATA) {
      await new Promise((resolve) => video.addEventListener('loadedmetadata', resolve, { once: true }));
    }
    await video.requestPictureInPicture();
    video.addEventListener('leavepictureinpicture', () => this.#closed(video), { once: true });
    return () => void document.exitPictureInPicture().catch(() => undefined);
  }

  #closed(video: HTMLVideoElement): void {
    video.srcObject = null;
    video.remove();
    this.#close = undefined;
    this.#host.onChange(false);
  }
}

function documentPictureInPicture(): DocumentPictureInPicture | undefined {
  return (window as { documentPictureInPicture?: DocumentPictureInPicture }).documentPictureInPicture;
}

/** In the document, since some browsers show no pictures of an element that is not. */
function playing(track: MediaStreamTrack): HTMLVideoElement {
  const video = document.createElement('video');
  video.className = 'sightline-offscreen';
  video.setAttribute('aria-label', 'Sightline');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  document.body.append(video);
  void video.play().catch(() => undefined);
  return video;
}
