/** What a detector's guesses on a labelled set are worth, and how sure that is. */
import { scoreDetections } from '../../../models/metrics/average-precision';
import { ap50OfDraws } from '../../../models/metrics/bootstrap';
import type { Sheet } from '../../../models/metrics/sheet';
import { randomOf } from './random';
import type { Accuracy } from './run-file';

/** Sets of pictures drawn; the ends of a 95 % interval then stand on the fifth value from each side. */
export const AP_DRAWS = 200;

/** The draws are the same for every contender of a run: what differs between two is not the pictures' doing. */
export function drawsOf(pictures: number, seed: number, draws = AP_DRAWS): Uint16Array[] {
  const random = randomOf(seed);
  return Array.from({ length: draws }, () => {
    const counts = new Uint16Array(pictures);
    for (let n = 0; n < pictures; n++) {
      const one = Math.floor(random() * pictures);
      counts[one] = (counts[one] ?? 0) + 1;
    }
    return counts;
  });
}

/** @param sheets one a picture, in the same order for every contender of a run */
export function accuracyOf(sheets: readonly Sheet[], seed: number): Accuracy {
  const { ap, ap50, ap75, bySize, byClass } = scoreDetections(sheets);
  const classes = [...byClass].map(([label, one]) => ({
    label,
    ap: share(one.ap) ?? 0,
    ap50: share(one.ap50) ?? 0,
    objects: one.objects,
  }));
  return {
    pictures: sheets.length,
    objects: classes.reduce((sum, { objects }) => sum + objects, 0),
    ap: share(ap),
    ap50: share(ap50),
    ap75: share(ap75),
    small: share(bySize.small),
    medium: share(bySize.medium),
    large: share(bySize.large),
    byClass: classes,
    ap50Draws: ap50OfDraws(sheets, drawsOf(sheets.length, seed)).flatMap((value) => share(value) ?? []),
  };
}

/** Four digits; null for what is not there. */
function share(value: number): number | null {
  return Number.isNaN(value) ? null : Math.round(value * 1e4) / 1e4;
}
