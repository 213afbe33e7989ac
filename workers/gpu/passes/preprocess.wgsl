// Picture → network input: crop or letterbox, turn, resample (bilinear), normalise. One thread per input pixel.
// Needs colour_at (picture-*.wgsl) and `alias Value`, f32 or f16, before it.

struct Geometry {
  // uv = (dot(to_u, p), dot(to_v, p)) of p = (x, y, 1), input pixels.
  to_u: vec4f,
  to_v: vec4f,
  // Input value = colour · scale + bias, colour 0..1, in the order red, green, blue.
  scale: vec4f,
  bias: vec4f,
  padding: vec4f,
  // Pixels the picture covers: left, top, right, bottom.
  covered: vec4u,
  // Where red, green and blue lie within a pixel's values, and the distance between pixels.
  channels: vec4u,
  size: vec2u,
}

@group(0) @binding(2) var<uniform> geometry: Geometry;
@group(0) @binding(3) var<storage, read_write> input: array<Value>;

override workgroup_side: u32;

@compute @workgroup_size(workgroup_side, workgroup_side)
fn preprocess(@builtin(global_invocation_id) id: vec3u) {
  let at = id.xy;
  if (any(at >= geometry.size)) {
    return;
  }
  var colour = geometry.padding.rgb;
  if (all(at >= geometry.covered.xy) && all(at < geometry.covered.zw)) {
    let centre = vec3f(vec2f(at) + 0.5, 1.0);
    colour = colour_at(vec2f(dot(geometry.to_u.xyz, centre), dot(geometry.to_v.xyz, centre)));
  }
  let value = colour * geometry.scale.rgb + geometry.bias.rgb;
  let pixel = (at.y * geometry.size.x + at.x) * geometry.channels.w;
  input[pixel + geometry.channels.x] = Value(value.r);
  input[pixel + geometry.channels.y] = Value(value.g);
  input[pixel + geometry.channels.z] = Value(value.b);
}
