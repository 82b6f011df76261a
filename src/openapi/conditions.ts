import { idempotencyKey, keyNotPossible, malformedKey } from '../auth/idempotency/idempotency-key.js';
import { malformedMoment, momentText } from '../contracts/as-of.js';
import { entityTags, malformedCondition } from '../contracts/entity-tags.js';
import { reasonText } from '../contracts/origin-of.js';
import { showsPast, versionUseOf } from '../contracts/versioned.js';
import {
  idempotencyKeyInUse,
  idempotencyKeyReused,
  notKept,
  preconditionFailed,
  preconditionRequired,
  type Problem,
} from '../problem.js';
import type { Route } from '../routes.js';
import type { Parameter, Response } from './document.js';
import { headersOf } from './headers.js';

/** What follows from a route's access and from `Versioned`: safe retries, and conditions on the version of a record. */
interface Uses {
  /** The answer is kept for repeated requests. */
  key?: boolean;
  /** The answer has a secret, so a key is refused. */
  noKey?: boolean;
  ifMatch?: boolean;
  /** Without `If-Match`, the request is refused. */
  required?: boolean;
  ifNoneMatch?: boolean;
  etag?: boolean;
  /** The answer can show the past. */
  past?: boolean;
  /** The caller can say why it changes something. */
  reason?: boolean;
}

function usesOf({ controller, handler, access }: Route): Uses {
  const declared = (controller.prototype as Record<string, object>)[handler]!;
  const version = versionUseOf(declared);
  if (access?.kind === 'reads')
    return { ifNoneMatch: version === 'names', etag: version === 'names', past: showsPast(declared) };
  if (access?.kind !== 'writes' || access.answersSecret) return { noKey: true };
  const required = version === 'requires';
  return { key: true, ifMatch: version === 'names' || required, required, etag: version !== undefined, reason: true };
}

/** The request headers of a route, beside those of its credentials. */
export function conditionParameters(route: Route): Parameter[] {
  const { key, ifMatch, required, ifNoneMatch, past, reason } = usesOf(route);
  return [
    ...(key
      ? [header('Idempotency-Key', KEY, { ...idempotencyKey, examples: ['8e03978e-40d5-43e8-bc93-6894a57f9324'] })]
      : []),
    ...(ifMatch ? [header('If-Match', IF_MATCH, required ? anyVersion : entityTags, required)] : []),
    ...(ifNoneMatch ? [header('If-None-Match', IF_NONE_MATCH, entityTags)] : []),
    ...(past ? [header('Clientela-As-Of', AS_OF, momentText)] : []),
    ...(reason ? [header('Change-Reason', REASON, reasonText)] : []),
  ];
}

const anyVersion = { ...entityTags, examples: ['*'] };

const KEY =
  'Any text that this credential has not sent to this route before, such as a UUID. ' +
  'The request may then be repeated: it has one effect, and every repetition gets the first answer.';
const IF_MATCH = 'The `ETag` of the customer as it was read. The write is refused if it has changed since.';
const IF_NONE_MATCH = 'The `ETag` of an answer that the caller has. It gets no other answer until that has changed.';

const AS_OF = 'A version of the customer, or a time in ISO 8601. The answer shows the customer as it was then.';
const REASON = 'Why something is changed, in UTF-8. It is kept with the change.';

const header = (name: string, description: string, schema: Parameter['schema'], required = false): Parameter => ({
  name,
  in: 'header',
  required,
  description,
  schema,
});

export function conditionProblems(route: Route): Problem[] {
  const { key, noKey, ifMatch, required, past } = usesOf(route);
  return [
    ...(noKey ? [keyNotPossible()] : []),
    ...(key ? [malformedKey(), idempotencyKeyInUse(), idempotencyKeyReused()] : []),
    ...(ifMatch ? [malformedCondition(), preconditionFailed()] : []),
    ...(past ? [malformedMoment(), notKept()] : []),
    ...(required ? [preconditionRequired()] : []),
  ];
}

/** Whether the successful answers of a route have an entity tag. */
export const hasEntityTag = (route: Route): boolean => usesOf(route).etag === true;

export const notModified = (route: Route): Record<string, Response> =>
  usesOf(route).ifNoneMatch
    ? { 304: { description: 'The caller has this answer already. The body is empty', headers: headersOf('ETag') } }
    : {};
