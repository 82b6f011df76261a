import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { requestOf } from '../auth/principal.js';
import { notFound, type Subject } from '../problem.js';
import { Refuses } from './answers.js';

/** The id in the path. One that is no number names nothing, so it is missing like any other id that is not there. */
export function Id(subject: Subject, name = 'id', schema: object = { type: 'integer', format: 'int64', minimum: 1, maximum: Number.MAX_SAFE_INTEGER, example: 1 }): ParameterDecorator {
  const read = createParamDecorator((_: unknown, context: ExecutionContext) => {
    const id = idFrom((requestOf(context).params as Record<string, string>)[name] ?? '');
    if (id === undefined) throw notFound(subject);
    return id;
  });
  return (target, key, index) => {
    read()(target, key, index);
    Refuses(notFound(subject))(target, key!, Object.getOwnPropertyDescriptor(target, key!)!);
    ApiParam({ name, schema, description: `The id of the ${subject.replace('_', ' ')}.` })(target, key!, Object.getOwnPropertyDescriptor(target, key!)!);
  };
}

/** A positive decimal below 2^53, without sign, leading zero or exponent. */
export function idFrom(text: string): number | undefined {
  const id = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(id) ? id : undefined;
}
