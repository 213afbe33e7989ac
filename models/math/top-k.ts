/**
 * The `k` largest values, largest first; equal values in index order; NaN never.
 * One pass with a short sorted list: k is a handful.
 *
 * @returns their indices.
 */
export function topK(values: ArrayLike<number>, k: number): number[] {
  const best: number[] = [];
  if (!(k > 0)) return best;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (Number.isNaN(value)) continue;
    const worst = best.length < k ? -Infinity : valueAt(values, best[best.length - 1]);
    if (best.length >= k && !(value > worst)) continue;
    let place = best.length;
    while (place > 0 && value > valueAt(values, best[place - 1])) place--;
    best.splice(place, 0, i);
    if (best.length > k) best.pop();
  }
  return best;
}

function valueAt(values: ArrayLike<number>, index: number | undefined): number {
  return index === undefined ? NaN : (values[index] ?? NaN);
}
