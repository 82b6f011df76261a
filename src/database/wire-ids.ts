import { activeRequest } from '../active-request.js';
import { memoized } from '../engine/kit/memoized.js';
import { conflict } from '../problem.js';
import { violatedConstraint } from '../engine/tenant-database/index.js';
import { type IdKind, NamedRecord, type OwnIds, ownIds, type RecordRef } from '../own-ids.js';
import type { CompiledStatement } from './compiled-statement.js';
import { fenced } from './fence.js';

// SQL for the IDs that a contract has of its own. docs/own-ids.md describes them.

/** The kinds of IDs that the rows of a table have. */
export const KINDS_OF_TABLE: Readonly<Record<string, readonly IdKind[]>> = {
  customers: ['customer', 'code', 'billing_address', 'shipping_address'],
  emails: ['email'],
  phones: ['phone'],
  company_names: ['company_name'],
  contact_persons: ['contact_person'],
  ledger_entries: ['ledger_entry'],
};

const ofKind = ({ contract }: OwnIds, kind: IdKind, alias: string) =>
  `${alias}.tenant_id = t.tenant_id AND ${alias}.contract = '${contract}' AND ${alias}.kind = '${kind}'`;

/** The ID that the contract shows of a record, in a SELECT from a table `t` of the tenant. */
export const shownId = (own: OwnIds, kind: IdKind, record: string): string =>
  `(SELECT its_id.wire_id${own.isNumber(kind) ? '::bigint' : ''} FROM wire_ids its_id` +
  ` WHERE ${ofKind(own, kind, 'its_id')} AND its_id.record_id = ${record} AND its_id.is_current)`;

/** A join to the ID that the contract shows of a record. A list joins it as `listed_id`. */
export const joinOfShown = (own: OwnIds, kind: IdKind, record = 't.id', alias = 'listed_id'): string =>
  `JOIN wire_ids ${alias} ON ${ofKind(own, kind, alias)} AND ${alias}.record_id = ${record} AND ${alias}.is_current`;

/** The order of the IDs that `joinOfShown` joins. */
export const orderOfShown = (alias = 'listed_id'): readonly string[] => [
  `length(${alias}.wire_id)`,
  `${alias}.wire_id`,
];

/**
 * The record with an ID of the contract. An ID that the record had before leads to it, too. A subquery, because a join
 * has a bad plan until PostgreSQL has statistics of a table that was just filled.
 */
export const recordNamed = ({ contract }: OwnIds, kind: IdKind, tenant: string, id: string): string =>
  `(SELECT named.record_id FROM wire_ids named WHERE named.tenant_id = ${tenant}` +
  ` AND named.contract = '${contract}' AND named.kind = '${kind}' AND ${isNamed(kind, id)})`;

/** The letters of a code with 64 ways to write it. */
const MOST_LETTERS = 6;

/**
 * All ways to write codes, whose case does not matter. Undefined if they are too many. Row-level security asks `upper`
 * of every code of the tenant, and an index finds these.
 */
export function spellingsOf(codes: readonly string[]): string[] | undefined {
  if (codes.some((code) => code.replace(/[^a-z]/gi, '').length > MOST_LETTERS)) return undefined;
  return codes.flatMap((code) => {
    let found = [''];
    for (const letter of code)
      found = /[a-z]/i.test(letter)
        ? found.flatMap((text) => [text + letter.toUpperCase(), text + letter.toLowerCase()])
        : found.map((text) => text + letter);
    return found;
  });
}

/** The records whose IDs in the contract meet a condition on `comparedId`, as an array. */
export const recordsWith = ({ contract }: OwnIds, kind: IdKind, condition: string): string =>
  'ARRAY(SELECT named.record_id FROM wire_ids named WHERE named.tenant_id = $1' +
  ` AND named.contract = '${contract}' AND named.kind = '${kind}' AND ${condition})`;

/** An ID as it is compared. The case of a code does not matter. */
export const comparedId = (kind: IdKind): string => (kind === 'code' ? 'upper(named.wire_id)' : 'named.wire_id');

const isNamed = (kind: IdKind, id: string) =>
  `${comparedId(kind)} = ${kind === 'code' ? `upper(${id} COLLATE "C")` : id}`;

const lookingUp = new WeakMap<CompiledStatement, Map<OwnIds, CompiledStatement>>();

/** A statement that names its record by an ID of the contract, in place of the record's own. */
export function naming(statement: CompiledStatement, parameter: string, { own, kind }: NamedRecord): CompiledStatement {
  const variants = memoized(lookingUp, statement, () => new Map<OwnIds, CompiledStatement>());
  return memoized(variants, own, () =>
    statement.replacing(parameter, (value, tenant) => recordNamed(own, kind, tenant, value)),
  );
}

/** The value of a parameter that names a record. */
export const valueOf = (record: RecordRef): number | string => (record instanceof NamedRecord ? record.text : record);

/** Gives rows of a table their IDs in each contract that has its own. */
export const GIVE = fenced('SELECT give_wire_ids(:tenant, :kinds::text[], :records::bigint[])', {
  connection: 'own',
});

/** Whether new records get IDs of a contract. The database knows if the request does not. */
export const givesIds = (): boolean => activeRequest()?.givesIds ?? true;

export function noIdLeft(error: unknown): never {
  if (violatedConstraint(error) !== 'wire_counters_most') throw error;
  throw conflict('no_id_left', 'A contract has no ID left for a new record.', { cause: error });
}

/** A cache for each contract with its own IDs, and one for all requests without. */
export function perOwnIds<Cache>(make: () => Cache): { readonly present: Cache } {
  const native = make();
  const caches = new Map<OwnIds, Cache>();
  return {
    get present() {
      const own = ownIds();
      return own ? memoized(caches, own, make) : native;
    },
  };
}
