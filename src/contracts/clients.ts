import { MOST_OF_REFUSAL, type Problem, type ProblemKind } from '../problem.js';
import type { Contract } from './contract.js';
import { allOf, apiKey, bearer, tenantHeader } from './credentials.js';
import { Page } from './page.js';
import { exactly, listOf, only, textOf, described, whole } from './schema.js';

type Code =
  'BAD_REQUEST' | 'VALIDATION_ERROR' | 'UNAUTHORIZED' | 'FORBIDDEN' | 'NOT_FOUND' | 'RATE_LIMITED' | 'INTERNAL_ERROR';

/** The contract has seven codes and no 409, so conflicts are a VALIDATION_ERROR. */
const ANSWERS: Record<ProblemKind, [status: number, code: Code]> = {
  invalid: [400, 'VALIDATION_ERROR'],
  unreadable: [400, 'VALIDATION_ERROR'],
  duplicate: [400, 'VALIDATION_ERROR'],
  conflict: [400, 'VALIDATION_ERROR'],
  locked: [400, 'VALIDATION_ERROR'],
  in_use: [400, 'VALIDATION_ERROR'],
  nonce_reused: [400, 'VALIDATION_ERROR'],
  idempotency_key_in_use: [409, 'VALIDATION_ERROR'],
  precondition_failed: [412, 'VALIDATION_ERROR'],
  idempotency_key_reused: [422, 'VALIDATION_ERROR'],
  precondition_required: [428, 'VALIDATION_ERROR'],
  credential_missing: [400, 'BAD_REQUEST'],
  credential_malformed: [401, 'UNAUTHORIZED'],
  credential_refused: [401, 'UNAUTHORIZED'],
  forbidden: [403, 'FORBIDDEN'],
  not_found: [404, 'NOT_FOUND'],
  no_such_route: [404, 'NOT_FOUND'],
  gone: [410, 'NOT_FOUND'],
  method_not_allowed: [405, 'BAD_REQUEST'],
  too_large: [413, 'BAD_REQUEST'],
  address_too_long: [414, 'BAD_REQUEST'],
  unsupported_media_type: [415, 'BAD_REQUEST'],
  too_many_requests: [429, 'RATE_LIMITED'],
  unavailable: [503, 'INTERNAL_ERROR'],
  internal: [500, 'INTERNAL_ERROR'],
};

export const clients = {
  name: 'clients',
  title: 'Clients',
  description: 'Create, update, list and read clients, as in a field-service app. Modelled on the GeoTareas API v1.',
  scheme: 'Bearer',
  keys: { prefix: 'gtk_' },
  sessions: { minutes: 60 },
  paths: /^\/apidev\/v1(?:\/|$)/,
  reserved: ['apidev'],
  ids: { customer: 'digits' },
  credentials: allOf(
    bearer('clients', 'authorization', 'POST /apidev/v1/login'),
    apiKey('clients', 'X-API-Key'),
    tenantHeader('tenant'),
  ),

  // A client shows the names of its accounts, which are other customers.
  tags: { isWeak: true },

  success: (result) =>
    result instanceof Page
      ? { success: true, data: result.rows, meta: { total: result.total, limit: result.limit, offset: result.offset } }
      : { success: true, data: result, meta: {} },

  failure(problem) {
    const [status, code] = ANSWERS[problem.kind];
    return {
      status,
      body: { success: false, data: null, error: { code, message: wording(problem), ...details(problem) } },
    };
  },

  envelope: (data, { paged }) =>
    exactly({
      success: described('Always true.', only(true)),
      data: { description: 'The result.', ...data },
      meta: paged
        ? described(
            'The position of the page in the list.',
            exactly({
              total: described('Number of rows on all pages.', whole(), 42),
              limit: described('Rows per page.', whole(100), 25),
              offset: described('Number of rows before the page.', whole(), 0),
            }),
          )
        : described('Empty.', exactly({})),
    }),

  refusal: described(
    'The refusal of a request.',
    exactly({
      success: described('Always false.', only(false)),
      data: described('Always null.', only(null)),
      error: described(
        'A description of the problem.',
        exactly(
          {
            code: described('The kind of problem.', {
              type: 'string',
              enum: [...new Set(Object.values(ANSWERS).map(([, code]) => code))],
            }),
            message: described('A description of the problem.', textOf(MOST_OF_REFUSAL.message), 'name is required'),
          },
          {
            details: described(
              'The refused fields.',
              listOf(
                exactly({
                  field: described('The field, as the request names it.', textOf(MOST_OF_REFUSAL.field), 'name'),
                  message: described('The problem with the field.', textOf(MOST_OF_REFUSAL.detail), 'name is required'),
                }),
                MOST_OF_REFUSAL.details,
              ),
            ),
          },
        ),
      ),
    }),
  ),
} as const satisfies Contract;

// An unknown tenant, a tenant that is not the token's and a bad token are answered with one text.
const wording = ({ kind, reason, message }: Problem) =>
  kind === 'credential_refused' && reason !== 'password' ? 'Invalid or expired JWT / API Key.' : message;

const details = ({ details }: Problem) =>
  details.length > 0 ? { details: details.map(({ field, message }) => ({ field, message })) } : {};
