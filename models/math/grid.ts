/** The cells of a one-stage detector: one row-major grid per stride, laid end to end. */
import type { Size } from '../contract';

export interface GridLevel {
  /** Model pixels per cell. */
  readonly stride: number;
  readonly columns: number;
  readonly rows: number;
  /** Number of the level's first cell among all cells. */
  readonly firstCell: number;
}

/** @throws RangeError where the input is no multiple of a stride. */
export function gridLevels(input: Size, strides: readonly number[]): GridLevel[] {
  const levels: GridLevel[] = [];
  let firstCell = 0;
  for (const stride of strides) {
    const columns = input.width / stride;
    const rows = input.height / stride;
    if (!Number.isInteger(columns) || !Number.isInteger(rows)) {
      throw new RangeError(`an input of ${input.width}×${input.height} has no whole cells of ${stride} pixels`);
    }
    levels.push({ stride, columns, rows, firstCell });
    firstCell += columns * rows;
  }
  return levels;
}

export function cellCount(levels: readonly GridLevel[]): number {
  return levels.reduce((sum, l) => sum + l.columns * l.rows, 0);
}

/** @throws RangeError where the cell lies beyond the last level. */
export function levelOfCell(levels: readonly GridLevel[], cell: number): GridLevel {
  for (let i = levels.length - 1; i >= 0; i--) {
    const level = levels[i];
    if (level && cell >= level.firstCell && cell < level.firstCell + level.columns * level.rows) return level;
  }
  throw new RangeError(`no cell ${cell}`);
}
