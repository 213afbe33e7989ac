/** Named types beside the wildcards: some systems hide HEIC and MKV behind them, and we have words for those. */
export const PICTURES = 'image/*,.heic,.heif';
export const VIDEOS = 'video/*,.mkv';
const PHOTO_OR_VIDEO = `${PICTURES},${VIDEOS}`;

/** Asks for one file. Where the user changes their mind nothing happens. */
export function pickFile(onFile: (file: File) => void, accept = PHOTO_OR_VIDEO): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = accept;
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    if (file) onFile(file);
  });
  input.click();
}
