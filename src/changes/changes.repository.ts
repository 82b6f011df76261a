import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { presentRows, type RecordKind } from '../database/kept-changes.js';
import { fenced } from '../database/fence.js';
import { type RecordFields, recordFieldsOf } from '../database/record-fields.js';
import { TenantRepository } from '../database/tenant.repository.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { KeptChange } from './kept-change.entity.js';
import { MOST_CUSTOMERS, type Selection } from './selection.js';
import type { TalliedChange } from './tally.js';

/** A row of `changes` for the history of its customer. */
export type HistoryRow = Pick<
  KeptChange,
  'seq' | 'era' | 'writtenBy' | 'at' | 'version' | 'record' | 'recordId' | 'kind' | 'origin' | 'patch'
>;

/** Conditions on the changes of one customer. All rows of one change agree in them. */
export interface ChangeFilter {
  actor?: string;
  contract?: string;
  /** From this time on, and before the other. */
  from?: Date;
  to?: Date;
}

/** A customer that selected changes have changed, and what else must be done before or after it. */
export interface SelectedCustomer {
  id: number;
  isCreated: boolean;
  /** It was deleted or restored. */
  isDeleted: boolean;
  isMoved: boolean;
}

/** What was written since a time, by day in UTC and by contract. */
export interface Counted {
  /** How many customers there are. */
  living: number;
  /** The first day of which all changes are kept. Null if none is kept. */
  firstDay: string | null;
  /** `more`: how many more customers there were after the writes. */
  counted: { day: string; contract: string | null; writes: number; more: number }[];
}

/** The rows of a customer's record as JSON, by kind, without those of the ledger. */
export type PresentRows = Record<Exclude<RecordKind, 'ledger_entry'>, Record<string, unknown>[]>;

/** How many rows are read at once. */
export const PORTION = 200;

@Injectable()
export class ChangesRepository extends TenantRepository<KeptChange> {
  readonly fields: RecordFields;

  constructor(database: Database, source: DataSource) {
    super(database, source, KeptChange);
    this.fields = recordFieldsOf(source);
  }

  /** Some rows of a customer's history, the newest first: those before one of them. */
  history(
    tenant: TenantId,
    customer: number,
    before: number | undefined,
    { actor, contract, from, to }: ChangeFilter,
  ): Promise<HistoryRow[]> {
    return this.read<HistoryRow>(tenant, HISTORY, { customer, before, actor, contract, from, to });
  }

  /** Whether a customer exists or is deleted. */
  async isKnown(tenant: TenantId, customer: number): Promise<boolean> {
    return (await this.read(tenant, IS_KNOWN, { customer })).length > 0;
  }

  /** Writes since a time, by day and contract, and how many customers there are now. */
  async counted(tenant: TenantId, from: Date): Promise<Counted> {
    return (await this.read<{ counted: Counted }>(tenant, COUNTED, { from }))[0]!.counted;
  }

  /** The customers that selected changes have changed: one more than a revert may change, if there are so many. */
  selected(tenant: TenantId, selection: Selection): Promise<SelectedCustomer[]> {
    return this.write<SelectedCustomer>(tenant, SELECTED, valuesOf(selection));
  }

  /** Some changes of a customer, the oldest first: from the first selected one on, and after one of them. */
  since(tenant: TenantId, customer: number, selection: Selection, after: number): Promise<TalliedChange[]> {
    return this.write<TalliedChange>(tenant, SINCE, { ...valuesOf(selection), customer, after });
  }

  /** The rows of a customer's record as they are. Undefined if there was never such a customer. */
  async present(tenant: TenantId, customer: number): Promise<PresentRows | undefined> {
    return (await this.write<{ rows: PresentRows }>(tenant, PRESENT, { customer }))[0]?.rows;
  }

  /** Whether another customer or contact person, deleted or not, has an external key. */
  async keyIsTaken(tenant: TenantId, record: 'customer' | 'contact_person', id: number, key: string): Promise<boolean> {
    return (await this.write(tenant, KEY_IS_TAKEN[record], { id, key })).length > 0;
  }

  /** The children of a customer, as far as they can be shown. */
  async children(tenant: TenantId, customer: number): Promise<number[]> {
    return (await this.write<{ id: number }>(tenant, CHILDREN, { customer })).map(({ id }) => id);
  }
}

const valuesOf = ({ actor, requestId, from, to, customers }: Selection) => ({ actor, requestId, from, to, customers });

// All statements are written by hand: the query builder has no words for elements of arrays, JSON and optional
// conditions.
const BETWEEN = `(:from::timestamptz IS NULL OR at >= :from) AND (:to::timestamptz IS NULL OR at < :to)`;

const HISTORY = fenced(`
  SELECT seq, era, written_by::text AS "writtenBy", at, version, record, record_id AS "recordId", kind, origin, patch
  FROM changes
  WHERE tenant_id = :tenant AND customer_id = :customer AND (:before::bigint IS NULL OR seq < :before) AND ${BETWEEN}
    AND (:actor::text IS NULL OR origin[1] = :actor) AND (:contract::text IS NULL OR origin[2] = :contract)
  ORDER BY seq DESC LIMIT ${PORTION}`);

const IS_KNOWN = fenced('SELECT id FROM customers WHERE tenant_id = :tenant AND id = :customer');

/** A customer that was made or restored is one more, and one that was deleted is one less. */
const MORE = `CASE WHEN record <> 'customer' THEN 0 WHEN kind = 'added' THEN 1 WHEN kind = 'removed' THEN -1
    WHEN kind = 'changed' AND patch ? 'deleted_at' THEN CASE WHEN patch -> 'deleted_at' ->> 1 IS NULL THEN 1 ELSE -1 END
    ELSE 0 END`;

// One statement, so that all of it is of one moment. A write is what one transaction did to one customer.
const COUNTED = fenced(`
  WITH writes AS (
    SELECT min(at) AS at, min(origin[2]) AS contract, sum(${MORE}) AS more
    FROM changes WHERE tenant_id = :tenant AND at >= :from GROUP BY customer_id, era, written_by
  ), days AS (
    SELECT (at AT TIME ZONE 'UTC')::date AS day, contract, count(*) AS writes, sum(more) AS more
    FROM writes GROUP BY 1, 2
  )
  SELECT jsonb_build_object(
    'living', (SELECT coalesce(sum(living), 0) FROM customer_counts WHERE tenant_id = :tenant),
    'firstDay', (SELECT ((min(at) AT TIME ZONE 'UTC')::date
        + CASE WHEN EXISTS (SELECT FROM trimmed_changes WHERE tenant_id = :tenant) THEN 1 ELSE 0 END)::text
      FROM changes WHERE tenant_id = :tenant),
    'counted', (SELECT coalesce(jsonb_agg(jsonb_build_object('day', day::text, 'contract', contract, 'writes', writes,
      'more', more) ORDER BY day DESC, contract), '[]') FROM days)
  ) AS counted`);

const IS_SELECTED = `(:actor::text IS NULL OR origin[1] = :actor) AND (:requestId::text IS NULL OR origin[4] = :requestId)
    AND ${BETWEEN} AND (:customers::bigint[] IS NULL OR customer_id = ANY(:customers))`;

const SELECTED = fenced(`
  SELECT customer_id AS id, bool_or(record = 'customer' AND kind = 'added') AS "isCreated",
    bool_or(record = 'customer' AND kind = 'changed' AND patch ? 'deleted_at') AS "isDeleted",
    bool_or(record = 'customer' AND kind = 'changed' AND patch ? 'parent_id') AS "isMoved"
  FROM changes WHERE tenant_id = :tenant AND ${IS_SELECTED}
  GROUP BY customer_id ORDER BY customer_id LIMIT ${MOST_CUSTOMERS + 1}`);

const SINCE = fenced(`
  SELECT seq, at, record, record_id AS "recordId", kind, origin[1] AS actor, coalesce(${IS_SELECTED}, false) AS "isSelected", patch
  FROM changes
  WHERE tenant_id = :tenant AND customer_id = :customer AND seq > :after AND seq >= (
    SELECT min(seq) FROM changes WHERE tenant_id = :tenant AND customer_id = :customer AND ${IS_SELECTED})
  ORDER BY seq LIMIT ${PORTION}`);

const PRESENT = fenced(`
  SELECT ${presentRows(['customer', 'email', 'phone', 'company_name', 'contact_person'], ':tenant', ':customer')} AS rows
  FROM customers WHERE tenant_id = :tenant AND id = :customer`);

const keyIsTakenIn = (table: string) =>
  fenced(`SELECT id FROM ${table}
    WHERE tenant_id = :tenant AND external_key_normal = trimmed(:key) AND id <> :id LIMIT 1`);
const KEY_IS_TAKEN = { customer: keyIsTakenIn('customers'), contact_person: keyIsTakenIn('contact_persons') };

const CHILDREN = fenced(`SELECT id FROM customers
  WHERE tenant_id = :tenant AND parent_id = :customer AND deleted_at IS NULL ORDER BY id LIMIT ${PORTION}`);
