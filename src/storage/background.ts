/** The background effect as it is kept between visits. */
import type { BackgroundEffect } from '../../workers/protocol';

const COLOR = /^#[0-9a-f]{6}$/i;

/** @returns the stored effect where every part of it means something, else the other. */
export function parseBackground(stored: unknown, or: BackgroundEffect): BackgroundEffect {
  if (typeof stored !== 'object' || stored === null) return or;
  const { kind, shape, color } = stored as Record<string, unknown>;
  switch (kind) {
    case 'blur':
      return shape === 'gaussian' || shape === 'disc' ? { kind, shape } : or;
    case 'color':
      return typeof color === 'string' && COLOR.test(color) ? { kind, color: color.toLowerCase() } : or;
    case 'black':
    case 'picture':
    case 'video':
    case 'spotlight':
    case 'transparent':
      return { kind };
    default:
      return or;
  }
}
