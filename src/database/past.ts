import type { Database, Snapshot, Statement, TenantId } from '../engine/tenant-database/index.js';
import type { AskedPast, Moment } from '../asked-past.js';
import { memoized } from '../engine/kit/memoized.js';
import { notKept } from '../problem.js';
import { type Patch, presentRows, RECORD_TABLES, type RecordKind, type RowChange } from './kept-changes.js';

/** A row as JSON, by column. */
type Row = Record<string, unknown>;

/** The rows of a customer's record, by kind and ID. */
type Rows = Record<RecordKind, Map<number, Row>>;

/** A row of `changes`, as far as it is needed to take it back. */
interface Kept {
  seq: string;
  record: RecordKind;
  recordId: number;
  kind: RowChange;
  patch: Patch;
}

/** The change that made a version of a customer. */
interface Made {
  version: number;
  at: string;
  seq: string;
}

/** How many changes are taken back at once. */
const PORTION = 500;

/** The rows that a request asks for. Undefined if the customer was not there. */
export const rowsAsked = (database: Database, tenant: TenantId, customerId: number, { rows, moment }: AskedPast) =>
  memoized(rows as Map<number, Promise<RowsThen | undefined>>, customerId, () =>
    rowsAt(database, tenant, customerId, moment),
  );

/**
 * The rows of a customer's record as they were at a moment: those of now, without the changes that came later. All of
 * it is read from one snapshot. A moment that is not kept any more, or was never kept, is refused.
 */
async function rowsAt(
  database: Database,
  tenant: TenantId,
  customerId: number,
  moment: Moment,
): Promise<RowsThen | undefined> {
  const snapshot = await database.snapshot(tenant);
  try {
    const [now] = await snapshot.rows<{ rows: string }>({ text: PRESENT, values: [tenant, customerId] });
    if (!now) return undefined;
    const rows = rowsIn(now.rows);
    const made = await madeAt(snapshot, tenant, rows.customer.get(customerId)!, moment);
    if (!made) return undefined;
    const touched = await takeBack(snapshot, tenant, customerId, made, rows);
    await stamp(snapshot, tenant, customerId, made, rows, touched);
    return new RowsThen(tenant, customerId, rows);
  } finally {
    snapshot.end();
  }
}

/** Runs a statement on rows of the past. Its tables are hidden by rows with their names. */
export class RowsThen {
  private readonly json: string;

  constructor(
    private readonly tenant: TenantId,
    private readonly customerId: number,
    rows: Rows,
  ) {
    const lists = Object.entries(rows).map(([kind, ofKind]) => [
      RECORD_TABLES[kind as RecordKind],
      [...ofKind.values()],
    ]);
    this.json = JSON.stringify(Object.fromEntries(lists));
  }

  /** A SELECT without WITH of its own. Its customers are this one, as it was, and its present children. */
  on({ text, values = [], ...travel }: Statement): Statement {
    const [json, tenant, customer] = [1, 2, 3].map((place) => `$${values.length + place}`);
    const tables = Object.values(RECORD_TABLES).map((table) => {
      const then = `SELECT * FROM jsonb_populate_recordset(NULL::public.${table}, ${json}::jsonb -> '${table}')`;
      return `${table} AS (${table === 'customers' ? `${then} UNION ALL ${children(tenant!, customer!)}` : then})`;
    });
    return {
      ...travel,
      prepare: 'never',
      text: `WITH ${tables.join(', ')} ${text}`,
      values: [...values, this.json, this.tenant, this.customerId],
    };
  }
}

const children = (tenant: string, customer: string) =>
  `SELECT child.* FROM public.customers child WHERE child.tenant_id = ${tenant} AND child.parent_id = ${customer}`;

const kinds = Object.keys(RECORD_TABLES) as RecordKind[];

const PRESENT = `
  SELECT ${presentRows(kinds, '$1', '$2')}::text AS rows
  FROM customers WHERE tenant_id = $1 AND id = $2`;

function rowsIn(json: string): Rows {
  const lists = JSON.parse(json) as Record<RecordKind, Row[]>;
  return Object.fromEntries(
    kinds.map((kind) => [kind, new Map(lists[kind].map((row) => [row.id as number, row]))]),
  ) as Rows;
}

/** The change that made the version, or the last version until a time. */
async function madeAt(snapshot: Snapshot, tenant: TenantId, customer: Row, moment: Moment): Promise<Made | undefined> {
  const isByVersion = 'version' in moment;
  const values = [tenant, customer.id, isByVersion ? moment.version : moment.time];
  const [made] = await snapshot.rows<Made>({ text: isByVersion ? MADE_AS_VERSION : MADE_UNTIL, values });
  if (made) return made;
  const wasThere = isByVersion
    ? moment.version >= 1 && moment.version <= (customer.version as number)
    : moment.time >= new Date(customer.created_at as string);
  if (wasThere) throw notKept();
  return undefined;
}

// The rows of one transaction belong together, and the last one of them ends the version.
const MADE = `
  SELECT made.version, made.at::text AS at, (
    SELECT max(seq)::text FROM changes same
    WHERE same.tenant_id = $1 AND same.customer_id = $2 AND same.written_by = made.written_by
      AND same.era = made.era AND same.seq >= made.seq
  ) AS seq
  FROM changes made WHERE made.tenant_id = $1 AND made.customer_id = $2 AND made.record = 'customer'`;
const MADE_AS_VERSION = `${MADE} AND made.version = $3 ORDER BY made.seq DESC LIMIT 1`;
const MADE_UNTIL = `${MADE} AND made.at <= $3 ORDER BY made.seq DESC LIMIT 1`;

const LATER = `
  SELECT seq::text AS seq, record, record_id AS "recordId", kind, patch FROM changes
  WHERE tenant_id = $1 AND customer_id = $2 AND seq > $3 AND ($4::bigint IS NULL OR seq < $4)
  ORDER BY seq DESC LIMIT ${PORTION}`;

/** Takes back what came after a version, the last change first. Answers the records that these changes touched. */
async function takeBack(
  snapshot: Snapshot,
  tenant: TenantId,
  customerId: number,
  { seq }: Made,
  rows: Rows,
): Promise<ReadonlySet<string>> {
  const touched = new Set<string>();
  for (let before: string | null = null; ;) {
    const later: Kept[] = await snapshot.rows<Kept>({ text: LATER, values: [tenant, customerId, seq, before] });
    for (const change of later) {
      touched.add(`${change.record} ${change.recordId}`);
      undo(change, rows[change.record], { tenant_id: tenant, customer_id: customerId });
    }
    if (later.length < PORTION) return touched;
    before = later.at(-1)!.seq;
  }
}

function undo({ kind, recordId, patch }: Kept, rows: Map<number, Row>, keys: Row): void {
  if (kind === 'erased') throw notKept();
  if (kind === 'added') rows.delete(recordId);
  // Whether it was a twin is not kept.
  else if (kind === 'removed') rows.set(recordId, { is_twin: false, ...patch, ...keys, id: recordId });
  else {
    const before = Object.entries(patch as Record<string, [unknown, unknown]>).map(([column, [old]]) => [column, old]);
    Object.assign(rows.get(recordId)!, Object.fromEntries(before));
  }
}

const LAST_TOUCHED = `
  SELECT DISTINCT ON (record, record_id) record, record_id AS "recordId", at::text AS at FROM changes
  WHERE tenant_id = $1 AND customer_id = $2 AND seq <= $3 AND patch <> '{}' ORDER BY record, record_id, seq DESC`;

/** Gives the customer its version, and records that were changed later the time of their change before. */
async function stamp(
  snapshot: Snapshot,
  tenant: TenantId,
  customerId: number,
  { version, at, seq }: Made,
  rows: Rows,
  touched: ReadonlySet<string>,
): Promise<void> {
  Object.assign(rows.customer.get(customerId)!, { version, updated_at: at });
  const ofRecords = [...touched].filter((one) => one !== `customer ${customerId}`);
  if (ofRecords.length === 0) return;
  const last = await snapshot.rows<{ record: RecordKind; recordId: number; at: string }>({
    text: LAST_TOUCHED,
    values: [tenant, customerId, seq],
  });
  const times = new Map(last.map((one) => [`${one.record} ${one.recordId}`, one.at]));
  for (const name of ofRecords) {
    const [kind, id] = name.split(' ') as [RecordKind, string];
    const row = rows[kind].get(Number(id));
    if (row) row.updated_at = times.get(name) ?? row.created_at;
  }
}
