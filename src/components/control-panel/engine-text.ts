/** What the networks run on, why not on something faster, and what could be done about it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { EngineInfo, QualityCut } from '../../../workers/protocol';
import { qualityWords } from '../../i18n/quality-words';

const PRECISIONS = { float32: 'floats', float16: 'half floats', mixed: 'half floats and floats' } as const;

/** @param onTest the user wants the graphics processor tested again; offered where there is one. */
export function engineText(
  { provider, threads, note, adapter, precision }: EngineInfo,
  cuts: readonly QualityCut[],
  onTest: () => void,
): TemplateResult {
  const where =
    provider === 'webgpu'
      ? `Runs on the graphics processor (WebGPU${precision ? `, ${PRECISIONS[precision]}` : ''}).`
      : `Runs on the main processor (WebAssembly, ${threads} ${threads === 1 ? 'thread' : 'threads'}).`;
  return html`
    <p>${where}</p>
    ${note ? html`<p class="soft">${sentence(note)}</p>` : nothing}
    ${qualityWords(cuts).map((text) => html`<p class="soft">${text}</p>`)}
    ${
      provider === 'wasm'
        ? html`<p class="soft">
            Everything works, only slower. A current Chrome, Edge or Safari with WebGPU is faster; so is a smaller
            model.
          </p>`
        : nothing
    }
    ${
      adapter === undefined
        ? nothing
        : html`
            <p class="soft">${adapter}</p>
            <button type="button" data-action="gpu-test" @click=${onTest}>Test the graphics processor again</button>
          `
    }
  `;
}

/** The worker speaks in clauses. */
function sentence(clause: string): string {
  const text = clause.charAt(0).toUpperCase() + clause.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
