/** One file over HTTPS with progress on stderr. */
import { Complaint } from './complaint';

const STALLED_MS = 30_000;

/**
 * @param expectedBytes for the progress line, and the most that is read.
 * @throws Complaint with the next step: offline, refused, moved, stalled.
 */
export async function download(url: string, expectedBytes: number, name: string): Promise<Uint8Array> {
  const stop = new AbortController();
  let timer = setTimeout(() => stop.abort(), STALLED_MS);
  try {
    const response = await fetch(url, { signal: stop.signal });
    if (!response.ok || !response.body) {
      throw new Complaint(
        `${name}: ${url} answered ${response.status}. It may have moved; copy the file from a folder with --from DIR.`,
      );
    }
    const parts: Uint8Array[] = [];
    let loaded = 0;
    for await (const part of response.body) {
      clearTimeout(timer);
      timer = setTimeout(() => stop.abort(), STALLED_MS);
      parts.push(part);
      loaded += part.length;
      showProgress(name, loaded, expectedBytes);
      // Longer than the file we know: whatever it is, it is not that file.
      if (loaded > expectedBytes) break;
    }
    return Buffer.concat(parts);
  } catch (error) {
    if (error instanceof Complaint) throw error;
    const why = stop.signal.aborted ? `nothing arrived for ${STALLED_MS / 1000} s` : reason(error);
    throw new Complaint(
      `${name}: ${url} could not be reached (${why}). Check the connection, or copy the file from a folder with --from DIR.`,
    );
  } finally {
    clearTimeout(timer);
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }
}

/** The name of the network fault, which fetch hides in the cause. */
function reason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

let lastTenth = -1;

/** A live line on a terminal; a line per tenth elsewhere, so that logs stay short. */
function showProgress(name: string, loaded: number, total: number): void {
  const share = Math.min(1, loaded / total);
  const line = `${name}: ${mebibytes(loaded)} of ${mebibytes(total)} (${Math.round(100 * share)} %)`;
  if (process.stderr.isTTY) {
    process.stderr.write(`\r\x1b[K${line}`);
    return;
  }
  const tenth = Math.floor(10 * share);
  if (tenth !== lastTenth) process.stderr.write(`${line}\n`);
  lastTenth = tenth;
}

export function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
