import { idempotencyKey, keyNotPossible, malformedKey } from '../auth/idempotency/idempotency-key.js';
import { entityTags, malformedCondition } from '../contracts/entity-tags.js';
import { versionUseOf } from '../contracts/versioned.js';
import {
  idempotencyKeyInUse,
  idempotencyKeyReused,
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
}

function usesOf({ controller, handler, access }: Route): Uses {
  const version = versionUseOf((controller.prototype as Record<string, object>)[handler]!);
  if (access?.kind === 'reads') return { ifNoneMatch: version === 'names', etag: version === 'names' };
  if (access?.kind !== 'writes' || access.answersSecret) return { noKey: true };
  const required = version === 'requires';
  return { key: true, ifMatch: version === 'names' || required, required, etag: version !== undefined };
}

/** The request headers of a route, beside those of its credentials. */
export function conditionParameters(route: Route): Parameter[] {
  const { key, ifMatch, required, ifNoneMatch } = usesOf(route);
  return [
    ...(key
      ? [header('Idempotency-Key', KEY, { ...idempotencyKey, examples: ['8e03978e-40d5-43e8-bc93-6894a57f9324'] })]
      : []),
    ...(ifMatch ? [header('If-Match', IF_MATCH, entityTags, required)] : []),
    ...(ifNoneMatch ? [header('If-None-Match', IF_NONE_MATCH, entityTags)] : []),
  ];
}

const KEY =
  'Any text that this credential has not sent to this route before, such as a UUID. ' +
  'The request may then be repeated: it has one effect, and every repetition gets the first answer.';
const IF_MATCH = 'The `ETag` of the customer as it was read. The write is refused if it has changed since.';
const IF_NONE_MATCH = 'The `ETag` of an answer that the caller has. It gets no other answer until that has changed.';

const header = (name: string, description: string, schema: Parameter['schema'], required = false): Parameter => ({
  name,
  in: 'header',
  required,
  description,
  schema,
});

export function conditionProblems(route: Route): Problem[] {
  const { key, noKey, ifMatch, required } = usesOf(route);
  return [
    ...(noKey ? [keyNotPossible()] : []),
    ...(key ? [malformedKey(), idempotencyKeyInUse(), idempotencyKeyReused()] : []),
    ...(ifMatch ? [malformedCondition(), preconditionFailed()] : []),
    ...(required ? [preconditionRequired()] : []),
  ];
}

/** Whether the successful answers of a route have an entity tag. */
export const hasEntityTag = (route: Route): boolean => usesOf(route).etag === true;

export const notModified = (route: Route): Record<string, Response> =>
  usesOf(route).ifNoneMatch
    ? { 304: { description: 'The caller has this answer already. The body is empty', headers: headersOf('ETag') } }
    : {};
