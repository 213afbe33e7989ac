/** A worker and frames that only remember what was done to them. */
import type { FromWorker, ToWorker } from '../../../../workers/protocol';
import type { Frame } from '../../../../src/vision/frame-credits';
import type { WorkerLike } from '../../../../src/vision/vision-client';

export class FakeFrame {
  closed = 0;
  constructor(readonly name: string) {}
  close(): void {
    this.closed += 1;
  }
  /** The real types have dozens of members that no code under test touches. */
  get asFrame(): Frame {
    return this as unknown as Frame;
  }
}

export class FakeWorker implements WorkerLike {
  onmessage: WorkerLike['onmessage'] = null;
  onerror: WorkerLike['onerror'] = null;
  onmessageerror: WorkerLike['onmessageerror'] = null;
  readonly received: ToWorker[] = [];
  terminated = false;
  /** Messages of these types throw when posted, as an object that cannot be cloned does. */
  readonly refuses = new Set<ToWorker['type']>();

  postMessage(message: ToWorker): void {
    if (this.refuses.has(message.type)) throw new DOMException('cannot be cloned', 'DataCloneError');
    this.received.push(message);
  }

  terminate(): void {
    this.terminated = true;
  }

  say(message: FromWorker): void {
    this.onmessage?.({ data: message } as MessageEvent<FromWorker>);
  }

  crash(message = 'boom'): void {
    this.onerror?.({ message, preventDefault: () => undefined } as ErrorEvent);
  }

  /** Answers every call so far that has no answer yet. */
  answer(result: unknown = undefined): void {
    for (const message of this.received.splice(0)) {
      this.seen.push(message);
      if ('id' in message) this.say({ type: 'reply', id: message.id, ok: true, result: result as undefined });
    }
  }

  /** What `answer` took out of `received`. */
  readonly seen: ToWorker[] = [];

  get types(): string[] {
    return [...this.seen, ...this.received].map(({ type }) => type);
  }
}

/** Lets promise continuations run. */
export const settle = async (): Promise<void> => {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
};
