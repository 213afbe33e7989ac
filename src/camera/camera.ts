/**
 * The one owner of getUserMedia. Starts are serialised, a start asks the user at most once, and a failure is a value.
 */
import { cameraFaultOf, type CameraFault } from './camera-fault';
import { watchForReturn, type ReturnWatch } from './return-watch';

export type Facing = 'user' | 'environment';

export interface CameraRequest {
  readonly facing: Facing;
  /** A device from `listCameras`, or empty for whichever faces that way. */
  readonly deviceId: string;
}

export interface OpenCamera {
  readonly stream: MediaStream;
  readonly track: MediaStreamTrack;
  /** From the track where it says so, else as asked; a laptop's camera counts as front. */
  readonly facing: Facing;
  readonly deviceId: string;
  readonly systemBlur: SystemBlur;
}

/**
 * Whether the system blurs the background already: blurring again costs power and looks worse
 * (w3c/mediacapture-extensions#121). `fixed`: it does, and a page cannot switch it off.
 */
export type SystemBlur = 'off' | 'on' | 'fixed';

export type CameraResult =
  { readonly ok: true; readonly camera: OpenCamera } | { readonly ok: false; readonly fault: CameraFault };

export interface CameraDevice {
  readonly deviceId: string;
  /** Empty until the user has allowed the camera once. */
  readonly label: string;
}

export interface CameraHost {
  /** A track stopped by itself, or the system took it away for longer than a moment. */
  readonly onLost: (fault: CameraFault) => void;
  /** The camera was opened again after the page came back, or its picture resumed. */
  readonly onBack: (camera: OpenCamera) => void;
  readonly onDevices: (devices: readonly CameraDevice[]) => void;
  /** The picture is looked at although the page is hidden: the camera stays on. */
  readonly isWatched?: () => boolean;
  /** The system's own effects were switched. */
  readonly onEffects: (camera: OpenCamera) => void;
}

/** Safari mutes a track for up to a second without reason (WebKit PR#28593): only a longer mute is a loss. */
const MUTE_GRACE_MS = 1_200;

export class Camera {
  readonly #host: CameraHost;
  readonly #media: MediaDevices | undefined = navigator.mediaDevices;
  readonly #returnWatch: ReturnWatch;
  #tail: Promise<unknown> = Promise.resolve();
  #open: OpenCamera | undefined;
  #request: CameraRequest | undefined;
  #muteTimer = 0;
  /** The track ended while nobody looked: it is opened again when the page is seen. */
  #diedAway = false;

  constructor(host: CameraHost) {
    this.#host = host;
    this.#media?.addEventListener?.('devicechange', this.#reportDevices);
    this.#returnWatch = watchForReturn({
      onReturn: () => this.#onReturn(),
      // iOS stops capture in the background anyhow; elsewhere the light of an unseen camera would stay on.
      onLongAway: () => {
        if (this.#host.isWatched?.()) return;
        if (this.#open) this.#diedAway = true;
        this.#stopTracks();
      },
    });
  }

  /** Opens the camera, closing the one that was open. Concurrent calls run one after the other. */
  open(request: CameraRequest): Promise<CameraResult> {
    const result = this.#tail.then(() => this.#openNow(request));
    // The caller has its result; the next start must not inherit this one's failure.
    this.#tail = result.catch(() => undefined);
    return result;
  }

  close(): void {
    this.#request = undefined;
    this.#stopTracks();
    this.#open = undefined;
  }

  dispose(): void {
    this.close();
    this.#returnWatch.stop();
    this.#media?.removeEventListener?.('devicechange', this.#reportDevices);
  }

  /** @returns whether the system now leaves the background as it is */
  async stopSystemBlur(): Promise<boolean> {
    const open = this.#open;
    const request = this.#request;
    if (!open || !request) return false;
    const { video } = constraintsFor(request);
    // Newer than the typings (Media Capture Extensions).
    const constraints: MediaTrackConstraints & { backgroundBlur: boolean } = {
      ...(typeof video === 'object' ? video : {}),
      backgroundBlur: false,
    };
    await open.track.applyConstraints(constraints).catch(() => undefined);
    this.#readEffects(open.track);
    return systemBlurOf(open.track) === 'off';
  }

  async listCameras(): Promise<CameraDevice[]> {
    const devices = (await this.#media?.enumerateDevices?.()) ?? [];
    return devices
      .filter((device) => device.kind === 'videoinput' && device.deviceId !== '')
      .map(({ deviceId, label }) => ({ deviceId, label }));
  }

  async #openNow(request: CameraRequest): Promise<CameraResult> {
    const missing = this.#whyImpossible();
    if (missing) return { ok: false, fault: missing };
    // Many phones cannot open the second camera while the first still runs.
    this.#stopTracks();
    this.#open = undefined;
    this.#diedAway = false;
    this.#request = request;
    try {
      const camera = describe(await this.#getStream(request), request);
      this.#watch(camera.track);
      this.#open = camera;
      this.#reportDevices();
      return { ok: true, camera };
    } catch (error) {
      return { ok: false, fault: cameraFaultOf(error) };
    }
  }

  async #getStream(request: CameraRequest): Promise<MediaStream> {
    const media = this.#media as MediaDevices;
    try {
      return await media.getUserMedia(constraintsFor(request));
    } catch (error) {
      // The remembered device is gone. Permission was granted, so this does not prompt a second time.
      const gone = error instanceof Error && ['OverconstrainedError', 'NotFoundError'].includes(error.name);
      if (!gone || request.deviceId === '') throw error;
      return media.getUserMedia(constraintsFor({ ...request, deviceId: '' }));
    }
  }

  #whyImpossible(): CameraFault | undefined {
    if (!window.isSecureContext) {
      return { kind: 'insecure-origin', message: `${location.origin} is not a secure context.` };
    }
    if (!this.#media?.getUserMedia) {
      return { kind: 'unsupported', message: 'navigator.mediaDevices.getUserMedia is missing.' };
    }
    return undefined;
  }

  #watch(track: MediaStreamTrack): void {
    track.addEventListener('configurationchange', () => this.#readEffects(track));
    track.addEventListener('ended', () => {
      if (document.hidden) this.#diedAway = this.#open?.track === track;
      else this.#lost(track, { kind: 'ended', message: `${track.label || 'The track'} ended.` });
    });
    track.addEventListener('mute', () => {
      clearTimeout(this.#muteTimer);
      this.#muteTimer = window.setTimeout(() => {
        if (track.muted && !document.hidden) this.#lost(track, { kind: 'interrupted', message: 'The track is muted.' });
      }, MUTE_GRACE_MS);
    });
    track.addEventListener('unmute', () => {
      clearTimeout(this.#muteTimer);
      if (this.#open?.track === track) this.#host.onBack(this.#open);
    });
  }

  #readEffects(track: MediaStreamTrack): void {
    const open = this.#open;
    const systemBlur = systemBlurOf(track);
    if (open?.track !== track || open.systemBlur === systemBlur) return;
    this.#open = { ...open, systemBlur };
    this.#host.onEffects(this.#open);
  }

  #lost(track: MediaStreamTrack, fault: CameraFault): void {
    if (this.#open?.track === track) this.#host.onLost(fault);
  }

  #onReturn(): void {
    if (this.#diedAway) {
      this.#diedAway = false;
      void this.#reopen();
    } else if (this.#open?.track.muted) {
      // iOS may come back with a track that stays black ; a moment later it is known.
      const { track } = this.#open;
      clearTimeout(this.#muteTimer);
      this.#muteTimer = window.setTimeout(() => {
        if (track.muted && this.#open?.track === track) void this.#reopen();
      }, MUTE_GRACE_MS);
    }
  }

  async #reopen(): Promise<void> {
    const request = this.#request;
    if (!request || !this.#open) return;
    const result = await this.open(request);
    if (result.ok) this.#host.onBack(result.camera);
    else this.#host.onLost(result.fault);
  }

  #stopTracks(): void {
    clearTimeout(this.#muteTimer);
    this.#open?.stream.getTracks().forEach((track) => track.stop());
  }

  readonly #reportDevices = (): void => {
    this.listCameras().then(this.#host.onDevices, () => this.#host.onDevices([]));
  };
}

/** `ideal` never fails: a camera that has none of it still opens. */
function constraintsFor({ facing, deviceId }: CameraRequest): MediaStreamConstraints {
  const which: MediaTrackConstraints =
    deviceId === '' ? { facingMode: { ideal: facing } } : { deviceId: { exact: deviceId } };
  return { audio: false, video: { ...which, width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } } };
}

function describe(stream: MediaStream, request: CameraRequest): OpenCamera {
  const track = stream.getVideoTracks()[0];
  if (!track) throw new DOMException('The stream has no video track.', 'NotFoundError');
  const settings = track.getSettings();
  return {
    stream,
    track,
    facing:
      settings.facingMode === 'environment' || settings.facingMode === 'user'
        ? settings.facingMode
        : guessFacing(track),
    deviceId: settings.deviceId ?? request.deviceId,
    systemBlur: systemBlurOf(track),
  };
}

/** backgroundBlur is newer than the typings (Media Capture Extensions); where it is absent nothing is known, and nothing said. */
export function systemBlurOf(track: MediaStreamTrack): SystemBlur {
  const settings: MediaTrackSettings & { backgroundBlur?: boolean } = track.getSettings();
  if (settings.backgroundBlur !== true) return 'off';
  const capabilities: MediaTrackCapabilities & { backgroundBlur?: boolean[] } = track.getCapabilities?.() ?? {};
  return capabilities.backgroundBlur?.includes(false) === true ? 'on' : 'fixed';
}

/** Desktop cameras name no facing mode; one that is not called a rear camera looks at the person. */
function guessFacing(track: MediaStreamTrack): Facing {
  return /back|rear|environment/i.test(track.label) ? 'environment' : 'user';
}
