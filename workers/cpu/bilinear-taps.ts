/** Where the pixels of one axis fall between the cells of a coarser grid: a table made once per size, read in every row. */

export interface BilinearTaps {
  /** Cells to the left (above) and right (below); equal at the rim. */
  readonly near: Int32Array;
  readonly far: Int32Array;
  /** Weight of `far`, 0..1. */
  readonly weight: Float32Array;
  /** Pixels whose centre lies on the grid's area: `first … end - 1`. The others repeat the rim. */
  readonly first: number;
  readonly end: number;
}

/**
 * @param count pixels
 * @param cells cells of the grid
 * @param toCell continuous pixel position → continuous cell position, rising; cell i covers i..i+1
 */
export function bilinearTaps(count: number, cells: number, toCell: (position: number) => number): BilinearTaps {
  const near = new Int32Array(count);
  const far = new Int32Array(count);
  const weight = new Float32Array(count);
  let [first, end] = [count, 0];
  for (let i = 0; i < count; i++) {
    const position = toCell(i + 0.5);
    if (position >= 0 && position <= cells) {
      first = Math.min(first, i);
      end = i + 1;
    }
    const centre = Math.min(cells - 1, Math.max(0, position - 0.5));
    near[i] = Math.floor(centre);
    far[i] = Math.min(cells - 1, Math.floor(centre) + 1);
    weight[i] = centre - Math.floor(centre);
  }
  return { near, far, weight, first, end };
}
