/** Who is worth choosing: nobody else is both as fast and as accurate, and better in one of them (Pareto 1896). */

export interface Point {
  readonly ms: number;
  /** Higher is better. */
  readonly accuracy: number;
}

/** @returns for each point whether it is on the front; one with a figure missing never is */
export function onFront(points: readonly Point[]): boolean[] {
  const isReal = ({ ms, accuracy }: Point): boolean => Number.isFinite(ms) && Number.isFinite(accuracy);
  return points.map(
    (one) =>
      isReal(one) &&
      !points.some(
        (other) =>
          isReal(other) &&
          other.ms <= one.ms &&
          other.accuracy >= one.accuracy &&
          (other.ms < one.ms || other.accuracy > one.accuracy),
      ),
  );
}
