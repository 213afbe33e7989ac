/** Devices and what happens to them, for `npm run bench:governor`. */
import { RATE_LADDER, type Ladders } from '../../workers/pace/quality';
import type { Device } from './slow-device';

export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly subtitle: string;
  readonly device: Device;
  readonly ladders: Ladders;
  readonly durationMs: number;
  readonly slowness: (atMs: number) => number;
}

/** As the keeper makes them for yolo-416 and unet-portrait on a 16:9 camera. */
const LADDERS: Ladders = {
  detect: [1, 0.592, 0.379],
  portrait: [1, 0.5625],
  classify: [1],
  rate: RATE_LADDER,
  blur: [1, 0.7, 0.55],
};
const INTERVAL_MS = 1000 / 30;

/** Linear between points of seconds and factor. */
function through(...points: readonly (readonly [second: number, factor: number])[]): (atMs: number) => number {
  return (atMs) => {
    const second = atMs / 1_000;
    const next = points.findIndex(([at]) => at > second);
    const [after, before] = [points[next], points[next - 1]];
    if (!after) return points.at(-1)?.[1] ?? 1;
    if (!before) return after[1];
    return before[1] + ((second - before[0]) / (after[0] - before[0])) * (after[1] - before[1]);
  };
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'heat',
    title: 'A phone gets hot and cools down again',
    subtitle: 'Simulated: one processor for networks and drawing; 3.2 times as slow at 80 s, recovered at 210 s.',
    device: {
      intervalMs: INTERVAL_MS,
      captureMs: 0.5,
      drawMs: 4,
      inputMs: 0.8,
      runMs: { detect: 9, portrait: 6 },
      shared: true,
    },
    ladders: LADDERS,
    durationMs: 300_000,
    slowness: through([20, 1], [80, 3.2], [180, 3.2], [210, 1]),
  },
  {
    name: 'bursts',
    title: 'Another app needs the processor again and again',
    subtitle: 'Simulated: networks on a thread of their own; every 45 s all takes 2.5 times as long for 8 s.',
    device: {
      intervalMs: INTERVAL_MS,
      captureMs: 2.5,
      drawMs: 5,
      inputMs: 1,
      runMs: { detect: 38, portrait: 5 },
      shared: false,
    },
    ladders: LADDERS,
    durationMs: 300_000,
    slowness: (atMs) => (atMs % 45_000 < 8_000 ? 2.5 : 1),
  },
  {
    name: 'slow',
    title: 'A device that is too slow from the start',
    subtitle: 'Simulated: WebAssembly on an old phone; every step takes 4 times as long as on a laptop.',
    device: {
      intervalMs: INTERVAL_MS,
      captureMs: 2.5,
      drawMs: 4.5,
      inputMs: 1,
      runMs: { detect: 39, portrait: 31 },
      shared: false,
    },
    ladders: LADDERS,
    durationMs: 120_000,
    slowness: () => 4,
  },
];
