/** What a run was measured on, as far as a page can tell. */
import type { ContenderResult, DeviceFacts, VersionFacts } from './run-file';

interface Told {
  readonly deviceMemory?: number;
  readonly userAgentData?: {
    readonly brands: readonly { readonly brand: string; readonly version: string }[];
    readonly platform: string;
  };
}

export function deviceFacts(results: readonly Pick<ContenderResult, 'engine'>[]): DeviceFacts {
  const told = navigator as Navigator & Told;
  return {
    userAgent: navigator.userAgent,
    browser: browserName(navigator.userAgent, told.userAgentData),
    cores: navigator.hardwareConcurrency || 1,
    memoryGiB: told.deviceMemory ?? null,
    crossOriginIsolated: globalThis.crossOriginIsolated,
    adapter: results.find(({ engine }) => engine?.adapter)?.engine?.adapter ?? '',
  };
}

/** As `vite.config.ts` puts them into a build; a development server and tests have none. */
export function versionFacts(): VersionFacts {
  const { app, onnxruntime, mediapipe } = import.meta.env.VERSIONS ?? UNBUILT;
  return { app: `${app} ${new URL(import.meta.url).pathname.split('/').at(-1) ?? ''}`, onnxruntime, mediapipe };
}

const UNBUILT: VersionFacts = { app: 'unbuilt', onnxruntime: 'unbuilt', mediapipe: 'unbuilt' };

/** Engines before what they call themselves too; each browser with its version. */
const NAMES: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/Firefox\/(\d+)/, 'Firefox'],
  [/Edg\/(\d+)/, 'Edge'],
  [/OPR\/(\d+)/, 'Opera'],
  [/(?:Headless)?Chrome\/(\d+)/, 'Chrome'],
  [/CriOS\/(\d+)/, 'Chrome on iOS'],
  [/Version\/(\d+).*Safari/, 'Safari'],
];
const SYSTEMS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];

/** `Chrome 156 on Linux`; empty where nothing is recognised. */
export function browserName(userAgent: string, told?: Told['userAgentData']): string {
  const brand = told?.brands.find(({ brand: name }) => !/not.?a.?brand/i.test(name.replace(/[^a-z]/gi, '')));
  const match = NAMES.map(([pattern, name]) => [pattern.exec(userAgent)?.[1], name] as const).find(([v]) => v);
  const name = brand ? `${brand.brand} ${brand.version}` : match ? `${match[1]} ${match[0]}` : '';
  const system = told?.platform || SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1];
  return [name, system].filter(Boolean).join(' on ');
}
