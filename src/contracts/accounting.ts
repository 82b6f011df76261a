import { STATUS_CODES } from 'node:http';
import { organizationHeader } from '../auth/checks/choices.js';
import { bearer } from '../auth/checks/jwt.js';
import { bearerKey } from '../auth/checks/keys.js';
import { allOf, anyOf, optional } from '../auth/credentials.js';
import { type Detail, Problem, type ProblemKind, type Subject } from '../problem.js';
import type { Contract } from './contract.js';
import { inSnakeCase } from './spelling.js';
import { exactly, listOf, text, told, whole } from './schema.js';

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
  method_not_allowed: 405,
  duplicate: 409,
  conflict: 409,
  in_use: 409,
  nonce_reused: 409,
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

const statusCode = told('The status of the answer.', whole, 400);
const refusedProperty = exactly({
  property: told('The field, as the request spells it.', text, 'displayName'),
  constraints: told(
    'By rule, what is wrong with it.',
    { type: 'object', additionalProperties: text },
    { isString: 'displayName is required' },
  ),
  children: told('Always empty.', listOf({}), []),
});

const SPELLINGS = `Keys and parameters of requests may be in camelCase or snake_case, one by one. Where a request has both spellings of one \
key with different values, the spelling in the case of the answers wins. Answers are in camelCase (\`accounting.json\`). Where the organization \
or the API key is set to snake_case, every key of every answer is (\`accounting-snake.json\`): \`billingAddress1\` is \`billing_address1\`. The answers of the sign-in and of the bulk validation are in snake_case in either, refusals in camelCase. \
An empty text for a number or an id means null.`;

export const accounting = {
  name: 'accounting',
  title: 'Accounting',
  description: `Customers with balances, as an accounting package keeps them. Modelled on Bigcapital.\n\n${SPELLINGS}`,
  scheme: 'Bearer',
  keys,
  sessions: { minutes: 8 * 60 },
  reserved: ['customers', 'contacts', 'auth', 'api-keys'],
  credentials: anyOf(allOf(key, optional(organization)), allOf(token, organization)),

  success: (result, _status, asker) => (asker?.tenant.accountingCase === 'snake' ? inSnakeCase(result) : result),

  failure(problem) {
    const statusCode = STATUS[problem.kind];
    return { status: statusCode, body: body(problem, statusCode) };
  },

  envelope: (answer) => answer,

  refusal: told('Why a request was refused: the request itself, or what the service has against it.', {
    anyOf: [
      exactly(
        {
          statusCode,
          message: told(
            'What went wrong, or the fields that were refused.',
            { anyOf: [text, listOf(refusedProperty)] },
            'NotFoundError',
          ),
        },
        { error: told('The status in words.', text, 'Bad Request') },
      ),
      exactly({
        errors: told(
          'What the service has against it.',
          listOf(
            exactly({
              statusCode,
              type: told('What kind of thing went wrong.', text, 'CUSTOMER_HAS_TRANSACTIONS'),
              message: told('What went wrong.', text, 'This customer has transactions and cannot be deleted.'),
            }),
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

/** The service's own refusals have a type; requests that are malformed have none. */
function refusalType({ kind, subject, reason }: Problem): string | undefined {
  if (kind === 'locked') return LOCKED[subject ?? 'email'];
  if (kind === 'in_use') return 'CUSTOMER_HAS_TRANSACTIONS';
  if (kind === 'duplicate') return reason ?? 'ALREADY_EXISTS';
  return reason;
}

/** As class-validator says it: a property, and its constraints by name. */
function byProperty(details: Detail[]) {
  const constraints = new Map<string, Record<string, string>>();
  for (const { field, rule, message } of details)
    constraints.set(field, { ...constraints.get(field), [rule]: message });
  return Array.from(constraints, ([property, ofIt]) => ({ property, constraints: ofIt, children: [] }));
}
