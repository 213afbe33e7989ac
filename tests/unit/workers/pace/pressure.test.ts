import { expect, it } from 'vitest';
import type { Pressure } from '../../../../workers/pace/governor';
import { slowToImprove, watchPressure } from '../../../../workers/pace/pressure';

it('worse is heard at once, better when it has lasted', () => {
  const heard: Pressure[] = [];
  const hear = slowToImprove((pressure) => heard.push(pressure));
  for (const state of ['nominal', 'serious', 'critical', 'serious', 'nominal', 'critical'] as const) hear(state);
  expect(heard).toEqual(['serious', 'critical']);
  for (const state of ['nominal', 'fair', 'nominal', 'nominal', 'nominal'] as const) hear(state);
  expect(heard).toEqual(['serious', 'critical', 'fair']);
});

it('a processor that swings is not followed', () => {
  const heard: Pressure[] = [];
  const hear = slowToImprove((pressure) => heard.push(pressure));
  for (let i = 0; i < 100; i++) hear(i % 3 === 0 ? 'serious' : 'nominal');
  expect(heard).toEqual(['serious']);
});

it('a browser that does not tell, or must not, is no failure', async () => {
  const heard: Pressure[] = [];
  watchPressure((pressure) => heard.push(pressure), undefined);
  watchPressure(
    (pressure) => heard.push(pressure),
    class {
      observe(): Promise<void> {
        return Promise.reject(new DOMException('', 'NotAllowedError'));
      }
    },
  );
  await Promise.resolve();
  expect(heard).toEqual([]);
});
