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
}

@group(0) @binding(0) var<uniform> options: Smoothing;
@group(0) @binding(1) var<storage, read> input: array<Value>;
@group(0) @binding(2) var<storage, read> alpha: array<f32>;
@group(0) @binding(3) var<storage, read_write> guide: array<vec4f>;
@group(0) @binding(4) var<storage, read> guide_before: array<vec4f>;
@group(0) @binding(5) var<storage, read> alpha_before: array<f32>;
@group(0) @binding(6) var<storage, read_write> smoothed: array<f32>;
// Change of luma and of the mask, in 1/255, summed over the picture.
@group(0) @binding(7) var<storage, read_write> change: array<atomic<u32>, 2>;

override workgroup_side: u32;
override strength: f32;
override still_luma: f32;
override moved_luma: f32;
override cut_mask: f32;
override cut_luma: f32;

fn colour_of(pixel: vec2u) -> vec3f {
  let at = (pixel.y * options.mask.x + pixel.x) * options.channels.w;
  let value = vec3f(
    f32(input[at + options.channels.x]),
    f32(input[at + options.channels.y]),
    f32(input[at + options.channels.z]),
  );
  return value * options.scale.rgb + options.bias.rgb;
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
  atomicAdd(&change[0], u32(round(255.0 * abs(luma - guide_before[cell].a))));
  var sum = 0.0;
  for (var y = near.y; y <= far.y; y++) {
    for (var x = near.x; x <= far.x; x++) {
      let at = y * options.mask.x + x;
      sum += abs(alpha_of(at) - alpha_before[at]);
    }
  }
  atomicAdd(&change[1], u32(round(255.0 * sum)));
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
      let at = y * options.guide.x + x;
      sum += abs(guide[at].a - guide_before[at].a);
    }
  }
  let window = last - first + 1u;
  return smoothstep(still_luma, moved_luma, sum / f32(window.x * window.y));
}

@compute @workgroup_size(workgroup_side, workgroup_side)
fn smooth_mask(@builtin(global_invocation_id) id: vec3u) {
  if (any(id.xy >= options.mask)) {
    return;
  }
  let at = id.y * options.mask.x + id.x;
  let p = alpha_of(at);
  let cells = f32(options.guide.x * options.guide.y);
  let pixels = f32(options.mask.x * options.mask.y);
  let is_cut = f32(atomicLoad(&change[0])) > cut_luma * 255.0 * cells || f32(atomicLoad(&change[1])) > cut_mask * 255.0 * pixels;
  if (options.has_history == 0u || is_cut) {
    smoothed[at] = p;
    return;
  }
  smoothed[at] = p + (alpha_before[at] - p) * uncertainty(p) * strength * (1.0 - moved_at(id.xy / 2u));
}
