import { MOST_OF_REFUSAL, type Problem, type ProblemKind } from '../problem.js';
import { ActionsGuard, unserved } from './billing.unserved.js';
import type { Contract } from './contract.js';
import { allOf, anyOf, basicPair, signedPair } from './credentials.js';
import { exactly, only, type Schema, status, textOf, described } from './schema.js';

const STATUS: Record<ProblemKind, number> = {
  invalid: 400,
  unreadable: 400,
  duplicate: 400,
  conflict: 400,
  locked: 400,
  in_use: 400,
  nonce_reused: 400,
  idempotency_key_in_use: 409,
  precondition_failed: 412,
  idempotency_key_reused: 422,
  precondition_required: 428,
  credential_missing: 401,
  credential_malformed: 401,
  credential_refused: 401,
  forbidden: 403,
  not_found: 404,
  no_such_route: 404,
  gone: 410,
  method_not_allowed: 405,
  too_large: 413,
  address_too_long: 414,
  unsupported_media_type: 415,
  too_many_requests: 429,
  internal: 500,
  unavailable: 503,
};

/** A refused credential has some words around the message. */
const LONGEST_WORDING = textOf(MOST_OF_REFUSAL.message + 50);

export const billing = {
  name: 'billing',
  title: 'Billing',
  description: 'Customers in an envelope, as in a billing system. Modelled on the ChargeOver REST API v3.',
  // A client that signs requests needs no challenge. Offering its scheme would stop clients that know only Basic.
  scheme: 'Basic',
  keys: 'pair',
  guards: [ActionsGuard],
  paths: /^\/api\/v3(?:\/|$)/,
  reserved: ['v3', 'customer', 'user', '_bulk', '_resthook'],
  ids: { customer: 'number', contact_person: 'number' },
  credentials: anyOf(allOf(basicPair('billing')), allOf(signedPair('billing', 'ChargeOver'))),

  success: (result, status) => ({ code: status, status: 'OK', message: '', details: {}, response: result }),

  failure(problem) {
    const code = STATUS[problem.kind];
    const response = problem.kind === 'not_found' ? null : false;
    return {
      status: code,
      body: { code, status: 'Error', message: wording(problem), details: details(problem), response },
    };
  },

  unserved,

  envelope: (response, { status }) =>
    envelope(only(status), 'OK', described('Empty.', only('')), { description: 'The result.', ...response }),

  refusal: described(
    'The refusal of a request.',
    envelope(
      { ...status, examples: [400] },
      'Error',
      described('A description of the problem.', LONGEST_WORDING, 'Missing or invalid parameter.'),
      described('`null` if the record does not exist, otherwise `false`.', {
        type: ['boolean', 'null'],
        enum: [false, null],
      }),
    ),
  ),
} as const satisfies Contract;

function wording({ kind, subject, details, message }: Problem): string {
  if (kind === 'not_found' && subject === 'contact_person') return 'This user does not exist.';
  if (kind === 'credential_missing' || kind === 'credential_refused' || kind === 'credential_malformed')
    return `Invalid or incorrect authorization [${message}]`;
  return kind === 'unreadable' || (kind === 'invalid' && details.length > 0)
    ? 'Missing or invalid parameter.'
    : message;
}

const details = ({ details }: Problem) => Object.fromEntries(details.map(({ field, message }) => [field, message]));

function envelope(code: Schema, status: 'OK' | 'Error', message: Schema, response: Schema): Schema {
  return exactly({
    code: described('The status of the answer.', code),
    status: described('`OK`, or `Error`.', only(status)),
    message,
    details: described(
      'By field, the problem with it.',
      {
        type: 'object',
        additionalProperties: textOf(MOST_OF_REFUSAL.detail),
        maxProperties: status === 'OK' ? 0 : MOST_OF_REFUSAL.details,
      },
      status === 'OK' ? {} : { company: 'company is required' },
    ),
    response,
  });
}
