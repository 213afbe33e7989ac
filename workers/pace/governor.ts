/**
 * Holds the frame rate: gives up quality where frames or answers take too long, and takes it back when there is room again.
 * A pure state machine without a clock: a state and a frame's costs give the next state.
 *
 * What keeps it from swinging: it judges about a second of frames at a time, by medians; it lowers after two bad seconds and raises
 * after ten good ones, and only where the load predicted at the higher step leaves a fifth of the time free; what was raised and
 * had to be lowered again soon is not tried again for minutes unless the load falls clearly; and every relapse makes it wait longer.
 */
import { costsOf, type Costs, type FrameCosts } from './costs';
import { costsAt, dominantKnob, isLate, loadOf, worstOf } from './load';
import {
  FULL_QUALITY,
  lowerOf,
  mapKnobs,
  sameQuality,
  stepsLeft,
  withStep,
  type Knob,
  type Ladders,
  type Quality,
} from './quality';

/** https://www.w3.org/TR/compute-pressure/ ; `nominal` where the browser does not say. */
export type Pressure = 'nominal' | 'fair' | 'serious' | 'critical';

/** What is not measured but known. */
export interface Conditions {
  /** Off: the user's choices stand as they are. */
  readonly automatic: boolean;
  /** The user wants battery and heat spared. */
  readonly eco: boolean;
  /** The page is not seen; its pictures may still be sent. */
  readonly hidden: boolean;
  readonly pressure: Pressure;
}

export interface Lowered {
  readonly knob: Knob;
  /** Which time was short: the frame's, the answers' age, or frames came late without a step to blame. */
  readonly why: 'frame' | 'answer' | 'late';
}

interface Trial {
  readonly knob: Knob;
  readonly atMs: number;
  /** What was predicted when it was raised. */
  readonly load: number;
}

export interface GovernorState {
  readonly ladders: Ladders;
  /** Steps that the load made necessary, oldest first; the same knob may be there several times. */
  readonly lowered: readonly Lowered[];
  readonly frames: readonly FrameCosts[];
  readonly badWindows: number;
  readonly calmSinceMs: number | undefined;
  /** What a change has stirred up is not judged. */
  readonly settledAtMs: number;
  /** When a raise was followed by a lowering, as far as it still counts. */
  readonly relapsesMs: readonly number[];
  readonly lastRaise: Trial | undefined;
  readonly failed: readonly Trial[];
}

const BAD_WINDOWS = 2;
/** Above, one bad second is enough, and several steps may go at once. */
const SEVERE = 1.6;
const ROOM = 0.8;
const SETTLE_MS = 500;
const HOLD_MS = 10_000;
const LONGEST_HOLD_MS = 180_000;
/** Every relapse of late makes the wait so many times longer. */
const WARIER = 3;
/** A raise that survives this long was right. */
const PROBATION_MS = 30_000;
const RETRY_MS = 300_000;
/** A raise that failed may be tried again once its load is predicted this much lower. */
const CLEARLY_LESS = 0.75;
/** Nothing done for so long: the page slept or was paused, and what was before says nothing. */
const GAP_MS = 1_500;

interface Moment {
  readonly inUse: Quality;
  readonly conditions: Conditions;
  readonly atMs: number;
}

export function startGovernor(ladders: Ladders): GovernorState {
  return {
    ladders,
    lowered: [],
    frames: [],
    badWindows: 0,
    calmSinceMs: undefined,
    settledAtMs: -Infinity,
    relapsesMs: [],
    lastRaise: undefined,
    failed: [],
  };
}

/** Other networks, other tasks, another shape of frame: steps that still exist stay given up. */
export function withLadders(state: GovernorState, ladders: Ladders): GovernorState {
  const kept: Lowered[] = [];
  for (const one of state.lowered) {
    const sameKnob = kept.filter(({ knob }) => knob === one.knob).length;
    if (sameKnob < ladders[one.knob].length - 1) kept.push(one);
  }
  const { settledAtMs, relapsesMs } = state;
  return { ...startGovernor(ladders), lowered: kept, settledAtMs, relapsesMs };
}

/** What frames should be made with now. */
export function qualityOf(state: GovernorState, conditions: Conditions): Quality {
  const asked = conditions.automatic ? stepsOf(state.lowered) : FULL_QUALITY;
  return lowerOf(asked, floorOf(conditions), state.ladders);
}

/**
 * @param frame costs of a frame that was shown.
 * @param inUse the quality that frame was made with: a smaller network is used only once it has loaded.
 */
export function govern(state: GovernorState, frame: FrameCosts, inUse: Quality, conditions: Conditions): GovernorState {
  if (!conditions.automatic) return state.lowered.length > 0 ? startGovernor(state.ladders) : state;
  const settled = frame.atMs >= state.settledAtMs && sameQuality(inUse, qualityOf(state, conditions));
  if (!settled) return { ...state, frames: [], badWindows: 0, calmSinceMs: undefined };
  const former = state.frames.at(-1);
  const slept = former !== undefined && frame.atMs - former.atMs - busyMs(frame) > GAP_MS;
  const frames = slept ? [frame] : [...state.frames, frame];
  const costs = costsOf(frames);
  if (!costs) return { ...state, frames, calmSinceMs: slept ? undefined : state.calmSinceMs };
  const calmSinceMs = state.calmSinceMs ?? frames[0]?.atMs;
  // The last frame is the next window's first: the time between them counts too.
  return judge({ ...state, frames: [frame], calmSinceMs }, costs, { inUse, conditions, atMs: frame.atMs });
}

function judge(state: GovernorState, costs: Costs, { inUse, conditions, atMs }: Moment): GovernorState {
  const load = worstOf(loadOf(costs, inUse));
  // Nobody sees frames of a hidden page, and its browser shows them when it likes.
  const late = !conditions.hidden && isLate(costs);
  if (load > 1 || late) {
    const bad = { ...state, badWindows: state.badWindows + 1, calmSinceMs: undefined };
    return bad.badWindows >= BAD_WINDOWS || load > SEVERE ? lower(bad, costs, { inUse, atMs, late }) : bad;
  }
  const calm = { ...state, badWindows: 0 };
  const held = state.calmSinceMs !== undefined && atMs - state.calmSinceMs >= holdMs(state, atMs);
  // Hidden, a better picture serves nobody who would see it; hot, it would make things worse.
  const mayRaise = held && !conditions.hidden && conditions.pressure !== 'critical';
  return mayRaise ? raise(calm, costs, { inUse, conditions, atMs }) : calm;
}

/** As many steps as bring a severe load down to a bad one; else one. */
function lower(
  state: GovernorState,
  costs: Costs,
  { inUse, atMs, late }: { inUse: Quality; atMs: number; late: boolean },
): GovernorState {
  const { ladders, lastRaise } = state;
  const failed = lastRaise && atMs - lastRaise.atMs < PROBATION_MS ? lastRaise : undefined;
  let quality = inUse;
  let then = costs;
  const steps: Lowered[] = [];
  do {
    // The step that was just taken back is the first to be given up again.
    const again = failed && steps.length === 0 && stepsLeft(ladders, quality, failed.knob) > 0;
    const knob = again ? failed.knob : dominantKnob(then, ladders, quality, late);
    if (!knob) break;
    const next = withStep(quality, knob, 1);
    // Under Eco the knob may stand lower than the load alone had asked for.
    const given = stepsOf([...state.lowered, ...steps])[knob];
    for (let step = given; step < next[knob]; step++) steps.push({ knob, why: reasonOf(then, quality) });
    then = costsAt(then, ladders, quality, next);
    quality = next;
  } while (worstOf(loadOf(then, quality)) > SEVERE);
  if (steps.length === 0) return { ...state, badWindows: 0 };
  const relapsed = { ...changed(state, [...state.lowered, ...steps], atMs), lastRaise: undefined };
  if (!lastRaise) return relapsed;
  const relapsesMs = [...state.relapsesMs.filter((at) => atMs - at < RETRY_MS), atMs];
  const others = state.failed.filter(({ knob }) => knob !== lastRaise.knob);
  return { ...relapsed, relapsesMs, failed: failed ? [...others, { ...failed, atMs }] : state.failed };
}

/** Takes back the newest step that is predicted to fit. */
function raise(state: GovernorState, costs: Costs, { inUse, conditions, atMs }: Moment): GovernorState {
  const { ladders } = state;
  for (let i = state.lowered.length - 1; i >= 0; i--) {
    const knob = state.lowered[i]?.knob;
    if (!knob || state.lowered.slice(i + 1).some((later) => later.knob === knob)) continue;
    const lowered = state.lowered.filter((_, at) => at !== i);
    const quality = qualityOf({ ...state, lowered }, conditions);
    const load = worstOf(loadOf(costsAt(costs, ladders, inUse, quality), quality));
    const failed = state.failed.find((trial) => trial.knob === knob);
    const tooSoon = failed && atMs - failed.atMs < RETRY_MS && load > failed.load * CLEARLY_LESS;
    if (load > ROOM || tooSoon) continue;
    return { ...changed(state, lowered, atMs), lastRaise: { knob, atMs, load } };
  }
  return state;
}

function changed(state: GovernorState, lowered: readonly Lowered[], atMs: number): GovernorState {
  return { ...state, lowered, frames: [], badWindows: 0, calmSinceMs: undefined, settledAtMs: atMs + SETTLE_MS };
}

/** How long it must have been calm before a step is taken back. */
function holdMs({ relapsesMs }: GovernorState, atMs: number): number {
  const recent = relapsesMs.filter((at) => atMs - at < RETRY_MS).length;
  return Math.min(HOLD_MS * WARIER ** recent, LONGEST_HOLD_MS);
}

function busyMs({ stepsMs }: FrameCosts): number {
  return Object.values(stepsMs).reduce((sum, ms) => sum + ms, 0);
}

function reasonOf(costs: Costs, quality: Quality): Lowered['why'] {
  const { frame, answer } = loadOf(costs, quality);
  if (Math.max(frame, answer) <= 1) return 'late';
  return answer > frame ? 'answer' : 'frame';
}

function stepsOf(lowered: readonly Lowered[]): Quality {
  return mapKnobs((knob) => lowered.filter((one) => one.knob === knob).length);
}

/** Eco gives up a step of everything from the start, and more of the rate while the processor is under pressure. */
function floorOf({ automatic, eco, pressure }: Conditions): Quality {
  if (!eco) return FULL_QUALITY;
  const rate = pressure === 'critical' ? 3 : pressure === 'serious' ? 2 : 1;
  const size = automatic ? 1 : 0;
  return { detect: size, portrait: size, classify: size, rate, blur: size };
}
