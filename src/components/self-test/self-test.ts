import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { runSelfTest, type SelfTestReport } from '../../self-test/run-self-test';
import { mark } from '../../styles/icons';
import { base, buttons } from '../../styles/shared';
import { selfTestStyles } from './self-test.styles';
import { summaryOf } from './summary';

/** The page at `?selftest`: runs every check at once and shows one JSON to copy. Nothing is sent anywhere. */
@customElement('sightline-self-test')
export class SelfTest extends LitElement {
  static override styles = [base, buttons, selfTestStyles];

  @state() private step = 'Starting';
  @state() private report: SelfTestReport | undefined;
  @state() private failure = '';
  @state() private copied = '';

  @query('textarea') private text!: HTMLTextAreaElement;

  protected override firstUpdated(): void {
    void this.#run();
  }

  async #run(): Promise<void> {
    this.report = undefined;
    this.failure = '';
    this.copied = '';
    try {
      this.report = await runSelfTest((text) => (this.step = text));
      this.step = 'Done';
    } catch (error) {
      this.step = 'Stopped';
      this.failure = error instanceof Error ? error.message : String(error);
    }
  }

  readonly #copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(this.text.value);
      this.copied = 'Copied';
    } catch {
      // The clipboard needs a secure page and may be refused; the text is selected instead.
      this.text.select();
      this.copied = 'Selected: copy it with the keyboard or the menu';
    }
  };

  protected override render(): TemplateResult {
    const { report } = this;
    return html`<main>
      <header>${mark}<span>Sightline</span></header>
      <h1>Self-test</h1>
      <p>
        What this browser can do, and whether it does it rightly. It runs on this device and is sent nowhere; copy it
        into a report if something does not work.
      </p>
      <p role="status" class="soft">${report || this.failure ? this.step : `${this.step}…`}</p>
      ${this.failure ? html`<p class="failed">The test could not be finished: ${this.failure}</p>` : nothing}
      ${report ? this.#result(report) : nothing}
      <p><a href="./">Back to the camera</a></p>
    </main>`;
  }

  #result(report: SelfTestReport): TemplateResult {
    return html`
      <dl>
        ${summaryOf(report).map(
          ([name, value]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
      <div class="actions">
        <button type="button" class="primary" @click=${this.#copy}>Copy the report</button>
        <button type="button" @click=${(): void => void this.#run()}>Test again</button>
        <span role="status" class="soft">${this.copied}</span>
      </div>
      <textarea readonly aria-label="The report as JSON" .value=${JSON.stringify(report, undefined, 2)}></textarea>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sightline-self-test': SelfTest;
  }
}
