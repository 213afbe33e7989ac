/** The guided filter's arithmetic, cell by cell; `refine-mask.ts` says what for and whence. */
import { sumOf } from './lanes';

/**
 * What the means of a window are taken of, four floats a cell: red, green, blue and the mask; squares of the colours; products
 * red·green, red·blue, green·blue; each colour times the mask.
 * @param red, green, blue, person planes of `count` values
 */
export function edgeMoments(
  red: usize,
  green: usize,
  blue: usize,
  person: usize,
  count: i32,
  first: usize,
  squares: usize,
  products: usize,
  crossed: usize,
): void {
  for (let i: usize = 0; i < <usize>count; i++) {
    const r = load<f32>(red + (i << 2));
    const g = load<f32>(green + (i << 2));
    const b = load<f32>(blue + (i << 2));
    const p = load<f32>(person + (i << 2));
    const at = i << 4;
    v128.store(
      first + at,
      f32x4.replace_lane(f32x4.replace_lane(f32x4.replace_lane(f32x4.splat(r), 1, g), 2, b), 3, p),
    );
    const colour = v128.load(first + at);
    v128.store(squares + at, f32x4.mul(colour, colour));
    const left = v128.shuffle<f32>(colour, colour, 0, 0, 1, 3);
    const right = v128.shuffle<f32>(colour, colour, 1, 2, 2, 3);
    v128.store(products + at, f32x4.mul(left, right));
    v128.store(crossed + at, f32x4.mul(colour, f32x4.splat(p)));
  }
}

/**
 * (Σ + εU) a = mean(Ip) − mean(I)·mean(p) and b = mean(p) − a·mean(I), by an LDLᵀ decomposition in doubles: the covariances are
 * differences of nearly equal numbers.
 * @param first, squares, products, crossed the means of `edgeMoments` @param fits a and b, four floats a cell
 */
export function fitEdges(
  first: usize,
  squares: usize,
  products: usize,
  crossed: usize,
  count: i32,
  epsilon: f64,
  fits: usize,
): void {
  const end = (<usize>count) << 4;
  for (let i: usize = 0; i < end; i += 16) {
    const r = <f64>load<f32>(first + i);
    const g = <f64>load<f32>(first + i, 4);
    const b = <f64>load<f32>(first + i, 8);
    const p = <f64>load<f32>(first + i, 12);
    const rr = <f64>load<f32>(squares + i) - r * r + epsilon;
    const gg = <f64>load<f32>(squares + i, 4) - g * g + epsilon;
    const bb = <f64>load<f32>(squares + i, 8) - b * b + epsilon;
    const rg = <f64>load<f32>(products + i) - r * g;
    const rb = <f64>load<f32>(products + i, 4) - r * b;
    const gb = <f64>load<f32>(products + i, 8) - g * b;
    const share = 1.0 / rr;
    const lg = rg * share;
    const lb = rb * share;
    const second = 1.0 / (gg - lg * rg);
    const rest = gb - lb * rg;
    const lbg = rest * second;
    const cr = <f64>load<f32>(crossed + i) - r * p;
    const cg = <f64>load<f32>(crossed + i, 4) - g * p - lg * cr;
    const cb = <f64>load<f32>(crossed + i, 8) - b * p - lb * cr - lbg * cg;
    const ab = cb / (bb - lb * rb - lbg * rest);
    const ag = cg * second - lbg * ab;
    const ar = cr * share - lg * ag - lb * ab;
    store<f32>(fits + i, <f32>ar);
    store<f32>(fits + i, <f32>ag, 4);
    store<f32>(fits + i, <f32>ab, 8);
    store<f32>(fits + i, <f32>(p - ar * r - ag * g - ab * b), 12);
  }
}

/** Values of `SURE`. */
const UNSURE: u8 = 0;
const BACKGROUND: u8 = 1;
const PERSON: u8 = 2;

/**
 * Which cells say the same of every colour likely there: within `deviations` of the window's mean, and `margin` more.
 * @param fits averaged @param sure one byte a cell
 */
export function sureCells(
  fits: usize,
  first: usize,
  squares: usize,
  count: i32,
  low: f32,
  high: f32,
  deviations: f32,
  margin: f32,
  sure: usize,
): void {
  for (let i: usize = 0; i < <usize>count; i++) {
    const fit = v128.load(fits + (i << 4));
    const mean = v128.load(first + (i << 4));
    const variance = f32x4.sub(v128.load(squares + (i << 4)), f32x4.mul(mean, mean));
    const deviation = f32x4.sqrt(f32x4.max(variance, f32x4.splat(0)));
    const reach = f32x4.add(f32x4.mul(deviation, f32x4.splat(deviations)), f32x4.splat(margin));
    const value = sumOf(f32x4.mul(fit, f32x4.replace_lane(mean, 3, 1)));
    const spread = sumOf(f32x4.mul(f32x4.abs(fit), f32x4.replace_lane(reach, 3, 0)));
    // Not a number is neither; its pixels come out as background.
    let kind = UNSURE;
    if (value + spread <= low) kind = BACKGROUND;
    else if (value - spread >= high) kind = PERSON;
    store<u8>(sure + i, kind);
  }
}
