// Boxes and labels, drawn elsewhere, over the picture: pixel on pixel, premultiplied alpha.
@group(0) @binding(0) var layer: texture_2d<f32>;

@fragment
fn show_layer(@builtin(position) at: vec4f) -> @location(0) vec4f {
  return textureLoad(layer, vec2u(at.xy), 0);
}
