/** What numbers networks are computed in. */
import type { Precision } from '../../models/catalog';
import type { EngineInfo } from '../../workers/protocol';

export const PRECISION_WORDS: Readonly<Record<Precision, string>> = {
  float32: 'floats',
  float16: 'half floats',
  uint8: '8-bit integers',
};

/** Of the networks in use; empty while none is. A processor computes some in integers, a GPU some in half floats, the rest in floats. */
export function precisionInUse({ provider, precision }: Pick<EngineInfo, 'provider' | 'precision'>): string {
  if (precision !== 'mixed') return precision ? PRECISION_WORDS[precision] : '';
  return `${PRECISION_WORDS[provider === 'wasm' ? 'uint8' : 'float16']} and ${PRECISION_WORDS.float32}`;
}
