/**
 * Carries boxes from one answer of a detector to the next, so that they move smoothly over frames that no network has seen, keep
 * their number, and neither vanish nor appear for a single answer. Pure: a state goes in, the next one comes out.
 *
 * The motion model is an alpha-beta filter (constant velocity, steady-state Kalman; Kalata 1984) on centre and sides.
 */
import type { Box, Detection, Size } from '../contract';
import { clipBox, iou } from './boxes';

/** Centre and sides, frame pixels; or how fast they change, per millisecond. */
interface Motion {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Track {
  readonly id: number;
  readonly classId: number;
  readonly label: string;
  /** Of the last answer that saw it. */
  readonly score: number;
  /** Estimate at `seenMs`. */
  readonly at: Motion;
  readonly velocity: Motion;
  readonly seenMs: number;
  /** When an answer last gave it the score it takes to appear. */
  readonly sureMs: number;
  readonly shown: boolean;
  /** How far the box that was drawn lay from the new estimate when that came, and when it came. */
  readonly offset: Motion;
  readonly offsetMs: number;
}

export interface Tracks {
  readonly list: readonly Track[];
  readonly nextId: number;
  /** Frame time of the newest answer; undefined before the first. */
  readonly seenMs: number | undefined;
}

export const NO_TRACKS: Tracks = { list: [], nextId: 1, seenMs: undefined };

/** A detection that is the same thing from answer to answer. */
export interface TrackedDetection extends Detection {
  readonly trackId: number;
}

export interface AnswerTime {
  /** When the frame that was looked at came, milliseconds on any one clock. */
  readonly seenMs: number;
  /** When the answer came, on the same clock: from then on boxes are drawn by it. */
  readonly nowMs: number;
  /** Score at which a thing appears, 0..1. */
  readonly appear: number;
}

/** A thing that is shown stays while its score is above this share of the score at which it appeared. */
const STAY_SHARE = 0.8;
/** So far from `appear` to 1 a score must be for a thing to be shown at its first sight. */
const CERTAIN_SHARE = 0.25;
/** A thing missed or doubted for longer is gone, milliseconds. Two answers at 6 a second. */
const HOLD_MS = 350;
/** Generalised IoU (Rezatofighi et al. 2019) from which two boxes may be one thing: below 0 they need not touch. */
const MIN_AFFINITY = -0.2;
/** Share of a surprise that goes into the estimate, and into its velocity (β = α²/(2-α), critically damped). */
const ALPHA = 0.7;
const BETA = ALPHA ** 2 / (2 - ALPHA);
/** Boxes breathe from answer to answer more than things grow. */
const GROWTH_BETA = BETA / 4;
/** A velocity is believed for so long, milliseconds. */
const HORIZON_MS = 250;
/** Time constant in which a box glides from where it was drawn to where the new answer has it, milliseconds. */
const EASE_MS = 60;

/** The threshold to ask a detector with, so that things can stay that would no longer appear. */
export function stayThreshold(appear: number): number {
  return appear * STAY_SHARE;
}

/**
 * Takes a new answer in. Its order does not matter, but for the ids of things that appear together (best score first).
 * @param found detections with scores of at least `stayThreshold(appear)`
 */
export function updateTracks(tracks: Tracks, found: readonly Detection[], when: AnswerTime): Tracks {
  const { seenMs } = when;
  const predicted = tracks.list.map((track) => boxOf(positionAt(track, seenMs)));
  const sorted = [...found].sort(byScore);
  const partners = pair(tracks.list, predicted, sorted);
  const list: Track[] = [];
  tracks.list.forEach((track, index) => {
    const detection = partners.get(index);
    const next = detection ? corrected(track, detection, when) : missed(track, when);
    if (next) list.push(next);
  });
  let { nextId } = tracks;
  const taken = new Set(partners.values());
  for (const detection of sorted) {
    if (taken.has(detection) || detection.score < when.appear) continue;
    // Before the first answer nothing was shown that could flicker.
    list.push(born(detection, nextId++, when, tracks.seenMs === undefined));
  }
  return { list, nextId, seenMs };
}

export interface CarryOptions {
  /** When the frame to be drawn came. */
  readonly atMs: number;
  readonly frame: Size;
  /** False: boxes stand where the last answer saw them. */
  readonly moving: boolean;
  /** Whether boxes glide to a new answer instead of jumping; only with `moving`. */
  readonly eased: boolean;
}

/** What to draw on a frame, best score first; boxes in frame pixels, clipped to the frame. */
export function carriedDetections(tracks: Tracks, { atMs, frame, moving, eased }: CarryOptions): TrackedDetection[] {
  const carried: TrackedDetection[] = [];
  for (const track of tracks.list) {
    if (!track.shown) continue;
    const motion = !moving ? track.at : eased ? drawnAt(track, atMs) : positionAt(track, atMs);
    const boxFramePx = clipBox(boxOf(motion), frame);
    if (boxFramePx.width <= 0 || boxFramePx.height <= 0) continue;
    const { id: trackId, classId, label, score } = track;
    carried.push({ boxFramePx, score, classId, label, trackId });
  }
  return carried.sort(byScore);
}

/** Which detection each track (by index) is: best affinity first, each of both used once. */
function pair(
  tracks: readonly Track[],
  predicted: readonly Box[],
  found: readonly Detection[],
): ReadonlyMap<number, Detection> {
  const candidates: { readonly index: number; readonly detection: Detection; readonly affinity: number }[] = [];
  tracks.forEach((track, index) => {
    const box = predicted[index];
    if (!box) return;
    for (const detection of found) {
      if (detection.classId !== track.classId) continue;
      const affinity = generalisedIou(box, detection.boxFramePx);
      if (affinity >= MIN_AFFINITY) candidates.push({ index, detection, affinity });
    }
  });
  candidates.sort((a, b) => b.affinity - a.affinity || byScore(a.detection, b.detection));
  const partners = new Map<number, Detection>();
  const taken = new Set<Detection>();
  for (const { index, detection } of candidates) {
    if (partners.has(index) || taken.has(detection)) continue;
    partners.set(index, detection);
    taken.add(detection);
  }
  return partners;
}

function born({ boxFramePx, score, classId, label }: Detection, id: number, when: AnswerTime, atOnce: boolean): Track {
  const { seenMs, nowMs, appear } = when;
  return {
    id,
    classId,
    label,
    score,
    at: motionOf(boxFramePx),
    velocity: STILL,
    seenMs,
    sureMs: seenMs,
    shown: atOnce || score >= appear + (1 - appear) * CERTAIN_SHARE,
    offset: STILL,
    offsetMs: nowMs,
  };
}

function corrected(track: Track, { boxFramePx, score }: Detection, when: AnswerTime): Track {
  const { seenMs, nowMs, appear } = when;
  const dt = Math.max(1, seenMs - track.seenMs);
  const expected = positionAt(track, seenMs);
  const surprise = combine(motionOf(boxFramePx), expected, (measured, value) => measured - value);
  const { velocity } = track;
  const next: Track = {
    ...track,
    score,
    at: combine(expected, surprise, (value, off) => value + ALPHA * off),
    velocity: {
      x: velocity.x + (BETA / dt) * surprise.x,
      y: velocity.y + (BETA / dt) * surprise.y,
      width: velocity.width + (GROWTH_BETA / dt) * surprise.width,
      height: velocity.height + (GROWTH_BETA / dt) * surprise.height,
    },
    seenMs,
    sureMs: score >= appear ? seenMs : track.sureMs,
  };
  const sure = score >= appear || (track.shown && seenMs - next.sureMs <= HOLD_MS);
  // What was not drawn has nothing to glide from.
  const offset = track.shown ? combine(drawnAt(track, nowMs), positionAt(next, nowMs), (a, b) => a - b) : STILL;
  return { ...next, shown: sure, offset, offsetMs: nowMs };
}

/** Kept for a while where it would be; what was never shown is forgotten. */
function missed(track: Track, { seenMs }: AnswerTime): Track | undefined {
  return track.shown && seenMs - Math.min(track.seenMs, track.sureMs) <= HOLD_MS ? track : undefined;
}

function positionAt({ at, velocity, seenMs }: Track, atMs: number): Motion {
  const dt = Math.min(HORIZON_MS, Math.max(0, atMs - seenMs));
  const moved = combine(at, velocity, (value, speed) => value + speed * dt);
  // Shrinking ends before nothing is left.
  return { ...moved, width: Math.max(1, moved.width), height: Math.max(1, moved.height) };
}

function drawnAt(track: Track, atMs: number): Motion {
  const left = Math.exp(-Math.max(0, atMs - track.offsetMs) / EASE_MS);
  return combine(positionAt(track, atMs), track.offset, (value, off) => value + off * left);
}

/** IoU less the share of the common hull that neither box covers: -1..1. */
function generalisedIou(a: Box, b: Box): number {
  const width = Math.max(a.x + a.width, b.x + b.width) - Math.min(a.x, b.x);
  const height = Math.max(a.y + a.height, b.y + b.height) - Math.min(a.y, b.y);
  const hull = width * height;
  const overlap = iou(a, b);
  const union = (a.width * a.height + b.width * b.height) / (1 + overlap);
  return hull > 0 ? overlap - (hull - union) / hull : -1;
}

const STILL: Motion = { x: 0, y: 0, width: 0, height: 0 };

function motionOf({ x, y, width, height }: Box): Motion {
  return { x: x + width / 2, y: y + height / 2, width, height };
}

function boxOf({ x, y, width, height }: Motion): Box {
  return { x: x - width / 2, y: y - height / 2, width, height };
}

function combine(a: Motion, b: Motion, by: (a: number, b: number) => number): Motion {
  return { x: by(a.x, b.x), y: by(a.y, b.y), width: by(a.width, b.width), height: by(a.height, b.height) };
}

/** Best first; equal scores by place, so that no order of the input shows through. */
function byScore(a: Detection, b: Detection): number {
  return (
    b.score - a.score ||
    a.classId - b.classId ||
    a.boxFramePx.x - b.boxFramePx.x ||
    a.boxFramePx.y - b.boxFramePx.y ||
    a.boxFramePx.width - b.boxFramePx.width ||
    a.boxFramePx.height - b.boxFramePx.height
  );
}
