// A detector's head: what a hit scores and which box it stands for (FCOS-like: distances from a cell's centre, in strides).
// A hit is a cell and a class, numbered cell · classes + class. Placed before select-boxes.wgsl.

// Per stride: number of its first cell, cells a row, model pixels a cell.
@group(1) @binding(0) var<storage, read> levels: array<vec4u>;
// Left, top, right, bottom of each cell.
@group(1) @binding(1) var<storage, read> distances: array<f32>;
@group(1) @binding(2) var<storage, read> scores: array<f32>;

fn hit_score(hit: u32) -> f32 {
  return scores[hit];
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
  let centre = vec2f(f32(within % level.y), f32(within / level.y)) + 0.5;
  let at = 4u * cell;
  let near = centre - vec2f(distances[at], distances[at + 1u]);
  let far = centre + vec2f(distances[at + 2u], distances[at + 3u]);
  return vec4f(near, far) * f32(level.z);
}
