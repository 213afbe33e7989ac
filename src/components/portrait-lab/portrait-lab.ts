import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { LabFrame, LabReport, LabRow } from '../../../workers/portrait-lab-report';
import { LAB_ROWS, LAB_WORDS } from '../../i18n/lab-words';
import { demoFrames, userFrames } from '../../lab/lab-footage';
import { runPortraitLab } from '../../lab/run-portrait-lab';
import { mark } from '../../styles/icons';
import { base, buttons } from '../../styles/shared';
import { tables } from '../../styles/tables';
import { selfTestStyles } from '../self-test/self-test.styles';
import { portraitLabStyles } from './portrait-lab.styles';

/** The page at `?lab=portrait`: our masks and MediaPipe's on the same frames, as a table and as JSON to copy. */
@customElement('sightline-portrait-lab')
export class PortraitLab extends LitElement {
  static override styles = [base, buttons, selfTestStyles, tables, portraitLabStyles];

  @state() private running: AbortController | undefined;
  @state() private step = '';
  @state() private report: LabReport | undefined;
  @state() private failure = '';
  @state() private copied = '';

  @query('#footage') private footage!: HTMLInputElement;
  @query('#masks') private masks!: HTMLInputElement;
  @query('#model') private model!: HTMLInputElement;
  @query('textarea') private text!: HTMLTextAreaElement;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.running?.abort();
  }

  readonly #run = async (): Promise<void> => {
    const running = new AbortController();
    [this.running, this.report, this.failure, this.copied] = [running, undefined, '', ''];
    this.step = LAB_WORDS.reading;
    try {
      const mediapipeModel = await this.#chosenModel();
      this.report = await runPortraitLab({
        frames: await this.#frames(),
        mediapipeModel,
        onProgress: (done, total) => (this.step = LAB_WORDS.progress(done, total)),
        signal: running.signal,
      });
      this.step = LAB_WORDS.done(this.report);
    } catch (error) {
      this.step = running.signal.aborted ? LAB_WORDS.stopped : '';
      if (!running.signal.aborted)
        this.failure = LAB_WORDS.failed(error instanceof Error ? error.message : String(error));
    } finally {
      this.running = undefined;
    }
  };

  #frames(): Promise<LabFrame[]> {
    const files = [...(this.footage.files ?? [])];
    return files.length > 0 ? userFrames(files, [...(this.masks.files ?? [])]) : demoFrames();
  }

  async #chosenModel(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const file = this.model.files?.[0];
    return file && new Uint8Array(await file.arrayBuffer());
  }

  readonly #copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(this.text.value);
      this.copied = LAB_WORDS.copied;
    } catch {
      // The clipboard needs a secure page and may be refused; the text is selected instead.
      this.text.select();
      this.copied = LAB_WORDS.selected;
    }
  };

  protected override render(): TemplateResult {
    const { report, running } = this;
    return html`<main>
      <header>${mark}<span>Sightline</span></header>
      <h1>${LAB_WORDS.title}</h1>
      <p>${LAB_WORDS.intro}</p>
      <div class="files">
        ${this.#file('footage', LAB_WORDS.footage, 'image/*,video/*', true)}
        ${this.#file('masks', LAB_WORDS.masks, 'image/png', true)}
        ${this.#file('model', LAB_WORDS.model, '.tflite', false)}
      </div>
      <div class="actions">
        ${
          running
            ? html`<button type="button" @click=${(): void => running.abort()}>${LAB_WORDS.stop}</button>`
            : html`<button type="button" class="primary" @click=${this.#run}>
                ${report ? LAB_WORDS.again : LAB_WORDS.run}
              </button>`
        }
      </div>
      <p role="status" class="soft">${this.step}</p>
      ${this.failure ? html`<p class="failed" role="alert">${this.failure}</p>` : nothing}
      ${report ? this.#result(report) : nothing}
      <p><a href="./">${LAB_WORDS.back}</a></p>
    </main>`;
  }

  #file(id: string, label: string, accept: string, multiple: boolean): TemplateResult {
    return html`<label for=${id}>
      <span>${label}</span>
      <input id=${id} type="file" accept=${accept} ?multiple=${multiple} ?disabled=${this.running !== undefined} />
    </label>`;
  }

  #result(report: LabReport): TemplateResult {
    return html`
      <div class="table" role="region" tabindex="0" aria-labelledby="caption">
        <table>
          <caption id="caption" class="hidden-text">
            ${LAB_WORDS.caption}
          </caption>
          <thead>
            <tr>
              ${LAB_WORDS.heads.map((head) => html`<th scope="col">${head}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${report.rows.map((row) => this.#row(row))}
          </tbody>
        </table>
      </div>
      ${report.labelled === 0 ? html`<p class="soft">${LAB_WORDS.unlabelled}</p>` : nothing}
      <div class="actions">
        <button type="button" @click=${this.#copy}>${LAB_WORDS.copy}</button>
        <span role="status" class="soft">${this.copied}</span>
      </div>
      <textarea readonly aria-label=${LAB_WORDS.json} .value=${JSON.stringify(report, undefined, 2)}></textarea>
    `;
  }

  #row({ id, iou, boundaryF, flicker, msPerFrame, missing }: LabRow): TemplateResult {
    const heads = LAB_WORDS.heads;
    const cell = (column: number, value: number | null, digits: number): TemplateResult =>
      html`<td data-head=${heads[column] ?? ''}>${value === null ? LAB_WORDS.noLabel : value.toFixed(digits)}</td>`;
    return html`<tr>
      <th scope="row">${LAB_ROWS[id]}</th>
      ${
        missing
          ? html`<td class="missing" colspan="4">${LAB_WORDS.missing(missing)}</td>`
          : html`${cell(1, iou, 3)}${cell(2, boundaryF, 3)}${cell(3, flicker, 4)}${cell(4, msPerFrame, 1)}`
      }
    </tr>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sightline-portrait-lab': PortraitLab;
  }
}
