// A frame over the whole canvas. The words in capitals are put in for the kind of texture.
@group(0) @binding(0) var picture: PICTURE;
@group(0) @binding(1) var nearest: sampler;

struct Corner {
  @builtin(position) position: vec4f,
  @location(0) uv: vec2f,
}

@vertex
fn corner(@builtin(vertex_index) index: u32) -> Corner {
  let uv = vec2f(f32(index & 1u), f32(index >> 1u));
  return Corner(vec4f(uv.x * 2.0 - 1.0, 1.0 - uv.y * 2.0, 0.0, 1.0), uv);
}

@fragment
fn colour(at: Corner) -> @location(0) vec4f {
  return vec4f(SAMPLE(picture, nearest, at.uv).rgb, 1.0);
}
