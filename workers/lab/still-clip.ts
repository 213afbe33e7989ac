/** A clip in which nothing moves: one picture under the noise of a webcam in room light. The same clip every time. */

/** Standard deviation, 8-bit levels. */
const NOISE = 4;

export function* stillClip(picture: ImageData, frames: number): Generator<ImageData> {
  let state = 7;
  const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  for (let t = 0; t < frames; t++) {
    const data = new Uint8ClampedArray(picture.data);
    // Standard normal (Box and Muller 1958), two at a time would save little.
    for (let i = 0; i < data.length; i++)
      if (i % 4 !== 3)
        data[i] =
          (data[i] ?? 0) + NOISE * Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
    yield new ImageData(data, picture.width, picture.height);
  }
}
