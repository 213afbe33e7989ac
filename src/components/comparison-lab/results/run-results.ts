import '../lab-chart';
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { COMPARE_WORDS, ENDED_WORDS } from '../../../i18n/compare-words';
import { formatBytes, formatWhen } from '../../../i18n/figures';
import { cautions, verdict } from '../../../i18n/verdict-words';
import type { RunFile } from '../../../lab/compare/run-file';
import { accuracyDifference, timeDifference } from '../../../lab/compare/statistics/duel';
import { summarise, type ContenderSummary } from '../../../lab/compare/statistics/summary';
import { base, buttons } from '../../../styles/shared';
import { tables } from '../../../styles/tables';
import { badge } from '../badge';
import { accuracyChart } from '../charts/accuracy';
import type { ChartModel } from '../charts/chart-model';
import { distributionChart } from '../charts/distribution';
import { overTimeChart } from '../charts/over-time';
import { formStyles } from '../form.styles';
import { earlierRows } from './earlier-run';
import { exportRun, type ExportFormat } from './export-files';
import { classRows, figureGroups } from './figure-rows';
import { figuresTable } from './figures-table';
import { fullNames, shortNames, shortTitles } from './run-names';
import { runResultsStyles } from './run-results.styles';

interface Prepared {
  readonly summaries: readonly ContenderSummary[];
  readonly names: readonly string[];
  readonly verdict: string;
  readonly charts: readonly ChartModel[];
}

const FORMATS: readonly (readonly [ExportFormat, string])[] = [
  ['json', COMPARE_WORDS.exportJson],
  ['csv', COMPARE_WORDS.exportCsv],
  ['png', COMPARE_WORDS.exportPng],
];

/** Everything about one run: a sentence, the charts, the figures, and where they come from. */
@customElement('sightline-run-results')
export class RunResults extends LitElement {
  static override styles = [base, buttons, formStyles, tables, runResultsStyles];

  @property({ attribute: false }) run: RunFile | undefined;
  /** Shown beside it. */
  @property({ attribute: false }) earlier: RunFile | undefined;

  /** Drawing intervals takes a while: once a run. */
  #prepared: Prepared | undefined;

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('run')) this.#prepared = this.run && prepare(this.run);
  }

  async #export(format: ExportFormat): Promise<void> {
    const { run } = this;
    if (!run || !this.#prepared) return;
    const charts = [...this.renderRoot.querySelectorAll('sightline-lab-chart')];
    await exportRun(format, run, { verdict: this.#prepared.verdict, names: this.#prepared.names, charts });
  }

  protected override render(): TemplateResult {
    const { run } = this;
    const prepared = this.#prepared;
    if (!run || !prepared) return html``;
    return html`
      <h2>${COMPARE_WORDS.results}</h2>
      <p class="verdict" data-verdict>${prepared.verdict}</p>
      ${run.results.map(({ failure }, i) => (failure ? html`<p class="failed">${badge(i)}<span>${COMPARE_WORDS.failedContender(prepared.names[i] ?? '', failure.message, failure.afterFrames)}</span></p>` : nothing))}
      <ul class="cautions">
        ${cautions(run).map((text) => html`<li>${text}</li>`)}
      </ul>
      <div class="actions">
        <span>${COMPARE_WORDS.exportAs}</span>
        ${FORMATS.map(
          ([format, text]) =>
            html`<button type="button" data-export=${format} @click=${(): void => void this.#export(format)}>
              ${text}
            </button>`,
        )}
      </div>
      ${this.#earlier(run)}
      <div class="charts">
        ${prepared.charts.map((model) => html`<sightline-lab-chart .model=${model}></sightline-lab-chart>`)}
      </div>
      ${figuresTable({ caption: COMPARE_WORDS.tableCaption, names: fullNames(run) }, figureGroups(run, prepared.summaries))}
      ${this.#classes(run)} ${this.#origin(run)}
    `;
  }

  #classes(run: RunFile): TemplateResult | typeof nothing {
    const rows = classRows(run);
    if (rows.length === 0) return nothing;
    return html`<details>
      <summary>${COMPARE_WORDS.byClass}</summary>
      ${figuresTable({ caption: COMPARE_WORDS.byClass, names: fullNames(run) }, [{ title: '', rows }])}
    </details>`;
  }

  #earlier(run: RunFile): TemplateResult | typeof nothing {
    const { earlier } = this;
    if (!earlier) return nothing;
    const rows = earlierRows(run, earlier);
    if (rows.length === 0) return html`<p class="soft">${COMPARE_WORDS.nothingInCommon}</p>`;
    const names = shortTitles(run.results.map(({ contender }) => contender));
    return html`<div class="table" role="region" tabindex="0" aria-label=${COMPARE_WORDS.compareWith}>
      <table>
        <caption class="hidden-text">
          ${COMPARE_WORDS.compareWith}
        </caption>
        <thead>
          <tr>
            ${COMPARE_WORDS.earlierHead(formatWhen(earlier.startedAt), earlier.device.browser).map((head) => html`<th scope="col">${head}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ contender, now, then, change, accuracy }) =>
              html`<tr>
                <th scope="row">${badge(contender)} ${names[contender]}</th>
                ${[now, then, change, accuracy].map((cell) => html`<td>${cell}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #origin(run: RunFile): TemplateResult {
    const { device, versions, source, startedAt, ended, frames, plan } = run;
    const size = source.size ? `, ${source.size.width} × ${source.size.height}` : '';
    const facts: readonly (readonly [string, string])[] = [
      ['Run', `${formatWhen(startedAt)}, ${ENDED_WORDS[ended]}, ${frames} pictures`],
      ['Pictures', `${source.name}${size}`],
      [
        'Browser',
        `${device.browser}, ${device.cores} cores${device.memoryGiB ? `, ${device.memoryGiB} GiB or more` : ''}`,
      ],
      ['Graphics', device.adapter || 'none was used'],
      ['Isolated', device.crossOriginIsolated ? 'yes' : 'no: one thread only'],
      ['Versions', `app ${versions.app}, onnxruntime-web ${versions.onnxruntime}, MediaPipe ${versions.mediapipe}`],
      ['Boxes from', `score ${plan.options.scoreThreshold}, overlap ${plan.options.iouThreshold}`],
      ...run.results.flatMap(({ weights }, i) =>
        weights.map(
          ({ file, bytes, sha256 }) =>
            [
              `Weights ${String.fromCharCode(65 + i)}`,
              `${file}, ${formatBytes(bytes)}, SHA-256 ${sha256.slice(0, 16)}…`,
            ] as const,
        ),
      ),
    ];
    return html`<details>
      <summary>${COMPARE_WORDS.origin}</summary>
      <dl>
        ${facts.map(
          ([name, value]) =>
            html`<dt>${name}</dt>
              <dd>${value}</dd>`,
        )}
      </dl>
    </details>`;
  }
}

function prepare(run: RunFile): Prepared {
  const summaries = summarise(run);
  const names = shortNames(run);
  const at = (index: number): RunFile['results'][number] => {
    const result = run.results[index];
    if (!result) throw new RangeError(`no contender ${index}`);
    return result;
  };
  const accuracy = accuracyChart(run.results, summaries, names);
  const measured = summaries.some(({ looks }) => looks > 0);
  return {
    summaries,
    names,
    verdict: verdict({
      run,
      summaries,
      names,
      time: (a, b) => timeDifference(at(a), at(b), run.plan.seed),
      accuracy: (a, b) => accuracyDifference(at(a), at(b)),
    }),
    charts: measured
      ? [
          ...(accuracy ? [accuracy] : []),
          distributionChart(run.results, summaries, names),
          overTimeChart(run.results, names),
        ]
      : [],
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'sightline-run-results': RunResults;
  }
}
