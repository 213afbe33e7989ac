import { describe, expect, it } from 'vitest';
import { Complaint } from '../../../../models/tools/complaint';
import { pacesOf, raceCommand } from '../../../../models/tools/race-command';

describe('pacesOf', () => {
  it('compares run by run, so that a slow minute of the machine counts for nothing', () => {
    const paces = pacesOf(
      ['floats', 'integers'],
      [
        [10, 40, 11],
        [5, 20, 8],
      ],
    );
    expect(paces).toEqual([
      { file: 'floats', leastMs: 10, medianMs: 11, share: 1 },
      { file: 'integers', leastMs: 5, medianMs: 8, share: 0.5 },
    ]);
  });
});

describe('npm run race', () => {
  it('names what it does not know', async () => {
    await expect(raceCommand(['nanodet-m'])).rejects.toThrow(/no network of ours: nanodet-m\. There are: yolo-416/);
    await expect(raceCommand(['--rounds', '0'])).rejects.toThrow(Complaint);
  });
});
