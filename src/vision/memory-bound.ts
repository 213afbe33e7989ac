/**
 * How much memory the app may take where a device has little: a page that takes more is ended by the system, without a word. iOS
 * does not say how much there is, and kills pages from about 300 MB on older phones.
 */
import { isMobileWebKit, type DeviceFacts } from './mobile-webkit';

export interface MemoryFacts extends DeviceFacts {
  /** GiB, rounded down to a power of two and at most 8; Chromium alone says it. */
  readonly deviceMemory?: number;
}

/** Runtime, networks and pictures together, MiB. */
export const SMALL_BOUND_MIB = 192;
/** GiB. */
const LITTLE = 2;

/** MiB; undefined where there is enough. */
export function memoryBoundMiB(facts: MemoryFacts): number | undefined {
  const little = facts.deviceMemory !== undefined && facts.deviceMemory <= LITTLE;
  return little || isMobileWebKit(facts) ? SMALL_BOUND_MIB : undefined;
}
