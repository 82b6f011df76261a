import { isDeepStrictEqual } from 'node:util';
import { challengeOf } from '../contracts/challenge.js';
import type { Contract } from '../contracts/contract.js';
import { refTo } from '../contracts/schema.js';
import type { Problem, ProblemKind } from '../problem.js';
import { type Example, JSON_TYPE, type Response } from './document.js';
import { headersOf, RATE_HEADERS } from './headers.js';

/** Name of the schema of a contract's refusals. */
export const REFUSAL = 'Refusal';

/** What each kind of problem means to a caller. */
const MEANING: Record<ProblemKind, string> = {
  invalid: 'A field or parameter is missing or not acceptable',
  unreadable: 'The body is no JSON object',
  credential_missing: 'A credential is missing',
  credential_malformed: 'A credential is malformed',
  credential_refused: 'A credential is wrong, has expired or was revoked',
  forbidden: 'The permission is missing',
  not_found: 'There is no such record',
  no_such_route: 'There is nothing at this address',
  method_not_allowed: 'The method is not possible here',
  duplicate: 'Another record has this value already',
  conflict: 'The state of the record does not allow it',
  locked: 'The e-mail or phone is locked',
  in_use: 'The ledger knows this customer',
  nonce_reused: 'The nonce is not greater than the last one',
  too_many_requests: 'Too many requests; `Retry-After` says when to try again',
  too_large: 'The body is too large',
  address_too_long: 'The address is too long',
  unsupported_media_type: 'The body is not `application/json`, or has a content coding',
  unavailable: 'The database is away; trying again may help',
  internal: 'Something is wrong on our side',
};

/** The refusals of one operation by status, each with examples that the contract itself wrote. */
export function refusals(contract: Contract, problems: Problem[], url: string): Record<string, Response> {
  const told = problems.map((problem) => ({ problem, ...contract.failure(problem, { id: 'req-7', url }) }));
  const statuses = [...new Set(told.map(({ status }) => status))];
  return Object.fromEntries(statuses.map((status) => [status, responseOf(contract, told.filter((one) => one.status === status))]));
}

function responseOf(contract: Contract, told: { problem: Problem; body: unknown }[]): Response {
  const meanings = [...new Set(told.map(({ problem }) => MEANING[problem.kind]))];
  const kinds = told.map(({ problem }) => problem.kind);
  const names = [
    ...(told.some(({ problem }) => challengeOf(contract, problem)) ? ['WWW-Authenticate'] : []),
    ...(told.some(({ problem }) => problem.coding !== undefined) ? ['Accept-Encoding'] : []),
    ...(told.some(({ problem }) => problem.retryAfter !== undefined) ? ['Retry-After'] : []),
    ...(kinds.includes('too_many_requests') ? RATE_HEADERS : []),
  ];
  return {
    description: `${meanings.join('. ')}.`,
    headers: names.length > 0 ? headersOf(...names) : undefined,
    content: { [JSON_TYPE]: { schema: refTo(REFUSAL), examples: examplesOf(told) } },
  };
}

function examplesOf(told: { problem: Problem; body: unknown }[]): Record<string, Example> {
  const examples: Record<string, Example> = {};
  for (const { problem, body } of told) {
    const value = timeless(body);
    // Some contracts have one text for several problems.
    if (Object.values(examples).some((other) => isDeepStrictEqual(other.value, value))) continue;
    const name = (problem.reason ?? [problem.subject, problem.kind].filter(Boolean).join('_')).toLowerCase();
    const twins = Object.keys(examples).filter((other) => other.replace(/_\d+$/, '') === name).length;
    examples[twins === 0 ? name : `${name}_${twins + 1}`] = { summary: problem.message, value };
  }
  return examples;
}

/** The same whenever it is written. */
const timeless = (body: unknown): unknown => JSON.parse(JSON.stringify(body).replace(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"2024-01-15T10:30:00.000Z"'));
