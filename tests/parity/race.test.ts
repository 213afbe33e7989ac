/** `npm run race` with the weights that ship. */
import { expect, it, vi } from 'vitest';
import { catalogEntry } from '../../models/catalog';
import { raceCommand } from '../../models/tools/race-command';

it('runs the floats and the uint8 file of the network named, in turns', async () => {
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line: unknown) => void lines.push(String(line)));
  await raceCommand(['resnet', '--rounds', '2']);
  log.mockRestore();
  const { source } = catalogEntry('resnet');
  const u8 = source.kind === 'built-in' ? source.variants.u8 : undefined;
  const rows = lines.flatMap((line) => /^\| (resnet\/\S+) \| [\d.]+ \| [\d.]+ \| [\d.]+ \|$/.exec(line)?.[1] ?? []);
  expect(rows).toEqual([source.file, ...(u8 ? [u8.file] : [])]);
});
