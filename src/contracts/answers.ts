import { STATUS_CODES } from 'node:http';
import { applyDecorators, HttpCode, SetMetadata, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, type ApiResponseOptions, getSchemaPath } from '@nestjs/swagger';
import type { Problem } from '../problem.js';
import { URL_LIMIT } from '../request-limits.js';
import type { Rows } from '../rows.js';
import type { Page } from './page.js';
import { type Schema, textOf } from './schema.js';

/** Decorates a handler that answers `Result`. On another handler it does not compile. */
type Answering<Result> = <Handler extends (...given: never[]) => Promise<Result> | Result>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<Handler>,
) => void;

/** The headers of an answer beside those that `@Header` sets: name and description. */
type Headers = Record<string, string>;

type Success = 200 | 201 | 202 | 204;

/**
 * The status of a success and the content of the contract's envelope, for the server and for the document.
 */
export function Answers(status: Success): Answering<void>;
export function Answers<Output>(status: Success, type: Type<Output>, headers?: Headers): Answering<Output>;
export function Answers(status: Success, type: Schema, headers?: Headers): Answering<unknown>;
export function Answers(status: Success, type?: Type | Schema, headers?: Headers): MethodDecorator {
  const answer = typeof type === 'function' ? { type } : { schema: type };
  const description = type ? STATUS_CODES[status]! : `${STATUS_CODES[status]}, with an empty body`;
  return answering(status, { ...answer, description, ...(headers && { headers: documented(headers) }) });
}

/** A list of at most `most` rows. The list of a short kind of record has no limit. */
export const AnswersList = <Output>(row: Type<Output>, most?: number): Answering<Rows<Output>> =>
  answeringRows(row, most);

/** One page of a list, in the contract's envelope for pages. */
export const AnswersPage = <Output>(row: Type<Output>, most: number): Answering<Page<Output>> =>
  applyDecorators(answeringRows(row, most), SetMetadata(PAGED, true));

/**
 * Documents the refusals that do not follow from other decorators. Those that do: credentials, permission, throttle,
 * an invalid body or query, an unknown ID, a nonce.
 */
export const Refuses =
  (...problems: Problem[]): MethodDecorator =>
  (target, key, descriptor: PropertyDescriptor) => {
    const handler = descriptor.value as object;
    Reflect.defineMetadata(REFUSES, [...problems, ...refusalsOf(handler)], handler);
  };

/** The problems that `Refuses` gave to a handler. */
export const refusalsOf = (handler: object) => (Reflect.getMetadata(REFUSES, handler) as Problem[] | undefined) ?? [];

/** Whether this handler answers one page of a list. */
export const isPaged = (handler: object) => Reflect.getMetadata(PAGED, handler) === true;

const PAGED = 'clientela:paged';
const REFUSES = 'clientela:refuses';

const answering = (status: Success, answer: ApiResponseOptions) =>
  applyDecorators(HttpCode(status), ApiResponse({ ...answer, status }));

const answeringRows = (row: Type, maxItems?: number) =>
  applyDecorators(
    ApiExtraModels(row),
    answering(200, {
      schema: { type: 'array', items: { $ref: getSchemaPath(row) }, ...(maxItems !== undefined && { maxItems }) },
      description: 'OK',
    }),
  );

/** All headers of an answer have fewer bytes in Node, which also reads no longer ones. */
const LONGEST_HEADER = 2 * URL_LIMIT;

const documented = (headers: Headers) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: textOf(LONGEST_HEADER) }]),
  );
