// The mask's edge drawn to the picture's own: a guided filter. The twin of cpu/refine-mask.ts, which says why and whence.

struct Refinement {
  mask: vec2u,
  guide: vec2u,
}

@group(0) @binding(0) var<uniform> options: Refinement;
@group(0) @binding(1) var<storage, read> smoothed: array<f32>;
@group(0) @binding(2) var<storage, read> guide: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> raw_fits: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> fits: array<vec4f>;

override workgroup_side: u32;
override radius: u32;
override epsilon: f32;

// The mask at the guide's size.
fn person_at(cell: vec2u) -> f32 {
  let near = cell * 2u;
  let far = min(near + 1u, options.mask - 1u);
  let top = near.y * options.mask.x;
  let bottom = far.y * options.mask.x;
  return 0.25 * (smoothed[top + near.x] + smoothed[top + far.x] + smoothed[bottom + near.x] + smoothed[bottom + far.x]);
}

@compute @workgroup_size(workgroup_side, workgroup_side)
fn fit(@builtin(global_invocation_id) id: vec3u) {
  if (any(id.xy >= options.guide)) {
    return;
  }
  let first = max(id.xy, vec2u(radius)) - radius;
  let last = min(id.xy + radius, options.guide - 1u);
  let window = last - first + 1u;
  let share = 1.0 / f32(window.x * window.y);
  // Means first, then deviations from them: in 32 bits this loses less than the difference of means of squares.
  var colour = vec3f(0.0);
  var person = 0.0;
  for (var y = first.y; y <= last.y; y++) {
    for (var x = first.x; x <= last.x; x++) {
      colour += guide[y * options.guide.x + x].rgb;
      person += person_at(vec2u(x, y));
    }
  }
  colour *= share;
  person *= share;
  var squares = vec3f(0.0); // rr, gg, bb
  var products = vec3f(0.0); // rg, rb, gb
  var with_person = vec3f(0.0);
  for (var y = first.y; y <= last.y; y++) {
    for (var x = first.x; x <= last.x; x++) {
      let off = guide[y * options.guide.x + x].rgb - colour;
      squares += off * off;
      products += off.rrg * off.gbb;
      with_person += off * (person_at(vec2u(x, y)) - person);
    }
  }
  let s = squares * share + epsilon;
  let q = products * share;
  let c = with_person * share;
  // Cofactors of the symmetric matrix.
  let rr = s.y * s.z - q.z * q.z;
  let rg = q.y * q.z - q.x * s.z;
  let rb = q.x * q.z - q.y * s.y;
  let gg = s.x * s.z - q.y * q.y;
  let gb = q.x * q.y - s.x * q.z;
  let bb = s.x * s.y - q.x * q.x;
  let determinant = s.x * rr + q.x * rg + q.y * rb;
  let a = vec3f(dot(vec3f(rr, rg, rb), c), dot(vec3f(rg, gg, gb), c), dot(vec3f(rb, gb, bb), c)) / determinant;
  raw_fits[id.y * options.guide.x + id.x] = vec4f(a, person - dot(a, colour));
}

@compute @workgroup_size(workgroup_side, workgroup_side)
fn average(@builtin(global_invocation_id) id: vec3u) {
  if (any(id.xy >= options.guide)) {
    return;
  }
  let first = max(id.xy, vec2u(radius)) - radius;
  let last = min(id.xy + radius, options.guide - 1u);
  let window = last - first + 1u;
  var sum = vec4f(0.0);
  for (var y = first.y; y <= last.y; y++) {
    for (var x = first.x; x <= last.x; x++) {
      sum += raw_fits[y * options.guide.x + x];
    }
  }
  fits[id.y * options.guide.x + id.x] = sum / f32(window.x * window.y);
}
