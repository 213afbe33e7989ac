// The picture with everything but the person treated as the effect says, upright. The twin of draw/portrait-2d.ts.
// Needs colour_at (picture-*.wgsl) before it.
// `shrink` makes the small picture the blur works on; `composite` puts person and background together.

struct Compositing {
  // Of p = (x, y, 1), upright 0..1: texture coordinates of the picture; cells of the fits; texture coordinates of the backdrop.
  to_u: vec4f,
  to_v: vec4f,
  to_cell_x: vec4f,
  to_cell_y: vec4f,
  to_backdrop_u: vec4f,
  to_backdrop_v: vec4f,
  colour: vec4f,
  cells: vec2u,
  small: vec2u,
  // The size of the light's picture, and of the target.
  light: vec2u,
  full: vec2u,
  // BACK_… below.
  background: u32,
  // 0 while it is not known where the person is: then nobody is shown.
  has_mask: u32,
  has_light: u32,
}

const BACK_BLUR = 0u;
const BACK_COLOUR = 1u;
const BACK_PICTURE = 2u;
const BACK_GREY = 3u;
const BACK_NOTHING = 4u;

@group(0) @binding(2) var<uniform> options: Compositing;
@group(0) @binding(3) var<storage, read> fits: array<vec4f>;
@group(0) @binding(4) var<storage, read> blurred: array<vec4f>;
@group(0) @binding(5) var<storage, read> light: array<vec4f>;
@group(0) @binding(6) var backdrop: texture_2d<f32>;
@group(0) @binding(7) var<storage, read_write> shrunk: array<vec4f>;

override low: f32;
override high: f32;
override taps: u32;
override workgroup_side: u32;

fn seen_at(here: vec2f) -> vec3f {
  let p = vec3f(here, 1.0);
  return colour_at(vec2f(dot(options.to_u.xyz, p), dot(options.to_v.xyz, p)));
}

// The colour by which a pixel is told to be person or not: the mean of its neighbourhood, 1-2-1 each way, since a sensor's noise
// would make the edge tremble. Between pixels the sampler takes means of two: four looks are nine pixels.
fn calm_at(here: vec2f) -> vec3f {
  let half = 0.5 / vec2f(options.full);
  let top = seen_at(here + vec2f(-half.x, -half.y)) + seen_at(here + vec2f(half.x, -half.y));
  let bottom = seen_at(here + vec2f(-half.x, half.y)) + seen_at(here + half);
  return 0.25 * (top + bottom);
}

fn person_at(here: vec2f, colour: vec3f) -> f32 {
  let p = vec3f(here, 1.0);
  let cell = vec2f(dot(options.to_cell_x.xyz, p), dot(options.to_cell_y.xyz, p));
  let last = vec2f(options.cells) - 1.0;
  if (options.has_mask == 0u || any(cell < vec2f(0.0)) || any(cell > vec2f(options.cells))) {
    return 0.0;
  }
  let at = clamp(cell - 0.5, vec2f(0.0), last);
  let near = vec2u(at);
  let far = min(near + 1u, options.cells - 1u);
  let part = fract(at);
  let top = mix(fits[near.y * options.cells.x + near.x], fits[near.y * options.cells.x + far.x], part.x);
  let bottom = mix(fits[far.y * options.cells.x + near.x], fits[far.y * options.cells.x + far.x], part.x);
  let model = mix(top, bottom, part.y);
  return smoothstep(low, high, dot(model, vec4f(colour, 1.0)));
}

fn blurred_at(here: vec2f) -> vec3f {
  let at = clamp(here * vec2f(options.small) - 0.5, vec2f(0.0), vec2f(options.small) - 1.0);
  let near = vec2u(at);
  let far = min(near + 1u, options.small - 1u);
  let part = fract(at);
  let top = mix(blurred[near.y * options.small.x + near.x], blurred[near.y * options.small.x + far.x], part.x);
  let bottom = mix(blurred[far.y * options.small.x + near.x], blurred[far.y * options.small.x + far.x], part.x);
  return mix(top, bottom, part.y).rgb;
}

fn light_at(here: vec2f) -> vec3f {
  let at = clamp(here * vec2f(options.light) - 0.5, vec2f(0.0), vec2f(options.light) - 1.0);
  let near = vec2u(at);
  let far = min(near + 1u, options.light - 1u);
  let part = fract(at);
  let top = mix(light[near.y * options.light.x + near.x], light[near.y * options.light.x + far.x], part.x);
  let bottom = mix(light[far.y * options.light.x + near.x], light[far.y * options.light.x + far.x], part.x);
  return mix(top, bottom, part.y).rgb;
}

fn backdrop_at(here: vec2f) -> vec3f {
  let p = vec3f(here, 1.0);
  let uv = vec2f(dot(options.to_backdrop_u.xyz, p), dot(options.to_backdrop_v.xyz, p));
  return textureSampleLevel(backdrop, bilinear, uv, 0.0).rgb;
}

// The mean colour of each small pixel, and how much of a person is in it. For light of a backdrop: the backdrop's colour.
@compute @workgroup_size(workgroup_side, workgroup_side)
fn shrink(@builtin(global_invocation_id) invocation: vec3u) {
  let id = invocation.xy;
  if (any(id >= options.small)) {
    return;
  }
  var sum = vec3f(0.0);
  var behind = vec3f(0.0);
  for (var y = 0u; y < taps; y++) {
    for (var x = 0u; x < taps; x++) {
      let inside = (vec2f(f32(x), f32(y)) + 0.5) / f32(taps);
      let here = (vec2f(id) + inside) / vec2f(options.small);
      sum += seen_at(here);
      behind += backdrop_at(here);
    }
  }
  let share = 1.0 / f32(taps * taps);
  let colour = sum * share;
  let person = person_at((vec2f(id) + 0.5) / vec2f(options.small), colour);
  var shown = colour;
  if (options.background == BACK_COLOUR) {
    shown = options.colour.rgb;
  } else if (options.background == BACK_PICTURE) {
    shown = behind * share;
  }
  shrunk[id.y * options.small.x + id.x] = vec4f(shown, person);
}

@fragment
fn composite(@builtin(position) at: vec4f) -> @location(0) vec4f {
  let here = at.xy / vec2f(options.full);
  if (options.has_mask == 0u) {
    return vec4f(blurred_at(here), 1.0);
  }
  let seen = seen_at(here);
  let person = person_at(here, calm_at(here));
  var lit = seen;
  if (options.has_light == 1u) {
    lit = seen + (1.0 - seen) * light_at(here);
  }
  var behind = options.colour.rgb;
  switch options.background {
    case BACK_BLUR: {
      behind = blurred_at(here);
    }
    case BACK_PICTURE: {
      behind = backdrop_at(here);
    }
    case BACK_GREY: {
      behind = vec3f(dot(seen, vec3f(0.299, 0.587, 0.114)));
    }
    case BACK_NOTHING: {
      return vec4f(lit * person, person);
    }
    default: {
    }
  }
  return vec4f(mix(behind, lit, person), 1.0);
}
