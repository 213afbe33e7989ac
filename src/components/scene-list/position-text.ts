/** Where a box lies, in words: thirds of the frame. */
import type { Box, Size } from '../../../models/contract';

const COLUMNS = ['left', 'centre', 'right'] as const;
const ROWS = ['top', 'middle', 'bottom'] as const;

/** @returns e.g. “top left”, “centre” */
export function positionText(boxFramePx: Box, frame: Size): string {
  const column = third(boxFramePx.x + boxFramePx.width / 2, frame.width);
  const row = third(boxFramePx.y + boxFramePx.height / 2, frame.height);
  if (column === 1 && row === 1) return 'centre';
  if (row === 1) return COLUMNS[column];
  return `${ROWS[row]} ${COLUMNS[column]}`;
}

function third(at: number, length: number): 0 | 1 | 2 {
  const part = at / length;
  if (part < 1 / 3) return 0;
  return part < 2 / 3 ? 1 : 2;
}
