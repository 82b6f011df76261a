import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { requestOf } from '../request-of.js';
import { NAME_OF, notFound, type Subject } from '../problem.js';
import { Refuses } from './answers.js';
import { type IdKind } from '../own-ids.js';
import { idFrom, recordIn, refIn } from './id-text.js';
import { namesCustomer } from './merged-customers.js';
import { Versioned } from './versioned.js';

export { idFrom, NO_ID } from './id-text.js';

/** The schema of an ID that is a text. */
export const TEXT_ID = { type: 'string', pattern: '^[1-9][0-9]{0,15}$', maxLength: 16, example: '1' };

const WHOLE = { type: 'integer', format: 'int64', minimum: 1, maximum: Number.MAX_SAFE_INTEGER, example: 1 };

/** The ID in the path. `what` is the contract's own name of the record, if it has one. */
export const Id = (subject: Subject, name = 'id', schema: object = WHOLE, what = NAME_OF[subject]) =>
  idInPath((text) => (hasIds(subject) ? recordIn(subject, text) : idFrom(text)), { subject, name, schema, what });

/** The ID in the path of a read: the statement that reads the record looks it up. The parameter is a `RecordRef`. */
export const Ref = (subject: IdKind & Subject, name = 'id', schema: object = WHOLE, what = NAME_OF[subject]) =>
  idInPath((text) => refIn(subject, text), { subject, name, schema, what });

const hasIds = (subject: Subject): subject is IdKind & Subject =>
  !['api_key', 'user', 'import', 'merge'].includes(subject);

interface Parameter {
  subject: Subject;
  name: string;
  schema: object;
  what: string;
}

function idInPath(idIn: (text: string) => unknown, { subject, name, schema, what }: Parameter): ParameterDecorator {
  const read = createParamDecorator((_: unknown, context: ExecutionContext) =>
    idIn((requestOf(context).params as Record<string, string>)[name] ?? ''),
  );
  return (target, key, index) => {
    read()(target, key, index);
    if (subject === 'customer') namesCustomer(target, key!, index);
    Refuses(notFound(subject, what))(target, key!, Object.getOwnPropertyDescriptor(target, key!)!);
    if (!['api_key', 'webhook', 'import', 'merge'].includes(subject))
      Versioned()(target, key!, Object.getOwnPropertyDescriptor(target, key!)!);
    ApiParam({ name, schema, description: `The ID of the ${what}.` })(
      target,
      key!,
      Object.getOwnPropertyDescriptor(target, key!)!,
    );
  };
}
