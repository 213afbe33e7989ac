/** @returns milliseconds since the last call, at first since this one */
export function stopwatch(): () => number {
  let last = performance.now();
  return () => {
    const since = performance.now() - last;
    last += since;
    return since;
  };
}
