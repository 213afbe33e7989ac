/** How well a mask fits its truth, each score by its published definition. */
/** A yes/no picture, row by row, 1 = person. */
export interface BitMask {
  readonly bits: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Intersection over union, pixels outside `decided` not counted; 1 where both are empty. */
export function maskIou(a: BitMask, b: BitMask, decided?: BitMask): number {
  let both = 0;
  let either = 0;
  for (let i = 0; i < a.bits.length; i++) {
    if (decided && !decided.bits[i]) continue;
    both += (a.bits[i] ?? 0) & (b.bits[i] ?? 0);
    either += (a.bits[i] ?? 0) | (b.bits[i] ?? 0);
  }
  return either === 0 ? 1 : both / either;
}

/** Mask pixels with one of their four neighbours outside the mask; the picture's own border is no boundary. */
export function boundary({ bits, width, height }: BitMask): BitMask {
  const edge = new Uint8Array(bits.length);
  const at = (x: number, y: number) =>
    bits[Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inside = at(x - 1, y) && at(x + 1, y) && at(x, y - 1) && at(x, y + 1);
      if (at(x, y) && !inside) edge[y * width + x] = 1;
    }
  }
  return { bits: edge, width, height };
}

export interface BoundaryOptions {
  readonly tolerancePx?: number;
  readonly decided?: BitMask;
}

/**
 * Boundary F: harmonic mean of the shares of boundary pixels that lie within `tolerancePx` (Euclidean) of the other boundary.
 * 1 where neither mask has a boundary, 0 where only one has. Boundary pixels outside `decided` are not counted.
 */
export function boundaryF(found: BitMask, truth: BitMask, { tolerancePx = 2, decided }: BoundaryOptions = {}): number {
  const f = boundary(found);
  const t = boundary(truth);
  for (const edge of decided ? [f, t] : [])
    edge.bits.forEach((bit, i) => (edge.bits[i] = bit & (decided?.bits[i] ?? 0)));
  const someF = f.bits.includes(1);
  const someT = t.bits.includes(1);
  if (!someF || !someT) return someF === someT ? 1 : 0;
  const precision = shareWithin(f, grown(t, tolerancePx));
  const recall = shareWithin(t, grown(f, tolerancePx));
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
}

function shareWithin(edge: BitMask, area: BitMask): number {
  let all = 0;
  let within = 0;
  for (let i = 0; i < edge.bits.length; i++) {
    if (!edge.bits[i]) continue;
    all++;
    within += area.bits[i] ?? 0;
  }
  return within / all;
}

/** Every pixel whose centre is at most `radius` from one that is set. */
function grown({ bits, width, height }: BitMask, radius: number): BitMask {
  const out = new Uint8Array(bits.length);
  const reach = Math.floor(radius);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!bits[y * width + x]) continue;
      for (let dy = -reach; dy <= reach; dy++) {
        for (let dx = -reach; dx <= reach; dx++) {
          const [u, v] = [x + dx, y + dy];
          if (dx * dx + dy * dy <= radius * radius && u >= 0 && u < width && v >= 0 && v < height)
            out[v * width + u] = 1;
        }
      }
    }
  }
  return { bits: out, width, height };
}
