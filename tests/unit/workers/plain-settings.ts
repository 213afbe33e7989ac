import type { Settings } from '../../../workers/protocol';

/** Everything but what runs: plain, and the same for every test of the frame path. */
export const PLAIN_SETTINGS: Omit<Settings, 'tasks' | 'models'> = {
  scoreThreshold: 0.3,
  blurStrength: 0.5,
  lightWrap: false,
  automaticQuality: false,
  eco: false,
  background: { kind: 'blur', shape: 'gaussian' },
  mirror: false,
  rotate: 0,
  calm: false,
};
