import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { catalogEntry } from '../../../models/catalog';
import type { Size } from '../../../models/contract';
import type { Fault } from '../../../workers/protocol';
import { InputController } from '../../camera/input-controller';
import type { Notice, NoticeAction } from '../../i18n/notice';
import { ADDRESS_NOTICE, UPDATE_NOTICE } from '../../i18n/app-words';
import { visionNotice } from '../../i18n/vision-words';
import { parseLaunchOptions, TASK_IDS, type LaunchOptions } from '../../launch-options';
import { saveBlob, snapshotName } from '../../output/snapshot';
import { loadPreferences, savePreferences, visionSettings, type Preferences } from '../../storage/settings';
import { icon, mark } from '../../styles/icons';
import { base } from '../../styles/shared';
import { applyTheme } from '../../styles/theme';
import { faultOf } from '../../vision/vision-client';
import { VisionController } from '../../vision/vision-controller';
import type { CameraStage } from '../camera-stage/camera-stage';
import type { StageAction, StartChoice } from '../events';
import { appStyles } from './app.styles';
import { FileDrop } from './file-drop';
import { MediaQuery } from './media-query';
import { pickFile } from './pick-file';

/** Room for the settings beside the picture. */
const WIDE = '(min-width: 1024px) and (min-height: 541px)';

/** A camera that was opened shows its first picture within this time, milliseconds. */
const LATE_NEWS_MS = 3_000;

/** The whole page, and the only element with state of its own. */
@customElement('sightline-app')
export class SightlineApp extends LitElement {
  static override styles = [base, appStyles];

  readonly #launch: LaunchOptions = parseLaunchOptions(location.search);

  readonly #vision: VisionController = new VisionController(this, {
    freshCanvas: () => this.stage.freshCanvas(),
    sourceMessage: () => this.#input.sourceMessage(),
    onFault: (fault, gaveUp) => this.#onFault(fault, gaveUp),
    onFrameSize: (size) => (this.picture = size),
    onRestarted: () => void this.#input.resend(),
  });

  readonly #input: InputController = new InputController(
    this,
    {
      ready: () => this.#vision.ensureStarted(this.#settings(), this.#launch.engine, this.#launch.threads),
      attach: (source) => this.#vision.client.attach(source),
      detach: () => this.#vision.client.detach(),
      still: (bitmap) => this.#vision.client.still(bitmap),
      offer: (frame) => this.#vision.client.offer(frame),
      onChange: () => this.#onInputChange(),
      onNotice: (notice) => this.show(notice),
      onSettled: () => (this.notice = undefined),
      onFailure: (error) => this.#onFault(faultOf(error), false),
    },
    this.#launch.source,
  );

  readonly #wide = new MediaQuery(this, WIDE);
  readonly #drop = new FileDrop(this, (file) => void this.#input.openFile(file));

  /** Set by main when a new version is ready. */
  @property({ attribute: false }) applyUpdate: (() => void) | undefined;

  @state() private preferences: Preferences = this.#launchPreferences();
  @state() private notice: Notice | undefined;
  @state() private paused = false;
  @state() private fullscreen = false;
  @state() private sheetOpen = false;
  @state() private picture: Size = { width: 4, height: 3 };

  @query('sightline-camera-stage') private stage!: CameraStage;

  override connectedCallback(): void {
    super.connectedCallback();
    applyTheme(this.preferences.theme);
    document.addEventListener('visibilitychange', this.#onVisibility);
    document.addEventListener('fullscreenchange', this.#onFullscreen);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#onVisibility);
    document.removeEventListener('fullscreenchange', this.#onFullscreen);
  }

  protected override firstUpdated(): void {
    const { unknown, demo } = this.#launch;
    if (unknown.length > 0) this.show(ADDRESS_NOTICE(unknown));
    if (demo) void this.#input.playDemo();
    // After first paint: the settings' library is most of the page's code.
    const load = (): void => void import('../control-panel/settings');
    if ('requestIdleCallback' in window) requestIdleCallback(load, { timeout: 2_000 });
    else setTimeout(load, 300);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('applyUpdate') && this.applyUpdate) this.show(UPDATE_NOTICE);
    if (this.#wide.matches) this.sheetOpen = false;
  }

  /** An error stays until it is dealt with; lesser notices do not cover it. */
  show(notice: Notice): void {
    if (this.notice?.tone === 'error' && notice.tone === 'info') return;
    this.notice = notice;
  }

  #launchPreferences(): Preferences {
    const stored = loadPreferences();
    const { tasks, stats } = this.#launch;
    const wanted = tasks ? { detect: false, portrait: false, classify: false } : { ...stored.tasks };
    for (const task of tasks ?? []) wanted[task] = true;
    return { ...stored, tasks: wanted, stats: stored.stats || stats };
  }

  #settings(): ReturnType<typeof visionSettings> {
    const { mirrorFront, mirrorRear } = this.preferences;
    const facing = this.#input.camera?.facing ?? this.preferences.facing;
    const mirror = this.#input.kind === 'camera' && (facing === 'user' ? mirrorFront : mirrorRear);
    return visionSettings(this.preferences, mirror);
  }

  #configure(): void {
    if (this.#vision.client.running) this.#vision.attempt(this.#vision.client.configure(this.#settings()));
  }

  #change(fields: Partial<Preferences>): void {
    const before = this.preferences;
    this.preferences = { ...before, ...fields };
    savePreferences(this.preferences);
    if (fields.theme) applyTheme(fields.theme);
    this.#configure();
    const cameraChanged = this.preferences.deviceId !== before.deviceId || this.preferences.facing !== before.facing;
    if (cameraChanged && this.#input.kind === 'camera') this.#startCamera();
  }

  #startCamera(): void {
    const { facing, deviceId } = this.preferences;
    // Mirroring depends on which camera opened.
    void this.#input.startCamera({ facing, deviceId }).then(() => this.#configure());
  }

  #onInputChange(): void {
    this.paused = false;
    this.#vision.resetPicture();
    if (!this.#vision.client.running) return;
    this.#vision.attempt(this.#vision.client.pause(false));
    this.#configure();
  }

  #onFault(fault: Fault, gaveUp: boolean): void {
    // A track that was stopped ends its frames too: the camera says why, if there is anything to say.
    if (fault.kind === 'source-ended' && this.#input.camera?.track.readyState !== 'live') return;
    if (fault.kind === 'source-ended' && !this.#vision.hasPicture) {
      // Before the first picture it is most likely late news of the camera before this one: a picture contradicts it.
      setTimeout(() => {
        if (!this.#vision.hasPicture && this.#input.kind !== 'none') this.show(visionNotice(fault));
      }, LATE_NEWS_MS);
      return;
    }
    this.show(visionNotice(gaveUp ? { ...fault, recoverable: false } : fault));
  }

  readonly #onVisibility = (): void => {
    if (!this.#vision.client.running || this.paused) return;
    // Nobody looks: the phone may rest. The camera itself goes off after half a minute.
    this.#vision.attempt(this.#vision.client.pause(document.hidden));
  };

  readonly #onFullscreen = (): void => {
    this.fullscreen = document.fullscreenElement !== null;
  };

  #start(choice: StartChoice): void {
    if (choice === 'camera') this.#startCamera();
    else if (choice === 'demo') void this.#input.playDemo();
    else pickFile((file) => void this.#input.openFile(file));
  }

  #act(action: StageAction): void {
    switch (action) {
      case 'stop':
        this.#input.stop();
        return;
      case 'pause':
        this.#setPaused(!this.paused);
        return;
      case 'flip':
        this.#change({ facing: this.preferences.facing === 'user' ? 'environment' : 'user', deviceId: '' });
        return;
      case 'snapshot':
        this.#vision.attempt(this.#vision.client.snapshot().then((blob) => saveBlob(blob, snapshotName(new Date()))));
        return;
      case 'fullscreen':
        void (this.fullscreen ? document.exitFullscreen() : this.requestFullscreen()).catch(() => undefined);
        return;
      case 'settings':
        this.sheetOpen = true;
        return;
    }
  }

  #setPaused(paused: boolean): void {
    this.paused = paused;
    const { video } = this.#input;
    if (paused) video?.pause();
    else void video?.play().catch(() => undefined);
    this.#vision.attempt(this.#vision.client.pause(paused));
  }

  #nextStep(action: NoticeAction): void {
    this.notice = undefined;
    switch (action) {
      case 'start-camera':
        this.#startCamera();
        return;
      case 'demo':
        void this.#input.playDemo();
        return;
      case 'open-file':
        this.#start('file');
        return;
      case 'reload':
        location.reload();
        return;
      case 'settings':
        this.#act('settings');
        return;
      case 'restart-vision':
        void this.#restartVision();
        return;
      case 'update':
        this.applyUpdate?.();
        return;
    }
  }

  async #restartVision(): Promise<void> {
    this.#vision.shutDown();
    try {
      await this.#input.reopen();
    } catch (error) {
      this.#onFault(faultOf(error), false);
    }
  }

  protected override render(): TemplateResult {
    const { kind, opening } = this.#input;
    const live = kind !== 'none';
    return html`
      <div
        class="layout"
        ?data-wide=${this.#wide.matches}
        @sightline-start=${(e: HTMLElementEventMap['sightline-start']): void => this.#start(e.detail.choice)}
        @sightline-action=${(e: HTMLElementEventMap['sightline-action']): void => this.#act(e.detail.action)}
        @sightline-task=${(e: HTMLElementEventMap['sightline-task']): void =>
          this.#change({ tasks: { ...this.preferences.tasks, [e.detail.task]: e.detail.on } })}
        @sightline-preferences=${(e: HTMLElementEventMap['sightline-preferences']): void => this.#change(e.detail)}
        @sightline-resize=${(e: HTMLElementEventMap['sightline-resize']): void => this.#resize(e.detail.size)}
        @sightline-notice=${(e: HTMLElementEventMap['sightline-notice']): void => this.#nextStep(e.detail.action)}
        @sightline-notice-close=${(): void => void (this.notice = undefined)}
      >
        <header>
          ${mark}<span>Sightline</span>
          <p class="where" ?data-camera=${kind === 'camera'}>
            ${kind === 'camera' ? html`<i></i><span>Camera on<span class="more">, this device only</span></span>` : html`${icon('lock')}On this device only`}
          </p>
        </header>
        <main>
          <sightline-camera-stage
            .picture=${this.picture}
            .progress=${this.#vision.progress}
            .progressTask=${TASK_IDS.find((task) => this.preferences.models[task] === this.#vision.progress?.model)}
            .busyText=${opening && !this.#vision.hasPicture ? 'Opening…' : ''}
            .label=${this.#label()}
            ?live=${live}
            ?paused=${this.paused}
          >
            <sightline-start-card ?busy=${opening}></sightline-start-card>
          </sightline-camera-stage>
          ${this.preferences.stats && live ? this.#stats() : nothing}
          <sightline-status-banner .notice=${this.notice}></sightline-status-banner>
          <sightline-scene-list
            .report=${this.#vision.listed}
            .announcement=${this.preferences.announce ? this.#vision.announcement : ''}
          ></sightline-scene-list>
        </main>
        <footer>
          <sightline-task-bar .tasks=${this.preferences.tasks}></sightline-task-bar>
          <sightline-action-bar
            ?live=${live}
            ?paused=${this.paused}
            ?canFlip=${kind === 'camera'}
            ?fullscreen=${this.fullscreen}
            ?canFullscreen=${document.fullscreenEnabled}
          ></sightline-action-bar>
        </footer>
        ${this.#wide.matches ? html`<aside aria-label="Settings">${this.#panel()}</aside>` : this.#sheet()}
        ${this.#drop.over ? html`<div class="drop" aria-hidden="true"><p>Drop a photo or video</p></div>` : nothing}
      </div>
    `;
  }

  #resize(size: Size): void {
    if (this.#vision.client.running) this.#vision.attempt(this.#vision.client.resize(size));
  }

  #label(): string {
    const { kind } = this.#input;
    const names = {
      none: 'No picture',
      camera: 'Camera picture',
      demo: 'Demo clip',
      video: 'Video',
      photo: 'Photo',
    } as const;
    return `${names[kind]} with what was recognised drawn on it`;
  }

  #stats(): TemplateResult {
    const { tasks, models } = this.preferences;
    return html`<sightline-stats-overlay
      .figures=${this.#vision.figures}
      .engine=${this.#vision.engine}
      .frame=${this.#vision.frameSize}
      .models=${TASK_IDS.filter((task) => tasks[task]).map((task) => ({ task, title: catalogEntry(models[task]).title }))}
      .dropped=${this.#vision.client.framesReplaced}
      .source=${this.#input.sourceKind ?? ''}
    ></sightline-stats-overlay>`;
  }

  #sheet(): TemplateResult {
    return html`<wa-drawer
      label="Settings"
      placement="bottom"
      light-dismiss
      ?open=${this.sheetOpen}
      @wa-after-hide=${this.#onSheetHidden}
    >
      ${this.#panel()}
    </wa-drawer>`;
  }

  readonly #onSheetHidden = (event: Event): void => {
    // A select's list inside the sheet closes with the same event.
    if (event.target === event.currentTarget) this.sheetOpen = false;
  };

  #panel(): TemplateResult {
    return html`<sightline-control-panel
      .preferences=${this.preferences}
      .devices=${this.#input.devices}
      .deviceId=${this.#input.camera?.deviceId ?? ''}
      .facing=${this.#input.camera?.facing ?? this.preferences.facing}
    >
      <sightline-offline .build=${this.#vision.engine?.build ?? ''} .engine=${this.#launch.engine}></sightline-offline>
      <sightline-model-downloads></sightline-model-downloads>
    </sightline-control-panel>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sightline-app': SightlineApp;
  }
}
