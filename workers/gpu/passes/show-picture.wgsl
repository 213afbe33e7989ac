// The picture on the canvas, whole and centred; black where it does not reach. Needs colour_at (picture-*.wgsl) before it.

struct Showing {
  // Of p = (x, y, 1), canvas pixels: upright frame pixels, and texture coordinates.
  to_frame_x: vec4f,
  to_frame_y: vec4f,
  to_u: vec4f,
  to_v: vec4f,
  // Frame size, pixels.
  frame: vec2f,
}

@group(0) @binding(2) var<uniform> showing: Showing;

@fragment
fn show_picture(@builtin(position) at: vec4f) -> @location(0) vec4f {
  let p = vec3f(at.xy, 1.0);
  let frame = vec2f(dot(showing.to_frame_x.xyz, p), dot(showing.to_frame_y.xyz, p));
  if (any(frame < vec2f(0.0)) || any(frame > showing.frame)) {
    return vec4f(0.0, 0.0, 0.0, 1.0);
  }
  let uv = vec2f(dot(showing.to_u.xyz, p), dot(showing.to_v.xyz, p));
  return vec4f(colour_at(uv), opacity_at(uv));
}
