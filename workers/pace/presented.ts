/** When what was drawn has left for the screen. */
import { soon } from '../next-task';

/** No display takes longer, milliseconds; a hidden tab renders nothing, and then the promise resolves all the same. */
const NO_RENDERING_MS = 20;
/** Without any rendering for so long the page is not seen, milliseconds. */
const UNSEEN_MS = 1_000;

/** One request at a time: those of a hidden tab would pile up until it is seen again. */
let isRequested = false;
/** Nothing was rendered when it was waited for last: do not wait again until something is. */
let rests = false;
let renderedMs = performance.now();
let waiting: (() => void)[] = [];

/** Resolves once what was drawn has been handed to the compositor; in a hidden tab, which hands nothing over, soon. */
export function presented(): Promise<void> {
  request();
  return new Promise((resolve) => {
    if (rests) {
      // A timer of a hidden page may sleep for a second; a message does not.
      soon(resolve);
      return;
    }
    const timer = setTimeout(() => {
      rests = true;
      waiting = waiting.filter((one) => one !== done);
      resolve();
    }, NO_RENDERING_MS);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    waiting.push(done);
  });
}

/** Whether pictures are drawn that no display shows. Only for those who draw: without `presented` nobody asks for rendering. */
export function isUnseen(): boolean {
  return rests && performance.now() - renderedMs > UNSEEN_MS;
}

function request(): void {
  if (isRequested) return;
  isRequested = true;
  self.requestAnimationFrame(() => {
    isRequested = false;
    rests = false;
    renderedMs = performance.now();
    const rendered = waiting;
    waiting = [];
    // The picture is handed over after this callback; a message is the first task after that.
    soon(() => {
      for (const done of rendered) done();
    });
  });
}
