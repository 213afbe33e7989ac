/**
 * What the app looks at: a camera, the demo clip, a video or a photo; one at a time. Opens it, hands it to the vision
 * worker by the best way this browser has, and closes the former one.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { FrameReport } from '../../models/contract';
import type { SourceMessage } from '../../workers/protocol';
import { cameraNotice } from '../i18n/camera-words';
import { DEMO_MISSING_NOTICE, fileNotice } from '../i18n/file-words';
import type { Notice } from '../i18n/notice';
import { attachFootage } from './attach-footage';
import { Camera, type CameraDevice, type CameraRequest, type OpenCamera } from './camera';
import { playClip, type Clip } from './clip-player';
import type { Footage, FrameSink, FrameSource, FrameSourceKind } from './frame-source';
import { fileTypeOf, readPhoto } from './opened-file';

export type InputKind = 'none' | 'camera' | 'demo' | 'video' | 'photo';

/** Addresses of the clip the project made itself, best first. */
const DEMO_CLIP_URL = `${import.meta.env.BASE_URL}demo/demo.webm`;
const DEMO_CLIP_FALLBACK_URL = `${import.meta.env.BASE_URL}demo/demo.mp4`;

/** A worker that does not answer by then is stuck; the user's choice does not wait for it. */
const DETACH_PATIENCE_MS = 1_000;

/** The vision side, as far as an input needs it. */
export interface InputSink {
  /** The worker runs when this resolves. Rejects with a VisionError. */
  readonly ready: () => Promise<void>;
  readonly attach: (source: SourceMessage) => Promise<void>;
  readonly detach: () => Promise<void>;
  /** Takes ownership of the bitmap. */
  readonly still: (bitmap: ImageBitmap) => Promise<FrameReport>;
  readonly offer: FrameSink;
  /** The input is about to change: what was shown no longer is. */
  readonly onChange: () => void;
  readonly onNotice: (notice: Notice) => void;
  /** The last notice about an input is settled. */
  readonly onSettled: () => void;
  readonly onFailure: (error: unknown) => void;
  /** The picture is looked at although the page is hidden. */
  readonly isWatched?: () => boolean;
  /** A camera was opened, or the system's own effects on it were switched. */
  readonly onEffects: (camera: OpenCamera) => void;
}

export class InputController implements ReactiveController {
  kind: InputKind = 'none';
  /** Between a user's press and the first attach. */
  opening = false;
  camera: OpenCamera | undefined;
  devices: readonly CameraDevice[] = [];
  /** The way frames come, once attached; for the figures overlay. */
  sourceKind: FrameSourceKind | undefined;

  readonly #host: ReactiveControllerHost;
  readonly #sink: InputSink;
  readonly #wantedKind: FrameSourceKind | undefined;
  #cameraOwner: Camera | undefined;
  #source: FrameSource | undefined;
  #clip: Clip | undefined;
  #photo: File | undefined;
  #objectUrl = '';
  /** Each opening takes a number; one that was overtaken closes what it opened. */
  #turn = 0;
  /** Each thing asked for takes one too, also a photo that is not yet read: what was asked for last is shown. */
  #wish = 0;

  constructor(host: ReactiveControllerHost, sink: InputSink, wantedKind: FrameSourceKind | undefined) {
    this.#host = host;
    this.#sink = sink;
    this.#wantedKind = wantedKind;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#closeFormer();
    this.#cameraOwner?.dispose();
    this.#cameraOwner = undefined;
  }

  /** The playing element of a demo clip or video. */
  get video(): HTMLVideoElement | undefined {
    return this.#clip?.video;
  }

  /** For a worker started anew. */
  readonly sourceMessage = (): SourceMessage | undefined => this.#source?.message();

  async startCamera(request: CameraRequest): Promise<void> {
    await this.#open('camera', async (isCurrent) => {
      const result = await this.#ownCamera().open(request);
      if (!isCurrent()) {
        // Something else was opened while the user was asked: its light must not stay on.
        if (this.kind !== 'camera') this.#cameraOwner?.close();
        return;
      }
      if (result.ok) {
        await this.#useCamera(result.camera);
        return;
      }
      this.kind = 'none';
      this.#sink.onNotice(cameraNotice(result.fault));
    });
  }

  async playDemo(): Promise<void> {
    await this.#open('demo', async (isCurrent) => {
      const result = await playClip([DEMO_CLIP_URL, DEMO_CLIP_FALLBACK_URL], 'demo clip');
      if (result.ok) await this.#useClip(result.value, isCurrent);
      else if (isCurrent()) this.#refuse(DEMO_MISSING_NOTICE);
    });
  }

  async openFile(file: File): Promise<void> {
    const type = fileTypeOf(file);
    if (type === 'other') {
      // What is shown now goes on.
      this.#sink.onNotice(fileNotice({ kind: 'not-media', message: file.type || 'unknown type', fileName: file.name }));
      return;
    }
    if (type === 'photo') await this.#openPhoto(file);
    else await this.#openVideo(file);
  }

  /** After a restart of the worker: a photo has no source to attach again. */
  async resend(): Promise<void> {
    if (this.#photo) await this.#openPhoto(this.#photo);
  }

  /** Hands what is open to a worker that was started by the user again. */
  async reopen(): Promise<void> {
    if (this.#photo) await this.#openPhoto(this.#photo);
    else if (this.#clip) await this.#attach({ video: this.#clip.video });
    else if (this.camera) await this.#attach({ track: this.camera.track });
    else await this.#sink.ready();
  }

  /** @returns whether the system now leaves the background as it is */
  async stopSystemBlur(): Promise<boolean> {
    return (await this.#cameraOwner?.stopSystemBlur()) ?? false;
  }

  stop(): void {
    this.#turn += 1;
    this.#wish += 1;
    this.#closeFormer();
    this.kind = 'none';
    this.opening = false;
    this.#sink.detach().catch(() => undefined);
    this.#sink.onChange();
    this.#host.requestUpdate();
  }

  async #openPhoto(file: File): Promise<void> {
    const wish = (this.#wish += 1);
    // Decoded first: a picture that cannot be read leaves what is shown now.
    const result = await readPhoto(file);
    if (!result.ok) {
      if (wish === this.#wish) this.#sink.onNotice(fileNotice(result.fault));
      return;
    }
    const bitmap = result.value;
    if (wish !== this.#wish) {
      bitmap.close();
      return;
    }
    let handedOver = false;
    await this.#open('photo', async (isCurrent) => {
      this.#photo = file;
      await this.#sink.ready();
      if (!isCurrent()) return;
      handedOver = true;
      await this.#sink.still(bitmap);
    });
    if (!handedOver) bitmap.close();
  }

  async #openVideo(file: File): Promise<void> {
    await this.#open('video', async (isCurrent) => {
      const url = URL.createObjectURL(file);
      const result = await playClip([url], file.name);
      if (!isCurrent() || !result.ok) URL.revokeObjectURL(url);
      else this.#objectUrl = url;
      if (result.ok) await this.#useClip(result.value, isCurrent);
      else if (isCurrent()) this.#refuse(fileNotice(result.fault));
    });
  }

  async #open(kind: InputKind, act: (isCurrent: () => boolean) => Promise<void>): Promise<void> {
    const turn = (this.#turn += 1);
    this.#wish += 1;
    const isCurrent = (): boolean => turn === this.#turn;
    this.opening = true;
    this.#host.requestUpdate();
    await this.#detach();
    if (!isCurrent()) return;
    this.#closeFormer();
    this.kind = kind;
    this.#sink.onSettled();
    this.#sink.onChange();
    this.#host.requestUpdate();
    try {
      await act(isCurrent);
    } catch (error) {
      if (isCurrent()) {
        this.#closeFormer();
        this.kind = 'none';
        this.#sink.onFailure(error);
      }
    } finally {
      if (isCurrent()) this.opening = false;
      this.#host.requestUpdate();
    }
  }

  /** Said first, or the end of the former source would arrive as news about the new one. */
  async #detach(): Promise<void> {
    if (!this.#source) return;
    const patience = new Promise((resolve) => setTimeout(resolve, DETACH_PATIENCE_MS));
    await Promise.race([this.#sink.detach().catch(() => undefined), patience]);
  }

  #refuse(notice: Notice): void {
    this.kind = 'none';
    this.#sink.onNotice(notice);
  }

  async #useClip(clip: Clip, isCurrent: () => boolean): Promise<void> {
    if (!isCurrent()) {
      clip.close();
      return;
    }
    this.#clip = clip;
    await this.#attach({ video: clip.video });
  }

  async #useCamera(camera: OpenCamera): Promise<void> {
    this.camera = camera;
    this.#sink.onEffects(camera);
    this.#host.requestUpdate();
    await this.#attach({ track: camera.track });
  }

  async #attach(footage: Footage): Promise<void> {
    const turn = this.#turn;
    await this.#sink.ready();
    const kind = await attachFootage(footage, this.#wantedKind, {
      attach: this.#sink.attach,
      offer: this.#sink.offer,
      isCurrent: () => turn === this.#turn,
      onSource: (source) => {
        this.#source?.stop();
        this.#source = source;
      },
    });
    if (kind) this.sourceKind = kind;
  }

  #ownCamera(): Camera {
    this.#cameraOwner ??= new Camera({
      onLost: (fault) => {
        if (this.kind === 'camera') this.#sink.onNotice(cameraNotice(fault));
      },
      onBack: (camera) => {
        if (this.kind !== 'camera') return;
        this.#sink.onSettled();
        const sameTrack = camera.track === this.camera?.track;
        if (!sameTrack) this.#useCamera(camera).catch(this.#sink.onFailure);
      },
      isWatched: () => this.#sink.isWatched?.() ?? false,
      onEffects: (camera) => {
        this.camera = camera;
        this.#sink.onEffects(camera);
        this.#host.requestUpdate();
      },
      onDevices: (devices) => {
        this.devices = devices;
        this.#host.requestUpdate();
      },
    });
    return this.#cameraOwner;
  }

  #closeFormer(): void {
    this.#source?.stop();
    this.#source = undefined;
    this.sourceKind = undefined;
    this.#clip?.close();
    this.#clip = undefined;
    this.#photo = undefined;
    this.#cameraOwner?.close();
    this.camera = undefined;
    if (this.#objectUrl) URL.revokeObjectURL(this.#objectUrl);
    this.#objectUrl = '';
  }
}
