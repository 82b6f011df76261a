import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { requestOf } from '../../auth/principal.js';
import { Refuses } from '../../contracts/answers.js';
import { idFrom } from '../../contracts/id.js';
import { isStorable } from '../../contracts/raw-body.js';
import { invalid, notFound } from '../../problem.js';

/** What a path calls a customer: its id, or the key that another system gave it. */
export type CustomerKey = number | { externalKey: string };

const PREFIX = 'external_key:';

/** The customer in the path: `42` or `external_key:{key}`. A text that is neither names nobody; only one that cannot be decoded is malformed. */
export function Named(name = 'customer_id'): ParameterDecorator {
  const read = createParamDecorator((_: unknown, context: ExecutionContext) => {
    const key = keyFrom((requestOf(context).params as Record<string, string>)[name] ?? '');
    if (key === undefined) throw notFound('customer');
    return key;
  });
  return (target, key, index) => {
    read()(target, key, index);
    const handler = Object.getOwnPropertyDescriptor(target, key!)!;
    Refuses(notFound('customer'), invalid('The request is malformed.'))(target, key!, handler);
    ApiParam({ name, schema: SCHEMA, description: 'The id of the customer, or `external_key:` and its external key, which may have any characters, URL-encoded.' })(target, key!, handler);
  };
}

const SCHEMA = { oneOf: [{ type: 'integer', format: 'int64', minimum: 1 }, { type: 'string', pattern: `^${PREFIX}.+$` }], example: 1 };

function keyFrom(text: string): CustomerKey | undefined {
  if (!text.startsWith(PREFIX)) return idFrom(text);
  const externalKey = text.slice(PREFIX.length);
  return externalKey !== '' && isStorable(externalKey) ? { externalKey } : undefined;
}
