/**
 * A page that is really hidden. Playwright makes each of its own pages believe that it is in front; one that is opened in a minimised
 * window, beside Playwright's contexts, is not told so, and its browser treats it as any other that nobody sees.
 */
import type { Browser, CDPSession } from 'playwright/test';

interface Evaluated {
  readonly id: number;
  readonly result?: {
    readonly result: { readonly value?: unknown };
    readonly exceptionDetails?: { readonly text: string };
  };
}

export class HiddenPage {
  readonly #session: CDPSession;
  readonly #sessionId: string;
  readonly #targetId: string;
  #last = 0;

  static async open(browser: Browser, url: string): Promise<HiddenPage> {
    const session = await browser.newBrowserCDPSession();
    const window = { background: true, newWindow: true, windowState: 'minimized' } as const;
    const { targetId } = await session.send('Target.createTarget', { url, ...window });
    const { sessionId } = await session.send('Target.attachToTarget', { targetId, flatten: false });
    return new HiddenPage(session, targetId, sessionId);
  }

  private constructor(session: CDPSession, targetId: string, sessionId: string) {
    this.#session = session;
    this.#targetId = targetId;
    this.#sessionId = sessionId;
  }

  /** @param work is sent as text: it can use nothing from outside. What it returns must survive JSON. */
  async evaluate<T>(work: () => T | Promise<T>): Promise<T> {
    const id = ++this.#last;
    const answer = new Promise<Evaluated>((resolve) => {
      const take = ({ sessionId, message }: { sessionId: string; message: string }): void => {
        const evaluated = JSON.parse(message) as Evaluated;
        if (sessionId !== this.#sessionId || evaluated.id !== id) return;
        this.#session.off('Target.receivedMessageFromTarget', take);
        resolve(evaluated);
      };
      this.#session.on('Target.receivedMessageFromTarget', take);
    });
    const params = { expression: `(${work.toString()})()`, awaitPromise: true, returnByValue: true };
    const message = JSON.stringify({ id, method: 'Runtime.evaluate', params });
    await this.#session.send('Target.sendMessageToTarget', { sessionId: this.#sessionId, message });
    const { result } = await answer;
    if (!result || result.exceptionDetails)
      throw new Error(`in the hidden page: ${JSON.stringify(result?.exceptionDetails ?? 'no answer')}`);
    return result.result.value as T;
  }

  async close(): Promise<void> {
    await this.#session.send('Target.closeTarget', { targetId: this.#targetId });
    await this.#session.detach();
  }
}
