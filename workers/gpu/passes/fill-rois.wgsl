// Proposals kept → the boxes that one run of the second graph looks at. What is beyond the last proposal repeats the first.

struct Found {
  count: u32,
  total: u32,
  free: vec2u,
  // Six words a box: left, top, right, bottom, score, hit.
  words: array<u32>,
}

@group(0) @binding(0) var<storage, read> proposals: Found;
// Number of the run.
@group(0) @binding(1) var<uniform> run: u32;
@group(0) @binding(2) var<storage, read_write> rois: array<f32>;

override rois_per_run: u32;
override box_words: u32;

@compute @workgroup_size(64)
fn fill(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= 4u * rois_per_run) {
    return;
  }
  let wanted = run * rois_per_run + id.x / 4u;
  let proposal = select(0u, wanted, wanted < proposals.count);
  // The second graph divides by nothing, but a box of no size would still be an odd thing to look at.
  let corner = select(f32(id.x % 4u / 2u), bitcast<f32>(proposals.words[box_words * proposal + id.x % 4u]), proposals.count > 0u);
  rois[id.x] = corner;
}
