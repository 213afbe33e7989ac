/** The refined mask put into a frame's own pixels: the person stays, the rest becomes clear or grey. */
import { PortraitPixels } from './portrait-pixels';
import type { EdgeModel } from './refine-mask';

/** No small picture is asked for here. */
const NOTHING_BEHIND = { width: 1, height: 1 };

/** Frames come one after another in one size. */
let pixels: PortraitPixels | undefined;

/**
 * @param frame opaque RGBA; the whole frame at any resolution. `clear` writes the mask into alpha and wipes what is surely
 * background, `grey` blends colours and leaves alpha alone
 * @throws RangeError where the mask was made for a frame of another shape.
 */
export function cutOutPerson(frame: ImageData, model: EdgeModel, rest: 'clear' | 'grey' = 'clear'): void {
  if (!pixels?.fits(frame, NOTHING_BEHIND, model)) pixels = new PortraitPixels(frame, NOTHING_BEHIND, model);
  pixels.take(frame.data);
  frame.data.set(pixels.draw(model, rest));
}
