import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Database } from '../database/database.js';
import type { TenantId } from '../database/tenant-id.js';
import { joinsAmong } from '../database/tenant-query.js';
import { TenantRepository } from '../database/tenant.repository.js';
import { type Condition, conditionOf, escaped, type Order, SEARCHABLE, type SearchField, sorting } from './criteria.js';
import { Customer } from './customer.entity.js';
import type { CustomerRecord } from './customer-record.js';
import { knownKey } from './external-key.js';

const beside = (table: string, alias: string, pointer: string) =>
  `LEFT JOIN ${table} ${alias} ON ${alias}.tenant_id = t.tenant_id AND ${alias}.id = t.${pointer}`;

const sum = (kind: string, name: string) => `coalesce(sum(amount) FILTER (WHERE kind = '${kind}'), 0) AS ${name}`;

/** What stands beside a customer's row, by the name that queries call it. */
const BESIDE = {
  primary_email: beside('emails', 'primary_email', 'primary_email_id'),
  main_phone: beside('phones', 'main_phone', 'main_phone_id'),
  mobile_phone: beside('phones', 'mobile_phone', 'mobile_phone_id'),
  fax_phone: beside('phones', 'fax_phone', 'fax_phone_id'),
  contact: beside('contact_persons', 'contact', 'main_contact_id'),
  ledger: `CROSS JOIN LATERAL (
    SELECT ${sum('invoice', 'invoiced')}, ${sum('adjustment', 'adjusted')}, ${sum('payment', 'paid')}, ${sum('credit', 'credited')}
    FROM ledger_entries WHERE ledger_entries.tenant_id = t.tenant_id AND ledger_entries.customer_id = t.id
  ) ledger`,
};

// Counting customers need not add up their ledgers.
const joinsFor = joinsAmong(BESIDE);

const LOOKED_UP = `
  primary_email.email AS email, main_phone.phone AS phone, mobile_phone.phone AS mobile, fax_phone.phone AS fax,
  contact.salutation AS salutation, contact.first_name AS "firstName", contact.last_name AS "lastName",
  ledger.invoiced::text, ledger.adjusted::text, ledger.paid::text, ledger.credited::text,
  (SELECT count(*) FROM customers child WHERE child.tenant_id = t.tenant_id AND child.parent_id = t.id AND child.deleted_at IS NULL) AS "childCount"`;

/** The display name without case and accents: what `search_text` begins with. */
const FOLDED_NAME = "split_part(t.search_text, E'\\n', 1)";

export interface Listing {
  /** What must hold, all of it. */
  criteria?: readonly Condition[];
  /** Words to be found in name, legal name, e-mail, phone, document, tax id or external key; case and accents do not matter. */
  text?: string;
  order?: Order[];
  limit: number;
  offset: number;
}

@Injectable()
export class CustomersRepository extends TenantRepository<Customer> {
  private readonly record: string;
  private readonly byId: string;

  constructor(database: Database, source: DataSource) {
    super(database, source, Customer);
    this.record = `${this.columns}, ${LOOKED_UP}`;
    this.byId = `SELECT ${this.record} FROM customers t ${joinsFor(this.record)} WHERE t.tenant_id = $1 AND t.id = $2 AND t.deleted_at IS NULL`;
  }

  async find(tenant: TenantId, id: number): Promise<CustomerRecord | undefined> {
    const [record] = await this.database.read<CustomerRecord>(tenant, this.byId, [tenant, id]);
    return record;
  }

  async list(tenant: TenantId, { order = [], limit, offset, ...filter }: Listing): Promise<CustomerRecord[]> {
    return this.matching(tenant, filter).orderBy(sorting(order, SEARCHABLE, NEVER_EMPTY)).page(limit, offset).rowsOfPage() as Promise<CustomerRecord[]>;
  }

  async count(tenant: TenantId, filter: Pick<Listing, 'criteria' | 'text'>): Promise<number> {
    return this.matching(tenant, filter).count();
  }

  childrenOf(tenant: TenantId, id: number): Promise<Pick<Customer, 'id' | 'displayName'>[]> {
    return this.within(tenant, 't.id, t.display_name AS "displayName"').and('t.parent_id = ?', id).and('t.deleted_at IS NULL').orderBy('t.id').rows();
  }

  async existing(tenant: TenantId, ids: readonly number[]): Promise<number[]> {
    const rows = await this.within(tenant, 't.id').and('t.id = ANY(?)', ids).and('t.deleted_at IS NULL').rows();
    return rows.map(({ id }) => id);
  }

  async idOfExternalKey(tenant: TenantId, externalKey: string): Promise<number | undefined> {
    return (await this.within(tenant, 't.id').and('t.external_key = ?', externalKey).and('t.deleted_at IS NULL').first())?.id;
  }

  async taxIdIsTaken(tenant: TenantId, taxId: string): Promise<boolean> {
    const found = await this.within(tenant, 't.id').and('t.tax_id_normal = normal_tax_id(?)', taxId).and('t.deleted_at IS NULL').page(1).first();
    return found !== undefined;
  }

  /** Who is looked for by the beginning of a name; case and accents do not matter. One statement, whatever the text. */
  async suggest(tenant: TenantId, text: string, limit: number): Promise<CustomerRecord[]> {
    const [inside, beginning] = [`%${escaped(text)}%`, `${escaped(text)}%`];
    return this.matching(tenant, { criteria: [{ field: 'isInactive', operator: 'equals', value: 'false' }] })
      // The index knows the whole text, of which the name is a part.
      .and(`t.search_text LIKE folded(?) AND ${FOLDED_NAME} LIKE folded(?)`, inside, inside)
      .orderBy(`${FOLDED_NAME} LIKE folded(?) DESC, ${FOLDED_NAME}, t.id`, beginning)
      .page(limit)
      .rowsOfPage() as Promise<CustomerRecord[]>;
  }

  /**
   * The rows, locked until the end of the transaction, in the order of their ids whoever asks. Every change to a customer
   * or to one of its records comes here first. NO KEY: two writers exclude each other, and foreign keys that only look
   * at the row do not wait.
   */
  async lock(tenant: TenantId, ids: readonly number[]): Promise<Customer[]> {
    return this.within(tenant).and('t.id = ANY(?)', ids).and('t.deleted_at IS NULL').orderBy('t.id').forUpdate().rows();
  }

  /** One at a time per tenant and `what`, until the end of the transaction. */
  async queue(tenant: TenantId, what: string): Promise<void> {
    await this.database.query(tenant, 'SELECT pg_advisory_xact_lock(hashtextextended($1, $2))', [what, tenant]);
  }

  async add(tenant: TenantId, values: Partial<Customer>): Promise<Customer> {
    return this.insert(tenant, values).catch(keyTaken(values));
  }

  /** Sets columns and raises the version. */
  async amend(tenant: TenantId, id: number, values: Partial<Customer>): Promise<void> {
    await this.change(tenant, id, values, ['version = t.version + 1', 'updated_at = now()']).catch(keyTaken(values));
  }

  /** Sets columns that are part of making a customer: it is still at its first version. */
  async complete(tenant: TenantId, id: number, values: Partial<Customer>): Promise<void> {
    if (Object.keys(values).length > 0) await this.change(tenant, id, values);
  }

  async detachChildren(tenant: TenantId, ids: readonly number[]): Promise<void> {
    await this.database.query(
      tenant,
      `UPDATE customers SET parent_id = NULL, version = version + 1, updated_at = now() WHERE tenant_id = $1 AND parent_id = ANY($2::bigint[])`,
      [tenant, ids],
    );
  }

  /** The rows stay. */
  async delete(tenant: TenantId, ids: readonly number[]): Promise<void> {
    await this.database.query(
      tenant,
      `UPDATE customers SET deleted_at = now(), version = version + 1, updated_at = now() WHERE tenant_id = $1 AND id = ANY($2::bigint[])`,
      [tenant, ids],
    );
  }

  /** Is `ancestor` above `id`, or `id` itself? */
  async isAtOrAbove(tenant: TenantId, ancestor: number, id: number): Promise<boolean> {
    const [row] = await this.database.query<{ found: boolean }>(
      tenant,
      `WITH RECURSIVE line (id, parent_id) AS (
         SELECT id, parent_id FROM customers WHERE tenant_id = $1 AND id = $3
         UNION SELECT above.id, above.parent_id FROM customers above JOIN line ON above.tenant_id = $1 AND above.id = line.parent_id
       ) SELECT EXISTS (SELECT 1 FROM line WHERE id = $2) AS found`,
      [tenant, ancestor, id],
    );
    return row!.found;
  }

  private matching(tenant: TenantId, { criteria = [], text }: Pick<Listing, 'criteria' | 'text'>) {
    const query = this.within(tenant, this.record, joinsFor).and('t.deleted_at IS NULL');
    for (const criterion of criteria) query.and(...conditionOf(criterion, SEARCHABLE));
    if (text) {
      const pattern = `%${escaped(text)}%`;
      query.and('(t.search_text LIKE folded(?) OR folded(primary_email.email) LIKE folded(?) OR main_phone.phone LIKE ?)', pattern, pattern, pattern);
    }
    return query;
  }
}

const NEVER_EMPTY: ReadonlySet<SearchField> = new Set(['id', 'displayName', 'status', 'currency', 'openingBalance', 'balance', 'createdAt', 'updatedAt']);

const keyTaken = (values: Partial<Customer>) => knownKey('customer', 'customers_external_key', values);
