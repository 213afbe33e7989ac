/**
 * The part of the frame that a segmenter looks at: a box about the person, so that a small person still gets the network's whole
 * resolution. A pure state machine; each mask's bounding box gives the next look.
 *
 * It grows at once and shrinks slowly, and between stands still: every change of place costs the smoothing some sharpness of memory.
 * It goes back to the whole frame where nobody is found, the picture is cut, or the person reaches the crop's border, and looks at
 * the whole frame every so often all the same: someone else may have come in.
 */
import type { Box, Placement, Size } from '../contract';

/** What one look found. Boxes are frame pixels. */
export interface Sighting {
  /** The part that was looked at; undefined: the whole frame. */
  readonly looked: Box | undefined;
  /** About all that may be person; undefined: nobody. */
  readonly person: Box | undefined;
  /** The picture is another one than before. */
  readonly cut: boolean;
}

export interface RegionState {
  /** To look at next; undefined: the whole frame. */
  readonly region: Box | undefined;
  /** What the last looks would have liked to see, newest last. */
  readonly wanted: readonly Box[];
  /** Looks at the region since the whole frame was seen. */
  readonly sinceWhole: number;
}

/** Where a look begins that knows nothing of those before. */
export const WHOLE_FRAME: RegionState = { region: undefined, wanted: [], sinceWhole: 0 };

/** One place for the numbers of this step. */
export const REGION = {
  /** Probability from which a mask's pixel may be person: a small person is found unsurely. */
  presence: 0.3,
  /** Room about the person, as a share of its longer side: what is asked for, and the least before the region grows. */
  room: 0.25,
  leastRoom: 0.08,
  /** How much finer the person must be seen for a region to begin, and to stay; linear. */
  worthwhile: 1.3,
  stillWorthwhile: 1.12,
  /** Looks that must agree before a region begins; looks that all see less before it shrinks. */
  settle: 3,
  patience: 8,
  /** Shrinks where its area could be so many times smaller. */
  excess: 1.5,
  /** Every so many looks one goes to the whole frame. */
  probeEvery: 24,
  /** Width over height beside the network's: further off, people look unlike those it was trained on. */
  narrowest: 0.7,
  widest: 1.8,
  /** Model pixels per frame pixel: beyond, there is nothing more to see. */
  finest: 2,
  /** Model pixels from the crop's border that count as on it. */
  border: 1.5,
} as const;

/** Where to look now. @returns undefined for the whole frame; `probes` where that is only to see whether someone came in */
export function lookOf({ region, sinceWhole }: RegionState): {
  readonly region: Box | undefined;
  readonly probes: boolean;
} {
  const probes = region !== undefined && sinceWhole >= REGION.probeEvery;
  return { region: probes ? undefined : region, probes };
}

/** Whether a look at the whole frame found no more than the region holds: then its coarser mask is not needed. */
export function holdsAll({ region }: RegionState, { person, cut }: Sighting): boolean {
  return region !== undefined && person !== undefined && !cut && contains(grown(region, slackOf(person)), person);
}

/** @param model size of the network's input */
export function nextRegion(state: RegionState, sighting: Sighting, frame: Size, model: Size): RegionState {
  const { looked, person, cut } = sighting;
  if (looked && !state.region) return state; // Came late: since then there was reason to see it all.
  if (cut || !person) return WHOLE_FRAME;
  if (looked && reachesOut(person, looked, frame, model)) return WHOLE_FRAME;
  // The coarser look says that no one else is there, and nothing better about the one who is.
  if (!looked && holdsAll(state, sighting)) return { ...state, sinceWhole: 0 };
  const longer = Math.max(person.width, person.height);
  const wish = inside(grown(person, REGION.room * longer), frame);
  if (!looked) return begun(state.region ? [wish] : [...state.wanted, wish], frame, model);
  const wanted = [...state.wanted, wish].slice(-REGION.patience);
  const sinceWhole = state.sinceWhole + 1;
  const region = state.region ?? looked;
  if (!contains(region, inside(grown(person, REGION.leastRoom * longer), frame)))
    return settled(shaped(union([region, wish]), frame, model), wanted, sinceWhole, frame);
  const less = wanted.length < REGION.patience ? region : shaped(union(wanted), frame, model);
  const shrinks = areaOf(less) * REGION.excess < areaOf(region);
  return shrinks ? settled(less, wanted, sinceWhole, frame) : { region, wanted, sinceWhole };
}

/** Where a part of the frame lies in the model's input, which it fills. @param region within the frame; undefined: all of it */
export function placeRegion(frame: Size, model: Size, region: Box | undefined): Placement {
  const { x, y, width, height } = region ?? { x: 0, y: 0, ...frame };
  const [scaleX, scaleY] = [model.width / width, model.height / height];
  return {
    frame: { width: frame.width, height: frame.height },
    model: { width: model.width, height: model.height },
    scaleX,
    scaleY,
    offsetX: -x * scaleX,
    offsetY: -y * scaleY,
  };
}

/** The bounding box of the pixels at or above `presence`, model pixels; undefined where there are none. Not a number is nobody. */
export function personBox(alpha: Float32Array, { width, height }: Size): Box | undefined {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0, row = 0; y < height; y++, row += width) {
    let first = 0;
    while (first < width && !((alpha[row + first] ?? 0) >= REGION.presence)) first++;
    if (first === width) continue;
    let last = width - 1;
    while (!((alpha[row + last] ?? 0) >= REGION.presence)) last--;
    left = Math.min(left, first);
    right = Math.max(right, last + 1);
    top = Math.min(top, y);
    bottom = y + 1;
  }
  return right === 0 ? undefined : { x: left, y: top, width: right - left, height: bottom - top };
}

function begun(seen: readonly Box[], frame: Size, model: Size): RegionState {
  const wanted = seen.slice(-REGION.settle);
  if (wanted.length < REGION.settle) return { ...WHOLE_FRAME, wanted };
  const region = shaped(union(wanted), frame, model);
  return gainOf(region, frame) >= REGION.worthwhile ? { region, wanted, sinceWhole: 0 } : { ...WHOLE_FRAME, wanted };
}

function settled(region: Box, wanted: readonly Box[], sinceWhole: number, frame: Size): RegionState {
  return gainOf(region, frame) >= REGION.stillWorthwhile ? { region, wanted, sinceWhole } : WHOLE_FRAME;
}

/** On a border of the crop that is not the frame's. */
function reachesOut(person: Box, looked: Box, frame: Size, model: Size): boolean {
  const across = (REGION.border * looked.width) / model.width;
  const down = (REGION.border * looked.height) / model.height;
  const [right, bottom] = [looked.x + looked.width, looked.y + looked.height];
  return (
    (looked.x > 0 && person.x <= looked.x + across) ||
    (looked.y > 0 && person.y <= looked.y + down) ||
    (right < frame.width && person.x + person.width >= right - across) ||
    (bottom < frame.height && person.y + person.height >= bottom - down)
  );
}

/** Widened to a shape and size the network can use; whole pixels, within the frame. */
function shaped(box: Box, frame: Size, model: Size): Box {
  const aspect = model.width / model.height;
  let width = Math.max(box.width, model.width / REGION.finest);
  let height = Math.max(box.height, model.height / REGION.finest);
  width = Math.min(frame.width, Math.max(width, REGION.narrowest * aspect * height));
  height = Math.min(frame.height, Math.max(height, width / (REGION.widest * aspect)));
  const [x, y] = [box.x + (box.width - width) / 2, box.y + (box.height - height) / 2];
  const left = Math.floor(Math.min(frame.width - width, Math.max(0, x)));
  const top = Math.floor(Math.min(frame.height - height, Math.max(0, y)));
  const right = Math.min(frame.width, Math.ceil(left + width + 1));
  const bottom = Math.min(frame.height, Math.ceil(top + height + 1));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** A mask's pixel of the whole frame is coarser than one of the region: so much its edge may lie further out. */
function slackOf(person: Box): number {
  return REGION.leastRoom * Math.max(person.width, person.height);
}

function grown({ x, y, width, height }: Box, by: number): Box {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}

function inside(box: Box, frame: Size): Box {
  const [x, y] = [Math.max(0, box.x), Math.max(0, box.y)];
  const width = Math.min(frame.width, box.x + box.width) - x;
  const height = Math.min(frame.height, box.y + box.height) - y;
  return { x, y, width, height };
}

function union(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const width = Math.max(...boxes.map((box) => box.x + box.width)) - x;
  const height = Math.max(...boxes.map((box) => box.y + box.height)) - y;
  return { x, y, width, height };
}

function contains(outer: Box, inner: Box): boolean {
  return (
    outer.x <= inner.x &&
    outer.y <= inner.y &&
    outer.x + outer.width >= inner.x + inner.width &&
    outer.y + outer.height >= inner.y + inner.height
  );
}

function areaOf({ width, height }: Size): number {
  return width * height;
}

/** How many times more model pixels fall on a length of the frame. */
function gainOf(region: Box, frame: Size): number {
  return Math.sqrt(areaOf(frame) / areaOf(region));
}
