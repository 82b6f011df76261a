import { type Detail, MOST_OF_REFUSAL, type ProblemKind } from '../problem.js';
import { LONGEST_REQUEST_ID } from '../request-limits.js';
import type { Contract } from './contract.js';
import { allOf, anyOf, bearerKey, forgeryToken, sessionCookie } from './credentials.js';
import { described, exactly, listOf, status, textOf } from './schema.js';

/** Where the routes of this contract are, below the base URL. */
export const CLIENTELA = 'clientela/v1';

const ANSWERS: Record<ProblemKind, [status: number, title: string]> = {
  invalid: [400, 'The request is not valid'],
  unreadable: [400, 'The body cannot be read'],
  credential_missing: [401, 'A credential is missing'],
  credential_malformed: [401, 'A credential is malformed'],
  credential_refused: [401, 'A credential was refused'],
  forbidden: [403, 'The caller may not do this'],
  not_found: [404, 'There is no such record'],
  no_such_route: [404, 'There is nothing at this address'],
  gone: [410, 'What is asked for is not kept any more'],
  method_not_allowed: [405, 'The method is not possible here'],
  duplicate: [409, 'Another record has this value'],
  conflict: [409, 'The state of the record does not allow this'],
  locked: [409, 'The record is locked'],
  in_use: [409, 'The record is in use'],
  nonce_reused: [409, 'The request was sent before'],
  idempotency_key_in_use: [409, 'The first request with this key is under way'],
  precondition_failed: [412, 'The record has changed'],
  too_large: [413, 'The request is too large'],
  address_too_long: [414, 'The address is too long'],
  unsupported_media_type: [415, 'The content type is not supported'],
  idempotency_key_reused: [422, 'The key was sent with another request'],
  precondition_required: [428, 'A precondition is required'],
  too_many_requests: [429, 'Too many requests'],
  internal: [500, 'Unexpected server error'],
  unavailable: [503, 'The service is not available'],
};

const keys = { prefix: 'ck_' };
// It finds a token of any form, so that one without the prefix is refused and not called missing.
const key = bearerKey('clientela', '', { name: 'clientelaKey', description: `An API key: \`${keys.prefix}…\`.` });

export const SESSION_COOKIE = 'clientela_session';
export const SESSION_MINUTES = 8 * 60;
const SIGN_IN = `POST /${CLIENTELA}/session`;

/** The credentials of a person in a browser. */
export const session = allOf(sessionCookie('clientela', SESSION_COOKIE, SIGN_IN), forgeryToken('clientela', SIGN_IN));

export const clientela = {
  name: 'clientela',
  title: 'Clientela',
  description:
    'The record in its own words, what was changed of it, and the administration of one’s own tenant.\n\n' +
    'IDs and money are texts. Times are ISO 8601 in UTC. A list answers `data`, and in `next` the cursor of its next ' +
    'page. Refusals are problem details (RFC 9457).',
  scheme: 'Bearer',
  keys,
  paths: /^\/clientela(?:\/|$)/,
  reserved: ['clientela'],
  // The reading of one customer shows the names of its children, which are other customers.
  tags: { isWeak: true },
  sessions: { minutes: SESSION_MINUTES },
  // A key takes precedence over a cookie, which a browser sends by itself.
  credentials: anyOf(allOf(key), session),
  refusalType: 'application/problem+json',

  success: (result) => result,

  failure(problem, { id }) {
    const type = problem.kind;
    const [status, title] = ANSWERS[type];
    return {
      status,
      body: {
        type: uriOf(type),
        title,
        status,
        detail: problem.message,
        errors: problem.details.map(errorOf),
        requestId: id,
      },
    };
  },

  envelope: (answer) => answer,

  refusal: described(
    'The refusal of a request (RFC 9457).',
    exactly({
      type: described('The kind of problem: a stable relative URI.', { type: 'string', enum: typeUris() }),
      title: described('The kind of problem, for people.', textOf(100), 'The request is not valid'),
      status: described('The status of the answer.', status, 400),
      detail: described('A description of this problem.', textOf(MOST_OF_REFUSAL.message), 'displayName is required'),
      errors: described(
        'The refused fields.',
        listOf(
          exactly({
            pointer: described(
              'The field: a JSON pointer into the body, or into the parameters of the query.',
              // A pointer writes two characters for some of a field, and begins with two of its own.
              textOf(2 * MOST_OF_REFUSAL.field + 2),
              '#/displayName',
            ),
            code: described('The broken rule, as one word.', textOf(MOST_OF_REFUSAL.rule), 'isString'),
            message: described(
              'The problem with the field.',
              textOf(MOST_OF_REFUSAL.detail),
              'displayName is required',
            ),
          }),
          MOST_OF_REFUSAL.details,
        ),
      ),
      requestId: described(
        'The ID of the request, as in the header `X-Request-Id`.',
        textOf(LONGEST_REQUEST_ID),
        'req-7',
      ),
    }),
  ),
} as const satisfies Contract;

function typeUris(): string[] {
  return Object.keys(ANSWERS).map(uriOf);
}

function uriOf(type: string): string {
  return `/problems/${type.replaceAll('_', '-')}`;
}

const errorOf = ({ field, rule, message }: Detail) => ({ pointer: pointerTo(field), code: rule, message });

/** RFC 6901, as a fragment. */
const pointerTo = (field: string) =>
  `#${field
    .split('.')
    .map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('')}`;
