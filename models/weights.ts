/**
 * The address of each weights file that ships with the app, as the bundler publishes it (hashed, own origin).
 * Only code that runs in a bundle imports this; Node tools read the files where they lie.
 */
const URLS = import.meta.glob<string>('./*/*.onnx', { query: '?url', import: 'default', eager: true });

/**
 * @param file path below `models/`, e.g. `yolo/yolo-416.onnx`
 * @returns its URL, relative or absolute as the bundler gives it; undefined where the file does not ship.
 */
export function shippedWeightsUrl(file: string): string | undefined {
  return URLS[`./${file}`];
}
