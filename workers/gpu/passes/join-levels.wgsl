// A detector's distributions over box sides, a tensor per stride → the sides themselves, all strides end to end: the mean bin under
// a softmax (Generalized Focal Loss, Li 2020), as head-distances.wgsl reads them.

struct Level {
  // Number of its first cell, and how many it has.
  first: u32,
  cells: u32,
  // How far the cells' centres lie from (x + ½, y + ½), in strides.
  shift: f32,
  free: u32,
}

@group(0) @binding(0) var<uniform> level: Level;
// Per cell left, top, right, bottom; per side one logit a bin.
@group(0) @binding(1) var<storage, read> logits: array<f32>;
@group(0) @binding(2) var<storage, read_write> sides: array<f32>;

override bins: u32;

@compute @workgroup_size(64)
fn join(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= 4u * level.cells) {
    return;
  }
  let at = id.x * bins;
  // Shifted by the largest, so that exp cannot overflow.
  var most = logits[at];
  for (var i = 1u; i < bins; i++) {
    most = max(most, logits[at + i]);
  }
  var sum = 0.0;
  var weighted = 0.0;
  for (var i = 0u; i < bins; i++) {
    let share = exp(logits[at + i] - most);
    sum += share;
    weighted += share * f32(i);
  }
  // A centre further right is further from the left side and nearer to the right one.
  let far = id.x % 4u >= 2u;
  sides[4u * level.first + id.x] = weighted / sum + select(-level.shift, level.shift, far);
}
