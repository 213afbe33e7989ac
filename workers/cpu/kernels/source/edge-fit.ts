/** The guided filter's arithmetic, cell by cell; `refine-mask.ts` says what for and whence. */
import { sumOf } from './lanes';

/**
 * What the means of a window are taken of where it is not known yet who is in it, four floats a cell: red, green, blue; their
 * squares; products red·green, red·blue, green·blue.
 * @param red, green, blue planes of `count` values
 */
export function edgeMoments(
  red: usize,
  green: usize,
  blue: usize,
  count: i32,
  colours: usize,
  squares: usize,
  products: usize,
): void {
  for (let i: usize = 0; i < <usize>count; i++) {
    const at = i << 4;
    const first = f32x4.replace_lane(f32x4.splat(load<f32>(red + (i << 2))), 1, load<f32>(green + (i << 2)));
    const colour = f32x4.replace_lane(f32x4.replace_lane(first, 2, load<f32>(blue + (i << 2))), 3, 0);
    v128.store(colours + at, colour);
    v128.store(squares + at, f32x4.mul(colour, colour));
    const left = v128.shuffle<f32>(colour, colour, 0, 0, 1, 3);
    const right = v128.shuffle<f32>(colour, colour, 1, 2, 2, 3);
    v128.store(products + at, f32x4.mul(left, right));
  }
}

/** And with the mask: each colour times it, and it. @param person plane @param crossed four floats a cell */
export function personMoments(red: usize, green: usize, blue: usize, person: usize, count: i32, crossed: usize): void {
  for (let i: usize = 0; i < <usize>count; i++) {
    const first = f32x4.replace_lane(f32x4.splat(load<f32>(red + (i << 2))), 1, load<f32>(green + (i << 2)));
    const colour = f32x4.replace_lane(f32x4.replace_lane(first, 2, load<f32>(blue + (i << 2))), 3, 1);
    v128.store(crossed + (i << 4), f32x4.mul(colour, v128.load32_splat(person + (i << 2))));
  }
}

/** One number of each of two neighbouring cells, as doubles: their first, … fourth. */
function firsts(left: v128, right: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(left, right, 0, 4, 0, 4));
}
function seconds(left: v128, right: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(left, right, 1, 5, 1, 5));
}
function thirds(left: v128, right: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(left, right, 2, 6, 2, 6));
}
function fourths(left: v128, right: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(left, right, 3, 7, 3, 7));
}

/** Bytes of the factors of two cells: six pairs of doubles. */
const FACTORS = 96;

/**
 * Decomposes Σ + εU of each cell into LDLᵀ, in doubles: the covariances are differences of nearly equal numbers. Two cells at a time:
 * an odd last one has room beside it.
 * @param colours, squares, products the means of `edgeMoments` @param factors six doubles a cell, for `fitEdges`
 */
export function knowColours(
  colours: usize,
  squares: usize,
  products: usize,
  count: i32,
  epsilon: f64,
  factors: usize,
): void {
  const end = (<usize>count) << 4;
  const ridge = f64x2.splat(epsilon);
  const one = f64x2.splat(1);
  for (let i: usize = 0; i < end; i += 32, factors += FACTORS) {
    const c0 = v128.load(colours + i);
    const c1 = v128.load(colours + i, 16);
    const s0 = v128.load(squares + i);
    const s1 = v128.load(squares + i, 16);
    const p0 = v128.load(products + i);
    const p1 = v128.load(products + i, 16);
    const r = firsts(c0, c1);
    const g = seconds(c0, c1);
    const b = thirds(c0, c1);
    const rr = f64x2.add(f64x2.sub(firsts(s0, s1), f64x2.mul(r, r)), ridge);
    const gg = f64x2.add(f64x2.sub(seconds(s0, s1), f64x2.mul(g, g)), ridge);
    const bb = f64x2.add(f64x2.sub(thirds(s0, s1), f64x2.mul(b, b)), ridge);
    const rg = f64x2.sub(firsts(p0, p1), f64x2.mul(r, g));
    const rb = f64x2.sub(seconds(p0, p1), f64x2.mul(r, b));
    const gb = f64x2.sub(thirds(p0, p1), f64x2.mul(g, b));
    const share = f64x2.div(one, rr);
    const lg = f64x2.mul(rg, share);
    const lb = f64x2.mul(rb, share);
    const second = f64x2.div(one, f64x2.sub(gg, f64x2.mul(lg, rg)));
    const rest = f64x2.sub(gb, f64x2.mul(lb, rg));
    const lbg = f64x2.mul(rest, second);
    v128.store(factors, share);
    v128.store(factors, lg, 16);
    v128.store(factors, lb, 32);
    v128.store(factors, second, 48);
    v128.store(factors, lbg, 64);
    v128.store(factors, f64x2.sub(f64x2.sub(bb, f64x2.mul(lb, rb)), f64x2.mul(lbg, rest)), 80);
  }
}

/**
 * (Σ + εU) a = mean(Ip) − mean(I)·mean(p) and b = mean(p) − a·mean(I).
 * @param colours, crossed the means of the moments @param factors of `knowColours` @param fits a and b, four floats a cell
 */
export function fitEdges(colours: usize, crossed: usize, factors: usize, count: i32, fits: usize): void {
  const end = (<usize>count) << 4;
  for (let i: usize = 0; i < end; i += 32, factors += FACTORS) {
    const c0 = v128.load(colours + i);
    const c1 = v128.load(colours + i, 16);
    const x0 = v128.load(crossed + i);
    const x1 = v128.load(crossed + i, 16);
    const r = firsts(c0, c1);
    const g = seconds(c0, c1);
    const b = thirds(c0, c1);
    const p = fourths(x0, x1);
    const lg = v128.load(factors, 16);
    const lb = v128.load(factors, 32);
    const lbg = v128.load(factors, 64);
    const cr = f64x2.sub(firsts(x0, x1), f64x2.mul(r, p));
    const cg = f64x2.sub(f64x2.sub(seconds(x0, x1), f64x2.mul(g, p)), f64x2.mul(lg, cr));
    const cb = f64x2.sub(f64x2.sub(f64x2.sub(thirds(x0, x1), f64x2.mul(b, p)), f64x2.mul(lb, cr)), f64x2.mul(lbg, cg));
    const ab = f64x2.div(cb, v128.load(factors, 80));
    const ag = f64x2.sub(f64x2.mul(cg, v128.load(factors, 48)), f64x2.mul(lbg, ab));
    const ar = f64x2.sub(f64x2.sub(f64x2.mul(cr, v128.load(factors)), f64x2.mul(lg, ag)), f64x2.mul(lb, ab));
    const rest = f64x2.sub(f64x2.sub(f64x2.sub(p, f64x2.mul(ar, r)), f64x2.mul(ag, g)), f64x2.mul(ab, b));
    const rg = v128.shuffle<f32>(f32x4.demote_f64x2_zero(ar), f32x4.demote_f64x2_zero(ag), 0, 4, 1, 5);
    const bd = v128.shuffle<f32>(f32x4.demote_f64x2_zero(ab), f32x4.demote_f64x2_zero(rest), 0, 4, 1, 5);
    v128.store(fits + i, v128.shuffle<f32>(rg, bd, 0, 1, 4, 5));
    v128.store(fits + i, v128.shuffle<f32>(rg, bd, 2, 3, 6, 7), 16);
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
  colours: usize,
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
    const mean = v128.load(colours + (i << 4));
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
