/** Footage of vertical stripes for the fake camera: whether a picture shows anything sharp can be read off their contrast. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const FOLDER = fileURLToPath(new URL('../../test-results/footage/', import.meta.url));
const SIZE = { width: 640, height: 480 };
/** Pairs of a black and a white stripe across the picture: 16 pixels each, far below what a hidden picture shows. */
export const STRIPE_PAIRS = 40;

function frame(): Promise<Buffer> {
  const pair = SIZE.width / STRIPE_PAIRS;
  const stripes = Array.from(
    { length: STRIPE_PAIRS },
    (_, index) => `<rect x="${index * pair}" width="${pair / 2}" height="${SIZE.height}" fill="#fff"/>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE.width}" height="${SIZE.height}"><rect width="100%" height="100%"/>${stripes.join('')}</svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 92 }).toBuffer();
}

/** @returns absolute path of an .mjpeg clip */
export async function stripedCamera(): Promise<string> {
  mkdirSync(FOLDER, { recursive: true });
  const path = join(FOLDER, 'stripes.mjpeg');
  const picture = await frame();
  writeFileSync(path, Buffer.concat([picture, picture]));
  return path;
}
