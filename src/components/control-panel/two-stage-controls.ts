/** What can be chosen of a two-stage detector, shown while one is in use. */
import type WaSelect from '@awesome.me/webawesome/dist/components/select/select.js';
import type WaSlider from '@awesome.me/webawesome/dist/components/slider/slider.js';
import { html, type TemplateResult } from 'lit';
import { modelOf, PROPOSAL_COUNTS, type ModelId } from '../../../models/registry';
import type { BoxLayer } from '../../../workers/protocol';
import type { Preferences } from '../../storage/settings';

const LAYERS: readonly (readonly [BoxLayer, string])[] = [
  ['final', 'Answers'],
  ['kept', 'Answers and places looked at twice'],
  ['all', 'Answers and all places weighed'],
];

/** The first three steps double; then the numbers of proposals that papers use. */
const COUNTS = [PROPOSAL_COUNTS.least, 32, PROPOSAL_COUNTS.usual, 100, 200, PROPOSAL_COUNTS.most] as const;

export function isTwoStage(id: ModelId): boolean {
  const model = modelOf(id);
  return model.task === 'detect' && model.second !== undefined;
}

export function twoStageControls(p: Preferences, change: (fields: Partial<Preferences>) => void): TemplateResult {
  const step = nearest(p.proposals);
  const count = COUNTS[step] ?? PROPOSAL_COUNTS.usual;
  return html`
    <wa-slider
      data-control="proposals"
      hint="More find more, and each costs time: see “second stage” under Show speed and engine."
      min="0"
      max=${COUNTS.length - 1}
      step="1"
      .value=${step}
      .valueFormatter=${countText}
      @input=${(event: Event): void => change({ proposals: COUNTS[(event.target as WaSlider).value] ?? PROPOSAL_COUNTS.usual })}
    >
      <span slot="label">Places looked at twice<span class="value" aria-hidden="true">${count}</span></span>
    </wa-slider>
    <wa-select
      label="Boxes shown"
      data-control="layer"
      .value=${p.boxLayer}
      @change=${(event: Event): void => {
        const layer = LAYERS.find(([id]) => id === (event.target as WaSelect).value)?.[0];
        if (layer) change({ boxLayer: layer });
      }}
    >
      ${LAYERS.map(([id, text]) => html`<wa-option value=${id}>${text}</wa-option>`)}
    </wa-select>
  `;
}

/** Settings may hold any number; the slider shows the nearest. */
function nearest(count: number): number {
  const distances = COUNTS.map((c) => Math.abs(Math.log(c / count)));
  return distances.indexOf(Math.min(...distances));
}

const countText = (step: number): string => `${COUNTS[step] ?? ''} places`;
