/** What the user chose, kept between visits in localStorage; with storage absent or blocked the app runs on the defaults. */
import type { TaskId } from '../../models/contract';
import { defaultModel, offeredModels } from '../../models/catalog';
import type { ModelId } from '../../models/registry';
import { PROPOSAL_COUNTS } from '../../models/registry';
import type { BackgroundEffect, BoxLayer, Settings } from '../../workers/protocol';
import { parseBackground } from './background';
import type { Facing } from '../camera/camera';
import { UNSURE } from '../i18n/vision-words';

export type Theme = 'system' | 'light' | 'dark';

export interface Preferences {
  readonly tasks: Readonly<Record<TaskId, boolean>>;
  readonly models: Readonly<Record<TaskId, ModelId>>;
  /** 0..1 */
  readonly scoreThreshold: number;
  /** 0..1 */
  readonly blurStrength: number;
  /** Of a two-stage detector: places that get a second look, and which boxes are shown. */
  readonly proposals: number;
  readonly boxLayer: BoxLayer;
  readonly background: BackgroundEffect;
  readonly lightWrap: boolean;
  readonly automaticQuality: boolean;
  readonly eco: boolean;
  readonly mirrorFront: boolean;
  readonly mirrorRear: boolean;
  /** Clockwise degrees; not kept between visits. */
  readonly rotate: Settings['rotate'];
  readonly facing: Facing;
  /** Empty: whichever camera faces that way. */
  readonly deviceId: string;
  readonly theme: Theme;
  readonly stats: boolean;
  /** Speak changes of the scene to screen readers. */
  readonly announce: boolean;
}

export const DEFAULT_PREFERENCES: Preferences = {
  tasks: { detect: true, portrait: false, classify: false },
  models: { detect: defaultModel('detect'), portrait: defaultModel('portrait'), classify: defaultModel('classify') },
  scoreThreshold: 0.3,
  blurStrength: 0.6,
  proposals: PROPOSAL_COUNTS.usual,
  boxLayer: 'final',
  background: { kind: 'blur', shape: 'gaussian' },
  lightWrap: false,
  automaticQuality: true,
  eco: false,
  mirrorFront: true,
  mirrorRear: false,
  rotate: 0,
  facing: 'user',
  deviceId: '',
  theme: 'system',
  stats: false,
  announce: true,
};

const KEY = 'sightline.preferences';

export type TextStorage = Pick<Storage, 'getItem' | 'setItem'>;

/** Touching localStorage throws where the user blocks site data. */
export function browserStorage(): TextStorage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}

export function loadPreferences(storage: TextStorage | undefined = browserStorage()): Preferences {
  try {
    return parsePreferences(JSON.parse(storage?.getItem(KEY) ?? '{}'));
  } catch {
    return DEFAULT_PREFERENCES;
  }
}

/** @returns whether it was kept */
export function savePreferences(
  preferences: Preferences,
  storage: TextStorage | undefined = browserStorage(),
): boolean {
  try {
    if (!storage) return false;
    storage.setItem(KEY, JSON.stringify({ ...preferences, rotate: 0 }));
    return true;
  } catch {
    return false;
  }
}

/** Takes each field that has the default's type and range, and the default for every other: old or edited data never breaks a start. */
export function parsePreferences(stored: unknown): Preferences {
  const given = asRecord(stored);
  const fallback = DEFAULT_PREFERENCES;
  const tasks = asRecord(given['tasks']);
  const models = asRecord(given['models']);
  const pick = <T>(value: unknown, isValid: (value: unknown) => boolean, or: T): T =>
    isValid(value) ? (value as T) : or;
  const flag = (value: unknown, or: boolean): boolean => pick(value, (v) => typeof v === 'boolean', or);
  const unit = (value: unknown, or: number): number =>
    pick(value, (v) => typeof v === 'number' && v >= 0 && v <= 1, or);
  // A model that was chosen once may be gone from this version.
  const model = (task: TaskId): ModelId =>
    offeredModels(task).find((entry) => entry.id === models[task])?.id ?? fallback.models[task];
  return {
    tasks: {
      detect: flag(tasks['detect'], fallback.tasks.detect),
      portrait: flag(tasks['portrait'], fallback.tasks.portrait),
      classify: flag(tasks['classify'], fallback.tasks.classify),
    },
    models: { detect: model('detect'), portrait: model('portrait'), classify: model('classify') },
    scoreThreshold: unit(given['scoreThreshold'], fallback.scoreThreshold),
    blurStrength: unit(given['blurStrength'], fallback.blurStrength),
    proposals: pick(
      given['proposals'],
      (v) => Number.isInteger(v) && Number(v) >= PROPOSAL_COUNTS.least && Number(v) <= PROPOSAL_COUNTS.most,
      fallback.proposals,
    ),
    boxLayer: pick(given['boxLayer'], (v) => v === 'final' || v === 'kept' || v === 'all', fallback.boxLayer),
    background: parseBackground(given['background'], fallback.background),
    lightWrap: flag(given['lightWrap'], fallback.lightWrap),
    automaticQuality: flag(given['automaticQuality'], fallback.automaticQuality),
    eco: flag(given['eco'], fallback.eco),
    mirrorFront: flag(given['mirrorFront'], fallback.mirrorFront),
    mirrorRear: flag(given['mirrorRear'], fallback.mirrorRear),
    rotate: 0,
    facing: pick(given['facing'], (v) => v === 'user' || v === 'environment', fallback.facing),
    deviceId: pick(given['deviceId'], (v) => typeof v === 'string', fallback.deviceId),
    theme: pick(given['theme'], (v) => v === 'system' || v === 'light' || v === 'dark', fallback.theme),
    stats: flag(given['stats'], fallback.stats),
    announce: flag(given['announce'], fallback.announce),
  };
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** The part the worker needs. */
export function visionSettings(preferences: Preferences, mirror: boolean): Settings {
  const { tasks, models, scoreThreshold, blurStrength, background, lightWrap, rotate, automaticQuality, eco } =
    preferences;
  return {
    tasks,
    models,
    scoreThreshold,
    twoStage: { proposals: preferences.proposals, show: preferences.boxLayer },
    blurStrength,
    background,
    lightWrap,
    automaticQuality,
    eco,
    mirror,
    rotate,
    calm: wantsCalm(),
    unsure: UNSURE,
  };
}

export const CALM_QUERY = '(prefers-reduced-motion: reduce)';

function wantsCalm(): boolean {
  return 'matchMedia' in globalThis && globalThis.matchMedia(CALM_QUERY).matches;
}
