/** Every texture of the clip is painted here, pixel by pixel or with canvas strokes; none is loaded. */
import * as THREE from 'three';
import { fractalNoise, noise3, seededRandom } from './noise.ts';

type Rgb = readonly [number, number, number];
type Shade = (u: number, v: number) => Rgb;

const mix = (a: number, b: number, t: number): number => a + (b - a) * t;
export const mixRgb = (a: Rgb, b: Rgb, t: number): Rgb => [mix(a[0], b[0], t), mix(a[1], b[1], t), mix(a[2], b[2], t)];

/** '#rrggbb' → 0..255 triple. */
export function rgb(hex: string): Rgb {
  const n = Number.parseInt(hex.slice(1), 16);
  return [n >> 16, (n >> 8) & 255, n & 255];
}

export function paper(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('demo-clip: this browser gives no 2D canvas; run it in Chromium.');
  return context;
}

export function toTexture(context: CanvasRenderingContext2D, colour = true): THREE.CanvasTexture {
  const texture = new THREE.CanvasTexture(context.canvas);
  texture.wrapS = texture.wrapT = THREE.RepeatWrapping;
  if (colour) texture.colorSpace = THREE.SRGBColorSpace;
  return texture;
}

/** A texture whose texel at (u, v) in [0, 1)² is `shade(u, v)`, 0..255. */
function shaded(width: number, height: number, shade: Shade, colour = true): THREE.CanvasTexture {
  const context = paper(width, height);
  const image = context.createImageData(width, height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 4) {
      image.data.set([...shade(x / width, y / height), 255], i);
    }
  }
  context.putImageData(image, 0, 0);
  return toTexture(context, colour);
}

/** Planks along u with long grain, rings and dark seams. */
export function wood(light: string, dark: string, planks = 1, seed = 1): THREE.CanvasTexture {
  const a = rgb(light);
  const b = rgb(dark);
  return shaded(1024, 512, (u, v) => {
    const row = Math.floor(v * planks);
    const shift = seed * 17 + row * 7.3;
    const warp = fractalNoise(u * 3 + shift, v * 6, seed, 3);
    const rings = 0.5 + 0.5 * Math.sin((v * 14 + warp * 5 + row) * 2.2);
    const grain = 0.5 + 0.5 * noise3(u * 14 + shift, v * 190, seed);
    const seam = planks > 1 && ((v * planks) % 1 < 0.012 || (u * 2 + row * 0.37) % 1 < 0.0025) ? 0.55 : 1;
    const tone = 0.5 * rings + 0.3 * grain + 0.12 * noise3(shift, row * 3.1, 2);
    const [r, g, bl] = mixRgb(a, b, tone);
    return [r * seam, g * seam, bl * seam];
  });
}

/** Painted plaster: nearly flat, with a roller's faint mottling. */
export function plaster(hex: string): THREE.CanvasTexture {
  const base = rgb(hex);
  return shaded(256, 256, (u, v) => {
    const t = 1 + 0.015 * fractalNoise(u * 24, v * 24, 5, 4);
    return [base[0] * t, base[1] * t, base[2] * t];
  });
}

/** Woven cloth: crossing threads with uneven dye. */
export function cloth(hex: string, threads = 96, contrast = 0.18): THREE.CanvasTexture {
  const base = rgb(hex);
  return shaded(512, 512, (u, v) => {
    const warp = Math.abs(Math.sin(u * threads * Math.PI));
    const weft = Math.abs(Math.sin(v * threads * Math.PI));
    const over = (Math.floor(u * threads) + Math.floor(v * threads)) % 2 ? warp : weft;
    const t = 1 - contrast + contrast * over + 0.1 * fractalNoise(u * 20, v * 20, 9, 3);
    return [base[0] * t, base[1] * t, base[2] * t];
  });
}

/** A rug with a border, diamonds and a woollen surface. */
export function rug(): THREE.CanvasTexture {
  const cream = rgb('#e3d8c3');
  const blue = rgb('#6d8791');
  const rust = rgb('#b0765a');
  return shaded(768, 512, (u, v) => {
    const edge = Math.min(u * 1.5, (1 - u) * 1.5, v, 1 - v);
    const diamond = Math.abs(((u * 9) % 1) - 0.5) + Math.abs(((v * 6) % 1) - 0.5);
    let c = cream;
    if (edge > 0.05 && edge < 0.08) c = blue;
    else if (edge > 0.1 && Math.abs(diamond - 0.34) < 0.05) c = blue;
    else if (edge > 0.1 && diamond < 0.13) c = rust;
    const t = 0.92 + 0.12 * noise3(u * 260, v * 180, 3);
    return [c[0] * t, c[1] * t, c[2] * t];
  });
}

/** A leaf: midrib, side veins, darker towards the stem; grown along v. */
export function leaf(): THREE.CanvasTexture {
  const deep = rgb('#2c5d33');
  const fresh = rgb('#5c9149');
  return shaded(256, 256, (u, v) => {
    const across = Math.abs(u - 0.5) * 2;
    const vein = Math.abs((((v - across * 0.35) * 9) % 1) - 0.5);
    const line = across < 0.035 || vein > 0.46 ? 0.45 : 0;
    const c = mixRgb(deep, fresh, 0.35 + 0.4 * (1 - v) + 0.2 * noise3(u * 9, v * 9, 4) + line * 0.5);
    return c;
  });
}

/** Speckled skin of a fruit between two colours; v runs from stem to base. */
export function fruit(from: string, to: string, seed: number): THREE.CanvasTexture {
  const a = rgb(from);
  const b = rgb(to);
  return shaded(256, 128, (u, v) => {
    const streak = 0.5 + 0.5 * noise3(Math.cos(u * 6.283) * 7, Math.sin(u * 6.283) * 7 + seed, v * 2);
    const [r, g, bl] = mixRgb(a, b, streak * (0.35 + 0.5 * Math.abs(v - 0.5)));
    const speck = noise3(u * 90, v * 60, seed) > 0.72 ? 1.1 : 1;
    return [Math.min(255, r * speck), Math.min(255, g * speck), Math.min(255, bl * speck)];
  });
}

/** A loose painting of hills and a sun, for the frame on the wall. */
export function painting(): THREE.CanvasTexture {
  const p = paper(360, 480);
  p.fillStyle = '#efe3cf';
  p.fillRect(0, 0, 360, 480);
  p.fillStyle = '#dd9a63';
  p.beginPath();
  p.arc(225, 165, 58, 0, 7);
  p.fill();
  const tones = ['#b9c4b2', '#8fa593', '#6b8b83', '#3f6468'];
  const random = seededRandom(8);
  tones.forEach((tone, k) => {
    p.fillStyle = tone;
    p.beginPath();
    p.moveTo(0, 480);
    const phase = random() * 6;
    for (let x = 0; x <= 360; x += 6) p.lineTo(x, 215 + k * 62 + 34 * Math.sin(x / (58 + 14 * k) + phase));
    p.lineTo(360, 480);
    p.fill();
  });
  return toTexture(p);
}

/** The laptop's picture: a code editor beside a coloured chart, in shapes only (no font is used). */
export function laptopScreen(): THREE.CanvasTexture {
  const p = paper(1024, 640);
  const sky = p.createLinearGradient(0, 0, 1024, 640);
  sky.addColorStop(0, '#20445f');
  sky.addColorStop(0.55, '#4f8fa6');
  sky.addColorStop(1, '#f0b987');
  p.fillStyle = sky;
  p.fillRect(0, 0, 1024, 640);
  p.fillStyle = '#f6f8fa';
  p.fillRect(0, 0, 1024, 26);
  p.fillStyle = '#1d2530';
  p.fillRect(70, 70, 560, 470);
  p.fillStyle = '#2b3644';
  p.fillRect(70, 70, 560, 34);
  ['#ff6b5e', '#f5bd4f', '#61c554'].forEach((c, k) => {
    p.fillStyle = c;
    p.beginPath();
    p.arc(92 + k * 24, 87, 7, 0, 7);
    p.fill();
  });
  const inks = ['#7fd1c7', '#e9b872', '#c9d3df', '#c9d3df', '#d58fa8', '#8fb4ea'];
  const random = seededRandom(4);
  for (let line = 0; line < 19; line++) {
    let x = 96 + 26 * Math.floor(random() * 4);
    for (let word = 0; word < 2 + random() * 4 && x < 580; word++) {
      const w = 24 + random() * 90;
      p.fillStyle = inks[Math.floor(random() * inks.length)] ?? '#fff';
      p.fillRect(x, 122 + line * 21.5, Math.min(w, 600 - x), 9);
      x += w + 12;
    }
  }
  p.fillStyle = '#fbfaf7';
  p.fillRect(590, 210, 360, 320);
  ['#e07a5f', '#3d7f8c', '#81b29a', '#f2cc8f', '#3d405b', '#e07a5f'].forEach((c, k) => {
    const h = 60 + ((k * 73) % 170);
    p.fillStyle = c;
    p.fillRect(622 + k * 52, 500 - h, 36, h);
  });
  p.fillStyle = '#c9ccd1';
  p.fillRect(615, 235, 150, 14);
  p.fillStyle = 'rgba(255,255,255,.35)';
  p.fillRect(300, 580, 424, 50);
  ['#e07a5f', '#61c554', '#3d7f8c', '#f2cc8f', '#8fb4ea', '#d58fa8', '#fff'].forEach((c, k) => {
    p.fillStyle = c;
    p.fillRect(318 + k * 58, 587, 40, 36);
  });
  return toTexture(p);
}

/** Rows of keys for the laptop's deck. */
export function keyboard(): THREE.CanvasTexture {
  const p = paper(768, 320);
  p.fillStyle = '#b9bcc1';
  p.fillRect(0, 0, 768, 320);
  p.fillStyle = '#26282c';
  for (let row = 0; row < 6; row++) {
    const wide = row === 5;
    const keys = wide ? 9 : 14;
    for (let k = 0; k < keys; k++) {
      const w = 752 / keys;
      if (wide && k > 3 && k < 7) continue;
      p.fillRect(8 + k * w + 3, 8 + row * 51 + 3, w - 6, row === 0 ? 38 : 45);
    }
    if (wide) p.fillRect(8 + (752 / 9) * 3 + 3, 266, (752 / 9) * 4 - 6, 45);
  }
  return toTexture(p);
}

/** A clock's face: numerals as strokes, hour marks, two hands. */
export function clockFace(): THREE.CanvasTexture {
  const p = paper(512, 512);
  p.fillStyle = '#fbf8f1';
  p.fillRect(0, 0, 512, 512);
  p.translate(256, 256);
  p.strokeStyle = '#23262b';
  p.lineCap = 'round';
  for (let minute = 0; minute < 60; minute++) {
    const hour = minute % 5 === 0;
    p.lineWidth = hour ? 14 : 4;
    p.beginPath();
    p.moveTo(0, -232);
    p.lineTo(0, hour ? -186 : -220);
    p.stroke();
    p.rotate(Math.PI / 30);
  }
  const hand = (turn: number, length: number, width: number): void => {
    p.save();
    p.rotate(turn * Math.PI * 2);
    p.lineWidth = width;
    p.beginPath();
    p.moveTo(0, 34);
    p.lineTo(0, -length);
    p.stroke();
    p.restore();
  };
  hand(10 / 12 + 9 / 720, 118, 18);
  hand(9 / 60, 176, 12);
  p.fillStyle = '#c4573d';
  p.beginPath();
  p.arc(0, 0, 15, 0, 7);
  p.fill();
  return toTexture(p);
}

/** Grey speckle for bump and roughness maps. */
export function speckle(scale = 60): THREE.CanvasTexture {
  return shaded(
    256,
    256,
    (u, v) => {
      const g = 128 + 110 * fractalNoise(u * scale, v * scale, 2, 3);
      return [g, g, g];
    },
    false,
  );
}
