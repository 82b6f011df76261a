import { GUARDS_METADATA } from '@nestjs/common/constants.js';
import { NonceGuard } from '../auth/checks/nonce.js';
import type { AnyOf } from '../contracts/credentials.js';
import { assertNotAhead, nonceFrom } from '../auth/nonces.service.js';
import { refusalsOf } from '../contracts/answers.js';
import { RawBody } from '../contracts/raw-body.js';
import { problemFrom } from '../contracts/refusals.filter.js';
import type { Schema } from '../contracts/schema.js';
import { addressTooLong, credentialRefused, forbidden, invalidField, Problem, tooManyRequests } from '../problem.js';
import type { Route } from '../routes.js';
import { conditionProblems } from './conditions.js';
import { JSON_TYPE, type Operation } from './document.js';

/** All refusals of a route: those that follow from its decorators, and those that its controller lists. */
export function problemsOf(
  route: Route,
  credentials: AnyOf,
  operation: Operation,
  schemas: Record<string, Schema>,
): Problem[] {
  const handler = (route.controller.prototype as Record<string, object>)[route.handler]!;
  return [
    ...(operation.requestBody ? bodyProblems(operation.requestBody.content[JSON_TYPE]!.schema, schemas) : []),
    ...queryProblems(operation),
    ...refusalsOf(handler),
    ...nonceProblems(handler),
    ...conditionProblems(route),
    ...missing(credentials),
    ...accessProblems(route, credentials),
    addressTooLong(),
    tooManyRequests(42, 10),
    problemFrom(new Error()),
    new Problem('unavailable', 'The service is temporarily unavailable. Please try again.', { retryAfter: 1 }),
  ];
}

function accessProblems({ access }: Route, credentials: AnyOf): Problem[] {
  if (access?.kind === 'signsIn')
    return [
      takesKey(credentials)
        ? credentialRefused('The API token is invalid or revoked.')
        : new Problem('credential_refused', 'Invalid email or password.', { reason: 'password' }),
    ];
  return [
    credentialRefused('The token is invalid or has expired.'),
    ...(access?.permission ? [forbidden('You do not have the permission that this needs.')] : []),
  ];
}

// A sign-in takes a password, or a key instead of a token.
const takesKey = ({ any }: AnyOf) => any.some(({ all }) => all.some(({ scheme }) => scheme && 'scheme' in scheme));

/** The refusals of requests that lack a credential. */
const missing = ({ any }: AnyOf): Problem[] =>
  any.at(-1)!.all.flatMap((credential) => (credential.name && !credential.optional ? [credential.missing()] : []));

function nonceProblems(handler: object): Problem[] {
  const guards = (Reflect.getMetadata(GUARDS_METADATA, handler) as unknown[] | undefined) ?? [];
  return guards.includes(NonceGuard)
    ? [
        thrownBy(() => nonceFrom(undefined)),
        thrownBy(() => assertNotAhead('9999999999999999', 0)),
        new Problem('nonce_reused', 'The nonce must be greater than the last one.'),
      ]
    : [];
}

function bodyProblems(schema: Schema, schemas: Record<string, Schema>): Problem[] {
  const { properties = {}, required = [] } = resolved(schema, schemas) as {
    properties?: Record<string, Schema>;
    required?: string[];
  };
  const field = required[0] ?? Object.keys(properties)[0];
  return [
    ...(field ? [refusedField(field, properties[field]!, required.includes(field))] : []),
    thrownBy(() => new RawBody(JSON_TYPE, Buffer.from('{')).json()),
    problemFrom({ statusCode: 413 }),
    problemFrom({ statusCode: 415 }),
    thrownBy(() => new RawBody(JSON_TYPE, Buffer.from('{}'), 'gzip').json()),
  ];
}

function queryProblems({ parameters }: Operation): Problem[] {
  const first = parameters.find((parameter) => parameter.in === 'query' && parameter.name !== 'nonce');
  if (!first) return [];
  const { maxLength } = first.schema as { maxLength?: number };
  // Every value of a query is text, so a text field can only be too long.
  return [
    maxLength && !first.required
      ? invalidField(first.name, 'maxLength', `must have at most ${maxLength} characters`)
      : refusedField(first.name, first.schema, first.required),
  ];
}

const MUST_BE: Record<string, [rule: string, message: string]> = {
  string: ['isString', 'must be text'],
  integer: ['isInt', 'must be a whole number'],
  number: ['isNumber', 'must be a number'],
  boolean: ['isBoolean', 'must be true or false'],
  array: ['isArray', 'must be a list'],
};

function refusedField(field: string, { type }: Schema, required: boolean): Problem {
  const [rule, message] = MUST_BE[[type].flat()[0] as string] ?? ['isObject', 'must be an object'];
  return invalidField(field, rule, required ? 'is required' : message);
}

function resolved(schema: Schema, schemas: Record<string, Schema>): Schema {
  const { $ref } = schema as { $ref?: string };
  return $ref ? schemas[$ref.replace('#/components/schemas/', '')]! : schema;
}

function thrownBy(work: () => unknown): Problem {
  try {
    work();
  } catch (problem) {
    return problem as Problem;
  }
  throw new Error('This was expected to be refused');
}
