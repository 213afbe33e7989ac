// Scores above a threshold → the best boxes, class-wise NMS, best first. The same answer whatever the order of threads.
// Needs hit_score and hit_corners (head-*.wgsl) before it. Two kernels: `gather` (all hits), then `select_best` (one workgroup).

struct Options {
  score_threshold: f32,
  iou_threshold: f32,
  // At most so many boxes are kept.
  max_kept: u32,
  // Only so many of the best hits take part; at most `slots`.
  max_candidates: u32,
  hits: u32,
  classes: u32,
  // Where not 0: boxes are held inside a picture of this size and at least a pixel wide and high (proposals).
  clip: vec2f,
}

struct Gathered {
  count: atomic<u32>,
  hits: array<u32>,
}

@group(0) @binding(0) var<uniform> options: Options;
@group(0) @binding(1) var<storage, read_write> gathered: Gathered;
@group(0) @binding(2) var<storage, read_write> sorted_boxes: array<vec4f>;
// Header: number of boxes, number of hits above the threshold. Then per box: left, top, right, bottom, score, hit.
@group(0) @binding(3) var<storage, read_write> found: array<u32>;

override group_size: u32;
// A power of two.
override slots: u32;
override header_words: u32;
override box_words: u32;

fn is_nan(value: f32) -> bool {
  // By its bits: a compiler may take a comparison with itself for always true.
  return (bitcast<u32>(value) & 0x7fffffffu) > 0x7f800000u;
}

fn is_finite(value: f32) -> bool {
  return (bitcast<u32>(value) & 0x7f800000u) != 0x7f800000u;
}

fn passes(score: f32) -> bool {
  return !is_nan(score) && score > options.score_threshold;
}

// Unsigned integers in the order of the scores; 0 is below every score. −0 ranks as 0.
fn rank_of(score: f32) -> u32 {
  let bits = bitcast<u32>(select(score, 0.0, score == 0.0));
  return select(bits | 0x80000000u, ~bits, bits >= 0x80000000u);
}

@compute @workgroup_size(group_size)
fn gather(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let hit = id.y * groups.x * group_size + id.x;
  if (hit >= options.hits || !passes(hit_score(hit))) {
    return;
  }
  let slot = atomicAdd(&gathered.count, 1u);
  if (slot < slots) {
    gathered.hits[slot] = hit;
  }
}

var<workgroup> key_rank: array<u32, slots>;
var<workgroup> key_hit: array<u32, slots>;
var<workgroup> dead: array<u32, slots>;
var<workgroup> shared_value: u32;
// Counters: of a byte's values while cutting, of slots taken while filling.
var<workgroup> bins: array<atomic<u32>, 256>;
var<workgroup> wanted: u32;

@compute @workgroup_size(group_size)
fn select_best(@builtin(local_invocation_index) t: u32) {
  if (t == 0u) {
    shared_value = atomicLoad(&gathered.count);
  }
  let hits = workgroupUniformLoad(&shared_value);
  var considered = min(hits, options.max_candidates);
  var filled = hits;
  if (hits <= slots) {
    for (var i = t; i < slots; i += group_size) {
      let taken = i < hits;
      let hit = select(0xffffffffu, gathered.hits[i], taken);
      key_hit[i] = hit;
      key_rank[i] = 0u;
      if (taken) {
        key_rank[i] = rank_of(hit_score(hit));
      }
    }
  } else {
    filled = considered;
    let cut = cut_after(t, considered);
    fill_from(t, cut);
  }
  workgroupBarrier();
  sort(t, filled);
  suppress(t, considered, hits);
  if (t == 0u) {
    atomicStore(&gathered.count, 0u);
  }
}

// The count-th best key (rank, ~hit), byte by byte from the highest: for when there are more hits than slots.
fn cut_after(t: u32, count: u32) -> vec2u {
  var prefix = vec2u(0u);
  var known = vec2u(0u);
  if (t == 0u) {
    wanted = count;
  }
  for (var byte = 0u; byte < 8u; byte++) {
    let word = byte / 4u;
    let shift = 24u - 8u * (byte % 4u);
    for (var i = t; i < 256u; i += group_size) {
      atomicStore(&bins[i], 0u);
    }
    workgroupBarrier();
    for (var hit = t; hit < options.hits; hit += group_size) {
      let score = hit_score(hit);
      let key = vec2u(rank_of(score), ~hit);
      if (passes(score) && all((key & known) == prefix)) {
        atomicAdd(&bins[(key[word] >> shift) & 255u], 1u);
      }
    }
    workgroupBarrier();
    if (t == 0u) {
      var left = wanted;
      var value = 255u;
      loop {
        let here = atomicLoad(&bins[value]);
        if (here >= left || value == 0u) {
          break;
        }
        left -= here;
        value--;
      }
      wanted = left;
      shared_value = value;
    }
    prefix[word] |= workgroupUniformLoad(&shared_value) << shift;
    known[word] |= 255u << shift;
  }
  return prefix;
}

// Every key that is at least `cut`.
fn fill_from(t: u32, cut: vec2u) {
  for (var i = t; i < slots; i += group_size) {
    key_rank[i] = 0u;
    key_hit[i] = 0xffffffffu;
  }
  if (t == 0u) {
    atomicStore(&bins[0], 0u);
  }
  workgroupBarrier();
  for (var hit = t; hit < options.hits; hit += group_size) {
    let score = hit_score(hit);
    let rank = rank_of(score);
    if (passes(score) && (rank > cut.x || (rank == cut.x && ~hit >= cut.y))) {
      let slot = atomicAdd(&bins[0], 1u);
      if (slot < slots) {
        key_rank[slot] = rank;
        key_hit[slot] = hit;
      }
    }
  }
}

fn is_better(a: u32, b: u32) -> bool {
  return key_rank[a] > key_rank[b] || (key_rank[a] == key_rank[b] && key_hit[a] < key_hit[b]);
}

// Bitonic (Batcher 1968), best first, over the least power of two that holds `count` keys.
fn sort(t: u32, count: u32) {
  var length = 1u;
  while (length < min(count, slots)) {
    length *= 2u;
  }
  for (var run = 2u; run <= length; run *= 2u) {
    for (var reach = run / 2u; reach > 0u; reach /= 2u) {
      for (var i = t; i < length; i += group_size) {
        let other = i ^ reach;
        if (other > i) {
          let descending = (i & run) == 0u;
          if (select(is_better(i, other), is_better(other, i), descending)) {
            let rank = key_rank[i];
            let hit = key_hit[i];
            key_rank[i] = key_rank[other];
            key_hit[i] = key_hit[other];
            key_rank[other] = rank;
            key_hit[other] = hit;
          }
        }
      }
      workgroupBarrier();
    }
  }
}

fn held(corners: vec4f) -> vec4f {
  if (options.clip.x == 0.0) {
    return corners;
  }
  let near = clamp(corners.xy, vec2f(0.0), options.clip - 1.0);
  let far = max(clamp(corners.zw, vec2f(1.0), options.clip), near + 1.0);
  return vec4f(near, far);
}

fn area_of(box: vec4f) -> f32 {
  let sides = max(box.zw - box.xy, vec2f(0.0));
  return sides.x * sides.y;
}

fn overlaps(a: vec4f, b: vec4f) -> bool {
  let sides = min(a.zw, b.zw) - max(a.xy, b.xy);
  if (any(sides <= vec2f(0.0))) {
    return false;
  }
  let intersection = sides.x * sides.y;
  return intersection > options.iou_threshold * (area_of(a) + area_of(b) - intersection);
}

fn suppress(t: u32, considered: u32, hits: u32) {
  for (var i = t; i < considered; i += group_size) {
    let corners = hit_corners(key_hit[i]);
    let holed = is_nan(corners.x) || is_nan(corners.y) || is_nan(corners.z) || is_nan(corners.w);
    let inside = held(corners);
    dead[i] = select(0u, 1u, holed || !is_finite(area_of(inside)));
    // What is no box stays none: whoever shows all that were considered must not see what a clamp makes of it.
    sorted_boxes[i] = select(inside, corners, holed);
  }
  storageBarrier();
  workgroupBarrier();
  var kept = 0u;
  for (var i = 0u; i < considered; i++) {
    if (kept >= options.max_kept) {
      break;
    }
    if (workgroupUniformLoad(&dead[i]) != 0u) {
      continue;
    }
    let best = sorted_boxes[i];
    let kind = key_hit[i] % options.classes;
    if (t == 0u) {
      let at = header_words + box_words * kept;
      for (var k = 0u; k < 4u; k++) {
        found[at + k] = bitcast<u32>(best[k]);
      }
      found[at + 4u] = bitcast<u32>(hit_score(key_hit[i]));
      found[at + 5u] = key_hit[i];
    }
    kept++;
    for (var k = t; k < considered; k += group_size) {
      if (k > i && dead[k] == 0u && key_hit[k] % options.classes == kind && overlaps(sorted_boxes[k], best)) {
        dead[k] = 1u;
      }
    }
  }
  if (t == 0u) {
    found[0] = kept;
    found[1] = hits;
  }
}
