import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { Refuses } from '../../../contracts/answers.js';
import { Problem } from '../../../problem.js';
import { requestOf } from '../../../request-of.js';
import type { Versions } from '../../customer-version.js';

/** The strong entity tag of a version (RFC 9110). */
export const etagOf = ({ version }: { version: number }) => `"${version}"`;

/** The versions that the header `If-Match` names. Without the header, or with one that is malformed: a refusal. */
export const IfMatch = (): ParameterDecorator => (target, key, index) => {
  const read = createParamDecorator((_: unknown, context: ExecutionContext): Versions =>
    versionsIn(requestOf(context).headers['if-match']),
  );
  read()(target, key, index);
  const handler = Object.getOwnPropertyDescriptor(target, key!)!;
  Refuses(required(), failed())(target, key!, handler);
  ApiHeader({
    name: 'If-Match',
    required: true,
    schema: { type: 'string', maxLength: MAX, examples: ['*'] },
    description: 'The `ETag` of the customer as the caller has read it, or `*` for any version.',
  })(target, key!, handler);
};

const MAX = 1_000;

function versionsIn(header: string | undefined): Versions {
  if (header === undefined) throw required();
  if (header.trim() === '*') return 'any';
  if (header.length > MAX || !/^(?:\s*(?:W\/)?"[^"]*"\s*(?:,|$))+$/.test(header)) throw malformed();
  // A weak tag never matches.
  const strong = [...header.matchAll(/(?:^|,)\s*"(\d{1,15})"/g)];
  return strong.map(([, version]) => Number(version));
}

const required = () =>
  new Problem('invalid', 'An update needs the header If-Match with the ETag of the customer.', {
    reason: 'precondition_required',
  });

const failed = () =>
  new Problem('conflict', 'The customer has changed: its version is 4.', {
    subject: 'customer',
    reason: 'precondition_failed',
  });

const malformed = () => new Problem('invalid', 'The header If-Match must have entity tags, such as "3", or *.');
