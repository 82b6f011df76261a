import type { DatabaseFailure, FailureKind } from '../engine/tenant-database/index.js';
import { Problem } from '../problem.js';
import { ClientDisconnected } from '../active-request.js';

/** A failure of the database as a problem that contracts know how to answer. */
export const problemOf = (failure: DatabaseFailure): Error => PROBLEMS[failure.kind](failure);

const PROBLEMS: Record<FailureKind, (failure: DatabaseFailure) => Error> = {
  invalid: ({ cause }) => new Problem('invalid', 'A value cannot be stored or compared.', { cause }),
  duplicate: ({ cause }) => new Problem('duplicate', 'This value is already in use.', { cause }),
  unavailable: ({ cause }) => unavailable(cause),
  crowded: (failure) => unavailable(failure),
  tenant_busy: () =>
    new Problem('too_many_requests', 'Too many requests at the same time. Try again in 1 s.', { retryAfter: 1 }),
  caller_left: ({ isCancelled }) => new ClientDisconnected(isCancelled),
};

const unavailable = (cause: unknown) =>
  new Problem('unavailable', 'The service is temporarily unavailable. Please try again.', { cause, retryAfter: 1 });
