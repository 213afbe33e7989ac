/** Calls to one engine worker, each with a time limit. Once it is silent, broken or closed, every call fails, now and later. */
import { FaultError } from '../fault';
import { deadline } from './deadline';
import type { EngineCallName, EngineCalls, FromEngine } from './engine-messages';

/** What is needed of a Worker; a test hands in its own. */
export type EngineThread = Pick<Worker, 'postMessage' | 'terminate'> & {
  onmessage: ((event: MessageEvent<FromEngine>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
};

interface Pending {
  readonly resolve: (result: never) => void;
  readonly reject: (error: FaultError) => void;
}

export class EngineCaller {
  readonly #thread: EngineThread;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #dead: FaultError | undefined;

  constructor(thread: EngineThread) {
    this.#thread = thread;
    thread.onmessage = ({ data }): void => this.#receive(data);
    thread.onerror = (event): void => {
      event.preventDefault?.();
      this.close(
        new FaultError('model-run', `the engine's thread broke: ${event.message || 'it could not be loaded'}`),
      );
    };
    thread.onmessageerror = (): void =>
      this.close(new FaultError('model-run', "a message of the engine's thread could not be read"));
  }

  /** It must be replaced. */
  get isDead(): boolean {
    return this.#dead !== undefined;
  }

  /**
   * @param what for the fault's message
   * @throws FaultError as the engine says it, or `model-run` where it says nothing for so long: then it is closed.
   */
  async call<K extends EngineCallName>(
    type: K,
    args: EngineCalls[K]['args'],
    { what, limitMs, transfer = [] }: { what: string; limitMs: number; transfer?: readonly Transferable[] },
  ): Promise<EngineCalls[K]['result']> {
    if (this.#dead) throw this.#dead;
    const id = this.#nextId++;
    const answered = new Promise<EngineCalls[K]['result']>((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as (result: never) => void, reject });
    });
    this.#thread.postMessage({ type, id, ...args }, [...transfer]);
    const stopWatching = deadline(limitMs, () =>
      this.close(new FaultError('model-run', `${what} gave no answer within ${(limitMs / 1000).toFixed(1)} s`)),
    );
    try {
      return await answered;
    } finally {
      stopWatching();
      this.#pending.delete(id);
    }
  }

  /** Ends the thread; what was asked and not answered fails with this. */
  close(reason: FaultError): void {
    if (this.#dead) return;
    this.#dead = reason;
    this.#thread.terminate();
    for (const { reject } of this.#pending.values()) reject(reason);
    this.#pending.clear();
  }

  #receive(message: FromEngine): void {
    const pending = this.#pending.get(message.id);
    if (!pending) return;
    if (message.ok) {
      pending.resolve(message.result as never);
      return;
    }
    const { kind, message: text, recoverable } = message.fault;
    const fault = new FaultError(kind, text, { recoverable });
    if (message.crashed) this.close(fault);
    else pending.reject(fault);
  }
}
