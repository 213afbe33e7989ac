/**
 * The background blurred from background alone: every pixel counts by how surely it is background, and the sum is divided by what
 * counted. So the person's colours do not bleed into what surrounds them, as they do where a whole picture is blurred.
 */

/** One place for the numbers of this step; the GPU twin takes them as pipeline constants. */
export const BLUR = {
  /** Person-ness above which a pixel does not count: a small pixel on the edge holds some of the person. */
  personAbove: 0.5,
  /** The least a pixel counts: deep inside the person there is no background to be seen, and no hole either. */
  least: 1e-4,
} as const;

/** Half the chord of a disc at each distance from its middle, whole pixels. */
export function chords(radius: number): readonly number[] {
  // Half a pixel more, so that small discs look round.
  return Array.from({ length: radius + 1 }, (_, dy) => Math.floor(Math.sqrt((radius + 0.5) ** 2 - dy * dy)));
}
