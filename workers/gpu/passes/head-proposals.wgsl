// The head of a second stage: what a hit scores and which box it stands for. A hit is a proposal and a class, numbered
// proposal · classes + class. Placed before select-boxes.wgsl. The twin of `models/rcnn/decode.ts`.

struct Found {
  count: u32,
  total: u32,
  free: vec2u,
  // Six words a box: left, top, right, bottom, score, hit.
  words: array<u32>,
}

@group(1) @binding(0) var<storage, read> proposals: Found;
// [proposals, classes]: probabilities.
@group(1) @binding(1) var<storage, read> class_scores: array<f32>;
// [proposals, classes, 4]: dx/w, dy/h, log w, log h.
@group(1) @binding(2) var<storage, read> deltas: array<f32>;

// score = objectness^p · class^(1−p)
override objectness_power: f32;
override max_log_growth: f32;
override proposal_words: u32;

fn hit_score(hit: u32) -> f32 {
  let proposal = hit / options.classes;
  if (proposal >= proposals.count) {
    return -1.0;
  }
  let objectness = bitcast<f32>(proposals.words[proposal_words * proposal + 4u]);
  return pow(objectness, objectness_power) * pow(class_scores[hit], 1.0 - objectness_power);
}

fn hit_corners(hit: u32) -> vec4f {
  let at = proposal_words * (hit / options.classes);
  let near = vec2f(bitcast<f32>(proposals.words[at]), bitcast<f32>(proposals.words[at + 1u]));
  let far = vec2f(bitcast<f32>(proposals.words[at + 2u]), bitcast<f32>(proposals.words[at + 3u]));
  let d = 4u * hit;
  let size = far - near;
  let middle = (near + far) / 2.0 + vec2f(deltas[d], deltas[d + 1u]) * size;
  let growth = clamp(vec2f(deltas[d + 2u], deltas[d + 3u]), vec2f(-max_log_growth), vec2f(max_log_growth));
  let half_size = size * exp(growth) / 2.0;
  return vec4f(middle - half_size, middle + half_size);
}
