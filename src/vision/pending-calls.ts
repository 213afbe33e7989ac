/** Calls that wait for their reply, matched by id. */
import type { CallName, Calls, Fault } from '../../workers/protocol';

export type AnyResult = Calls[CallName]['result'];

/** A call's rejection; `fault.kind` says what a user can do. */
export class VisionError extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.message);
    this.name = 'VisionError';
    this.fault = fault;
  }
}

interface Pending {
  readonly type: CallName;
  readonly resolve: (result: AnyResult) => void;
  readonly reject: (error: unknown) => void;
}

export class PendingCalls {
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;

  open(type: CallName): { id: number; promise: Promise<AnyResult> } {
    const id = (this.#lastId += 1);
    const promise = new Promise<AnyResult>((resolve, reject) => this.#pending.set(id, { type, resolve, reject }));
    return { id, promise };
  }

  /** An unknown id is the reply to a call that was given up; there is nobody left to tell. */
  succeed(id: number, result: AnyResult): void {
    this.#take(id)?.resolve(result);
  }

  fail(id: number, error: unknown): void {
    this.#take(id)?.reject(error);
  }

  failAll(error: unknown): void {
    for (const id of [...this.#pending.keys()]) this.fail(id, error);
  }

  #take(id: number): Pending | undefined {
    const call = this.#pending.get(id);
    this.#pending.delete(id);
    return call;
  }
}
