/** What can be chosen of a two-stage detector, shown while one is in use. */
import type WaSelect from '@awesome.me/webawesome/dist/components/select/select.js';
import type WaSlider from '@awesome.me/webawesome/dist/components/slider/slider.js';
import { html, type TemplateResult } from 'lit';
import { PROPOSAL_COUNTS } from '../../../models/registry';
import { BOX_LAYERS, BOX_LAYER_WORDS, boxLayerOf } from '../../i18n/box-layer-words';
import type { Preferences } from '../../storage/settings';

/** The first three steps double; then the numbers of proposals that papers use. */
const COUNTS = [PROPOSAL_COUNTS.least, 32, PROPOSAL_COUNTS.usual, 100, 200, PROPOSAL_COUNTS.most] as const;

/** @param costMs what the second look takes at present, a picture; undefined while it is not known. */
export function twoStageControls(
  p: Preferences,
  costMs: number | undefined,
  change: (fields: Partial<Preferences>) => void,
): TemplateResult {
  const step = nearest(p.proposals);
  const count = COUNTS[step] ?? PROPOSAL_COUNTS.usual;
  return html`
    <wa-slider
      data-control="proposals"
      hint="Each is cut out of the first stage’s view and named by a second network. More find more, and each costs time."
      min="0"
      max=${COUNTS.length - 1}
      step="1"
      .value=${step}
      .valueFormatter=${countText}
      @input=${(event: Event): void => change({ proposals: COUNTS[(event.target as WaSlider).value] ?? PROPOSAL_COUNTS.usual })}
    >
      <span slot="label">Places looked at twice<span class="value" aria-hidden="true">${count}</span></span>
    </wa-slider>
    <p class="soft" data-cost>${costText(costMs, count)}</p>
    <wa-select
      label=${BOX_LAYER_WORDS.label}
      hint=${BOX_LAYER_WORDS.hint}
      data-control="layer"
      .value=${p.boxLayer}
      @change=${(event: Event): void => {
        const layer = boxLayerOf(String((event.target as WaSelect).value));
        if (layer) change({ boxLayer: layer });
      }}
    >
      ${BOX_LAYERS.map(([id, text]) => html`<wa-option value=${id}>${text}</wa-option>`)}
    </wa-select>
  `;
}

/** Settings may hold any number; the slider shows the nearest. */
function nearest(count: number): number {
  const distances = COUNTS.map((c) => Math.abs(Math.log(c / count)));
  return distances.indexOf(Math.min(...distances));
}

function costText(ms: number | undefined, count: number): string {
  if (ms === undefined) return 'What they cost is shown here while a picture runs.';
  const each = ms / count;
  return `They cost ${ms.toFixed(0)} ms an answer now, ${each < 1 ? each.toFixed(2) : each.toFixed(1)} ms a place.`;
}

const countText = (step: number): string => `${COUNTS[step] ?? ''} places`;
