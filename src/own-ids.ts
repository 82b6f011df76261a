import { activeRequest } from './active-request.js';
import { memoized } from './engine/kit/memoized.js';

/** What an ID of a contract names: a record, the code of a customer, or one of its addresses. */
export type IdKind =
  | 'customer'
  | 'email'
  | 'phone'
  | 'company_name'
  | 'contact_person'
  | 'ledger_entry'
  | 'code'
  | 'billing_address'
  | 'shipping_address';

/**
 * The form of a kind of IDs in a contract.
 * - `number`: a JSON number below 2^53.
 * - `digits`: a decimal text of up to 19 digits.
 * - `code`: a text of up to 15 characters.
 */
export type IdForm = 'number' | 'digits' | 'code';

/** The kinds of IDs that a contract can have of its own, with their forms. */
export type IdForms = Readonly<Partial<Record<IdKind, IdForm>>>;

/** The IDs that one contract has of its own, for a tenant. Equal ones are one object. */
export class OwnIds {
  private readonly kinds: ReadonlySet<IdKind>;

  private constructor(
    readonly contract: string,
    private readonly forms: IdForms,
    kinds: readonly IdKind[],
  ) {
    this.kinds = new Set(kinds);
  }

  /** `chosen`: `clients.customer` for each kind. Undefined if the contract has no IDs of its own. */
  static of(chosen: readonly string[], contract: string, forms: IdForms = {}): OwnIds | undefined {
    if (chosen.length === 0) return undefined;
    const ofChosen = memoized(chosenBefore, chosen, () => new Map<string, OwnIds | null>());
    return memoized(ofChosen, contract, () => OwnIds.among(chosen, contract, forms)) ?? undefined;
  }

  private static among(chosen: readonly string[], contract: string, forms: IdForms): OwnIds | null {
    const kinds = (Object.keys(forms) as IdKind[]).filter((kind) => chosen.includes(`${contract}.${kind}`));
    if (kinds.length === 0) return null;
    return memoized(known, `${contract} ${kinds.join(' ')}`, () => new OwnIds(contract, forms, kinds));
  }

  has(kind: IdKind): boolean {
    return this.kinds.has(kind);
  }

  /** Whether the contract shows such IDs, be they its own or not. */
  shows(kind: IdKind): boolean {
    return this.forms[kind] !== undefined;
  }

  isNumber(kind: IdKind): boolean {
    return this.forms[kind] === 'number';
  }
}

const known = new Map<string, OwnIds>();
/** What was found for the list of a tenant, which many of its requests share. */
const chosenBefore = new WeakMap<readonly string[], Map<string, OwnIds | null>>();

/** A record by an ID of the contract, for a statement that looks it up. */
export class NamedRecord {
  constructor(
    readonly own: OwnIds,
    readonly kind: IdKind,
    readonly text: string,
  ) {}
}

/** A record by its own ID, or by an ID of the contract. */
export type RecordRef = number | NamedRecord;

/** Looks up IDs for one request, whose contract has its own. */
export interface RequestIds {
  readonly own: OwnIds;
  /** The record of each of these IDs of the contract. */
  recordsOf(kind: IdKind, texts: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** What the contract shows as the IDs of these records. */
  shown(kind: IdKind, records: readonly number[]): Promise<ReadonlyMap<number, number | string>>;
}

/** The IDs that the contract of the request has of its own, if any. */
export const ownIds = (): OwnIds | undefined => activeRequest()?.ids?.own;

/** Whether the contract of the request has its own IDs of this kind. */
export const hasOwn = (kind: IdKind): boolean => ownIds()?.has(kind) === true;

/** A record by an ID in a request, which the statement that reads the record looks up. */
export function refOf(kind: IdKind, text: string, native: (text: string) => number): RecordRef {
  const own = ownIds();
  return own?.has(kind) ? new NamedRecord(own, kind, text) : native(text);
}

/** The record's own ID. Undefined if the contract has no such ID. */
export async function recordOf(record: RecordRef): Promise<number | undefined> {
  if (!(record instanceof NamedRecord)) return record;
  return (await activeRequest()?.ids?.recordsOf(record.kind, [record.text]))?.get(record.text);
}
