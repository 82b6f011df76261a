import { isDeepStrictEqual } from 'node:util';
import { challengeOf } from '../contracts/challenge.js';
import type { Contract } from '../contracts/contract.js';
import { refTo } from '../contracts/schema.js';
import type { Problem, ProblemKind } from '../problem.js';
import { type Example, JSON_TYPE, type Response } from './document.js';
import { headersOf, RATE_HEADERS } from './headers.js';

/** The name of the schema for a contract's refusals. */
export const REFUSAL = 'Refusal';

/** By kind of problem, its meaning for a caller. */
const MEANING: Record<ProblemKind, string> = {
  invalid: 'A field or parameter is missing or invalid',
  unreadable: 'The body is not a JSON object',
  credential_missing: 'A credential is missing',
  credential_malformed: 'A credential is malformed',
  credential_refused: 'A credential is wrong, has expired or was revoked',
  forbidden: 'The permission is missing',
  not_found: 'There is no such record',
  no_such_route: 'This address does not exist',
  gone: 'What is asked for is not kept any more.',
  method_not_allowed: 'This address does not support the method',
  duplicate: 'Another record has this value already',
  conflict: 'The state of the record does not allow the change',
  locked: 'The email or phone is locked',
  in_use: 'The customer has transactions',
  nonce_reused: 'The nonce is not greater than the last one',
  idempotency_key_reused: 'The `Idempotency-Key` was sent with another request before',
  idempotency_key_in_use: 'The first request with this `Idempotency-Key` is under way',
  precondition_failed: 'The customer has another version than `If-Match` asks for',
  precondition_required: '`If-Match` is required',
  too_many_requests: 'Too many requests. `Retry-After` says when to try again',
  too_large: 'The body is too large',
  address_too_long: 'The address is too long',
  unsupported_media_type: 'The body is not `application/json`, or it has a content coding',
  unavailable: 'The database is not available. A retry may succeed',
  internal: 'An unexpected server error',
};

/** What is refused before a request is counted, so these answers have no headers about the rate. */
const BEFORE_COUNTED: ReadonlySet<ProblemKind> = new Set([
  'credential_missing',
  'credential_malformed',
  'credential_refused',
  'forbidden',
  'address_too_long',
  'too_large',
  'method_not_allowed',
  'no_such_route',
  'internal',
  'unavailable',
]);

/**
 * The refusals of one operation by status, with examples that the contract's own code wrote. `isCounted`: its requests
 * are counted by credential, as all are but sign-ins.
 */
export function refusals(
  contract: Contract,
  problems: Problem[],
  { url, isCounted }: { url: string; isCounted: boolean },
): Record<string, Response> {
  const answers = problems.map((problem) => ({ problem, ...contract.failure(problem, { id: 'req-7', url }) }));
  const statuses = [...new Set(answers.map(({ status }) => status))];
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      responseOf(
        contract,
        answers.filter((one) => one.status === status),
        isCounted,
      ),
    ]),
  );
}

function responseOf(contract: Contract, answers: { problem: Problem; body: unknown }[], isCounted: boolean): Response {
  const meanings = [...new Set(answers.map(({ problem }) => MEANING[problem.kind]))];
  const kinds = answers.map(({ problem }) => problem.kind);
  const names = [
    ...(answers.some(({ problem }) => challengeOf(contract, problem)) ? ['WWW-Authenticate'] : []),
    ...(answers.some(({ problem }) => problem.coding !== undefined) ? ['Accept-Encoding'] : []),
    ...(answers.some(({ problem }) => problem.retryAfter !== undefined) ? ['Retry-After'] : []),
    ...(kinds.some((kind) => kind === 'too_many_requests' || (isCounted && !BEFORE_COUNTED.has(kind)))
      ? RATE_HEADERS
      : []),
  ];
  return {
    description: `${meanings.join('. ')}.`,
    headers: names.length > 0 ? headersOf(...names) : undefined,
    content: { [contract.refusalType ?? JSON_TYPE]: { schema: refTo(REFUSAL), examples: examplesOf(answers) } },
  };
}

function examplesOf(answers: { problem: Problem; body: unknown }[]): Record<string, Example> {
  const examples: Record<string, Example> = {};
  for (const { problem, body } of answers) {
    const value = timeless(body);
    // Some contracts answer several problems with one text.
    if (Object.values(examples).some((other) => isDeepStrictEqual(other.value, value))) continue;
    const name = (problem.reason ?? [problem.subject, problem.kind].filter(Boolean).join('_')).toLowerCase();
    const twins = Object.keys(examples).filter((other) => other.replace(/_\d+$/, '') === name).length;
    examples[twins === 0 ? name : `${name}_${twins + 1}`] = { summary: problem.message, value };
  }
  return examples;
}

/** Replaces the time, so that a generated document does not change between runs. */
const timeless = (body: unknown): unknown =>
  JSON.parse(JSON.stringify(body).replace(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"2024-01-15T10:30:00.000Z"'));
