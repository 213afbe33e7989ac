/**
 * The part of the frame that a segmenter looks at: a box about the person, so that a small person still gets the network's whole
 * resolution. A pure state machine; each mask's bounding box gives the next look.
 *
 * It grows at once and shrinks slowly, and between stands still: every change of place costs the smoothing some sharpness of memory.
 * It goes back to the whole frame where nobody is found, the picture is cut, or the person outgrows it, and looks at the whole frame
 * every so often all the same: someone else may have come in. What it seems to see there, more coarsely, is looked
 * at closely before it is believed.
 */
import type { Box, Placement, Size } from '../contract';

/** What one look found. Boxes are frame pixels. */
export interface Sighting {
  /** The part that was looked at; undefined: the whole frame. */
  readonly looked: Box | undefined;
  /** About everyone; undefined: nobody. */
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
  /** Looks at the whole frame, in a row, that seemed to see someone else: the more, the rarer they become. */
  readonly alarms: number;
  /** Looks that must agree before a region begins: more, after one was outgrown. */
  readonly caution: number;
}

/** One place for the numbers of this step. */
export const REGION = {
  /** Room about the person, as a share of its longer side: what is asked for, and the least before the region grows. */
  room: 0.25,
  leastRoom: 0.08,
  /** How much finer the person must be seen for a region to begin, and to stay; linear. */
  worthwhile: 1.3,
  stillWorthwhile: 1.12,
  /** Looks that must agree before a region begins; looks that all see less before it shrinks. */
  settle: 3,
  mostCaution: 96,
  patience: 8,
  /** Shrinks where its area could be so many times smaller. */
  excess: 1.5,
  /** Every so many looks one goes to the whole frame; after false alarms twice, four, eight times as many. */
  probeEvery: 24,
  mostAlarms: 3,
  /** Width over height beside the network's: further off, people look unlike those it was trained on. */
  narrowest: 0.7,
  widest: 1.8,
  /** Model pixels per frame pixel: beyond, there is nothing more to see. */
  finest: 2,
  /** Model pixels from the crop's border that count as on it; there it grows by this share of its side. */
  border: 1.5,
  stride: 0.5,
} as const;

/** Where a look begins that knows nothing of those before. */
export const WHOLE_FRAME: RegionState = {
  region: undefined,
  wanted: [],
  sinceWhole: 0,
  alarms: 0,
  caution: REGION.settle,
};

/** Where to look now. @returns undefined for the whole frame; `probes` where that is only to see whether someone came in */
export function lookOf(state: RegionState): { readonly region: Box | undefined; readonly probes: boolean } {
  const { region, sinceWhole, alarms } = state;
  const probes = region !== undefined && sinceWhole >= REGION.probeEvery * 2 ** alarms;
  return { region: probes ? undefined : region, probes };
}

/** @param model size of the network's input */
export function nextRegion(state: RegionState, sighting: Sighting, frame: Size, model: Size): RegionState {
  const { looked, person, cut } = sighting;
  if (looked && !state.region) return state; // Came late: since then there was reason to see it all.
  if (cut) return WHOLE_FRAME;
  if (!looked && state.region) return probed({ ...state, region: state.region, sinceWhole: 0 }, person, frame, model);
  if (!person) return WHOLE_FRAME;
  const reach = looked && reachedOut(person, looked, frame, model);
  const wish = reach ?? roomAbout(person, REGION.room, frame);
  return state.region
    ? followed({ ...state, region: state.region }, person, wish, frame, model)
    : begun(state, wish, frame, model);
}

interface Following extends RegionState {
  readonly region: Box;
}

/** Enough looks that agree make a region. */
function begun({ wanted: former, caution }: RegionState, wish: Box, frame: Size, model: Size): RegionState {
  const wanted = [...former, wish].slice(-caution);
  const region = wanted.length < caution ? undefined : shaped(union(wanted.slice(-REGION.settle)), frame, model);
  const begins = region && gainOf(region, frame) >= REGION.worthwhile;
  return { ...WHOLE_FRAME, wanted, caution, region: begins ? region : undefined };
}

/** What the whole frame shows more coarsely says nothing better about whoever is in the region, and little about nobody. */
function probed(state: Following, person: Box | undefined, frame: Size, model: Size): RegionState {
  if (!person || contains(roomAbout(state.region, REGION.leastRoom, frame), person)) return { ...state, alarms: 0 };
  const wish = roomAbout(person, REGION.room, frame);
  const wanted = [...state.wanted, wish].slice(-REGION.patience);
  const alarms = Math.min(REGION.mostAlarms, state.alarms + 1);
  return settled({ ...state, region: shaped(union([state.region, wish]), frame, model), wanted, alarms }, frame);
}

function followed(state: Following, person: Box, wish: Box, frame: Size, model: Size): RegionState {
  const wanted = [...state.wanted, wish].slice(-REGION.patience);
  const next = { ...state, wanted, sinceWhole: state.sinceWhole + 1 };
  if (!contains(state.region, roomAbout(person, REGION.leastRoom, frame)))
    return settled({ ...next, region: shaped(union([state.region, wish]), frame, model) }, frame);
  const less = wanted.length < REGION.patience ? state.region : shaped(union(wanted), frame, model);
  const shrinks = areaOf(less) * REGION.excess < areaOf(state.region);
  return shrinks ? settled({ ...next, region: less }, frame) : next;
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

function settled(state: Following, frame: Size): RegionState {
  if (gainOf(state.region, frame) >= REGION.stillWorthwhile) return state;
  return { ...WHOLE_FRAME, caution: Math.min(REGION.mostCaution, state.caution * 4) };
}

/** The crop, larger where the person is on a border of it that is not the frame's; undefined where there is none. */
function reachedOut(person: Box, looked: Box, frame: Size, model: Size): Box | undefined {
  const across = (REGION.border * looked.width) / model.width;
  const down = (REGION.border * looked.height) / model.height;
  const [right, bottom] = [looked.x + looked.width, looked.y + looked.height];
  const left = person.x <= looked.x + across ? REGION.stride * looked.width : 0;
  const top = person.y <= looked.y + down ? REGION.stride * looked.height : 0;
  const farRight = person.x + person.width >= right - across ? REGION.stride * looked.width : 0;
  const below = person.y + person.height >= bottom - down ? REGION.stride * looked.height : 0;
  const x = Math.max(0, looked.x - left);
  const y = Math.max(0, looked.y - top);
  const width = Math.min(frame.width, right + farRight) - x;
  const height = Math.min(frame.height, bottom + below) - y;
  return width > looked.width || height > looked.height ? { x, y, width, height } : undefined;
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

/** A box with room about it, a share of its longer side; within the frame. */
function roomAbout(box: Box, share: number, frame: Size): Box {
  const by = share * Math.max(box.width, box.height);
  const [x, y] = [Math.max(0, box.x - by), Math.max(0, box.y - by)];
  const width = Math.min(frame.width, box.x + box.width + by) - x;
  const height = Math.min(frame.height, box.y + box.height + by) - y;
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
