import { StoreFault } from './store-fault';

export interface DownloadOptions {
  readonly url: string;
  /** Exact size of the file. */
  readonly bytes: number;
  readonly signal?: AbortSignal;
  /** Bytes received so far. */
  readonly onProgress?: (loadedBytes: number) => void;
}

/**
 * The file's content with progress. The size must be right, so that an error page or a broken transfer is never stored.
 * @throws StoreFault `missing`, `corrupt`; TypeError where the server is not reached; AbortError.
 */
export async function download({ url, bytes, signal, onProgress }: DownloadOptions): Promise<Blob> {
  // no-store: the copy goes into a cache of ours; a second one in the browser's would be wasted.
  const response = await fetch(url, { cache: 'no-store', ...(signal ? { signal } : {}) });
  if (!response.ok) throw new StoreFault('missing', `${url}: the server answered ${response.status}`);
  const reader = response.body?.getReader();
  if (!reader) throw new StoreFault('missing', `${url}: an empty answer`);
  const parts: BlobPart[] = [];
  let loaded = 0;
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    parts.push(step.value);
    loaded += step.value.byteLength;
    onProgress?.(loaded);
  }
  if (loaded !== bytes) throw new StoreFault('corrupt', `${url}: ${loaded} bytes instead of ${bytes}`);
  return new Blob(parts, { type: response.headers.get('content-type') ?? 'application/octet-stream' });
}

/** @returns a response to store. It carries what a page in cross-origin isolation needs of every file it loads. */
export function storable(content: Blob, extra: Readonly<Record<string, string>> = {}): Response {
  return new Response(content, {
    headers: {
      'Content-Type': content.type,
      'Content-Length': String(content.size),
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
      'X-Content-Type-Options': 'nosniff',
      ...extra,
    },
  });
}
