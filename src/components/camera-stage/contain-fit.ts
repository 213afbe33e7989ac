/** How large a picture lies in a room, and how many pixels its canvas needs. */
import type { Size } from '../../../models/contract';

/** More costs time at every step and is not seen on the screens there are. */
export const CANVAS_LONG_SIDE_PX = 1920;

/** The largest size of the picture's aspect within the room, CSS pixels. */
export function containFit(picture: Size, room: Size): Size {
  const scale = Math.min(room.width / picture.width, room.height / picture.height);
  return { width: picture.width * scale, height: picture.height * scale };
}

/** Device pixels, at least 1 × 1 and at most {@link CANVAS_LONG_SIDE_PX} on the long side. */
export function backingSize(css: Size, devicePixelRatio: number): Size {
  const scale = Math.min(devicePixelRatio, CANVAS_LONG_SIDE_PX / Math.max(css.width, css.height, 1));
  return { width: Math.max(1, Math.round(css.width * scale)), height: Math.max(1, Math.round(css.height * scale)) };
}
