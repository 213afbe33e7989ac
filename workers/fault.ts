/** A failure with a kind: thrown inside the worker, sent to the page as a value. */
import type { Fault, FaultKind } from './protocol';
import type { ModelId } from '../models/registry';

export class FaultError extends Error {
  override readonly name = 'FaultError';
  readonly kind: FaultKind;
  readonly recoverable: boolean;
  readonly model: ModelId | undefined;

  constructor(
    kind: FaultKind,
    message: string,
    options: { recoverable?: boolean; model?: ModelId; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.recoverable = options.recoverable ?? false;
    this.model = options.model;
  }
}

/** Any thrown thing as a fault; what is not ours becomes `fallback`, except exhausted memory, which has its own remedy. */
export function faultOf(error: unknown, fallback: FaultKind = 'internal', recoverable = false): Fault {
  if (error instanceof FaultError) {
    const { kind, message, recoverable: goesOn, model } = error;
    return { kind, message, recoverable: goesOn, ...(model === undefined ? {} : { model }) };
  }
  const message = messageOf(error);
  return { kind: isOutOfMemory(error, message) ? 'out-of-memory' : fallback, message, recoverable };
}

/** What a thrown thing says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function isOutOfMemory(error: unknown, message: string): boolean {
  return (
    /out of memory|memory allocation|bad_alloc|could not allocate/i.test(message) ||
    (error instanceof RangeError && /memory|buffer/i.test(message))
  );
}
