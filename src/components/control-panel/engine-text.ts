/** What the networks run on, why not on something faster, and what could be done about it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { EngineInfo, QualityCut } from '../../../workers/protocol';
import { qualityWords } from '../../i18n/quality-words';

export function engineText({ provider, threads, note }: EngineInfo, cuts: readonly QualityCut[]): TemplateResult {
  const where =
    provider === 'webgpu'
      ? 'Runs on the graphics processor (WebGPU).'
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
  `;
}

/** The worker speaks in clauses. */
function sentence(clause: string): string {
  const text = clause.charAt(0).toUpperCase() + clause.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
