// A camera frame as the decoder left it; the sampler converts YUV. Placed before a pass that calls colour_at.
@group(0) @binding(0) var picture: texture_external;
@group(0) @binding(1) var bilinear: sampler;

fn colour_at(uv: vec2f) -> vec3f {
  // Saturated YUV leaves 0..1 in the conversion (−0.055 was seen); a canvas would clamp it, and the networks were trained on that.
  return clamp(textureSampleBaseClampToEdge(picture, bilinear, uv).rgb, vec3f(0.0), vec3f(1.0));
}

fn opacity_at(uv: vec2f) -> f32 {
  return 1.0;
}
