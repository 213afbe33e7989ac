/**
 * What the page remembers for the worker about this device's GPU: a worker has no storage, and may be replaced. Types and pure
 * rules only; both sides import them.
 */

/** How a self-check ended, for one adapter under one version of the app and of the runtime. */
export interface GpuVerdict {
  readonly key: string;
  /** Why WebGPU is not used, a clause in plain words; empty where it may be. */
  readonly refusal: string;
  /** Whether it was timed against WASM too; it is not where WebGPU was demanded. */
  readonly paced: boolean;
  /** Weights files tried here, by `weightsKey`: whether they gave the stored answers. */
  readonly networks: Readonly<Record<string, boolean>>;
}

export interface GpuHistory {
  /** The last visit ended while the GPU was at work: the page was killed. */
  readonly stopped: boolean;
  /** Newest first. */
  readonly verdicts: readonly GpuVerdict[];
  /** When the GPU failed in this page's life, `Date.now()`. */
  readonly troublesMs: readonly number[];
  /** Why this page uses it no more; empty where it does. */
  readonly givenUp: string;
}

export const NO_HISTORY: GpuHistory = { stopped: false, verdicts: [], troublesMs: [], givenUp: '' };

export const STOPPED_NOTE = 'GPU mode stopped last time';

/** Adapters per device worth remembering: a laptop has two, one may come by cable. */
const MOST_VERDICTS = 4;

export function verdictKey(adapterName: string, appVersion: string, runtimeVersion: string): string {
  return [adapterName || 'unnamed adapter', `app ${appVersion}`, `ort ${runtimeVersion}`].join(' | ');
}

/** A file and its content: the same name with other weights is another network. */
export function weightsKey(file: string, sha256: string): string {
  return `${file}#${sha256.slice(0, 12)}`;
}

/**
 * @returns what is known of this adapter; undefined where it has to be tried. Being trusted without having been timed is enough
 * only where WebGPU was demanded.
 */
export function rememberedVerdict(history: GpuHistory, key: string, demanded: boolean): GpuVerdict | undefined {
  const verdict = history.verdicts.find((one) => one.key === key);
  return verdict && (verdict.refusal !== '' || verdict.paced || demanded) ? verdict : undefined;
}

/** The newest first; one per key; networks known before stay known. */
export function withVerdict(verdicts: readonly GpuVerdict[], verdict: GpuVerdict): GpuVerdict[] {
  const former = verdicts.find(({ key }) => key === verdict.key);
  const merged = { ...verdict, networks: { ...former?.networks, ...verdict.networks } };
  return [merged, ...verdicts.filter(({ key }) => key !== verdict.key)].slice(0, MOST_VERDICTS);
}

/** Takes of what was stored only what is whole: a verdict is never made up. */
export function parseVerdicts(stored: unknown): GpuVerdict[] {
  if (!Array.isArray(stored)) return [];
  return (stored as unknown[]).flatMap((one): GpuVerdict[] => {
    if (typeof one !== 'object' || one === null) return [];
    const { key, refusal, paced, networks } = one as Record<string, unknown>;
    if (typeof key !== 'string' || typeof refusal !== 'string' || typeof paced !== 'boolean') return [];
    const known = typeof networks === 'object' && networks !== null ? Object.entries(networks) : [];
    const flags = known.filter((entry): entry is [string, boolean] => typeof entry[1] === 'boolean');
    return [{ key, refusal, paced, networks: Object.fromEntries(flags) }];
  });
}
