import { MOST_OF_REFUSAL, type Problem, type ProblemKind } from '../problem.js';
import type { Contract } from './contract.js';
import { accountInPath, allOf, bearer } from './credentials.js';
import { LONGEST_REQUEST_ID, URL_LIMIT } from '../request-limits.js';
import { toIso } from './iso-time.js';
import { exactly, textOf, described } from './schema.js';

type Code =
  | 'INVALID_ARGUMENT'
  | 'AUTH_FAILED'
  | 'DB_TIMEOUT'
  | 'DUPLICATE_ENTRY'
  | 'NONCE_REUSED'
  | 'RATE_LIMITED'
  | 'RECORD_LOCKED'
  | 'CONFLICT'
  | 'INTERNAL_ERROR';

/** The contract has neither 401 nor 404: a refused credential is 403, an unknown customer or address is 400. */
const ANSWERS: Record<ProblemKind, [status: number, code: Code]> = {
  invalid: [400, 'INVALID_ARGUMENT'],
  unreadable: [400, 'INVALID_ARGUMENT'],
  not_found: [400, 'INVALID_ARGUMENT'],
  no_such_route: [400, 'INVALID_ARGUMENT'],
  gone: [410, 'INVALID_ARGUMENT'],
  credential_missing: [403, 'AUTH_FAILED'],
  credential_malformed: [400, 'INVALID_ARGUMENT'],
  credential_refused: [403, 'AUTH_FAILED'],
  forbidden: [403, 'AUTH_FAILED'],
  method_not_allowed: [405, 'INVALID_ARGUMENT'],
  duplicate: [409, 'DUPLICATE_ENTRY'],
  conflict: [409, 'CONFLICT'],
  locked: [409, 'RECORD_LOCKED'],
  in_use: [409, 'CONFLICT'],
  nonce_reused: [409, 'NONCE_REUSED'],
  idempotency_key_in_use: [409, 'CONFLICT'],
  precondition_failed: [412, 'CONFLICT'],
  idempotency_key_reused: [422, 'INVALID_ARGUMENT'],
  precondition_required: [428, 'INVALID_ARGUMENT'],
  too_large: [413, 'INVALID_ARGUMENT'],
  address_too_long: [414, 'INVALID_ARGUMENT'],
  unsupported_media_type: [415, 'INVALID_ARGUMENT'],
  too_many_requests: [429, 'RATE_LIMITED'],
  internal: [500, 'INTERNAL_ERROR'],
  unavailable: [503, 'DB_TIMEOUT'],
};

export const ERP_VERSION = 'v4.0.0';

export const erp = {
  name: 'erp',
  title: 'ERP',
  description: 'Customers as third parties, with a nonce on every write. Modelled on the Gestix API v4.0.0.',
  scheme: 'Bearer',
  keys: { prefix: 'xt_' },
  sessions: { minutes: ({ erpSessionMinutes }) => erpSessionMinutes, openedByKey: true },
  // Any version: another one than ours is refused in this dialect too.
  paths: /^\/api\/[^/]*\/v\d+\.\d+\.\d+(?:\/|$)/,
  reserved: ['v4', ERP_VERSION],
  ids: { customer: 'number', code: 'code', billing_address: 'number', shipping_address: 'number' },
  credentials: allOf(bearer('erp', 'xa-token', 'GET /api/{account}/v4.0.0/helo'), accountInPath('account')),

  anewInEachTry: ['nonce'],

  success: (result) => result,

  failure(problem, request) {
    const [status, code] = ANSWERS[problem.kind];
    return {
      status,
      body: {
        code,
        message: wording(problem),
        timestamp: toIso(new Date()),
        path: relativePath(request.url),
        request_id: String(request.id),
      },
    };
  },

  envelope: (answer) => answer,

  refusal: described(
    'The refusal of a request.',
    exactly({
      code: described('The kind of problem.', {
        type: 'string',
        enum: [...new Set(Object.values(ANSWERS).map(([, code]) => code))],
      }),
      message: described('A description of the problem.', textOf(MOST_OF_REFUSAL.message), 'name is required'),
      timestamp: described('The time of the refusal.', { type: 'string', format: 'date-time' }, '2024-01-15T10:30:00Z'),
      path: described('The requested path, relative to the account and version.', textOf(URL_LIMIT), '/customers'),
      request_id: described('Identifies the request in the log of the server.', textOf(LONGEST_REQUEST_ID), 'req-7'),
    }),
  ),
} as const satisfies Contract;

// An unknown account, an account of another tenant and a bad token are answered with one text.
function wording({ kind, reason, message }: Problem): string {
  if (kind !== 'credential_refused') return message;
  return reason === 'password'
    ? 'Invalid username or password.'
    : 'The token is invalid, has expired or was revoked, or is of another account.';
}

// Relative to the account and version, and without the query, which may hold a password.
// An address that is too long is cut, too.
const relativePath = (url: string) =>
  url
    .slice(0, URL_LIMIT)
    .replace(/\?.*$/s, '')
    .replace(/^\/api\/[^/]*\/v[\d.]+/, '') || '/';
