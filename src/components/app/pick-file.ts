/** Asks for one photo or video. Where the user changes their mind nothing happens. */
export function pickFile(onFile: (file: File) => void): void {
  const input = document.createElement('input');
  input.type = 'file';
  // Named types beside the wildcards: some systems hide HEIC and MKV behind them, and we have words for those.
  input.accept = 'image/*,video/*,.heic,.heif,.mkv';
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    if (file) onFile(file);
  });
  input.click();
}
