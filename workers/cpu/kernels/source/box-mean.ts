/** Means over windows, of pictures with four floats a cell; near the border, of the part of the window that lies inside. */
import { firstTwo, lastTwo, toFloats } from './lanes';

/** Square windows, along rows; `boxMeanColumns` does the rest. `to` is another array. */
export function boxMeanRows(from: usize, to: usize, width: i32, height: i32, radius: i32): void {
  for (let y = 0; y < height; y++) {
    let first = f64x2.splat(0);
    let last = f64x2.splat(0);
    let count: i32 = min(radius, width);
    for (let x = 0; x < count; x++) {
      const value = v128.load(from + ((<usize>x) << 4));
      first = f64x2.add(first, firstTwo(value));
      last = f64x2.add(last, lastTwo(value));
    }
    for (let x = 0; x < width; x++) {
      const enters = x + radius;
      const leaves = x - radius - 1;
      if (enters < width) {
        const value = v128.load(from + ((<usize>enters) << 4));
        first = f64x2.add(first, firstTwo(value));
        last = f64x2.add(last, lastTwo(value));
        count++;
      }
      if (leaves >= 0) {
        const value = v128.load(from + ((<usize>leaves) << 4));
        first = f64x2.sub(first, firstTwo(value));
        last = f64x2.sub(last, lastTwo(value));
        count--;
      }
      v128.store(to + ((<usize>x) << 4), f32x4.div(toFloats(first, last), f32x4.splat(<f32>count)));
    }
    from += (<usize>width) << 4;
    to += (<usize>width) << 4;
  }
}

/** Down all columns at once, so that memory is read in order. @param sums room for one row of doubles: 32 bytes a cell */
export function boxMeanColumns(from: usize, to: usize, sums: usize, width: i32, height: i32, radius: i32): void {
  const row = (<usize>width) << 4;
  memory.fill(sums, 0, row * 2);
  let count: i32 = min(radius, height);
  for (let y: usize = 0; y < <usize>count; y++) {
    const line = from + row * y;
    for (let x: usize = 0; x < row; x += 16) {
      const value = v128.load(line + x);
      const sum = sums + 2 * x;
      v128.store(sum, f64x2.add(v128.load(sum), firstTwo(value)));
      v128.store(sum, f64x2.add(v128.load(sum, 16), lastTwo(value)), 16);
    }
  }
  for (let y = 0; y < height; y++) {
    const enters = y + radius < height;
    const leaves = y - radius - 1 >= 0;
    count += i32(enters) - i32(leaves);
    const divisor = f32x4.splat(<f32>count);
    const entering = from + row * (y + radius);
    const leaving = from + row * (y - radius - 1);
    for (let x: usize = 0; x < row; x += 16) {
      const sum = sums + 2 * x;
      let first = v128.load(sum);
      let last = v128.load(sum, 16);
      if (enters) {
        const value = v128.load(entering + x);
        first = f64x2.add(first, firstTwo(value));
        last = f64x2.add(last, lastTwo(value));
      }
      if (leaves) {
        const value = v128.load(leaving + x);
        first = f64x2.sub(first, firstTwo(value));
        last = f64x2.sub(last, lastTwo(value));
      }
      v128.store(sum, first);
      v128.store(sum, last, 16);
      v128.store(to + x, f32x4.div(toFloats(first, last), divisor));
    }
    to += row;
  }
}

/**
 * Round windows: one running sum per row of the disc. `to` is another array.
 * @param chords half the disc's width at each distance from its middle, `radius + 1` integers
 */
export function discMean(from: usize, to: usize, chords: usize, width: i32, height: i32, radius: i32): void {
  const row = (<usize>width) << 4;
  memory.fill(to, 0, row * height);
  for (let y = 0; y < height; y++) {
    const out = to + row * y;
    for (let dy = -min(radius, y); dy <= min(radius, height - 1 - y); dy++) {
      const reach = load<i32>(chords + ((<usize>abs(dy)) << 2));
      const line = from + row * (y + dy);
      // The fourth float of a cell is a weight like the others: the mean's divisor is counted beside them below.
      let sum = f32x4.splat(0);
      for (let x = 0; x < min(reach, width); x++) sum = f32x4.add(sum, v128.load(line + ((<usize>x) << 4)));
      for (let x = 0; x < width; x++) {
        if (x + reach < width) sum = f32x4.add(sum, v128.load(line + ((<usize>(x + reach)) << 4)));
        if (x - reach - 1 >= 0) sum = f32x4.sub(sum, v128.load(line + ((<usize>(x - reach - 1)) << 4)));
        const cell = out + ((<usize>x) << 4);
        v128.store(cell, f32x4.add(v128.load(cell), sum));
      }
    }
    for (let x = 0; x < width; x++) {
      let count: i32 = 0;
      for (let dy = -min(radius, y); dy <= min(radius, height - 1 - y); dy++) {
        const reach = load<i32>(chords + ((<usize>abs(dy)) << 2));
        count += min(width - 1, x + reach) - max(0, x - reach) + 1;
      }
      const cell = out + ((<usize>x) << 4);
      v128.store(cell, f32x4.div(v128.load(cell), f32x4.splat(<f32>count)));
    }
  }
}
