// A detector's head: YOLOX's rows of centre, log sides, objectness and classes (Ge et al. 2021).
// A hit is a cell and a class, numbered cell · classes + class. Placed before select-boxes.wgsl.

// Per stride: number of its first cell, cells a row, model pixels a cell.
@group(1) @binding(0) var<storage, read> levels: array<vec4u>;
@group(1) @binding(1) var<storage, read> rows: array<f32>;

// x, y, log w, log h, objectness: the classes come after them.
const BEFORE_CLASSES = 5u;

fn row_of(cell: u32) -> u32 {
  return cell * (BEFORE_CLASSES + options.classes);
}

fn hit_score(hit: u32) -> f32 {
  let row = row_of(hit / options.classes);
  return rows[row + 4u] * rows[row + BEFORE_CLASSES + hit % options.classes];
}

fn hit_corners(hit: u32) -> vec4f {
  let cell = hit / options.classes;
  var level = levels[0];
  for (var i = 1u; i < arrayLength(&levels); i++) {
    if (cell >= levels[i].x) {
      level = levels[i];
    }
  }
  let within = cell - level.x;
  let row = row_of(cell);
  let centre = vec2f(rows[row], rows[row + 1u]) + vec2f(f32(within % level.y), f32(within / level.y));
  let half = exp(vec2f(rows[row + 2u], rows[row + 3u])) / 2.0;
  return vec4f(centre - half, centre + half) * f32(level.z);
}
