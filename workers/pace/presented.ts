/** When what was drawn has left for the screen. */

/** A hidden tab renders nothing, and no display takes longer: then the promise resolves all the same. Milliseconds. */
const NO_RENDERING_MS = 20;

/** Resolves once what was drawn has been handed to the compositor. */
export function presented(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, NO_RENDERING_MS);
    self.requestAnimationFrame(() => {
      clearTimeout(timer);
      // The picture is handed over after this callback; a message is the first task after that.
      afterRendering(resolve);
    });
  });
}

const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = (): void => waiting.shift()?.();

function afterRendering(then: () => void): void {
  waiting.push(then);
  channel.port2.postMessage(null);
}
