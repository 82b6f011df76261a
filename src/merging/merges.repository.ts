import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { fenced } from '../database/fence.js';
import { presentRows, RECORD_TABLES } from '../database/kept-changes.js';
import { type RecordFields, recordFieldsOf } from '../database/record-fields.js';
import { TenantRepository } from '../database/tenant.repository.js';
import { KINDS_OF_TABLE } from '../database/wire-ids.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { CustomerMerge } from './customer-merge.entity.js';
import type { JoinedRecord, Kind, Moved, MovedEntry, MovedId, MovedLink, RecordRows } from './moved.js';
import type { EntryNow, StandingMerge } from './unmerge-plan.js';

/** A merge as lists show it. */
export type ListedMerge = Omit<CustomerMerge, 'moved' | 'tenantId'>;

@Injectable()
export class MergesRepository extends TenantRepository<CustomerMerge> {
  readonly fields: RecordFields;

  constructor(database: Database, source: DataSource) {
    super(database, source, CustomerMerge);
    this.fields = recordFieldsOf(source);
  }

  /** Locks customers, also deleted ones, in the order in which every change locks them. Answers those that exist. */
  async lock(tenant: TenantId, ids: readonly number[]): Promise<number[]> {
    return (await this.write<{ id: number }>(tenant, LOCK, { ids })).map(({ id }) => id);
  }

  async present(tenant: TenantId, customer: number): Promise<RecordRows | undefined> {
    return (await this.write<{ rows: RecordRows }>(tenant, PRESENT, { customer }))[0]?.rows;
  }

  list(
    tenant: TenantId,
    asked: { customer: number | null; before: number | null; limit: number },
  ): Promise<ListedMerge[]> {
    return this.read<ListedMerge>(tenant, asked.customer === null ? LIST : LIST_OF_CUSTOMER, asked);
  }

  async find(tenant: TenantId, id: number): Promise<(ListedMerge & { moved: Moved }) | undefined> {
    return (await this.write<ListedMerge & { moved: Moved }>(tenant, FIND, { id }))[0];
  }

  /** The merges that stand by which a customer is gone, and its survivor, and so on. */
  chain(tenant: TenantId, customer: number): Promise<StandingMerge[]> {
    return this.write<StandingMerge>(tenant, CHAIN, { customer });
  }

  /** All merges of a customer, whichever of the two it is. */
  of(tenant: TenantId, customer: number): Promise<(StandingMerge & { isStanding: boolean })[]> {
    return this.write(tenant, OF_CUSTOMER, { customer });
  }

  /** All customers with this parent, also deleted ones. */
  children(tenant: TenantId, customer: number): Promise<{ id: number; createdAt: string }[]> {
    return this.write(tenant, CHILDREN, { customer });
  }

  /** The line of parents of a customer, without itself. */
  async above(tenant: TenantId, customer: number): Promise<number[]> {
    return (await this.write<{ id: number }>(tenant, ABOVE, { customer })).map(({ id }) => id);
  }

  /** The entries that a customer has, or has paid. */
  entries(tenant: TenantId, customer: number): Promise<EntryNow[]> {
    return this.write<EntryNow>(tenant, ENTRIES, { customer });
  }

  entriesById(tenant: TenantId, ids: readonly number[]): Promise<EntryNow[]> {
    return this.write<EntryNow>(tenant, ENTRIES_BY_ID, { ids });
  }

  /** The time of the transaction. */
  async now(tenant: TenantId): Promise<string> {
    return (await this.write<{ now: string }>(tenant, NOW))[0]!.now;
  }

  async add(
    tenant: TenantId,
    merge: { intoId: number; goneId: number; mergedBy: string; moved: Moved },
  ): Promise<number> {
    const [row] = await this.write<{ id: number }>(tenant, ADD, { ...merge, moved: JSON.stringify(merge.moved) });
    return row!.id;
  }

  async setMoved(tenant: TenantId, id: number, moved: Moved): Promise<void> {
    await this.write(tenant, SET_MOVED, { id, moved: JSON.stringify(moved) });
  }

  async setUndone(tenant: TenantId, id: number): Promise<void> {
    await this.write(tenant, SET_UNDONE, { id });
  }

  /** Sets columns of a customer and raises its version, whether it is deleted or not. */
  async setCustomer(tenant: TenantId, id: number, values: Readonly<Record<string, unknown>>): Promise<void> {
    await this.write(
      tenant,
      this.settingOf('customers', Object.keys(values), 'version = t.version + 1, updated_at = now()'),
      {
        id,
        values: JSON.stringify(values),
      },
    );
  }

  /** Sets columns of a record. Its time stays, which says when a caller has changed it last. */
  async setRecord(tenant: TenantId, kind: Kind, id: number, values: Readonly<Record<string, unknown>>): Promise<void> {
    const statement = this.settingOf(RECORD_TABLES[kind], Object.keys(values));
    await this.write(tenant, statement, { id, values: JSON.stringify(values) });
  }

  /** Gives records to another customer, with their IDs. Contact persons come without their pointers. */
  async move(tenant: TenantId, kind: Kind, ids: readonly number[], from: number, to: number): Promise<void> {
    if (ids.length === 0) return;
    const table = RECORD_TABLES[kind];
    const columns = this.source.getMetadata(table).columns.map(({ databaseName }) => databaseName);
    const given: Readonly<Record<string, string>> = {
      tenant_id: 'c.tenant_id',
      customer_id: 'c.id',
      email_id: 'NULL',
      phone_id: 'NULL',
    };
    const values = columns.map((column) => given[column] ?? `moved.${column}`);
    // Citus has no plan for an INSERT that selects from what a DELETE returns.
    const remove = fenced(`WITH gone AS (
        DELETE FROM ${table} WHERE tenant_id = :tenant AND customer_id = :from AND id = ANY(:ids::bigint[]) RETURNING *)
      SELECT to_jsonb(gone)::text AS row FROM gone ORDER BY id`);
    const rows = await this.write<{ row: string }>(tenant, remove, { ids, from });
    const add = fenced(`INSERT INTO ${table} (${columns.join(', ')})
      SELECT ${values.join(', ')} FROM customers c
        CROSS JOIN jsonb_populate_recordset(NULL::public.${table}, :rows::jsonb) moved
      WHERE c.tenant_id = :tenant AND c.id = :to`);
    await this.write(tenant, add, { rows: `[${rows.map(({ row }) => row).join(',')}]`, to });
  }

  async setParent(tenant: TenantId, ids: readonly number[], parent: number): Promise<void> {
    if (ids.length > 0) await this.write(tenant, SET_PARENT, { ids, parent });
  }

  async moveEntries(tenant: TenantId, entries: readonly MovedEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await this.write(tenant, MOVE_ENTRIES, {
      entries: entries.map(({ id }) => id),
      customers: entries.map(({ customer }) => customer),
      payers: entries.map(({ payer }) => payer),
      customer: entries[0]!.customer,
    });
  }

  /** Lets all IDs of a customer, and those of joined records, lead to others. Answers where they led before. */
  async redirectIds(
    tenant: TenantId,
    { gone, into, joined }: { gone: number; into: number; joined: readonly JoinedRecord[] },
  ): Promise<MovedId[]> {
    return this.write<MovedId>(tenant, REDIRECT_IDS, {
      kinds: [...KINDS_OF_TABLE.customers!.map(String), ...joined.map(({ kind }) => kind)],
      records: [...KINDS_OF_TABLE.customers!.map(() => gone), ...joined.map(({ id }) => id)],
      targets: [...KINDS_OF_TABLE.customers!.map(() => into), ...joined.map((one) => one.into)],
    });
  }

  /** Lets IDs lead to the records that they led to before. */
  async giveIdsBack(tenant: TenantId, ids: readonly MovedId[]): Promise<void> {
    for (const { contract, kind, wireId, record, isCurrent } of ids)
      await this.write(tenant, GIVE_ID_BACK, { contract, kind, wireId, record, isCurrent });
  }

  async redirectLinks(tenant: TenantId, from: number, to: number): Promise<MovedLink[]> {
    return this.write<MovedLink>(tenant, REDIRECT_LINKS, { from, to });
  }

  async giveLinksBack(tenant: TenantId, links: readonly MovedLink[], customer: number): Promise<void> {
    if (links.length === 0) return;
    await this.write(tenant, GIVE_LINKS_BACK, {
      customer,
      sources: links.map(({ source }) => source),
      ids: links.map(({ sourceId }) => sourceId),
    });
  }

  /** Keeps with the change of a customer that it was merged, or is not merged any more. */
  async note(tenant: TenantId, customer: number, column: string, before: number | null, after: number | null) {
    await this.write(tenant, NOTE, { customer, patch: JSON.stringify({ [column]: [before, after] }) });
  }

  private settingOf(table: string, columns: readonly string[], ...also: string[]) {
    const set = [...columns.map((column) => `${column} = given.${column}`), ...also];
    return fenced(
      `UPDATE ${table} t SET ${set.join(', ')}
      FROM jsonb_populate_record(NULL::public.${table}, :values::jsonb) given
      WHERE t.tenant_id = :tenant AND t.id = :id`,
      { prepare: 'never' },
    );
  }
}

// Most of these statements have JSON, arrays or tables of several modules, for which the query builder has no words.

const LOCK = fenced(`SELECT id FROM customers WHERE tenant_id = :tenant AND id = ANY(:ids::bigint[])
  ORDER BY id FOR NO KEY UPDATE`);

const PRESENT = fenced(`
  SELECT ${presentRows(['customer', 'email', 'phone', 'company_name', 'contact_person'], ':tenant', ':customer')} AS rows
  FROM customers WHERE tenant_id = :tenant AND id = :customer`);

const SHOWN = `id, into_id AS "intoId", gone_id AS "goneId", merged_at AS "mergedAt", merged_by AS "mergedBy",
  undone_at AS "undoneAt"`;

const PAGE = `(:before::bigint IS NULL OR id < :before) ORDER BY id DESC LIMIT :limit`;
const LIST = fenced(`SELECT ${SHOWN} FROM customer_merges WHERE tenant_id = :tenant AND ${PAGE}`);
const LIST_OF_CUSTOMER = fenced(`SELECT ${SHOWN} FROM customer_merges
  WHERE tenant_id = :tenant AND :customer IN (into_id, gone_id) AND ${PAGE}`);

const FIND = fenced(`SELECT ${SHOWN}, moved FROM customer_merges WHERE tenant_id = :tenant AND id = :id`);

const STANDING = 'm.id, m.into_id AS "intoId", m.gone_id AS "goneId", m.merged_at AS "mergedAt", m.moved';

const CHAIN = fenced(`WITH RECURSIVE line (id, into_id, depth) AS (
    SELECT id, into_id, 1 FROM customer_merges
      WHERE tenant_id = :tenant AND gone_id = :customer AND undone_at IS NULL
    UNION ALL SELECT next.id, next.into_id, line.depth + 1 FROM customer_merges next
      JOIN line ON next.tenant_id = :tenant AND next.gone_id = line.into_id AND next.undone_at IS NULL)
  SELECT ${STANDING} FROM customer_merges m JOIN line ON line.id = m.id
  WHERE m.tenant_id = :tenant ORDER BY line.depth`);

const OF_CUSTOMER = fenced(`SELECT ${STANDING}, m.undone_at IS NULL AS "isStanding" FROM customer_merges m
  WHERE m.tenant_id = :tenant AND :customer::bigint IN (m.into_id, m.gone_id)`);

const CHILDREN = fenced(`SELECT id, to_jsonb(created_at) #>> '{}' AS "createdAt" FROM customers
  WHERE tenant_id = :tenant AND parent_id = :customer ORDER BY id`);

const ABOVE = fenced(`WITH RECURSIVE line (id, parent_id) AS (
    SELECT id, parent_id FROM customers WHERE tenant_id = :tenant AND id = :customer
    UNION SELECT above.id, above.parent_id FROM customers above
      JOIN line ON above.tenant_id = :tenant AND above.id = line.parent_id)
  SELECT id FROM line WHERE id <> :customer`);

const ENTRIES =
  fenced(`SELECT id, customer_id AS customer, payer_id AS payer, to_jsonb(created_at) #>> '{}' AS "createdAt"
  FROM ledger_entries WHERE tenant_id = :tenant AND (customer_id = :customer OR payer_id = :customer) ORDER BY id`);

const ENTRIES_BY_ID = fenced(`SELECT id, customer_id AS customer, payer_id AS payer,
    to_jsonb(created_at) #>> '{}' AS "createdAt"
  FROM ledger_entries WHERE tenant_id = :tenant AND id = ANY(:ids::bigint[]) ORDER BY id`);

const NOW = fenced("SELECT to_jsonb(now()) #>> '{}' AS now WHERE current_tenant() = :tenant::bigint");

const ADD = fenced(`INSERT INTO customer_merges (tenant_id, into_id, gone_id, merged_by, moved)
  VALUES (:tenant, :intoId, :goneId, :mergedBy, :moved::jsonb) RETURNING id`);

const SET_MOVED = fenced('UPDATE customer_merges SET moved = :moved::jsonb WHERE tenant_id = :tenant AND id = :id');
const SET_UNDONE = fenced('UPDATE customer_merges SET undone_at = now() WHERE tenant_id = :tenant AND id = :id');

const SET_PARENT = fenced(`UPDATE customers SET parent_id = :parent::bigint, version = version + 1, updated_at = now()
  WHERE tenant_id = :tenant AND id = ANY(:ids::bigint[])`);

// The function changes entries of the current tenant alone. Citus runs it beside the rows of the customer.
const MOVE_ENTRIES = fenced(`SELECT move_ledger_entries(:entries::bigint[], :customers::bigint[], :payers::bigint[])
  FROM customers WHERE tenant_id = :tenant AND id = :customer`);

const REDIRECT_IDS = fenced(`WITH found AS (
    SELECT w.contract, w.kind, w.wire_id, w.record_id, w.is_current, named.target
    FROM unnest(:kinds::text[], :records::bigint[], :targets::bigint[]) AS named (kind, record, target)
      JOIN wire_ids w ON w.tenant_id = :tenant AND w.record_id = named.record AND w.kind = named.kind COLLATE "C"),
  redirected AS (
    UPDATE wire_ids w SET record_id = found.target, is_current = false FROM found
    WHERE w.tenant_id = :tenant AND w.contract = found.contract AND w.kind = found.kind AND w.wire_id = found.wire_id)
  SELECT contract, kind, wire_id AS "wireId", record_id AS record, is_current AS "isCurrent" FROM found`);

const GIVE_ID_BACK = fenced(`UPDATE wire_ids SET record_id = :record::bigint,
    is_current = :isCurrent::boolean AND NOT EXISTS (SELECT FROM wire_ids own WHERE own.tenant_id = :tenant
      AND own.contract = :contract AND own.kind = :kind AND own.record_id = :record AND own.is_current)
  WHERE tenant_id = :tenant AND contract = :contract AND kind = :kind AND wire_id = :wireId`);

const REDIRECT_LINKS = fenced(`UPDATE import_links SET customer_id = :to::bigint
  WHERE tenant_id = :tenant AND customer_id = :from RETURNING source, source_id AS "sourceId"`);

const GIVE_LINKS_BACK = fenced(`UPDATE import_links link SET customer_id = :customer::bigint
  FROM unnest(:sources::text[], :ids::text[]) AS named (source, id)
  WHERE link.tenant_id = :tenant AND link.source = named.source AND link.source_id = named.id`);

// The version is that which the transaction has made. Citus runs the function beside the row of the customer: numbers
// of changes and of transactions are those of its server.
const NOTE = fenced(`SELECT note_change(id, version, :patch::jsonb) FROM customers
  WHERE tenant_id = :tenant AND id = :customer`);
