/** Reads a stream of frames into a sink until it ends or is cancelled. */

export interface FrameReader {
  /** Ends reading and lets the camera's frames go. Never rejects. */
  cancel(): Promise<void>;
}

/**
 * Reads without pause, so that no frame grows old in the stream's own queue while the network runs.
 * @param sink takes ownership of each frame.
 * @param ended called once, if the stream stops without `cancel`; with the error if it failed.
 */
export function readFrames(
  stream: ReadableStream<VideoFrame>,
  sink: (frame: VideoFrame) => void,
  ended: (error?: unknown) => void,
): FrameReader {
  const reader = stream.getReader();
  let cancelled = false;
  const pump = async (): Promise<void> => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      if (cancelled) value.close();
      else sink(value);
    }
  };
  pump().then(
    () => {
      if (!cancelled) ended();
    },
    (error: unknown) => {
      if (!cancelled) ended(error);
    },
  );
  return {
    async cancel() {
      cancelled = true;
      // A stream that already broke rejects here; it is gone either way.
      await reader.cancel().catch(() => undefined);
    },
  };
}
