import { expect, it } from 'vitest';
import { withFiles } from '../../../../models/tools/card';

it('lists the files in the last section of a card, and leaves the rest alone', () => {
  const card = '# net\n\nWords.\n\n## Files\n\n| old |\n';
  const facts = { bytes: 1_234_567, sha256: 'ab' };
  expect(withFiles(card, [['a.onnx', facts]])).toBe(
    '# net\n\nWords.\n\n## Files\n\n| file     | bytes     | SHA-256 |\n| -------- | --------- | ------- |\n' +
      '| `a.onnx` | 1,234,567 | `ab`    |\n',
  );
  expect(() => withFiles('# net\n', [])).toThrow(/no section/);
});
