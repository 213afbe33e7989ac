/** Saves a picture of the view as a file on this device. */

/** Milliseconds until the address may go: some browsers read it after the click returned. */
const RELEASE_AFTER_MS = 10_000;

/** @returns e.g. `sightline-2026-11-22-163405.png`, local time */
export function snapshotName(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `sightline-${day}-${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}.png`;
}

export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), RELEASE_AFTER_MS);
}
