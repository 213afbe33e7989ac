/** Colours of boxes and plates. Never the only carrier of meaning: every box has its label. */

export interface BoxColours {
  readonly line: string;
  /** Text on a plate of `line`; at least 4.5:1 against it. */
  readonly text: string;
}

/** Under every line, so that a box is seen on any picture. */
export const OUTLINE = 'rgb(0 0 0 / 0.65)';
export const PLATE = 'rgb(12 16 20 / 0.78)';
export const PLATE_TEXT = 'rgb(255 255 255)';
export const GUIDE = 'rgb(255 255 255 / 0.9)';

/** Places a two-stage detector looked at: many, so that each is faint. */
export const PROPOSAL = 'rgb(255 255 255 / 0.45)';

const GOLDEN_ANGLE_DEGREES = 137.508;
const LIGHT_PLATE_TEXT = 'rgb(10 14 18)';
const made = new Map<number, BoxColours>();

/** One colour per class, the same in every session; neighbouring class numbers come out far apart. */
export function boxColours(classId: number): BoxColours {
  let colours = made.get(classId);
  if (!colours) {
    const hue = Math.round((30 + classId * GOLDEN_ANGLE_DEGREES) % 360);
    colours = { line: `hsl(${hue} 95% 72%)`, text: LIGHT_PLATE_TEXT };
    made.set(classId, colours);
  }
  return colours;
}
