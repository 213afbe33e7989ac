// A still person has a still edge. The twin of cpu/smooth-mask.ts, which says why; with it the guide (cpu/mask-guide.ts).
// Needs `alias Value`, f32 or f16, before it: the type of the network's input.

struct Smoothing {
  // Mask and guide, pixels and cells.
  mask: vec2u,
  guide: vec2u,
  // Where red, green and blue lie within a pixel of the input, and the distance between pixels.
  channels: vec4u,
  // Colour 0..1 = input · scale + bias.
  scale: vec4f,
  bias: vec4f,
  has_history: u32,
  // 1: the picture before was of the same part of the frame.
  same_place: u32,
  // From pixels of this mask to those of the one before: scale along x and y, then offset.
  follow: vec4f,
}

@group(0) @binding(0) var<uniform> options: Smoothing;
@group(0) @binding(1) var<storage, read> input: array<Value>;
@group(0) @binding(2) var<storage, read> alpha: array<f32>;
@group(0) @binding(3) var<storage, read_write> guide: array<vec4f>;
@group(0) @binding(4) var<storage, read> guide_before: array<vec4f>;
@group(0) @binding(5) var<storage, read> alpha_before: array<f32>;
@group(0) @binding(6) var<storage, read_write> smoothed: array<f32>;
// Over what both this picture and the one before show: change of luma in 1/255 and the cells that count, change of the mask and the
// pixels that count. After that the weight of the person in each block, two blocks a word (models/math/person-blocks.ts).
@group(0) @binding(7) var<storage, read_write> seen: array<atomic<u32>>;

const BLOCKS_AT = 4u;
// What the picture before did not show.
const NEVER_SEEN = -1.0;

override workgroup_side: u32;
override strength: f32;
override still_luma: f32;
override moved_luma: f32;
override cut_mask: f32;
override cut_luma: f32;
override presence: f32;
override steps: f32;

fn colour_of(pixel: vec2u) -> vec3f {
  let at = (pixel.y * options.mask.x + pixel.x) * options.channels.w;
  let value = vec3f(
    f32(input[at + options.channels.x]),
    f32(input[at + options.channels.y]),
    f32(input[at + options.channels.z]),
  );
  return value * options.scale.rgb + options.bias.rgb;
}

// Where a place of this picture lies in the one before, in its pixels or cells (`each` mask pixels wide); outside: x < -0.5.
fn followed(at: vec2u, each: f32, size: vec2u) -> vec2f {
  let here = (vec2f(at) + 0.5) * each;
  let there = (here * options.follow.xy + options.follow.zw) / each - 0.5;
  let outside = any(there < vec2f(-0.5)) || any(there > vec2f(size) - 0.5);
  return select(there, vec2f(-1.0), outside);
}

fn luma_before(cell: vec2u) -> f32 {
  if (options.same_place == 1u) {
    return guide_before[cell.y * options.guide.x + cell.x].a;
  }
  let at = followed(cell, 2.0, options.guide);
  if (at.x < -0.5) {
    return NEVER_SEEN;
  }
  let near = vec2u(clamp(floor(at), vec2f(0.0), vec2f(options.guide - 1u)));
  let far = min(near + 1u, options.guide - 1u);
  let part = clamp(at - vec2f(near), vec2f(0.0), vec2f(1.0));
  let top = mix(guide_before[near.y * options.guide.x + near.x].a, guide_before[near.y * options.guide.x + far.x].a, part.x);
  let bottom = mix(guide_before[far.y * options.guide.x + near.x].a, guide_before[far.y * options.guide.x + far.x].a, part.x);
  return mix(top, bottom, part.y);
}

fn mask_before(pixel: vec2u) -> f32 {
  if (options.same_place == 1u) {
    return alpha_before[pixel.y * options.mask.x + pixel.x];
  }
  let at = followed(pixel, 1.0, options.mask);
  if (at.x < -0.5) {
    return NEVER_SEEN;
  }
  let near = vec2u(clamp(floor(at), vec2f(0.0), vec2f(options.mask - 1u)));
  let far = min(near + 1u, options.mask - 1u);
  let part = clamp(at - vec2f(near), vec2f(0.0), vec2f(1.0));
  let top = mix(alpha_before[near.y * options.mask.x + near.x], alpha_before[near.y * options.mask.x + far.x], part.x);
  let bottom = mix(alpha_before[far.y * options.mask.x + near.x], alpha_before[far.y * options.mask.x + far.x], part.x);
  return mix(top, bottom, part.y);
}

// The mask as the network said it; not a number is nobody.
fn alpha_of(at: u32) -> f32 {
  let value = alpha[at];
  return select(value, 0.0, (bitcast<u32>(value) & 0x7fffffffu) > 0x7f800000u);
}

@compute @workgroup_size(workgroup_side, workgroup_side)
fn see(@builtin(global_invocation_id) id: vec3u) {
  if (any(id.xy >= options.guide)) {
    return;
  }
  let last = options.mask - 1u;
  let near = id.xy * 2u;
  let far = min(near + 1u, last);
  let mean = 0.25 * (colour_of(near) + colour_of(vec2u(far.x, near.y)) + colour_of(vec2u(near.x, far.y)) + colour_of(far));
  let cell = id.y * options.guide.x + id.x;
  let luma = dot(mean, vec3f(0.299, 0.587, 0.114));
  guide[cell] = vec4f(mean, luma);
  if (options.has_history == 0u) {
    return;
  }
  let before = luma_before(id.xy);
  if (before >= 0.0) {
    atomicAdd(&seen[0], u32(round(255.0 * abs(luma - before))));
    atomicAdd(&seen[1], 1u);
  }
  var sum = 0.0;
  var count = 0u;
  for (var y = near.y; y <= far.y; y++) {
    for (var x = near.x; x <= far.x; x++) {
      let old = mask_before(vec2u(x, y));
      if (old >= 0.0) {
        sum += abs(alpha_of(y * options.mask.x + x) - old);
        count++;
      }
    }
  }
  atomicAdd(&seen[2], u32(round(255.0 * sum)));
  atomicAdd(&seen[3], count);
}

fn uncertainty(p: f32) -> f32 {
  let x = (p - 0.5) * (p - 0.5);
  return 1.0 - min(1.0, x * (5.68842 + x * (-0.748699 + x * (-57.8051 + x * (291.309 + x * -624.717)))));
}

// 0 where the picture stood still, 1 where it moved.
fn moved_at(cell: vec2u) -> f32 {
  let first = max(cell, vec2u(1u)) - 1u;
  let last = min(cell + 1u, options.guide - 1u);
  var sum = 0.0;
  for (var y = first.y; y <= last.y; y++) {
    for (var x = first.x; x <= last.x; x++) {
      sum += abs(guide[y * options.guide.x + x].a - luma_before(vec2u(x, y)));
    }
  }
  let window = last - first + 1u;
  return smoothstep(still_luma, moved_luma, sum / f32(window.x * window.y));
}

var<workgroup> block: atomic<u32>;

// A workgroup is a block.
@compute @workgroup_size(workgroup_side, workgroup_side)
fn smooth_mask(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let inside = all(id.xy < options.mask);
  let at = id.y * options.mask.x + id.x;
  var p = 0.0;
  if (inside) {
    p = alpha_of(at);
    atomicAdd(&block, u32(floor(max(0.0, p - presence) * steps + 0.5)));
  }
  workgroupBarrier();
  if (local == 0u) {
    let index = group.y * groups.x + group.x;
    atomicAdd(&seen[BLOCKS_AT + index / 2u], atomicLoad(&block) << (16u * (index & 1u)));
  }
  if (!inside) {
    return;
  }
  let luma_cells = f32(atomicLoad(&seen[1]));
  let mask_pixels = f32(atomicLoad(&seen[3]));
  let is_cut = f32(atomicLoad(&seen[0])) > cut_luma * 255.0 * luma_cells || f32(atomicLoad(&seen[2])) > cut_mask * 255.0 * mask_pixels;
  let old = select(NEVER_SEEN, mask_before(id.xy), options.has_history == 1u && !is_cut);
  smoothed[at] = select(p + (old - p) * uncertainty(p) * strength * (1.0 - moved_at(id.xy / 2u)), p, old < 0.0);
}
