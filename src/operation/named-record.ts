import type { ActiveRequest } from '../active-request.js';
import type { ProblemKind } from '../problem.js';

/** Parameters of paths that are no IDs. */
const NO_ID = new Set(['account']);

/** A number of any system. A longer one is none. */
const ID = /^\d{1,15}$/;

/** So many customers are named. A bulk request may change thousands. */
const MOST = 10;

/** The records that a request was about, for the log: IDs, and nothing else. */
export interface NamedRecord {
  /** The IDs in the path, by the names that they have in the route. */
  record?: Record<string, number>;
  /** The customers that were changed. */
  customers?: number[];
}

/** Refusals that say that the record exists. */
const OF_A_RECORD: ReadonlySet<ProblemKind> = new Set([
  'duplicate',
  'conflict',
  'locked',
  'in_use',
  'precondition_failed',
  'precondition_required',
]);

/** Names records that exist. A number that names none may be anything, such as the phone number of a person. */
export function namedRecord(
  params: unknown,
  { status, refusal }: { status: number; refusal?: ProblemKind },
  active: ActiveRequest | undefined,
): NamedRecord {
  const isDone = status < 400;
  // The version, or a change, was noted when the record was found: also in a request that failed later.
  const wasFound = active !== undefined && (active.version !== undefined || active.changed.size > 0);
  const isKnown = isDone || wasFound || (refusal !== undefined && OF_A_RECORD.has(refusal));
  return {
    record: isKnown ? idsIn(params) : undefined,
    customers: isDone && active && active.changed.size > 0 ? [...active.changed].slice(0, MOST) : undefined,
  };
}

function idsIn(params: unknown): Record<string, number> | undefined {
  let ids: Record<string, number> | undefined;
  for (const name in params as Record<string, unknown>) {
    const value = (params as Record<string, unknown>)[name];
    if (typeof value === 'string' && ID.test(value) && !NO_ID.has(name)) (ids ??= {})[name] = Number(value);
  }
  return ids;
}
