/** The lab's pictures once more, each a third of its size at the foot of a grey one: a person far from the camera. */
import type { LabFrame } from '../portrait-lab-report';

const SHARE = 1 / 3;
/** Where the small picture stands: share of the room to its left. */
const LEFT = 0.4;
const GREY = '#8f9690';

export function inSmall(frames: readonly LabFrame[]): LabFrame[] {
  return frames.map(({ name, picture, truth, scene }) => ({
    name,
    scene,
    picture: shrunk(picture, picture, GREY),
    ...(truth ? { truth: shrunk(truth, picture, 'black') } : {}),
  }));
}

function shrunk(image: ImageBitmap, { width, height }: ImageBitmap, around: string): ImageBitmap {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser cannot draw in a worker');
  context.fillStyle = around;
  context.fillRect(0, 0, width, height);
  const small = { width: Math.round(width * SHARE), height: Math.round(height * SHARE) };
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, Math.round((width - small.width) * LEFT), height - small.height, small.width, small.height);
  return canvas.transferToImageBitmap();
}
