import { basicPair } from '../auth/checks/keys.js';
import { signedPair } from '../auth/checks/signature.js';
import { allOf, anyOf } from '../auth/credentials.js';
import type { Problem, ProblemKind } from '../problem.js';
import { ActionsGuard, unserved } from './billing.unserved.js';
import type { Contract } from './contract.js';
import { exactly, only, type Schema, text, told, whole } from './schema.js';

const STATUS: Record<ProblemKind, number> = {
  invalid: 400,
  unreadable: 400,
  duplicate: 400,
  conflict: 400,
  locked: 400,
  in_use: 400,
  nonce_reused: 400,
  credential_missing: 401,
  credential_malformed: 401,
  credential_refused: 401,
  forbidden: 403,
  not_found: 404,
  no_such_route: 404,
  method_not_allowed: 405,
  too_large: 413,
  address_too_long: 414,
  unsupported_media_type: 415,
  too_many_requests: 429,
  internal: 500,
  unavailable: 503,
};

export const billing = {
  name: 'billing',
  title: 'Billing',
  description: 'Customers in an envelope, as a billing system keeps them. Modelled on the ChargeOver REST API v3.',
  // A client that signs its requests knows how to without being asked; to offer its scheme would stop some that know Basic alone.
  scheme: 'Basic',
  keys: 'pair',
  guards: [ActionsGuard],
  paths: /^\/api\/v3(?:\/|$)/,
  reserved: ['v3', 'customer', 'user', '_bulk'],
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
    envelope(only(status), 'OK', told('Empty.', only('')), { description: 'What was asked for.', ...response }),

  refusal: told(
    'Why a request was refused.',
    envelope(
      { ...whole, examples: [400] },
      'Error',
      told('What went wrong.', text, 'Missing or invalid parameter.'),
      told('`null` when the record does not exist, else `false`.', { type: ['boolean', 'null'], enum: [false, null] }),
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
    code: told('The status of the answer.', code),
    status: told('`OK`, or `Error`.', only(status)),
    message,
    details: told(
      'By field, what is wrong with it.',
      { type: 'object', additionalProperties: text },
      status === 'OK' ? {} : { company: 'company is required' },
    ),
    response,
  });
}
