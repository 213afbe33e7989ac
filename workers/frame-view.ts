/** A frame and how it stands: its stored pose, the user's turn, and the upright picture that everything else speaks of. */
import type { Size } from '../models/contract';
import { turnedSize, type QuarterTurn } from '../models/math/affine';
import type { Pose } from './cpu/sample-grid';

export type FrameImage = VideoFrame | ImageBitmap;

export interface FrameView {
  readonly image: FrameImage;
  /** Size as `drawImage` sees it: the frame's own rotation applied, the user's turn not. */
  readonly stored: Size;
  /** The upright frame, after both turns; boxes and masks are in its pixels. */
  readonly upright: Size;
  /** From the pixels as the decoder stored them to upright. */
  readonly pose: Pose;
  /** From `stored` to upright. */
  readonly userPose: Pose;
}

export function viewOf(image: FrameImage, userTurn: QuarterTurn): FrameView {
  const own =
    image instanceof ImageBitmap ? NO_POSE : { turn: quarter(image.rotation ?? 0), flip: image.flip ?? false };
  // A frame's display size has its own rotation applied already (WebCodecs, "rotated display size"; so does Chromium).
  const stored =
    image instanceof ImageBitmap
      ? { width: image.width, height: image.height }
      : { width: image.displayWidth, height: image.displayHeight };
  // The frame's flip comes after its own turn and before the user's: turning a flipped picture right is flipping one turned left.
  const turn = quarter(own.flip ? own.turn - userTurn : own.turn + userTurn);
  return {
    image,
    stored,
    upright: turnedSize(stored, userTurn),
    pose: { turn, flip: own.flip },
    userPose: { turn: userTurn, flip: false },
  };
}

const NO_POSE: Pose = { turn: 0, flip: false };

function quarter(degrees: number): QuarterTurn {
  return ((((Math.round(degrees / 90) * 90) % 360) + 360) % 360) as QuarterTurn;
}
