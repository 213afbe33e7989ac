/**
 * What goes on behind the page: the input, the vision worker, the user's preferences and the one notice that is shown.
 * The app element renders it and passes on what the user does.
 */
import type { ReactiveControllerHost } from 'lit';
import type { Size } from '../../../models/contract';
import type { Fault, Settings } from '../../../workers/protocol';
import { BackdropController } from '../../backdrop/backdrop-controller';
import type { BackdropKind } from '../../backdrop/backdrop-file';
import type { OpenCamera } from '../../camera/camera';
import { InputController } from '../../camera/input-controller';
import { pictureInPictureNotice, UPDATE_NOTICE } from '../../i18n/app-words';
import { BACKDROP_GONE_NOTICE, backdropNotice } from '../../i18n/backdrop-words';
import { SYSTEM_BLUR_STAYS_NOTICE, systemBlurNotice } from '../../i18n/camera-words';
import type { Notice } from '../../i18n/notice';
import { GPU_STOPPED_NOTICE, visionNotice } from '../../i18n/vision-words';
import type { LaunchOptions } from '../../launch-options';
import { PictureInPicture } from '../../output/picture-in-picture';
import { saveBlob, snapshotName } from '../../output/snapshot';
import { createTrackSink, type TrackSink } from '../../output/track-sink';
import { pageGuard } from '../../storage/gpu-guard';
import {
  browserStorage,
  DEFAULT_PREFERENCES,
  loadPreferences,
  savePreferences,
  visionSettings,
  CALM_QUERY,
  type Preferences,
} from '../../storage/settings';
import { applyTheme } from '../../styles/theme';
import { faultOf, type WorkerLike } from '../../vision/vision-client';
import { GpuMemory } from '../../vision/gpu-memory';
import { VisionController } from '../../vision/vision-controller';

/** This file's own address: a build's carries a hash of what is in it. */
const APP_BUILD = new URL(import.meta.url).pathname;

export interface SessionOptions {
  readonly launch: LaunchOptions;
  readonly freshCanvas: () => OffscreenCanvas;
  /** The newest canvas shows a picture. */
  readonly onFirstPicture?: () => void;
  /** A test hands in its own. */
  readonly createWorker?: () => WorkerLike;
}

export class Session {
  readonly vision: VisionController;
  readonly input: InputController;
  readonly backdrops: BackdropController;
  readonly pictureInPicture: PictureInPicture;
  preferences: Preferences;
  notice: Notice | undefined;
  paused = false;
  /** The upright picture, pixels. Before the first one an aspect to begin with. */
  picture: Size = { width: 4, height: 3 };

  readonly #host: ReactiveControllerHost;
  /** The offer of a new version, until the user has answered it. */
  #update: Notice | undefined;
  /** The track of the small window. */
  #sink: TrackSink | undefined;
  readonly #gpu = new GpuMemory(pageGuard(browserStorage(), APP_BUILD), browserStorage());
  #saidStopped = false;

  constructor(host: ReactiveControllerHost, { launch, freshCanvas, onFirstPicture, createWorker }: SessionOptions) {
    this.#host = host;
    this.preferences = launchPreferences(launch);
    applyTheme(this.preferences.theme);
    // As long as the page: there is one session.
    window.matchMedia(CALM_QUERY).addEventListener('change', () => this.#configure());
    this.vision = new VisionController(host, {
      freshCanvas,
      ...(onFirstPicture ? { onFirstPicture } : {}),
      gpu: this.#gpu,
      sourceMessage: () => this.input.sourceMessage(),
      onFault: (fault, gaveUp) => this.#onFault(gaveUp ? { ...fault, recoverable: false } : fault),
      onOutput: async (frame) => {
        if (this.#sink) await this.#sink.write(frame);
        else frame.close();
      },
      onFrameSize: (size) => {
        this.picture = size;
        host.requestUpdate();
      },
      onRestarted: () => {
        void this.input.resend();
        this.backdrops.resend();
      },
      ...(createWorker ? { createWorker } : {}),
    });
    this.pictureInPicture = new PictureInPicture({ onChange: (open) => this.#onPictureInPicture(open) });
    this.backdrops = new BackdropController({
      send: (image) => this.vision.client.backdrop(image),
      onChange: () => host.requestUpdate(),
    });
    void this.#restoreBackdrops();
    this.input = new InputController(
      host,
      {
        ready: () => this.#ready(launch),
        attach: (source) => this.vision.client.attach(source),
        detach: () => this.vision.client.detach(),
        still: (bitmap) => this.vision.client.still(bitmap),
        offer: (frame) => this.vision.client.offer(frame),
        onChange: () => this.#onInputChange(),
        onNotice: (notice) => this.show(notice),
        onSettled: () => {
          if (this.notice?.kind !== UPDATE_NOTICE.kind) this.dismiss();
        },
        onFailure: (error) => this.#onFault(faultOf(error)),
        isWatched: () => this.pictureInPicture.open,
        onEffects: (camera) => this.#tellSystemBlur(camera),
      },
      launch.source,
    );
  }

  /** An error stays until it is dealt with; lesser notices do not cover it. */
  show(notice: Notice): void {
    if (notice.kind === UPDATE_NOTICE.kind) this.#update = notice;
    if (this.notice?.tone === 'error' && notice.tone === 'info') return;
    this.notice = notice;
    this.#host.requestUpdate();
  }

  /** An update that another notice covered is still to be had. */
  dismiss(): void {
    if (this.notice === this.#update) this.#update = undefined;
    this.notice = this.#update;
    this.#host.requestUpdate();
  }

  change(fields: Partial<Preferences>): void {
    const before = this.preferences;
    this.preferences = { ...before, ...fields };
    savePreferences(this.preferences);
    if (fields.theme) applyTheme(fields.theme);
    this.#configure();
    if (fields.tasks && fields.tasks.portrait !== before.tasks.portrait) this.#tellSystemBlur(this.input.camera);
    const cameraChanged = this.preferences.deviceId !== before.deviceId || this.preferences.facing !== before.facing;
    if (cameraChanged && this.input.kind === 'camera') this.startCamera();
    this.#host.requestUpdate();
  }

  startCamera(): void {
    const { facing, deviceId } = this.preferences;
    // Mirroring depends on which camera opened.
    void this.input.startCamera({ facing, deviceId }).then(() => this.#configure());
  }

  flip(): void {
    const facing = (this.input.camera?.facing ?? this.preferences.facing) === 'user' ? 'environment' : 'user';
    this.change({ facing, deviceId: '' });
  }

  setPaused(paused: boolean): void {
    this.paused = paused;
    const { video } = this.input;
    if (paused) video?.pause();
    else void video?.play().catch(() => undefined);
    this.backdrops.pause(paused);
    this.vision.attempt(this.vision.client.pause(paused));
    this.#host.requestUpdate();
  }

  /** Nobody looks: the phone may rest. The camera itself goes off after half a minute. */
  setHidden(hidden: boolean): void {
    const rests = hidden && !this.pictureInPicture.open;
    if (this.vision.client.running && !this.paused) this.vision.attempt(this.vision.client.pause(rests));
    this.backdrops.pause(rests || this.paused);
  }

  resize(size: Size): void {
    if (this.vision.client.running) this.vision.attempt(this.vision.client.resize(size));
  }

  saveSnapshot(): void {
    this.vision.attempt(this.vision.client.snapshot().then((blob) => saveBlob(blob, snapshotName(new Date()))));
  }

  /** Takes the file as background, at once; where it cannot be one, says why and leaves all as it is. */
  async setBackdrop(kind: BackdropKind, file: File | undefined): Promise<void> {
    if (file) {
      const fault = await this.backdrops.choose(kind, file);
      if (fault) this.show(backdropNotice(fault, kind));
      else this.change({ background: { kind } });
      return;
    }
    if (this.preferences.background.kind === kind) this.change({ background: DEFAULT_PREFERENCES.background });
    await this.backdrops.forget(kind);
  }

  async stopSystemBlur(): Promise<void> {
    if (!(await this.input.stopSystemBlur())) this.show(SYSTEM_BLUR_STAYS_NOTICE);
  }

  /** Tries the graphics processor as if for the first time. */
  tryGpu(): void {
    this.#gpu.forget();
    void this.restartVision();
  }

  /** To be called on a press. */
  async togglePictureInPicture(): Promise<void> {
    if (this.pictureInPicture.open) {
      this.pictureInPicture.close();
      return;
    }
    this.#sink?.end();
    this.#sink = createTrackSink();
    this.vision.attempt(this.vision.client.output(true));
    try {
      await this.pictureInPicture.show(this.#sink.track, this.picture);
    } catch (error) {
      this.#onPictureInPicture(false);
      this.show(pictureInPictureNotice(error instanceof Error ? error.message : String(error)));
    }
  }

  async restartVision(): Promise<void> {
    this.vision.shutDown();
    try {
      await this.input.reopen();
    } catch (error) {
      this.#onFault(faultOf(error));
    }
  }

  async #ready(launch: LaunchOptions): Promise<void> {
    const isNew = !this.vision.client.running;
    await this.#gpu.open();
    await this.vision.ensureStarted(this.#settings(), launch.engine, launch.threads);
    if (launch.engine !== 'wasm') this.#sayStopped();
    if (!isNew) return;
    this.#useBackdrop();
    this.backdrops.resend();
  }

  /** What the last visit kept; where its background is gone, the picture must not stay black for a reason nobody sees. */
  async #restoreBackdrops(): Promise<void> {
    await this.backdrops.restore();
    const { kind } = this.preferences.background;
    if ((kind !== 'picture' && kind !== 'video') || this.backdrops.own[kind]) return;
    this.change({ background: DEFAULT_PREFERENCES.background });
    if (this.preferences.tasks.portrait) this.show(BACKDROP_GONE_NOTICE(kind));
  }

  #onPictureInPicture(open: boolean): void {
    if (!open) {
      this.#sink?.end();
      this.#sink = undefined;
      if (this.vision.client.running) this.vision.attempt(this.vision.client.output(false));
      // Closed from a hidden page, there is again nobody who looks.
      if (document.hidden) this.setHidden(true);
    }
    this.#host.requestUpdate();
  }

  #useBackdrop(): void {
    this.backdrops.use(this.preferences.background, this.preferences.tasks.portrait);
  }

  #tellSystemBlur(camera: OpenCamera | undefined): void {
    const { background, tasks } = this.preferences;
    const state = camera?.systemBlur ?? 'off';
    // Only a blur over a blur is bad: a picture hides both.
    if (state !== 'off' && tasks.portrait && background.kind === 'blur') this.show(systemBlurNotice(state));
    else if (this.notice?.kind === 'system-blur') this.dismiss();
  }

  /** The crash guard speaks once; the overlay and the settings go on saying it. */
  #sayStopped(): void {
    if (this.#saidStopped || !this.#gpu.history().stopped) return;
    this.#saidStopped = true;
    this.show(GPU_STOPPED_NOTICE);
  }

  #settings(): Settings {
    const { mirrorFront, mirrorRear, facing: wanted } = this.preferences;
    const facing = this.input.camera?.facing ?? wanted;
    return visionSettings(
      this.preferences,
      this.input.kind === 'camera' && (facing === 'user' ? mirrorFront : mirrorRear),
    );
  }

  #configure(): void {
    this.#useBackdrop();
    if (this.vision.client.running) this.vision.configure(this.#settings());
  }

  #onInputChange(): void {
    this.paused = false;
    if (this.input.kind === 'none') this.pictureInPicture.close();
    this.vision.resetPicture();
    if (!this.vision.client.running) return;
    this.vision.attempt(this.vision.client.pause(false));
    this.#configure();
  }

  #onFault(fault: Fault): void {
    // A track that stopped ends its frames too: the camera says why, if there is anything to say.
    if (fault.kind === 'source-ended' && this.input.camera?.track.readyState !== 'live') return;
    this.show(visionNotice(fault));
  }
}

/** What was kept, and on top of it what the address asks for. */
function launchPreferences({ tasks, stats }: LaunchOptions): Preferences {
  const stored = loadPreferences();
  const wanted = tasks ? { detect: false, portrait: false, classify: false } : { ...stored.tasks };
  for (const task of tasks ?? []) wanted[task] = true;
  return { ...stored, tasks: wanted, stats: stored.stats || stats };
}
