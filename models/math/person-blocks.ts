/**
 * Where in a mask the people are: its pixels counted in blocks, blocks that touch taken for one, and of those the heavy ones. A few
 * hundred numbers, so that they come back from a GPU where the mask itself stays.
 */
import type { Box, Size } from '../contract';

/** One place for the numbers of this step; the GPU twin takes them as pipeline constants. */
export const BLOCKS = {
  /** Side of a block, mask pixels. */
  side: 8,
  /** Probability from which a pixel weighs, by how much it is above. */
  presence: 0.4,
  /** Weights are kept in steps of 1/64: a block's fit into 16 bits. */
  steps: 64,
  /** Least weight of a block, in wholly sure pixels times `1 − presence`. */
  least: 1.5,
} as const;

/** Of the heaviest part of the mask: what weighs less is a mistake, or someone who is not meant. */
export const HEAVY = {
  /** In the whole frame, where small people are seen unsurely. */
  whole: 0.35,
  /** In a region: a hand before a dark wall. */
  near: 0.05,
} as const;

/** Weight of each block, in 1/`steps`, row-major. */
export interface PersonBlocks extends Size {
  readonly weights: Uint32Array;
}

export function blockGrid({ width, height }: Size): Size {
  return { width: Math.ceil(width / BLOCKS.side), height: Math.ceil(height / BLOCKS.side) };
}

/** @param alpha probabilities, row-major; not a number is nobody */
export function blocksOf(alpha: Float32Array, mask: Size): PersonBlocks {
  const { width, height } = blockGrid(mask);
  const weights = new Uint32Array(width * height);
  for (let row = 0, block = 0; row < height; row++) {
    const [top, bottom] = [row * BLOCKS.side, Math.min(mask.height, (row + 1) * BLOCKS.side)];
    for (let left = 0; left < mask.width; left += BLOCKS.side, block++)
      weights[block] = weightOf(alpha, mask.width, {
        top,
        bottom,
        left,
        right: Math.min(mask.width, left + BLOCKS.side),
      });
  }
  return { width, height, weights };
}

/** Of the pixels `left … right - 1` of the rows `top … bottom - 1`. */
function weightOf(
  alpha: Float32Array,
  width: number,
  { left, right, top, bottom }: { left: number; right: number; top: number; bottom: number },
): number {
  let weight = 0;
  for (let y = top; y < bottom; y++) {
    const end = y * width + right;
    for (let i = y * width + left; i < end; i++) {
      const above = (alpha[i] ?? 0) - BLOCKS.presence;
      // Rounded; `Math.round` takes longer than all the rest.
      if (above > 0) weight += (above * BLOCKS.steps + 0.5) | 0;
    }
  }
  return weight;
}

/**
 * The box about everyone, mask pixels, whole blocks; undefined where there is nobody.
 * @param share parts that weigh less than this, beside the heaviest one, do not count
 */
export function personBox(blocks: PersonBlocks, mask: Size, share: number): Box | undefined {
  const parts = partsOf(blocks);
  const heaviest = Math.max(...parts.map(({ weight }) => weight));
  const heavy = parts.filter(({ weight }) => weight >= share * heaviest);
  if (heavy.length === 0) return undefined;
  const left = Math.min(...heavy.map((part) => part.left)) * BLOCKS.side;
  const top = Math.min(...heavy.map((part) => part.top)) * BLOCKS.side;
  const right = Math.min(mask.width, Math.max(...heavy.map((part) => part.right)) * BLOCKS.side);
  const bottom = Math.min(mask.height, Math.max(...heavy.map((part) => part.bottom)) * BLOCKS.side);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

interface Part {
  weight: number;
  left: number;
  top: number;
  /** Blocks `left … right - 1`. */
  right: number;
  bottom: number;
}

/** Blocks that touch, at corners too. */
function partsOf({ width, height, weights }: PersonBlocks): Part[] {
  const least = BLOCKS.least * BLOCKS.steps;
  const seen = new Uint8Array(weights.length);
  const parts: Part[] = [];
  for (let start = 0; start < weights.length; start++) {
    if (seen[start] || (weights[start] ?? 0) < least) continue;
    const part: Part = { weight: 0, left: width, top: height, right: 0, bottom: 0 };
    const waiting = [start];
    seen[start] = 1;
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const [x, y] = [at % width, Math.floor(at / width)];
      part.weight += weights[at] ?? 0;
      part.left = Math.min(part.left, x);
      part.top = Math.min(part.top, y);
      part.right = Math.max(part.right, x + 1);
      part.bottom = Math.max(part.bottom, y + 1);
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          const next = v * width + u;
          if (seen[next] || (weights[next] ?? 0) < least) continue;
          seen[next] = 1;
          waiting.push(next);
        }
      }
    }
    parts.push(part);
  }
  return parts;
}
