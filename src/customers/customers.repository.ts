import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import type { CompiledStatement, Travel } from '../database/compiled-statement.js';
import { fenced, ofTenant, type Query } from '../database/fence.js';
import { type Survivor, SURVIVOR_WITH_KEY, SURVIVOR_WITH_TOKEN, SURVIVORS } from '../database/merged.js';
import { given } from '../database/tenant.repository.js';
import { perOwnIds } from '../database/wire-ids.js';
import { memoized } from '../engine/kit/memoized.js';
import type { RecordRef } from '../own-ids.js';
import type { Rows } from '../rows.js';
import { Customer } from './customer.entity.js';
import { type CustomerRecord, type Listed, type Lists, type Seen, type SeenBy, type View } from './customer-record.js';
import type { Listing } from './customer-lists.repository.js';
import { CustomerSuggestions } from './customer-suggestions.repository.js';
import { isOfRow, joinsFor } from './customer-select.js';
import { knownKey } from './external-key.js';
import { onlyIdOf } from './only-id.js';
import { showing, type Versioned } from './versions.js';
import { isTaxId } from './tax-id-placeholders.js';

export type { Counted, FirstRows } from '../database/tenant-query.js';
export type { Continued, Filter, Listing } from './customer-lists.repository.js';

const KEEPING = {
  fields: [
    'version',
    'countryIso',
    'primaryEmailId',
    'mainPhoneId',
    'mobilePhoneId',
    'faxPhoneId',
    'defaultCompanyNameId',
    'companyNameChosen',
  ],
} as const satisfies View;

/** What modules that keep records of a customer read of its row. */
export type Keeping = SeenBy<typeof KEEPING>;

@Injectable()
export class CustomersRepository extends CustomerSuggestions {
  private readonly finds = perOwnIds(() => new WeakMap<View, CompiledStatement>());
  private readonly findsWith = perOwnIds(() => new WeakMap<object, WeakMap<View, CompiledStatement>>());
  /** A name for each view that a change returns. */
  private readonly viewNames = perOwnIds(() => new WeakMap<View, string>());
  private views = 0;
  private readonly statements;

  constructor(database: Database, source: DataSource) {
    super(database, source, Customer);
    const idOf = (condition: string) => this.select(['id']).andWhere(`${condition} AND ${LIVING}`);
    const these = `t.id = ANY(:ids) AND ${LIVING}`;
    this.statements = {
      existing: fenced(this.select(['id']).andWhere(these)),
      version: fenced(this.select(['version']).andWhere(`t.id = :customer AND ${LIVING}`), BY_KEY),
      versions: fenced(this.select(['id', 'version']).andWhere(these), BY_KEY),
      // Prefers the exact spelling: keys were once told apart by the blanks around them.
      idOfExternalKey: fenced(
        idOf('t.external_key_normal = trimmed(:key)')
          .orderBy('t.externalKey = :key', 'DESC')
          .addOrderBy('t.id')
          .limit(1),
        BY_KEY,
      ),
      idOfToken: fenced(idOf('t.token = :token'), BY_KEY),
      withTaxId: fenced(idOf(`t.tax_id_normal = normal_tax_id(:taxId) AND ${isTaxId('t.tax_id_normal')}`).limit(1)),
      lock: fenced(this.select().andWhere(these).orderBy('t.id').setLock('for_no_key_update', undefined, ['t'])),
      lockEvenDeleted: fenced(this.select().andWhere('t.id = :id').setLock('for_no_key_update', undefined, ['t'])),
      raise: fenced(
        this.updating(RAISED).andWhere('id = :id AND deletedAt IS NULL').returning(this.columnsOf(KEEPING.fields)),
      ),
      detachChildren: fenced(
        this.updating({ ...RAISED, parentId: () => 'NULL' }).andWhere('parentId = ANY(:parents::bigint[])'),
      ),
    };
  }

  async find<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    id: RecordRef,
    view: View<Field>,
  ): Promise<(Seen<Field> & Versioned) | undefined> {
    const statement = memoized(this.finds.present, view, () => this.finding(view));
    return (await this.readOf<Seen<Field> & Versioned>(tenant, id, statement))[0];
  }

  /** The version of each of these customers that exists. */
  async versionsOf(tenant: TenantId, ids: readonly number[]): Promise<(Versioned & { id: number })[]> {
    return this.read(tenant, this.statements.versions, { ids });
  }

  /** The version alone, of a customer whose records are read. */
  async versionOf(tenant: TenantId, id: RecordRef): Promise<Versioned | undefined> {
    return (await this.readOf<Versioned>(tenant, id, this.statements.version))[0];
  }

  /** A list that names one customer by its ID is a read by key. */
  override async list<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    listing: Listing,
    view: View<Field>,
  ): Promise<Rows<Seen<Field>>> {
    const id = onlyIdOf(listing);
    if (id === undefined) return super.list(tenant, listing, view);
    const found = (await this.find(tenant, id, view)) ?? (await this.findSurvivor(tenant, id, view));
    return found ? [showing(found)] : [];
  }

  /** The customer that a merged one has become a part of. */
  async survivorOf(tenant: TenantId, id: number): Promise<number | undefined> {
    return (await this.read<Survivor>(tenant, SURVIVORS, { ids: [id] }))[0]?.id;
  }

  private async findSurvivor<Field extends keyof CustomerRecord>(tenant: TenantId, id: RecordRef, view: View<Field>) {
    const survivor = typeof id === 'number' ? await this.survivorOf(tenant, id) : undefined;
    return survivor === undefined ? undefined : this.find(tenant, survivor, view);
  }

  /** A customer with lists of its records, in the order of their IDs. */
  async findWith<Field extends keyof CustomerRecord, Rows extends object>(
    tenant: TenantId,
    id: RecordRef,
    view: View<Field>,
    lists: Lists<Rows>,
  ): Promise<(Seen<Field> & Listed<Rows> & Versioned) | undefined> {
    const names = Object.keys(lists) as (keyof Rows & string)[];
    const statement = memoized(
      memoized(this.findsWith.present, lists, () => new WeakMap<View, CompiledStatement>()),
      view,
      () => this.finding(view, names.map((name) => `, ${lists[name].sql} AS "${name}"`).join('')),
    );
    const [record] = await this.readOf<Seen<Field> & Versioned & Record<string, object[]>>(tenant, id, statement);
    return record && withLists(record, lists);
  }

  /**
   * All customers with lists of their records, in the order of their own IDs: some at a time, from one snapshot. The
   * IDs are those that the contract shows for which it is called. With `isTwice`, all of them come again after an
   * empty portion.
   */
  everyWith<Field extends keyof CustomerRecord, Rows extends object>(
    tenant: TenantId,
    view: View<Field>,
    lists: Lists<Rows>,
    { isTwice = false } = {},
  ): AsyncGenerator<(Seen<Field> & Listed<Rows>)[]> {
    const names = Object.keys(lists) as (keyof Rows & string)[];
    const select = this.selectOf(withVersion(view));
    // Inside a list, `t` is the table of the list.
    const listed = names.map((name) => `, ${lists[name].sql.replaceAll(':customer', 'its.customer')} AS "${name}"`);
    const statement = fenced(`SELECT t.id AS "rowId", ${ofTenant(`${select}${listed.join('')} FROM customers t
      CROSS JOIN LATERAL (SELECT t.id AS customer) its ${joinsFor()(select)}`)}
      WHERE t.tenant_id = :tenant AND t.id > :after AND ${LIVING_ROW} ORDER BY t.id LIMIT ${AT_ONCE}`);
    return portionsOf(this.database, tenant, statement, lists, isTwice ? 2 : 1);
  }

  async existing(tenant: TenantId, ids: readonly number[]): Promise<number[]> {
    return (await this.read(tenant, this.statements.existing, { ids })).map(({ id }) => id);
  }

  async idOfExternalKey(tenant: TenantId, externalKey: string): Promise<number | undefined> {
    const [found] = await this.read(tenant, this.statements.idOfExternalKey, { key: externalKey });
    return found?.id ?? (await this.read<Survivor>(tenant, SURVIVOR_WITH_KEY, { key: externalKey }))[0]?.id;
  }

  async idOfToken(tenant: TenantId, token: string): Promise<number | undefined> {
    const [found] = await this.read(tenant, this.statements.idOfToken, { token });
    return found?.id ?? (await this.read<Survivor>(tenant, SURVIVOR_WITH_TOKEN, { token }))[0]?.id;
  }

  /** Whether another customer has the tax ID. A placeholder is never taken. */
  async taxIdIsTaken(tenant: TenantId, taxId: string): Promise<boolean> {
    return (await this.read(tenant, this.statements.withTaxId, { taxId })).length > 0;
  }

  /**
   * Locks rows until the end of the transaction, always in the order of their IDs, so that two transactions never
   * wait for each other. Every change of a customer or of its records locks the row first. NO KEY: two writers exclude
   * each other, and checks of foreign keys do not wait.
   */
  async lock(tenant: TenantId, ids: readonly number[]): Promise<Customer[]> {
    return this.write(tenant, this.statements.lock, { ids });
  }

  /** Locks the row of a customer that may be deleted. */
  async lockEvenDeleted(tenant: TenantId, id: number): Promise<Customer | undefined> {
    return (await this.write(tenant, this.statements.lockEvenDeleted, { id }))[0];
  }

  /** Takes the tenant's lock with this name until the end of the transaction. */
  async advisoryLock(tenant: TenantId, what: string): Promise<void> {
    await this.write(tenant, ADVISORY_LOCK, { what });
  }

  /** Inserts a customer together with COMMIT. */
  add(tenant: TenantId, values: Partial<Customer>): void {
    this.insertAtCommit(tenant, values, keyTaken(values));
  }

  /**
   * Sets columns and raises the version if a value differs. Answers the customer after it, or nothing if no value
   * differs.
   */
  async set<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    id: number,
    values: Partial<Customer>,
    view: View<Field>,
  ): Promise<(Seen<Field> & Versioned) | undefined> {
    const properties = given(values);
    if (properties.length === 0) return undefined;
    const viewName = memoized(this.viewNames.present, view, () => `view ${++this.views}`);
    const make = () => this.setting(properties, view);
    const statement = this.variant(`set ${viewName}`, properties, make, BY_KEY.connection);
    const set = this.write<Seen<Field> & Versioned>(tenant, statement, { ...values, id });
    return (await set.catch(keyTaken(values)))[0];
  }

  /** Sets columns and raises the version together with COMMIT. */
  setWithVersion(tenant: TenantId, id: number, values: Partial<Customer>): void {
    this.changeAtCommit(tenant, id, values, keyTaken(values), RAISED);
  }

  /** Raises the version, which locks the row as `lock` does. */
  async raise(tenant: TenantId, id: number): Promise<Keeping | undefined> {
    return (await this.write<Keeping>(tenant, this.statements.raise, { id }))[0];
  }

  /** Sets columns together with COMMIT. The version is raised already. */
  setColumns(tenant: TenantId, id: number, values: Partial<Customer>): void {
    this.changeAtCommit(tenant, id, values, keyTaken(values), {});
  }

  async detachChildren(tenant: TenantId, ids: readonly number[]): Promise<void> {
    await this.write(tenant, this.statements.detachChildren, { parents: ids });
  }

  /**
   * Marks customers and their contact persons as deleted. Otherwise a list of persons would have to skip those of
   * deleted customers.
   */
  async delete(tenant: TenantId, ids: readonly number[]): Promise<void> {
    await this.write(tenant, DELETE, { ids });
  }

  /** Whether `ancestor` is `id` or above it. */
  async isAtOrAbove(tenant: TenantId, ancestor: number, id: number): Promise<boolean> {
    return (await this.write<{ found: boolean }>(tenant, IS_AT_OR_ABOVE, { ancestor, id }))[0]!.found;
  }

  /** Undoes `delete`. Contact persons that were deleted earlier stay deleted. */
  async restore(tenant: TenantId, id: number, { releaseKey }: { releaseKey: boolean }): Promise<void> {
    await this.write(tenant, RESTORE, { id, releaseKey });
  }

  // The joins are written by hand: the query builder knows no LATERAL, which adds up the ledger of one customer.
  private finding(view: View, more = ''): CompiledStatement {
    const select = this.selectOf(withVersion(view));
    return fenced(
      `SELECT ${ofTenant(`${select}${more} FROM customers t ${joinsFor()(select)}`)}
        WHERE t.tenant_id = :tenant AND t.id = :customer AND ${LIVING_ROW}`,
      BY_KEY,
    );
  }

  /** An UPDATE that changes and returns nothing unless a value differs. It returns the row after it. */
  private setting(properties: readonly (keyof Customer)[], shown: View): Query {
    const view = withVersion(shown);
    const differs = properties.map((property) => `${property} IS DISTINCT FROM :${property}`).join(' OR ');
    const update = this.changing(properties, RAISED).andWhere(`deletedAt IS NULL AND (${differs})`);
    if (isOfRow(view)) return update.returning(this.columnsOf(view.fields as (keyof Customer)[]));
    fenced(update);
    const select = this.selectOf(view);
    const after = ofTenant(`${select} FROM t ${joinsFor()(select)}`);
    return `WITH t AS (${update.returning('customers.*').getQuery()}) SELECT ${after}`;
  }
}

const FIRST = { rowId: 0 };

/** Customers of a portion. Each may have some hundred records. */
const AT_ONCE = 200;

/** A row whose lists are JSON, as a record with the rows of the lists. */
const withLists = <Record extends object, Rows extends object>(
  record: Record,
  lists: Lists<Rows>,
): Record & Listed<Rows> =>
  Object.assign(
    record,
    Object.fromEntries(
      (Object.keys(lists) as (keyof Rows & string)[]).map((name) => [
        name,
        (record as unknown as globalThis.Record<string, object[]>)[name]!.map((row) => lists[name].read(row)),
      ]),
    ) as Listed<Rows>,
  );

async function* portionsOf<Shown extends object, Rows extends object>(
  database: Database,
  tenant: TenantId,
  statement: CompiledStatement,
  lists: Lists<Rows>,
  passes: number,
): AsyncGenerator<(Shown & Listed<Rows>)[]> {
  const snapshot = await database.snapshot(tenant);
  try {
    for (let after = 0, pass = 1, rows: (Shown & { rowId: number })[]; ; after = rows.at(-1)!.rowId) {
      rows = await snapshot.rows<Shown & { rowId: number }>(statement.with({ tenant, after }));
      if (rows.length > 0) yield rows.map((row) => withLists(row, lists));
      if (rows.length === AT_ONCE) continue;
      if (pass++ === passes) return;
      yield [];
      rows = [FIRST as (typeof rows)[number]];
    }
  } finally {
    snapshot.end();
  }
}

const LIVING = 't.deletedAt IS NULL';
const LIVING_ROW = 't.deleted_at IS NULL';

/** The statement ends at once, so it may share a connection. */
const BY_KEY: Travel = { connection: 'shared' };

/** A reading of one customer also has the version, for its entity tag. */
const withVersion = (view: View): View => ({ fields: [...new Set([...view.fields, 'version' as const])] });

/** Each change of a customer raises its version by one. */
const RAISED = { version: () => 'version + 1', updatedAt: () => 'now()' };

// The query builder cannot select without a table.
const ADVISORY_LOCK = fenced('SELECT pg_advisory_xact_lock(hashtextextended(:what, :tenant))');

// Two tables in one statement, in one round trip.
const DELETE = fenced(`WITH persons AS (
    UPDATE contact_persons SET deleted_at = now(), updated_at = now()
    WHERE tenant_id = :tenant AND customer_id = ANY(:ids::bigint[]) AND deleted_at IS NULL)
  UPDATE customers SET deleted_at = now(), version = version + 1, updated_at = now()
  WHERE tenant_id = :tenant AND id = ANY(:ids::bigint[])`);

// Two tables in one statement. A person that was deleted with the customer has its time of deletion.
const RESTORE = fenced(`WITH deleted AS (
    SELECT deleted_at FROM customers WHERE tenant_id = :tenant AND id = :id),
  persons AS (
    UPDATE contact_persons SET deleted_at = NULL, updated_at = now()
    WHERE tenant_id = :tenant AND customer_id = :id AND deleted_at = (SELECT deleted_at FROM deleted))
  UPDATE customers SET deleted_at = NULL, version = version + 1, updated_at = now(),
    external_key = CASE WHEN :releaseKey::boolean THEN NULL ELSE external_key END
  WHERE tenant_id = :tenant AND id = :id`);

// The query builder writes no UNION.
const IS_AT_OR_ABOVE = fenced(`WITH RECURSIVE line (id, parent_id) AS (
    SELECT id, parent_id FROM customers WHERE tenant_id = :tenant AND id = :id
    UNION SELECT above.id, above.parent_id FROM customers above
      JOIN line ON above.tenant_id = :tenant AND above.id = line.parent_id)
  SELECT EXISTS (SELECT 1 FROM line WHERE id = :ancestor) AS found`);

const keyTaken = (values: Partial<Customer>) => knownKey('customer', 'customers_external_key', values);
