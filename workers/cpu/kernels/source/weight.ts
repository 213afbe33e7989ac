/** Cells of red, green, blue and person-ness 0..1 ↔ what a weighted blur works on. */

/**
 * Red, green, blue and person-ness → colours times weight, and the weight: how much a cell counts as background.
 * @param personAbove, least of `BLUR`
 */
export function weigh(cells: usize, count: i32, personAbove: f32, least: f32): void {
  const end = cells + ((<usize>count) << 4);
  for (let cell = cells; cell < end; cell += 16) {
    const rest: f32 = max<f32>(0, <f32>1 - load<f32>(cell, 12) / personAbove);
    const weight = max(least, rest * rest);
    v128.store(cell, f32x4.replace_lane(f32x4.mul(v128.load(cell), f32x4.splat(weight)), 3, weight));
  }
}

/** Undoes it. Running sums may leave a rounding error where nothing counted: no weight is less than `least`. */
export function unweigh(cells: usize, count: i32, least: f32): void {
  const end = cells + ((<usize>count) << 4);
  for (let cell = cells; cell < end; cell += 16) {
    const weight = max(load<f32>(cell, 12), least);
    v128.store(cell, f32x4.div(v128.load(cell), f32x4.splat(weight)));
  }
}

/** Of the colours alone. */
export function square(cells: usize, count: i32): void {
  const end = cells + ((<usize>count) << 4);
  for (let cell = cells; cell < end; cell += 16) {
    const value = v128.load(cell);
    v128.store(cell, f32x4.replace_lane(f32x4.mul(value, value), 3, f32x4.extract_lane(value, 3)));
  }
}

export function root(cells: usize, count: i32): void {
  const end = cells + ((<usize>count) << 4);
  for (let cell = cells; cell < end; cell += 16) {
    const value = v128.load(cell);
    v128.store(cell, f32x4.replace_lane(f32x4.sqrt(f32x4.max(value, f32x4.splat(0))), 3, f32x4.extract_lane(value, 3)));
  }
}
