import { invalidField } from '../problem.js';
import { hasControlCharacters } from '../normal-forms/texts.js';

/** Which changes a revert takes back: those of one actor or of one request. */
export type Selection = {
  /** From this time on, and before the other. */
  from?: Date;
  to?: Date;
  /** Only changes of these customers. */
  customers?: readonly number[];
} & ({ actor: string; requestId?: undefined } | { requestId: string; actor?: undefined });

/** The longest name of an actor or a request, in characters. */
const LONGEST = 200;

/** The most customers that a selection may name, and that one revert may change. */
export const MOST_CUSTOMERS = 100_000;

export function assertSelection({ actor, requestId, from, to, customers = [] }: Selection): void {
  if ((actor === undefined) === (requestId === undefined))
    throw invalidField('actor', 'required', 'or requestId is required, and not both');
  const [field, text] = actor === undefined ? (['requestId', requestId] as const) : (['actor', actor] as const);
  if (text === '' || text.length > LONGEST || hasControlCharacters(text))
    throw invalidField(field, 'length', `must have 1 to ${LONGEST} characters on one line`);
  if (from && to && from >= to) throw invalidField('to', 'after', 'must be after from');
  if (customers.length > MOST_CUSTOMERS) throw tooMany('customers');
}

/**
 * A revert in parts is itself a change, and its caller may be the actor. So it selects only changes of the past:
 * otherwise a later part would find those of an earlier one.
 */
export function assertIsOver({ actor, to }: Selection): void {
  if (actor !== undefined && !to) throw invalidField('to', 'required', 'is required with actor');
  if (to && to > new Date()) throw invalidField('to', 'past', 'must not be in the future');
}

export const tooMany = (field: string) =>
  invalidField(
    field,
    'max',
    `must not stand for more than ${MOST_CUSTOMERS} customers: select fewer, or a shorter time`,
  );

/** The reason that is kept with the changes of a revert. */
export function reasonOf({ actor, requestId, from, to }: Selection): string {
  const times = [from && ` from ${from.toISOString()}`, to && ` to ${to.toISOString()}`].filter(Boolean).join('');
  return `revert of ${actor ?? `request ${requestId}`}${times}`;
}
