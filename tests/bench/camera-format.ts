/** A camera in the format that a measurement wants, where the app would ask for a moderate one. */
import type { Page } from 'playwright';
import type { Size } from '../../models/contract';

/** To be called before the page is opened. */
export async function askForCamera(page: Page, { width, height }: Size, frameRate: number): Promise<void> {
  const script = `{
    const original = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = (constraints) => original({
      ...constraints,
      video: {
        ...(typeof constraints.video === 'object' ? constraints.video : {}),
        ...{ width: ${width}, height: ${height}, frameRate: ${frameRate} },
      },
    });
  }`;
  await page.addInitScript(script);
}
