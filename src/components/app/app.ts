import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { catalogEntry } from '../../../models/catalog';
import { ADDRESS_NOTICE, UPDATE_NOTICE } from '../../i18n/app-words';
import type { NoticeAction } from '../../i18n/notice';
import { WakeLock } from '../../camera/wake-lock';
import { canPictureInPicture } from '../../output/picture-in-picture';
import { parseLaunchOptions, TASK_IDS } from '../../launch-options';
import { icon, mark } from '../../styles/icons';
import { base } from '../../styles/shared';
import type { CameraStage } from '../camera-stage/camera-stage';
import type { StageAction, StartChoice } from '../events';
import { appStyles } from './app.styles';
import { FileDrop } from './file-drop';
import { MediaQuery } from './media-query';
import { pickFile, PICTURES, VIDEOS } from './pick-file';
import { Session } from './session';

/** Room for the settings beside the picture. */
const WIDE = '(min-width: 1024px) and (min-height: 541px)';

/** There a sheet from below would be low or far too broad: it comes from the side. */
const BROAD = '(min-width: 640px)';

const LABELS = {
  none: 'No picture',
  camera: 'Camera picture',
  demo: 'Demo clip',
  video: 'Video',
  photo: 'Photo',
} as const;

/** The whole page, and the only element with state of its own. */
@customElement('sightline-app')
export class SightlineApp extends LitElement {
  static override styles = [base, appStyles];

  readonly #launch = parseLaunchOptions(location.search);
  readonly #session = new Session(this, {
    launch: this.#launch,
    freshCanvas: () => this.stage.freshCanvas(),
    onFirstPicture: () => this.stage.dropFormer(),
  });
  readonly #wide = new MediaQuery(this, WIDE);
  readonly #broad = new MediaQuery(this, BROAD);
  readonly #wakeLock = new WakeLock();
  readonly #drop = new FileDrop(this, ({ files: [file] }) => file && void this.#session.input.openFile(file));

  /** Set by main when a new version is ready. */
  @property({ attribute: false }) applyUpdate: (() => void) | undefined;

  @state() private fullscreen = false;
  @state() private sheetOpen = false;

  @query('sightline-camera-stage') private stage!: CameraStage;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#onVisibility);
    document.addEventListener('fullscreenchange', this.#onFullscreen);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#wakeLock.wanted = false;
    document.removeEventListener('visibilitychange', this.#onVisibility);
    document.removeEventListener('fullscreenchange', this.#onFullscreen);
  }

  protected override firstUpdated(): void {
    const { unknown, demo } = this.#launch;
    if (unknown.length > 0) this.#session.show(ADDRESS_NOTICE(unknown));
    if (demo) void this.#session.input.playDemo();
    // After first paint: the settings' library is most of the page's code.
    const load = (): void => void import('../control-panel/settings');
    if ('requestIdleCallback' in window) requestIdleCallback(load, { timeout: 2_000 });
    else setTimeout(load, 300);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('applyUpdate') && this.applyUpdate) this.#session.show(UPDATE_NOTICE);
    if (this.#wide.matches) this.sheetOpen = false;
    const { input, paused } = this.#session;
    this.#wakeLock.wanted = input.kind !== 'none' && input.kind !== 'photo' && !paused;
  }

  readonly #onVisibility = (): void => this.#session.setHidden(document.hidden);

  readonly #onFullscreen = (): void => {
    this.fullscreen = document.fullscreenElement !== null;
  };

  #start(choice: StartChoice): void {
    if (choice === 'camera') this.#session.startCamera();
    else if (choice === 'demo') void this.#session.input.playDemo();
    else pickFile((file) => void this.#session.input.openFile(file));
  }

  #act(action: StageAction): void {
    switch (action) {
      case 'stop':
        return this.#session.input.stop();
      case 'pause':
        return this.#session.setPaused(!this.#session.paused);
      case 'flip':
        return this.#session.flip();
      case 'snapshot':
        return this.#session.saveSnapshot();
      case 'pip':
        return void this.#session.togglePictureInPicture();
      case 'fullscreen':
        // Refused where the press no longer counts as one; the button is there to press again.
        return void (this.fullscreen ? document.exitFullscreen() : this.requestFullscreen()).catch(() => undefined);
      case 'settings':
        this.sheetOpen = true;
        return;
    }
  }

  #nextStep(action: NoticeAction): void {
    this.#session.dismiss();
    switch (action) {
      case 'start-camera':
        return this.#start('camera');
      case 'demo':
        return this.#start('demo');
      case 'open-file':
        return this.#start('file');
      case 'reload':
        return location.reload();
      case 'settings':
        return this.#act('settings');
      case 'restart-vision':
        return void this.#session.restartVision();
      case 'try-gpu':
        return this.#session.tryGpu();
      case 'update':
        return this.applyUpdate?.();
      case 'choose-picture':
        return pickFile((file) => void this.#session.setBackdrop('picture', file), PICTURES);
      case 'choose-video':
        return pickFile((file) => void this.#session.setBackdrop('video', file), VIDEOS);
      case 'portrait-off':
        return this.#session.change({ tasks: { ...this.#session.preferences.tasks, portrait: false } });
      case 'system-blur-off':
        return void this.#session.stopSystemBlur();
    }
  }

  readonly #previewSource = (): HTMLCanvasElement | undefined => this.stage.canvas;

  readonly #onSheetHidden = (event: Event): void => {
    // A select's list inside the sheet closes with the same event.
    if (event.target === event.currentTarget) this.sheetOpen = false;
  };

  protected override render(): TemplateResult {
    const { input, preferences, notice, paused } = this.#session;
    const live = input.kind !== 'none';
    return html`
      <div
        class="layout"
        ?data-wide=${this.#wide.matches}
        @sightline-start=${(e: HTMLElementEventMap['sightline-start']): void => this.#start(e.detail.choice)}
        @sightline-action=${(e: HTMLElementEventMap['sightline-action']): void => this.#act(e.detail.action)}
        @sightline-task=${(e: HTMLElementEventMap['sightline-task']): void =>
          this.#session.change({ tasks: { ...preferences.tasks, [e.detail.task]: e.detail.on } })}
        @sightline-preferences=${(e: HTMLElementEventMap['sightline-preferences']): void => this.#session.change(e.detail)}
        @sightline-backdrop=${(e: HTMLElementEventMap['sightline-backdrop']): void =>
          void this.#session.setBackdrop(e.detail.kind, e.detail.file)}
        @sightline-gpu-test=${(): void => this.#session.tryGpu()}
        @sightline-resize=${(e: HTMLElementEventMap['sightline-resize']): void => this.#session.resize(e.detail.size)}
        @sightline-notice=${(e: HTMLElementEventMap['sightline-notice']): void => this.#nextStep(e.detail.action)}
        @sightline-notice-close=${(): void => this.#session.dismiss()}
      >
        ${this.#header()}
        <main>
          ${this.#stage(live)} ${preferences.stats && live ? this.#stats() : nothing}
          <sightline-status-banner .notice=${notice}></sightline-status-banner>
          <sightline-scene-list
            .report=${this.#session.vision.listed}
            .announcement=${preferences.announce ? this.#session.vision.announcement : ''}
          ></sightline-scene-list>
        </main>
        <footer>
          <sightline-task-bar .tasks=${preferences.tasks}></sightline-task-bar>
          <sightline-action-bar
            ?live=${live}
            ?paused=${paused}
            ?canFlip=${input.kind === 'camera'}
            ?fullscreen=${this.fullscreen}
            ?pip=${this.#session.pictureInPicture.open}
            .canPip=${canPictureInPicture()}
            .canFullscreen=${document.fullscreenEnabled}
          ></sightline-action-bar>
        </footer>
        ${this.#wide.matches ? html`<aside aria-label="Settings">${this.#panel()}</aside>` : this.#sheet()}
        ${this.#drop.over ? html`<div class="drop" aria-hidden="true"><p>Drop a photo or video</p></div>` : nothing}
      </div>
    `;
  }

  #header(): TemplateResult {
    return html`<header>
      ${mark}<span>Sightline</span>
      <p class="where">
        ${
          this.#session.input.kind === 'camera'
            ? html`<i></i><span>Camera on<span class="more">, this device only</span></span>`
            : html`${icon('lock')}On this device only`
        }
      </p>
    </header>`;
  }

  #stage(live: boolean): TemplateResult {
    const { input, vision, preferences, picture, paused } = this.#session;
    return html`<sightline-camera-stage
      .picture=${picture}
      .progress=${vision.progress}
      .progressTask=${TASK_IDS.find((task) => preferences.models[task] === vision.progress?.model)}
      .busyText=${busyText(input.opening && !vision.hasPicture, vision.preparing && live)}
      .label=${`${LABELS[input.kind]} with what was recognised drawn on it`}
      ?live=${live}
      ?paused=${paused}
      ?clear=${preferences.tasks.portrait && preferences.background.kind === 'transparent'}
    >
      <sightline-start-card ?busy=${input.opening}></sightline-start-card>
    </sightline-camera-stage>`;
  }

  #stats(): TemplateResult {
    const { vision, input, preferences } = this.#session;
    const { tasks, models } = preferences;
    return html`<sightline-stats-overlay
      .figures=${vision.figures}
      .engine=${vision.engine}
      .cuts=${vision.cuts}
      .frame=${vision.frameSize}
      .models=${TASK_IDS.filter((task) => tasks[task]).map((task) => ({ task, title: catalogEntry(models[task]).title }))}
      .source=${input.sourceKind ?? ''}
      .cameraFps=${input.camera?.track.getSettings().frameRate ?? 0}
    ></sightline-stats-overlay>`;
  }

  #sheet(): TemplateResult {
    return html`<wa-drawer
      label="Settings"
      placement=${this.#broad.matches ? 'end' : 'bottom'}
      light-dismiss
      ?open=${this.sheetOpen}
      @wa-after-hide=${this.#onSheetHidden}
    >
      ${this.#panel()}
    </wa-drawer>`;
  }

  #panel(): TemplateResult {
    const { input, preferences, vision, backdrops } = this.#session;
    return html`<sightline-control-panel
      .preferences=${preferences}
      .devices=${input.devices}
      .deviceId=${input.camera?.deviceId ?? ''}
      .facing=${input.camera?.facing ?? preferences.facing}
      .engine=${vision.engine}
      .cuts=${vision.cuts}
      .secondStageMs=${wholeMs(vision.figures?.stepsMs['second-stage'])}
      .ownBackdrops=${backdrops.own}
      .openingBackdrop=${backdrops.opening}
      .preview=${this.#wide.matches || input.kind === 'none' ? undefined : this.#previewSource}
      .systemBlur=${input.camera?.systemBlur ?? 'off'}
    >
      <sightline-offline
        .build=${vision.engine?.build ?? ''}
        .provider=${vision.engine?.provider ?? ''}
        .engine=${this.#launch.engine}
      ></sightline-offline>
      <sightline-model-downloads></sightline-model-downloads>
    </sightline-control-panel>`;
  }
}

/** Whole, so that the settings are not drawn anew for a difference that they do not show. */
function wholeMs(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms);
}

function busyText(opening: boolean, preparing: boolean): string {
  if (opening) return 'Opening…';
  return preparing ? 'Getting ready…' : '';
}

declare global {
  interface HTMLElementTagNameMap {
    'sightline-app': SightlineApp;
  }
}
