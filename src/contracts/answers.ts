import { STATUS_CODES } from 'node:http';
import { applyDecorators, HttpCode, SetMetadata, type Type } from '@nestjs/common';
import { ApiResponse, type ApiResponseOptions } from '@nestjs/swagger';
import type { Problem } from '../problem.js';
import type { Rows } from '../rows.js';
import type { Page } from './page.js';
import type { Schema } from './schema.js';

/** Decorates a handler that answers `Result`; another one does not compile. */
type Answering<Result> = <Handler extends (...given: never[]) => Promise<Result> | Result>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<Handler>,
) => void;

/** The headers of an answer beside those that `@Header` sets: name and what it says. */
type Headers = Record<string, string>;

type Success = 200 | 201 | 202 | 204;

/** The status of a success, and what the contract's envelope then holds. Says both to the server and to its document. */
export function Answers(status: Success): Answering<void>;
export function Answers<Output>(status: Success, type: Type<Output>, headers?: Headers): Answering<Output>;
export function Answers<Output>(status: Success, type: [Type<Output>], headers?: Headers): Answering<Rows<Output>>;
export function Answers(status: Success, type: Schema, headers?: Headers): Answering<unknown>;
export function Answers(status: Success, type?: Type | [Type] | Schema, headers?: Headers): MethodDecorator {
  const answer = typeof type === 'function' || Array.isArray(type) ? { type } : { schema: type };
  const description = type ? STATUS_CODES[status]! : `${STATUS_CODES[status]}, with an empty body`;
  return answering(status, { ...answer, description, ...(headers && { headers: documented(headers) }) });
}

/** A list of which this is one page, in the contract's own words for it. */
export function AnswersPage<Output>(row: Type<Output>): Answering<Page<Output>> {
  return applyDecorators(answering(200, { type: [row], description: 'OK' }), SetMetadata(PAGED, true));
}

/**
 * What may go wrong here that does not follow from what the route is. What follows by itself: credentials, permission, throttle,
 * a body or query that is not acceptable, an id that names nothing, a nonce.
 */
export const Refuses =
  (...problems: Problem[]): MethodDecorator =>
  (target, key, descriptor: PropertyDescriptor) => {
    const handler = descriptor.value as object;
    Reflect.defineMetadata(REFUSES, [...problems, ...refusalsOf(handler)], handler);
  };

/** The problems that a handler was given by `Refuses`. */
export const refusalsOf = (handler: object) => (Reflect.getMetadata(REFUSES, handler) as Problem[] | undefined) ?? [];

/** Does this handler answer one page of a list? */
export const isPaged = (handler: object) => Reflect.getMetadata(PAGED, handler) === true;

const PAGED = 'clientela:paged';
const REFUSES = 'clientela:refuses';

const answering = (status: Success, answer: ApiResponseOptions) =>
  applyDecorators(HttpCode(status), ApiResponse({ ...answer, status }));

const documented = (headers: Headers) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
  );
