import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { CompiledStatement } from '../database/compiled-statement.js';
import { fenced, HERE } from '../database/fence.js';
import { type Survivor, SURVIVORS } from '../database/merged.js';
import { type Belongings, TenantRepository } from '../database/tenant.repository.js';
import { KINDS_OF_TABLE, spellingsOf } from '../database/wire-ids.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { asciiUpperCase } from '../normal-forms/countries.js';
import type { IdKind } from '../own-ids.js';
import type { CodeFamily, Pattern } from './id-forms.js';
import { WireId } from './wire-id.entity.js';

/** A kind of IDs in one contract. */
export interface Numbered {
  contract: string;
  kind: IdKind;
}

/** An ID of a record. `isCurrent`: the contract shows it; otherwise it only leads to the record. */
export interface GivenId {
  recordId: number;
  id: string;
  isCurrent: boolean;
}

export type ShownWireId = Pick<WireId, 'contract' | 'kind' | 'wireId' | 'recordId' | 'isCurrent'>;

const SHOWN = 'contract, kind, wire_id AS "wireId", record_id AS "recordId", is_current AS "isCurrent"';

const OF_CUSTOMER = Object.entries(KINDS_OF_TABLE)
  .map(([table, kinds]) => {
    const records =
      table === 'customers'
        ? '= :customer'
        : `IN (SELECT id FROM ${table} WHERE ${table}.tenant_id = :tenant AND customer_id = :customer)`;
    const ofKinds = `kind IN (${kinds.map((kind) => `'${kind}'`).join(', ')})`;
    return `SELECT ${SHOWN} FROM wire_ids WHERE tenant_id = :tenant AND ${ofKinds} AND record_id ${records}`;
  })
  .join(' UNION ALL ');

@Injectable()
export class WireIdsRepository extends TenantRepository<WireId> {
  /** The IDs of a customer and of its records, for a query that reads the customer. */
  readonly ofCustomer: Belongings<ShownWireId> = {
    sql: `(SELECT coalesce(json_agg(found ORDER BY contract, kind, "recordId", NOT "isCurrent", "wireId"), '[]')
      FROM (${OF_CUSTOMER}) found)`,
    read: (row) => row as ShownWireId,
  };
  private readonly statements;

  constructor(database: Database, source: DataSource) {
    super(database, source, WireId);
    const ofKind = 't.contract = :contract AND t.kind = :kind';
    const shared = { connection: 'shared' } as const;
    const codes = () => this.select(['recordId']).addSelect('upper(t.wireId)', 'wireId');
    this.statements = {
      records: fenced(
        this.select(['wireId', 'recordId']).andWhere(`${ofKind} AND t.wireId = ANY(:ids::text[])`),
        shared,
      ),
      recordsOfSpellings: fenced(codes().andWhere(`${ofKind} AND t.wireId = ANY(:ids::text[])`), shared),
      recordsOfCodes: fenced(codes().andWhere(`${ofKind} AND upper(t.wireId) = ANY(:ids::text[])`), shared),
      shown: fenced(
        this.select(['wireId', 'recordId']).andWhere(
          `${ofKind} AND t.isCurrent AND t.recordId = ANY(:records::bigint[])`,
        ),
        shared,
      ),
      ofRecords: fenced(
        this.select(['contract', 'kind', 'wireId', 'recordId', 'isCurrent'])
          .andWhere(`${ofKind} AND t.recordId = ANY(:records::bigint[])`)
          .orderBy('t.recordId')
          .addOrderBy('t.isCurrent', 'DESC')
          .addOrderBy('t.wireId'),
      ),
    };
  }

  /** The record of each of these IDs, by the ID as it was given. */
  async recordsOf(
    tenant: TenantId,
    { contract, kind }: Numbered,
    ids: readonly string[],
  ): Promise<Map<string, number>> {
    const compared = (id: string) => (kind === 'code' ? asciiUpperCase(id) : id);
    const [statement, asked] = this.namedBy(kind, ids);
    const rows = await this.read(tenant, statement, { contract, kind, ids: asked });
    const found = new Map(rows.map(({ wireId, recordId }) => [wireId, recordId]));
    return new Map(ids.flatMap((id) => (found.has(compared(id)) ? [[id, found.get(compared(id))!]] : [])));
  }

  private namedBy(kind: IdKind, ids: readonly string[]): [statement: CompiledStatement, ids: readonly string[]] {
    if (kind !== 'code') return [this.statements.records, ids];
    const spelled = spellingsOf(ids);
    return spelled
      ? [this.statements.recordsOfSpellings, spelled]
      : [this.statements.recordsOfCodes, ids.map(asciiUpperCase)];
  }

  /** What the contract shows as the IDs of these records. */
  async shown(
    tenant: TenantId,
    { contract, kind }: Numbered,
    records: readonly number[],
  ): Promise<Map<number, string>> {
    const rows = await this.read(tenant, this.statements.shown, { contract, kind, records });
    return new Map(rows.map(({ wireId, recordId }) => [recordId, wireId]));
  }

  /** All IDs of these records, the shown one first. */
  ofRecords(tenant: TenantId, { contract, kind }: Numbered, records: readonly number[]): Promise<ShownWireId[]> {
    return this.read<ShownWireId>(tenant, this.statements.ofRecords, { contract, kind, records });
  }

  /** The customers that these have been merged into. Those that were not merged are left out. */
  async survivors(tenant: TenantId, customers: readonly number[]): Promise<Map<number, number>> {
    const rows = await this.write<Survivor>(tenant, SURVIVORS, { ids: customers });
    return new Map(rows.map(({ gone, id }) => [gone, id]));
  }

  /** Lets one transaction of the tenant at a time give IDs, as `give_wire_ids` does. */
  async lock(tenant: TenantId): Promise<void> {
    await this.write(tenant, LOCK);
  }

  /** Those of these records that do not exist. A deleted one exists. */
  async missing(tenant: TenantId, kind: IdKind, records: readonly number[]): Promise<number[]> {
    return (await this.write<{ id: number }>(tenant, MISSING[kind], { records })).map(({ id }) => id);
  }

  /** Adds IDs, and makes those that are current the shown ones. No other record has one of them. */
  async put(tenant: TenantId, contract: string, ids: readonly (GivenId & { kind: IdKind })[]): Promise<void> {
    const current = ids.filter(({ isCurrent }) => isCurrent);
    await this.write(tenant, MAKE_FORMER, { contract, kinds: current.map(kindOf), records: current.map(recordOf) });
    await this.write(tenant, PUT, {
      contract,
      kinds: ids.map(kindOf),
      ids: ids.map(({ id }) => id),
      records: ids.map(recordOf),
      current: ids.map(({ isCurrent }) => isCurrent),
    });
  }

  /** Those of these IDs that another record has, or had, by their places. No code is among them. */
  async held(tenant: TenantId, contract: string, ids: readonly (GivenId & { kind: IdKind })[]): Promise<number[]> {
    const rows = await this.write<{ place: number }>(tenant, HELD, {
      contract,
      kinds: ids.map(kindOf),
      ids: ids.map(({ id }) => id),
      records: ids.map(recordOf),
    });
    return rows.map(({ place }) => place);
  }

  /** The highest ID that follows from the own ID of a record that has none in the contract. */
  async highestNative(tenant: TenantId, { contract, kind }: Numbered): Promise<string> {
    const [row] = await this.write<{ highest: string }>(tenant, HIGHEST[kind], { contract, kind });
    return row!.highest;
  }

  /** The codes that end with digits, by what is before these, and the number of all codes. */
  async codes(tenant: TenantId, { contract, kind }: Numbered): Promise<{ families: CodeFamily[]; total: number }> {
    const rows = await this.write<CodeFamily & { total: number }>(tenant, CODES, { contract, kind });
    return { families: rows.filter(({ prefix }) => prefix !== null), total: rows[0]?.total ?? 0 };
  }

  /** Lets the counter go on after all IDs. It never goes back. */
  async raise(tenant: TenantId, { contract, kind }: Numbered, { prefix, width, next, most }: Pattern): Promise<void> {
    const values = { contract, kind, prefix, width, next: String(next), most: String(most) };
    await this.write(tenant, RAISE, values);
  }

  /** Lets counters whose IDs begin with a prefix go on after a number. Others never give one of these IDs. */
  async startAfterEach(
    tenant: TenantId,
    contract: string,
    ids: readonly { kind: IdKind; prefix: string; highest: string }[],
  ): Promise<void> {
    await this.write(tenant, START_AFTER_EACH, {
      contract,
      kinds: ids.map(kindOf),
      prefixes: ids.map(({ prefix }) => prefix),
      highest: ids.map(({ highest }) => highest),
    });
  }

  /** Lets a counter of numbers, or of native codes, go on after a number. */
  async startAfter(tenant: TenantId, { contract, kind }: Numbered, highest: string): Promise<void> {
    await this.write(tenant, START_AFTER, { contract, kind, highest });
  }

  /** Whether new records get IDs of this kind. */
  async setOwn(tenant: TenantId, { contract, kind }: Numbered, isOwn: boolean): Promise<void> {
    await this.write(tenant, SET_OWN, { contract, kind, isOwn });
  }

  /**
   * Gives records that have no ID of this kind the one that follows from their own: the next records after one of them.
   * Returns the last of them, the highest number that they got, and those whose ID another record has.
   */
  async fill(
    tenant: TenantId,
    { contract, kind }: Numbered,
    after: number,
  ): Promise<{ last: number | null; highest: string | null; taken: number[] }> {
    const { portion, add, without } = FILL[kind];
    const [{ last }] = (await this.write<{ last: number | null }>(tenant, portion, { after })) as [
      { last: number | null },
    ];
    if (last === null) return { last, highest: null, taken: [] };
    const values = { contract, kind, after, last };
    const [added, taken] = await Promise.all([
      this.write<{ number: number }>(tenant, add, values),
      this.write<{ id: number }>(tenant, without, values),
    ]);
    const highest = added.length === 0 ? null : String(Math.max(...added.map(({ number }) => number)));
    return { last, highest, taken: taken.map(({ id }) => id) };
  }

  /** Gives records the next IDs of all counters of a kind. */
  async give(tenant: TenantId, kind: IdKind, records: readonly number[]): Promise<void> {
    await this.write(tenant, GIVE_NEXT, { kinds: [kind], records });
  }
}

/** The table of each kind, and the ID that follows from a record's own. */
const SOURCES: Readonly<Record<IdKind, { table: string; id: string }>> = {
  customer: { table: 'customers', id: 't.id' },
  email: { table: 'emails', id: 't.id' },
  phone: { table: 'phones', id: 't.id' },
  company_name: { table: 'company_names', id: 't.id' },
  contact_person: { table: 'contact_persons', id: 't.id' },
  ledger_entry: { table: 'ledger_entries', id: 't.id' },
  code: { table: 'customers', id: "('C' || lpad(t.id::text, greatest(4, length(t.id::text)), '0'))" },
  billing_address: { table: 'customers', id: '(2 * t.id - 1)' },
  shipping_address: { table: 'customers', id: '(2 * t.id)' },
};

const forEachKind = <Result>(make: (source: { table: string; id: string }, kind: IdKind) => Result) =>
  Object.fromEntries(Object.entries(SOURCES).map(([kind, source]) => [kind, make(source, kind as IdKind)])) as Readonly<
    Record<IdKind, Result>
  >;

// The query builder cannot select without a table, nor from an array, nor write these INSERTs.

const LOCK = fenced("SELECT pg_advisory_xact_lock(hashtextextended('wire_ids', :tenant))");

const MISSING = forEachKind(({ table }) =>
  fenced(`SELECT record.id FROM unnest(:records::bigint[]) AS record (id)
    WHERE NOT EXISTS (SELECT FROM ${table} t WHERE t.tenant_id = :tenant AND t.id = record.id)`),
);

const kindOf = ({ kind }: { kind: IdKind }) => kind;
const recordOf = ({ recordId }: GivenId) => recordId;

const MAKE_FORMER = fenced(`UPDATE wire_ids own SET is_current = false
  FROM unnest(:kinds::text[], :records::bigint[]) AS given (kind, record)
  WHERE own.tenant_id = :tenant AND own.contract = :contract AND own.kind = given.kind AND own.record_id = given.record
    AND own.is_current`);

const HELD = fenced(`SELECT given.place - 1 AS place
  FROM unnest(:kinds::text[], :ids::text[], :records::bigint[]) WITH ORDINALITY AS given (kind, id, record, place)
  JOIN wire_ids other ON other.tenant_id = :tenant AND other.contract = :contract AND other.kind = given.kind
    AND other.wire_id = given.id AND other.record_id <> given.record`);

const PUT = fenced(`INSERT INTO wire_ids (tenant_id, contract, kind, wire_id, record_id, is_current)
  SELECT here.tenant_id, :contract, given.kind, given.id, given.record, given.is_current
  FROM ${HERE} CROSS JOIN unnest(:kinds::text[], :ids::text[], :records::bigint[], :current::boolean[])
    AS given (kind, id, record, is_current)
  ON CONFLICT (tenant_id, contract, kind, wire_id) DO UPDATE SET is_current = excluded.is_current OR wire_ids.is_current
    WHERE wire_ids.record_id = excluded.record_id`);

const withoutId = (record: string) => `NOT EXISTS (SELECT FROM wire_ids own WHERE own.tenant_id = :tenant
  AND own.contract = :contract AND own.kind = :kind AND own.record_id = ${record} AND own.is_current)`;

const HIGHEST = forEachKind(({ table, id }, kind) =>
  fenced(`SELECT coalesce(max(${kind === 'code' ? 't.id' : id}), 0)::text AS highest FROM ${table} t
    WHERE t.tenant_id = :tenant AND ${withoutId('t.id')}`),
);

const CODES = fenced(`
  WITH codes AS (
    SELECT wire_id, substring(wire_id FROM '^(.*?)[0-9]+$') AS prefix, substring(wire_id FROM '[0-9]+$') AS digits
    FROM wire_ids WHERE tenant_id = :tenant AND contract = :contract AND kind = :kind)
  SELECT mode() WITHIN GROUP (ORDER BY prefix) AS prefix, count(*) AS count,
    coalesce(max(length(digits)) FILTER (WHERE digits LIKE '0%'), 1) AS width, max(digits::numeric)::text AS highest,
    (SELECT count(*) FROM codes) AS total
  FROM codes GROUP BY upper(prefix) ORDER BY count(*) DESC LIMIT 100`);

const RAISE = fenced(`INSERT INTO wire_counters (tenant_id, contract, kind, prefix, width, next, most)
  VALUES (:tenant, :contract, :kind, :prefix, :width::integer, :next::numeric, :most::numeric)
  ON CONFLICT (tenant_id, contract, kind) DO UPDATE SET prefix = excluded.prefix, width = excluded.width,
    most = excluded.most,
    next = CASE WHEN wire_counters.prefix = excluded.prefix THEN greatest(wire_counters.next, excluded.next) ELSE excluded.next END`);

const START_AFTER = fenced(`UPDATE wire_counters SET next = greatest(next, :highest::numeric + 1)
  WHERE tenant_id = :tenant AND contract = :contract AND kind = :kind AND upper(prefix) IN ('', 'C')`);

const START_AFTER_EACH = fenced(`UPDATE wire_counters counter SET next = given.highest + 1
  FROM (
    SELECT kind, upper(prefix) AS prefix, max(highest) AS highest
    FROM unnest(:kinds::text[], :prefixes::text[], :highest::numeric[]) AS one (kind, prefix, highest) GROUP BY 1, 2
  ) given
  WHERE counter.tenant_id = :tenant AND counter.contract = :contract AND counter.kind = given.kind
    AND upper(counter.prefix) = given.prefix AND counter.next <= given.highest`);

const SET_OWN = fenced(`UPDATE wire_counters SET is_own = :isOwn::boolean
  WHERE tenant_id = :tenant AND contract = :contract AND kind = :kind`);

/** Records in one transaction. */
const PORTION = 5000;

const FILL = forEachKind(({ table, id }, kind) => {
  const portion = `t.tenant_id = :tenant AND t.id > :after AND t.id <= :last AND ${withoutId('t.id')}`;
  return {
    portion: fenced(`SELECT max(id) AS last FROM (
      SELECT t.id FROM ${table} t WHERE t.tenant_id = :tenant AND t.id > :after ORDER BY t.id LIMIT ${PORTION}) portion`),
    add: fenced(`INSERT INTO wire_ids (tenant_id, contract, kind, wire_id, record_id, is_current)
      SELECT t.tenant_id, :contract, :kind, ${id}::text, t.id, true FROM ${table} t WHERE ${portion}
      ON CONFLICT DO NOTHING RETURNING ${kind === 'code' ? 'record_id' : 'wire_id::bigint'} AS number`),
    without: fenced(`SELECT t.id FROM ${table} t WHERE ${portion} ORDER BY t.id`),
  };
});

const GIVE_NEXT = fenced('SELECT give_wire_ids(:tenant, :kinds::text[], :records::bigint[])');
