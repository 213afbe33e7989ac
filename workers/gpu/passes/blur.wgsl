// The background blurred from background alone, and its light. The twin of cpu/blur.ts and cpu/light-wrap.ts, which say why.
// Pixels are vec4f: colour times weight, and the weight. Running means take the window's part inside the picture.

struct Blurring {
  size: vec2u,
  // Of a box: radius along x and along y. Of a disc: its radius, twice.
  radius: vec2u,
  // 1: light adds up (disc).
  is_disc: u32,
  // 1: all pixels count alike, whoever is in them.
  hides: u32,
  light_amount: f32,
}

@group(0) @binding(0) var<uniform> options: Blurring;
@group(0) @binding(1) var<storage, read> source: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> target_pixels: array<vec4f>;

override workgroup_side: u32;
override person_above: f32;
override least: f32;

// From colour and person-ness to colour times weight, and weight.
@compute @workgroup_size(workgroup_side, workgroup_side)
fn weigh(@builtin(global_invocation_id) id: vec3u) {
  if (any(id.xy >= options.size)) {
    return;
  }
  let at = id.y * options.size.x + id.x;
  let pixel = source[at];
  let rest = max(0.0, 1.0 - pixel.a / person_above);
  let weight = select(max(least, rest * rest), 1.0, options.hides == 1u);
  let colour = select(pixel.rgb, pixel.rgb * pixel.rgb, options.is_disc == 1u);
  target_pixels[at] = vec4f(colour * weight, weight);
}

// From colour and person-ness to the light that may fall on the person.
@compute @workgroup_size(workgroup_side, workgroup_side)
fn shine(@builtin(global_invocation_id) id: vec3u) {
  if (any(id.xy >= options.size)) {
    return;
  }
  let at = id.y * options.size.x + id.x;
  let pixel = source[at];
  target_pixels[at] = vec4f(pixel.rgb * (1.0 - pixel.a) * options.light_amount, 0.0);
}

@compute @workgroup_size(workgroup_side, workgroup_side)
fn box_mean(@builtin(global_invocation_id) id: vec3u) {
  if (any(id.xy >= options.size)) {
    return;
  }
  let first = max(id.xy, options.radius) - options.radius;
  let last = min(id.xy + options.radius, options.size - 1u);
  var sum = vec4f(0.0);
  for (var y = first.y; y <= last.y; y++) {
    for (var x = first.x; x <= last.x; x++) {
      sum += source[y * options.size.x + x];
    }
  }
  let window = last - first + 1u;
  target_pixels[id.y * options.size.x + id.x] = sum / f32(window.x * window.y);
}

@compute @workgroup_size(workgroup_side, workgroup_side)
fn disc_mean(@builtin(global_invocation_id) id: vec3u) {
  if (any(id.xy >= options.size)) {
    return;
  }
  let radius = i32(options.radius.x);
  let here = vec2i(id.xy);
  let last = vec2i(options.size) - 1;
  var sum = vec4f(0.0);
  var count = 0.0;
  for (var dy = -radius; dy <= radius; dy++) {
    let y = here.y + dy;
    if (y < 0 || y > last.y) {
      continue;
    }
    let wide = f32(radius) + 0.5;
    let reach = i32(floor(sqrt(wide * wide - f32(dy * dy))));
    for (var x = max(0, here.x - reach); x <= min(last.x, here.x + reach); x++) {
      sum += source[y * i32(options.size.x) + x];
      count += 1.0;
    }
  }
  target_pixels[id.y * options.size.x + id.x] = sum / count;
}

// Divides by what counted.
@compute @workgroup_size(workgroup_side, workgroup_side)
fn settle(@builtin(global_invocation_id) id: vec3u) {
  if (any(id.xy >= options.size)) {
    return;
  }
  let at = id.y * options.size.x + id.x;
  let pixel = source[at];
  let colour = pixel.rgb / max(pixel.a, least / 2.0);
  target_pixels[at] = vec4f(select(colour, sqrt(max(colour, vec3f(0.0))), options.is_disc == 1u), 1.0);
}
