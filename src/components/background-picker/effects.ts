/** The effects a user can choose, in the order shown, and how they are spoken of. */
import type { BackgroundEffect } from '../../../workers/protocol';

export type EffectId = 'blur' | 'bokeh' | 'black' | 'color' | 'picture' | 'video' | 'spotlight' | 'transparent';

export interface EffectChoice {
  readonly id: EffectId;
  readonly name: string;
  /** One line for what the name does not say; empty where it says all. */
  readonly hint: string;
}

export const EFFECTS: readonly EffectChoice[] = [
  { id: 'blur', name: 'Soft blur', hint: '' },
  { id: 'bokeh', name: 'Lens blur', hint: 'Lights become discs, as with a wide lens.' },
  { id: 'spotlight', name: 'Spotlight', hint: 'You in colour, everything else in grey.' },
  { id: 'picture', name: 'Picture', hint: 'A picture of your own. It stays on this device.' },
  { id: 'video', name: 'Video', hint: 'A video of your own, without its sound. It stays on this device.' },
  { id: 'color', name: 'Colour', hint: '' },
  { id: 'black', name: 'Black', hint: '' },
  { id: 'transparent', name: 'Cut-out', hint: 'No background: saved pictures are PNG with a clear background.' },
];

export const FIRST_COLOR = '#2f6f5e';

export function effectId(effect: BackgroundEffect): EffectId {
  if (effect.kind === 'blur') return effect.shape === 'disc' ? 'bokeh' : 'blur';
  return effect.kind;
}

/** @param color for the effect that needs one */
export function effectOf(id: EffectId, color: string): BackgroundEffect {
  switch (id) {
    case 'blur':
      return { kind: 'blur', shape: 'gaussian' };
    case 'bokeh':
      return { kind: 'blur', shape: 'disc' };
    case 'color':
      return { kind: 'color', color };
    default:
      return { kind: id };
  }
}

/** Where light of the background can fall on the person. */
export function canWrapLight(id: EffectId): boolean {
  return id === 'picture' || id === 'video' || id === 'color';
}
