// A picture that was copied into an ordinary texture. Placed before a pass that calls colour_at.
@group(0) @binding(0) var picture: texture_2d<f32>;
@group(0) @binding(1) var bilinear: sampler;

fn colour_at(uv: vec2f) -> vec3f {
  return textureSampleLevel(picture, bilinear, uv, 0.0).rgb;
}

// Colours are premultiplied by it.
fn opacity_at(uv: vec2f) -> f32 {
  return textureSampleLevel(picture, bilinear, uv, 0.0).a;
}
