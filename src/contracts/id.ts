import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { requestOf } from '../request-of.js';
import { NAME_OF, notFound, type Subject } from '../problem.js';
import { Refuses } from './answers.js';
import { Versioned } from './versioned.js';

/**
 * An ID that no record has. A text that is not an ID is read as this one, so it is refused like an unknown ID: after
 * the body was checked.
 */
export const NO_ID = 0;

/** The ID in the path. `what` is the contract's own name of the record, if it has one. */
export function Id(
  subject: Subject,
  name = 'id',
  schema: object = { type: 'integer', format: 'int64', minimum: 1, maximum: Number.MAX_SAFE_INTEGER, example: 1 },
  what = NAME_OF[subject],
): ParameterDecorator {
  const read = createParamDecorator((_: unknown, context: ExecutionContext) => {
    return idFrom((requestOf(context).params as Record<string, string>)[name] ?? '');
  });
  return (target, key, index) => {
    read()(target, key, index);
    Refuses(notFound(subject, what))(target, key!, Object.getOwnPropertyDescriptor(target, key!)!);
    if (subject !== 'api_key') Versioned()(target, key!, Object.getOwnPropertyDescriptor(target, key!)!);
    ApiParam({ name, schema, description: `The ID of the ${what}.` })(
      target,
      key!,
      Object.getOwnPropertyDescriptor(target, key!)!,
    );
  };
}

/** A positive decimal below 2^53, without sign, leading zero or exponent; `NO_ID` for any other text. */
export function idFrom(text: string): number {
  const id = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(id) ? id : NO_ID;
}
