/** Contact sheets: pictures side by side, compared with the one in `tests/golden` that somebody looked at. */
import { commands } from 'vitest/browser';

export interface Cell {
  readonly label: string;
  readonly image: ImageData;
}

const COLUMNS = 4;
const LABEL_PX = 16;

/** Pictures of one size in rows of four, their names above them. */
export function sheetOf(cells: readonly Cell[]): OffscreenCanvas {
  const [first] = cells;
  if (!first) throw new Error('an empty sheet');
  const { width, height } = first.image;
  const rows = Math.ceil(cells.length / COLUMNS);
  const sheet = new OffscreenCanvas(COLUMNS * width, rows * (height + LABEL_PX));
  const context = sheet.getContext('2d')!;
  context.fillStyle = 'white';
  context.fillRect(0, 0, sheet.width, sheet.height);
  cells.forEach(({ label, image }, i) => {
    const [x, y] = [(i % COLUMNS) * width, Math.floor(i / COLUMNS) * (height + LABEL_PX)];
    context.fillStyle = 'black';
    context.font = '11px sans-serif';
    context.fillText(label, x + 4, y + 12);
    // Through a canvas: what is transparent shows the sheet's checks.
    checks(context, x, y + LABEL_PX, image);
    const cell = new OffscreenCanvas(image.width, image.height);
    cell.getContext('2d')!.putImageData(image, 0, 0);
    context.drawImage(cell, x, y + LABEL_PX);
  });
  return sheet;
}

function checks(context: OffscreenCanvasRenderingContext2D, x: number, y: number, { width, height }: ImageData): void {
  context.fillStyle = 'rgb(200 200 200)';
  for (let v = 0; v < height; v += 8)
    for (let u = (v / 8) % 2 === 0 ? 0 : 8; u < width; u += 16)
      context.fillRect(x + u, y + v, Math.min(8, width - u), Math.min(8, height - v));
}

export interface SheetDifference {
  /** Mean absolute difference of a channel, 0..255. */
  readonly mean: number;
  /** Share of pixels of which a channel differs by more than 32. */
  readonly far: number;
}

/**
 * @throws Error where the golden is missing; the sheet is then left beside it as `NAME.new.png`, to be looked at and renamed.
 */
export async function compareWithGolden(name: string, sheet: OffscreenCanvas): Promise<SheetDifference> {
  const golden = await readGolden(name);
  const context = sheet.getContext('2d')!;
  const actual = context.getImageData(0, 0, sheet.width, sheet.height).data;
  if (golden?.width !== sheet.width || golden.height !== sheet.height) {
    await leave(name, sheet);
    throw new Error(`tests/golden/${name}.png is missing or of another size: look at ${name}.new.png and rename it`);
  }
  let [sum, far] = [0, 0];
  for (let i = 0; i < actual.length; i += 4) {
    let most = 0;
    for (let c = 0; c < 3; c++) {
      const difference = Math.abs((actual[i + c] ?? 0) - (golden.data[i + c] ?? 0));
      sum += difference;
      most = Math.max(most, difference);
    }
    if (most > 32) far++;
  }
  const result = { mean: sum / (actual.length * 0.75), far: far / (actual.length / 4) };
  if (result.mean > 1) await leave(name, sheet);
  return result;
}

async function readGolden(name: string): Promise<ImageData | undefined> {
  const base64 = await commands.readFile(`tests/golden/${name}.png`, 'base64').catch(() => undefined);
  if (base64 === undefined) return undefined;
  const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

async function leave(name: string, sheet: OffscreenCanvas): Promise<void> {
  const bytes = new Uint8Array(await (await sheet.convertToBlob({ type: 'image/png' })).arrayBuffer());
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  await commands.writeFile(`tests/golden/${name}.new.png`, btoa(text), 'base64');
}
