import { STATUS_CODES } from 'node:http';
import { type Detail, MOST_OF_REFUSAL, Problem, type ProblemKind, type Subject } from '../problem.js';
import type { Contract } from './contract.js';
import { allOf, anyOf, bearer, bearerKey, optional, organizationHeader } from './credentials.js';
import { inSnakeCase } from './spelling.js';
import { exactly, listOf, status, textOf, described } from './schema.js';

const STATUS: Record<ProblemKind, number> = {
  invalid: 400,
  unreadable: 400,
  locked: 400,
  credential_missing: 401,
  credential_malformed: 401,
  credential_refused: 401,
  forbidden: 403,
  not_found: 404,
  no_such_route: 404,
  gone: 410,
  method_not_allowed: 405,
  duplicate: 409,
  conflict: 409,
  in_use: 409,
  nonce_reused: 409,
  idempotency_key_in_use: 409,
  precondition_failed: 412,
  idempotency_key_reused: 422,
  precondition_required: 428,
  too_large: 413,
  address_too_long: 414,
  unsupported_media_type: 415,
  too_many_requests: 429,
  internal: 500,
  unavailable: 503,
};

const keys = { prefix: 'bc_' };
const key = bearerKey('accounting', keys.prefix, {
  name: 'apiKey',
  description: 'An API key: `bc_…`. It names its own organization.',
});
const token = bearer('accounting', 'access_token', 'POST /api/auth/signin');
const organization = organizationHeader('organization-id');

const statusCode = described('The status of the answer.', status, 400);
const refusedProperty = exactly({
  property: described('The field, as the request spells it.', textOf(MOST_OF_REFUSAL.field), 'displayName'),
  constraints: described(
    'By rule, the problem with the field.',
    { type: 'object', additionalProperties: textOf(MOST_OF_REFUSAL.detail), maxProperties: MOST_OF_REFUSAL.details },
    { isString: 'displayName is required' },
  ),
  children: described('Always empty.', listOf({}, 0), []),
});

const SPELLINGS = [
  'Keys and parameters of requests may be in camelCase or snake_case, one by one. If a request has both spellings',
  'of one key with different values, the spelling in the case of the answers takes precedence. Answers are in',
  'camelCase (`accounting.json`). If the organization or the API key is set to snake_case, every key of every',
  'answer is in snake_case (`accounting-snake.json`): `billingAddress1` is `billing_address1`. Answers of the',
  'sign-in and of the bulk validation are always in snake_case, refusals always in camelCase. An empty text for a',
  'number or an ID means null.',
].join(' ');

export const accounting = {
  name: 'accounting',
  title: 'Accounting',
  description: `Customers with balances, as in accounting software. Modelled on Bigcapital.\n\n${SPELLINGS}`,
  scheme: 'Bearer',
  keys,
  sessions: { minutes: 8 * 60, choosesTenantPerRequest: true },
  reserved: ['customers', 'contacts', 'auth', 'api-keys'],
  ids: { customer: 'number', ledger_entry: 'number' },
  credentials: anyOf(allOf(key, optional(organization)), allOf(token, organization)),

  tags: { variant: ({ tenant }) => (tenant.accountingCase === 'snake' ? ['snake'] : []) },

  success: (result, _status, asker) => (asker?.tenant.accountingCase === 'snake' ? inSnakeCase(result) : result),

  failure(problem) {
    const statusCode = STATUS[problem.kind];
    return { status: statusCode, body: body(problem, statusCode) };
  },

  envelope: (answer) => answer,

  refusal: described('The refusal of a request: of its form, or by the service.', {
    anyOf: [
      exactly(
        {
          statusCode,
          message: described(
            'A description of the problem, or the refused fields.',
            { anyOf: [textOf(MOST_OF_REFUSAL.message), listOf(refusedProperty, MOST_OF_REFUSAL.details)] },
            'NotFoundError',
          ),
        },
        { error: described('The status in words.', textOf(100), 'Bad Request') },
      ),
      exactly({
        errors: described(
          'Refusals by the service.',
          listOf(
            exactly({
              statusCode,
              type: described('The kind of problem.', textOf(100), 'CUSTOMER_HAS_TRANSACTIONS'),
              message: described(
                'A description of the problem.',
                textOf(MOST_OF_REFUSAL.message),
                'This customer has transactions and cannot be deleted.',
              ),
            }),
            1,
          ),
        ),
      }),
    ],
  }),
} as const satisfies Contract;

function body(problem: Problem, statusCode: number): unknown {
  const { kind, reason, message, details } = problem;
  if (kind === 'credential_refused') return { statusCode, message: reason === 'password' ? message : 'Unauthorized' };
  if (kind === 'credential_missing')
    return { statusCode, message: reason === 'organization' ? message : 'Unauthorized' };
  if (kind === 'not_found') return { statusCode, message: 'NotFoundError' };
  const type = refusalType(problem);
  if (type) return { errors: [{ statusCode, type, message }] };
  return { statusCode, message: details.length > 0 ? byProperty(details) : message, error: STATUS_CODES[statusCode] };
}

const LOCKED: Partial<Record<Subject, string>> = { email: 'EMAIL_LOCKED', phone: 'PHONE_LOCKED' };

/** Refusals by the service have a type; malformed requests have none. */
function refusalType({ kind, subject, reason }: Problem): string | undefined {
  if (kind === 'locked') return LOCKED[subject ?? 'email'];
  if (kind === 'in_use') return 'CUSTOMER_HAS_TRANSACTIONS';
  if (kind === 'duplicate') return reason ?? 'ALREADY_EXISTS';
  return reason;
}

/** The format of class-validator: a property, and its constraints by name. */
function byProperty(details: Detail[]) {
  const constraints = new Map<string, Record<string, string>>();
  for (const { field, rule, message } of details)
    constraints.set(field, { ...constraints.get(field), [rule]: message });
  return Array.from(constraints, ([property, ofIt]) => ({ property, constraints: ofIt, children: [] }));
}
