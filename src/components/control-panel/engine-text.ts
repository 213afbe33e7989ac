/** What the networks run on, why not on something faster, and what could be done about it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { EngineInfo, QualityCut } from '../../../workers/protocol';
import { precisionInUse } from '../../i18n/precision-words';
import { qualityWords } from '../../i18n/quality-words';

/** @param onTest the user wants the graphics processor tested again; offered where there is one. */
export function engineText(engine: EngineInfo, cuts: readonly QualityCut[], onTest: () => void): TemplateResult {
  const { provider, threads, note, adapter } = engine;
  const numbers = precisionInUse(engine);
  const how = numbers && `, ${numbers}`;
  const where =
    provider === 'webgpu'
      ? `Runs on the graphics processor (WebGPU${how}).`
      : `Runs on the main processor (WebAssembly, ${threads} ${threads === 1 ? 'thread' : 'threads'}${how}).`;
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
