/** The kinds of records that belong to a customer, as `changes` names them, and their tables. */
export const RECORD_TABLES = {
  customer: 'customers',
  email: 'emails',
  phone: 'phones',
  company_name: 'company_names',
  contact_person: 'contact_persons',
  ledger_entry: 'ledger_entries',
} as const;

export type RecordKind = keyof typeof RECORD_TABLES;

/**
 * What a transaction did to a row. `erased`: it erased personal data of the customer, and earlier patches have no such
 * values any more.
 */
export type RowChange = 'added' | 'changed' | 'removed' | 'erased';

/** Values by column: those of a row that was added or removed, or the value before and after of each that changed. */
export type Patch = Record<string, unknown>;

/** Actor, contract, operation, request ID and reason. */
export type OriginRow = readonly (string | null)[] | null;

interface RowOfChange {
  version: number | null;
  record: RecordKind;
  kind: RowChange;
  patch: Patch;
}

/** What one transaction means for the life of a customer. `deleted` is a tombstone. */
export type Turn = 'created' | 'updated' | 'deleted' | 'restored' | 'erased';

export const turnOf = (rows: readonly RowOfChange[]): Turn =>
  rows.map(turnOfRow).findLast((turn) => turn !== 'updated') ?? 'updated';

function turnOfRow({ record, kind, patch }: RowOfChange): Turn {
  if (kind === 'erased') return 'erased';
  if (record !== 'customer') return 'updated';
  if (kind === 'added') return 'created';
  if (kind === 'removed') return 'deleted';
  const [before, after] = (patch.deleted_at as [unknown, unknown] | undefined) ?? [null, null];
  if (before === null && after !== null) return 'deleted';
  return before !== null && after === null ? 'restored' : 'updated';
}

/** The version that a transaction made. Null if the customer's row was not kept. */
export function versionMadeBy(rows: readonly Pick<RowOfChange, 'version'>[]): number | null {
  const versions = rows.flatMap(({ version }) => version ?? []);
  return versions.length === 0 ? null : Math.max(...versions);
}

export function originNamed(origin: OriginRow) {
  const [actor = null, contract = null, operation = null, requestId = null, reason = null] = origin ?? [];
  return { actor, contract, operation, requestId, reason };
}

/** Decimal numbers as text, as patches have them: JSON.parse would drop their zeros. */
const DECIMALS: Partial<Record<RecordKind, readonly string[]>> = {
  customer: ['opening_balance', 'opening_balance_rate'],
  ledger_entry: ['amount'],
};

/** SQL for the rows of one customer's record as a JSON object: by kind, a list in the order of the IDs. */
export const presentRows = (kinds: readonly RecordKind[], tenant: string, customer: string): string =>
  `jsonb_build_object(${kinds.map((kind) => `'${kind}', ${listOf(kind, tenant, customer)}`).join(', ')})`;

function listOf(kind: RecordKind, tenant: string, customer: string): string {
  const decimals = (DECIMALS[kind] ?? []).map((column) => `'${column}', t.${column}::text`);
  const row = decimals.length === 0 ? 'to_jsonb(t)' : `to_jsonb(t) || jsonb_build_object(${decimals.join(', ')})`;
  const key = kind === 'customer' ? 'id' : 'customer_id';
  return `(SELECT coalesce(jsonb_agg(${row} ORDER BY t.id), '[]') FROM ${RECORD_TABLES[kind]} t
    WHERE t.tenant_id = ${tenant} AND t.${key} = ${customer})`;
}

/** Rows that follow each other and belong together, as the rows of one change do. */
export function together<Row>(rows: readonly Row[], belong: (one: Row, other: Row) => boolean): Row[][] {
  const groups: Row[][] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    if (last && belong(last[0]!, row)) last.push(row);
    else groups.push([row]);
  }
  return groups;
}
