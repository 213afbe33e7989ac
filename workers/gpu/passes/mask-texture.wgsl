// A network's alpha tensor → a texture that samplers can filter. One fragment per mask pixel.
@group(0) @binding(0) var<storage, read> alpha: array<f32>;
@group(0) @binding(1) var<uniform> size: vec2u;

@fragment
fn mask_texture(@builtin(position) at: vec4f) -> @location(0) vec4f {
  let pixel = vec2u(at.xy);
  let value = alpha[pixel.y * size.x + pixel.x];
  let not_a_number = (bitcast<u32>(value) & 0x7fffffffu) > 0x7f800000u;
  // Where the network says nothing, nobody is seen: the background's treatment hides more than it shows.
  return vec4f(select(clamp(value, 0.0, 1.0), 0.0, not_a_number), 0.0, 0.0, 1.0);
}
