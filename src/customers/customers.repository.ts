import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { memoized } from '../engine/kit/memoized.js';
import { Customer } from './customer.entity.js';
import { type CustomerRecord, type Listed, type Lists, type Seen, type SeenBy, type View } from './customer-record.js';
import { CustomerLists } from './customer-lists.repository.js';
import { isOfRow, joinsFor } from './customer-select.js';
import { knownKey } from './external-key.js';
import { isTaxId } from './tax-id-placeholders.js';

export type { Counted } from '../database/tenant-query.js';
export type { Filter, Listing } from './customer-lists.repository.js';

const KEEPING = {
  fields: [
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
export class CustomersRepository extends CustomerLists {
  private readonly finds = new WeakMap<View, string>();
  private readonly findsWith = new WeakMap<object, WeakMap<View, string>>();

  constructor(database: Database, source: DataSource) {
    super(database, source, Customer);
  }

  async find<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    id: number,
    view: View<Field>,
  ): Promise<Seen<Field> | undefined> {
    const text = memoized(this.finds, view, () => this.finding(view));
    const [record] = await this.database.read<Seen<Field>>(tenant, {
      text,
      values: [tenant, id],
      connection: 'shared',
    });
    return record;
  }

  /** A customer with lists of its records, in the order of their IDs. */
  async findWith<Field extends keyof CustomerRecord, Rows extends object>(
    tenant: TenantId,
    id: number,
    view: View<Field>,
    lists: Lists<Rows>,
  ): Promise<(Seen<Field> & Listed<Rows>) | undefined> {
    const names = Object.keys(lists) as (keyof Rows & string)[];
    const text = memoized(
      memoized(this.findsWith, lists, () => new WeakMap()),
      view,
      () => this.finding(view, names.map((name) => `, ${lists[name].sql} AS "${name}"`).join('')),
    );
    const [record] = await this.database.read<Seen<Field> & Record<string, object[]>>(tenant, {
      text,
      values: [tenant, id],
      connection: 'shared',
    });
    return (
      record &&
      Object.assign(
        record,
        Object.fromEntries(
          names.map((name) => [name, record[name].map((row) => lists[name].read(row))]),
        ) as Listed<Rows>,
      )
    );
  }

  async existing(tenant: TenantId, ids: readonly number[]): Promise<number[]> {
    const rows = await this.within(tenant, 't.id').and('t.id = ANY(?)', ids).and('t.deleted_at IS NULL').rows();
    return rows.map(({ id }) => id);
  }

  /** Prefers the exact spelling: keys were once told apart by the blanks around them. */
  async idOfExternalKey(tenant: TenantId, externalKey: string): Promise<number | undefined> {
    const found = await this.within(tenant, 't.id')
      .and('t.external_key_normal = trimmed(?)', externalKey)
      .and('t.deleted_at IS NULL')
      .orderBy('t.external_key = ? DESC, t.id', externalKey)
      .page(1)
      .byKey()
      .first();
    return found?.id;
  }

  async idOfToken(tenant: TenantId, token: string): Promise<number | undefined> {
    return (await this.within(tenant, 't.id').and('t.token = ?', token).and('t.deleted_at IS NULL').byKey().first())
      ?.id;
  }

  /** Whether another customer has the tax ID. A placeholder is never taken. */
  async taxIdIsTaken(tenant: TenantId, taxId: string): Promise<boolean> {
    const found = await this.within(tenant, 't.id')
      .and('t.tax_id_normal = normal_tax_id(?)', taxId)
      .and(isTaxId('t.tax_id_normal'))
      .and('t.deleted_at IS NULL')
      .page(1)
      .first();
    return found !== undefined;
  }

  /**
   * Locks rows until the end of the transaction, always in the order of their IDs, so that two callers never wait for
   * each other. Every change of a customer or of its records locks the row first. NO KEY: two writers exclude each
   * other, and checks of foreign keys do not wait.
   */
  async lock(tenant: TenantId, ids: readonly number[]): Promise<Customer[]> {
    return this.within(tenant).and('t.id = ANY(?)', ids).and('t.deleted_at IS NULL').orderBy('t.id').forUpdate().rows();
  }

  /** Takes the tenant's lock with this name until the end of the transaction. */
  async advisoryLock(tenant: TenantId, what: string): Promise<void> {
    await this.database.write(tenant, {
      text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, $2))',
      values: [what, tenant],
    });
  }

  /** Inserts a customer together with the end of the transaction. */
  add(tenant: TenantId, values: Partial<Customer>): void {
    this.insertLast(tenant, values, keyTaken(values));
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
  ): Promise<Seen<Field> | undefined> {
    const { text, columns, values: all } = this.updating(tenant, id, values, RAISED);
    if (columns.length === 0) return undefined;
    const differs = columns.map((column, at) => `t.${column} IS DISTINCT FROM $${at + 3}`).join(' OR ');
    return this.changed(tenant, `${text} AND t.deleted_at IS NULL AND (${differs})`, all, view).catch(keyTaken(values));
  }

  /** Sets columns and raises the version together with the end of the transaction. */
  setWithVersion(tenant: TenantId, id: number, values: Partial<Customer>): void {
    this.changeLast(tenant, id, values, keyTaken(values), RAISED);
  }

  /** Raises the version, which locks the row as `lock` does. */
  async raise(tenant: TenantId, id: number): Promise<Keeping | undefined> {
    const [row] = await this.database.write<Keeping>(tenant, {
      text: `UPDATE customers AS t SET ${RAISED.join(', ')} WHERE t.tenant_id = $1 AND t.id = $2 AND t.deleted_at IS NULL RETURNING ${this.selectOf(KEEPING)}`,
      values: [tenant, id],
    });
    return row;
  }

  /** Sets columns together with the end of the transaction. The version is raised already. */
  setColumns(tenant: TenantId, id: number, values: Partial<Customer>): void {
    this.changeLast(tenant, id, values, keyTaken(values), []);
  }

  /** Runs an UPDATE and answers the row after it. */
  private async changed<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    update: string,
    values: unknown[],
    view: View<Field>,
  ): Promise<Seen<Field> | undefined> {
    const select = this.selectOf(view);
    const text = isOfRow(view)
      ? `${update} RETURNING ${select}`
      : `WITH t AS (${update} RETURNING t.*) SELECT ${select} FROM t ${joinsFor(select)}`;
    const [record] = await this.database.write<Seen<Field>>(tenant, {
      text,
      values,
      prepare: 'first-variants',
      connection: 'shared',
    });
    return record;
  }

  async detachChildren(tenant: TenantId, ids: readonly number[]): Promise<void> {
    await this.database.write(tenant, {
      text: `UPDATE customers SET parent_id = NULL, version = version + 1, updated_at = now() WHERE tenant_id = $1 AND parent_id = ANY($2::bigint[])`,
      values: [tenant, ids],
    });
  }

  /**
   * Marks customers and their contact persons as deleted. Otherwise a list of persons would have to skip those of
   * deleted customers.
   */
  async delete(tenant: TenantId, ids: readonly number[]): Promise<void> {
    await this.database.write(tenant, {
      text: `WITH persons AS (UPDATE contact_persons SET deleted_at = now(), updated_at = now() WHERE tenant_id = $1 AND customer_id = ANY($2::bigint[]) AND deleted_at IS NULL)
       UPDATE customers SET deleted_at = now(), version = version + 1, updated_at = now() WHERE tenant_id = $1 AND id = ANY($2::bigint[])`,
      values: [tenant, ids],
    });
  }

  /** Whether `ancestor` is `id` or above it. */
  async isAtOrAbove(tenant: TenantId, ancestor: number, id: number): Promise<boolean> {
    const [row] = await this.database.write<{ found: boolean }>(tenant, {
      text: `WITH RECURSIVE line (id, parent_id) AS (
         SELECT id, parent_id FROM customers WHERE tenant_id = $1 AND id = $3
         UNION SELECT above.id, above.parent_id FROM customers above JOIN line ON above.tenant_id = $1 AND above.id = line.parent_id
       ) SELECT EXISTS (SELECT 1 FROM line WHERE id = $2) AS found`,
      values: [tenant, ancestor, id],
    });
    return row!.found;
  }

  private finding(view: View, more = ''): string {
    const select = this.selectOf(view);
    return `SELECT ${select}${more} FROM customers t ${joinsFor(select)} WHERE t.tenant_id = $1 AND t.id = $2 AND t.deleted_at IS NULL`;
  }
}

/** Each change of a customer raises its version by one. */
const RAISED = ['version = t.version + 1', 'updated_at = now()'];

const keyTaken = (values: Partial<Customer>) => knownKey('customer', 'customers_external_key', values);
