// The picture, upright, with everything but the person made unrecognisable. Needs colour_at (picture-*.wgsl) before it.
// `soften` makes a small picture of means; `veil` lays the sharp person over it.

struct Veil {
  // Of p = (x, y, 1), upright 0..1: texture coordinates of the picture, and of the mask.
  to_u: vec4f,
  to_v: vec4f,
  to_mask_u: vec4f,
  to_mask_v: vec4f,
  // Of the target of each step, pixels.
  small: vec2f,
  full: vec2f,
  // 0 where it is not known where the person is: then nobody is shown.
  has_mask: f32,
}

@group(0) @binding(2) var<uniform> options: Veil;
@group(0) @binding(3) var mask: texture_2d<f32>;
@group(0) @binding(4) var softened: texture_2d<f32>;

override taps: u32;

fn seen_at(at: vec2f) -> vec3f {
  let p = vec3f(at, 1.0);
  return colour_at(vec2f(dot(options.to_u.xyz, p), dot(options.to_v.xyz, p)));
}

@fragment
fn soften(@builtin(position) at: vec4f) -> @location(0) vec4f {
  var sum = vec3f(0.0);
  for (var y = 0u; y < taps; y++) {
    for (var x = 0u; x < taps; x++) {
      let inside = (vec2f(f32(x), f32(y)) + 0.5) / f32(taps);
      sum += seen_at((floor(at.xy) + inside) / options.small);
    }
  }
  return vec4f(sum / f32(taps * taps), 1.0);
}

@fragment
fn veil(@builtin(position) at: vec4f) -> @location(0) vec4f {
  let here = at.xy / options.full;
  let p = vec3f(here, 1.0);
  let mask_at = vec2f(dot(options.to_mask_u.xyz, p), dot(options.to_mask_v.xyz, p));
  let person = options.has_mask * textureSampleLevel(mask, bilinear, mask_at, 0.0).r;
  let hidden = textureSampleLevel(softened, bilinear, here, 0.0).rgb;
  return vec4f(mix(hidden, seen_at(here), person), 1.0);
}
