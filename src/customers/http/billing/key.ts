import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { requestOf } from '../../../request-of.js';
import { Refuses } from '../../../contracts/answers.js';
import { refIn } from '../../../contracts/id-text.js';
import { namesCustomer } from '../../../contracts/merged-customers.js';
import { isStorable } from '../../../normal-forms/texts.js';
import { Versioned } from '../../../contracts/versioned.js';
import { NamedRecord, type RecordRef } from '../../../own-ids.js';
import { invalid, notFound } from '../../../problem.js';
import { URL_LIMIT } from '../../../request-limits.js';

/** How a path names a customer: by ID, by the key that another system gave it, or by token. */
export type CustomerKey = RecordRef | { externalKey: string } | { token: string };

/**
 * The customer in the path: `42`, `external_key:{key}` or `token:{token}`. Any other text names no customer; a text
 * that cannot be decoded is malformed.
 */
export function Named(name = 'customer_id'): ParameterDecorator {
  const read = createParamDecorator((_: unknown, context: ExecutionContext) => {
    return keyFrom((requestOf(context).params as Record<string, string>)[name] ?? '');
  });
  return (target, key, index) => {
    read()(target, key, index);
    namesCustomer(target, key!, index);
    const handler = Object.getOwnPropertyDescriptor(target, key!)!;
    Versioned()(target, key!, handler);
    Refuses(notFound('customer'), invalid('The request is malformed.'))(target, key!, handler);
    ApiParam({
      name,
      schema: SCHEMA,
      description:
        'The ID of the customer; or `external_key:` and the URL-encoded external key; or `token:` and the token.',
    })(target, key!, handler);
  };
}

const SCHEMA = {
  oneOf: [
    { type: 'integer', format: 'int64', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
    { type: 'string', pattern: '^external_key:.+$', maxLength: URL_LIMIT },
    { type: 'string', pattern: '^token:[a-z0-9]{12}$', maxLength: 18 },
  ],
  example: 1,
};

function keyFrom(text: string): CustomerKey {
  const [, kind, value = ''] = /^(external_key|token):(.+)$/s.exec(text) ?? [];
  if (kind === undefined || !isStorable(value)) return refIn('customer', text);
  return kind === 'token' ? { token: value } : { externalKey: value };
}

/** Whether a customer is named by its ID. */
export const isRef = (key: CustomerKey): key is RecordRef => typeof key === 'number' || key instanceof NamedRecord;
