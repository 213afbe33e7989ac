/** Third-party code in a worker reaches our own origin only. */
import { expect, it, vi } from 'vitest';
import { ownOriginFetch } from '../../../../workers/engines/own-origin';

const ORIGIN = 'https://app.example';
const guarded = (inner: typeof fetch): typeof fetch => ownOriginFetch(inner, ORIGIN, `${ORIGIN}/folder/worker.js`);

it.each([
  'model.tflite',
  '/models/model.tflite',
  `${ORIGIN}/x`,
  new URL(`${ORIGIN}/x`),
  new Request(`${ORIGIN}/x`),
  'data:,x',
])('lets our own through: %s', async (address) => {
  const inner = vi.fn(() => Promise.resolve(new Response('x')));
  await guarded(inner)(address, { method: 'GET' });
  expect(inner).toHaveBeenCalledExactlyOnceWith(address, { method: 'GET' });
});

it.each([
  'https://odml.pa.googleapis.com/v1/log',
  '//elsewhere.example/x',
  'http://app.example/x',
  'https://app.example:8443/x',
  new Request('https://elsewhere.example/x'),
])('refuses %s without calling the network', async (address) => {
  const inner = vi.fn(() => Promise.resolve(new Response('x')));
  await expect(guarded(inner)(address, { method: 'POST' })).rejects.toThrow('is not reached from here');
  expect(inner).not.toHaveBeenCalled();
});
