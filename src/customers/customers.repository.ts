import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { type Counted, joinsUsedIn, type TenantQuery } from '../database/tenant-query.js';
import { TenantRepository } from '../database/tenant.repository.js';
import { memoized } from '../engine/kit/memoized.js';
import type { Rows } from '../rows.js';
import { wordsOf } from '../normal-forms/searches.js';
import {
  type Condition,
  conditionOf,
  type Criterion,
  FOLDED_NAME,
  type Order,
  SEARCHABLE,
  type SearchField,
  sorting,
  sortKey,
} from './criteria.js';
import { Customer } from './customer.entity.js';
import {
  type CustomerRecord,
  ID,
  type Listed,
  type Lists,
  type Seen,
  type SeenBy,
  type View,
} from './customer-record.js';
import { knownKey } from './external-key.js';
import { countriesFor } from './known-countries.js';
import { isTaxId } from './tax-id-placeholders.js';

// A record that a customer points at is its own. Said here too, so that a look-up by the record's value finds the customer.
const beside = (table: string, alias: string, pointer: string) =>
  `LEFT JOIN ${table} ${alias} ON ${alias}.tenant_id = t.tenant_id AND ${alias}.customer_id = t.id AND ${alias}.id = t.${pointer}`;

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
const joinsFor = joinsUsedIn(BESIDE);

const CHILDREN =
  'FROM customers child WHERE child.tenant_id = t.tenant_id AND child.parent_id = t.id AND child.deleted_at IS NULL';

const LOOKED_UP: Readonly<Record<Exclude<keyof CustomerRecord, keyof Customer>, string>> = {
  email: 'primary_email.email',
  phone: 'main_phone.phone',
  mobile: 'mobile_phone.phone',
  fax: 'fax_phone.phone',
  salutation: 'contact.salutation',
  firstName: 'contact.first_name',
  lastName: 'contact.last_name',
  invoiced: 'ledger.invoiced::text',
  adjusted: 'ledger.adjusted::text',
  paid: 'ledger.paid::text',
  credited: 'ledger.credited::text',
  // Once for a statement, whose first parameter is the tenant.
  tenantCurrency: '(SELECT base_currency FROM tenants WHERE tenants.id = $1)',
  childCount: `(SELECT count(*) ${CHILDREN})`,
  children: `(SELECT coalesce(json_agg(json_build_object('id', child.id, 'displayName', child.display_name) ORDER BY child.id), '[]') ${CHILDREN})`,
};

const isLookedUp = (field: keyof CustomerRecord): field is keyof typeof LOOKED_UP => field in LOOKED_UP;

/** Does the row say all of it? */
const isOfRow = ({ fields }: View): boolean => !fields.some(isLookedUp);

export type { Counted };

export interface Listing {
  /** What must hold, all of it. */
  criteria?: readonly Condition[];
  /** Words that must all be part of some text of the record, in any order; case, accents and the punctuation of numbers do not matter. */
  text?: string;
  order?: Order[];
  limit: number;
  offset: number;
}

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

/** What those who keep records of a customer want to know of its row. */
export type Keeping = SeenBy<typeof KEEPING>;

/** Which customers, and not in what order. */
export type Filter = Pick<Listing, 'criteria' | 'text'>;

@Injectable()
export class CustomersRepository extends TenantRepository<Customer> {
  private readonly selects = new WeakMap<View, string>();
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

  /** With lists of its records, in the order of their ids. */
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

  async list<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    listing: Listing,
    view: View<Field>,
  ): Promise<Rows<Seen<Field>>> {
    return (await this.pageOf<Field>(tenant, listing, view)).rowsOfPage();
  }

  /** A page of those that match, and how many there are, at the same moment. */
  async page<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    listing: Listing,
    view: View<Field>,
  ): Promise<Counted<Seen<Field>>> {
    return (await this.pageOf<Field>(tenant, listing, view)).rowsAndCount(countedBefore(listing));
  }

  async count(tenant: TenantId, filter: Filter): Promise<number> {
    return (await this.matching(tenant, filter, ID)).count(countedBefore(filter));
  }

  async existing(tenant: TenantId, ids: readonly number[]): Promise<number[]> {
    const rows = await this.within(tenant, 't.id').and('t.id = ANY(?)', ids).and('t.deleted_at IS NULL').rows();
    return rows.map(({ id }) => id);
  }

  /** A key that is written exactly so is preferred: keys were once told apart by the blanks around them. */
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

  /** Does another customer have the tax ID? A placeholder is never taken. */
  async taxIdIsTaken(tenant: TenantId, taxId: string): Promise<boolean> {
    const found = await this.within(tenant, 't.id')
      .and('t.tax_id_normal = normal_tax_id(?)', taxId)
      .and(isTaxId('t.tax_id_normal'))
      .and('t.deleted_at IS NULL')
      .page(1)
      .first();
    return found !== undefined;
  }

  /** Customers by words of their display names, first those that begin with the text. One statement, whatever the text. */
  async suggest<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    text: string,
    limit: number,
    view: View<Field>,
  ): Promise<Rows<Seen<Field>>> {
    const words = wordsOf(text);
    const query = await this.matching<Field>(
      tenant,
      { criteria: [{ field: 'isInactive', operator: 'equals', value: 'false' }] },
      view,
    );
    const indexed = words.filter((word) => INDEXED.test(word));
    return (indexed.length === 0 ? query : this.mentioning(query, indexed))
      .and(`${FOLDED_NAME} LIKE ALL (ARRAY(SELECT containing(word) FROM unnest(?::text[]) word))`, words)
      .orderBy(
        `${FOLDED_NAME} LIKE (SELECT substr(containing(?), 2)) DESC, ${sortKey(SEARCHABLE.displayName)}, t.id`,
        words.join(' '),
      )
      .page(limit)
      .rowsOfPage();
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
    await this.database.write(tenant, {
      text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, $2))',
      values: [what, tenant],
    });
  }

  /** Makes a customer, with the end of the transaction. */
  add(tenant: TenantId, values: Partial<Customer>): void {
    this.insertLast(tenant, values, keyTaken(values));
  }

  /** Sets columns and raises the version, where any of them is another than before: the customer as it is then, or nothing. */
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

  /** Sets columns and raises the version, with the end of the transaction. */
  amend(tenant: TenantId, id: number, values: Partial<Customer>): void {
    this.post(tenant, id, values, RAISED);
  }

  /** Raises the version, and locks the row as `lock` does. */
  async raise(tenant: TenantId, id: number): Promise<Keeping | undefined> {
    const [row] = await this.database.write<Keeping>(tenant, {
      text: `UPDATE customers AS t SET ${RAISED.join(', ')} WHERE t.tenant_id = $1 AND t.id = $2 AND t.deleted_at IS NULL RETURNING ${this.selectOf(KEEPING)}`,
      values: [tenant, id],
    });
    return row;
  }

  /** Sets columns of a customer whose version is raised already, with the end of the transaction. */
  point(tenant: TenantId, id: number, values: Partial<Customer>): void {
    this.post(tenant, id, values);
  }

  private post(tenant: TenantId, id: number, values: Partial<Customer>, raw: readonly string[] = []): void {
    const { text, values: all } = this.updating(tenant, id, values, raw);
    void this.database.write(tenant, { text, values: all, prepare: 'first-variants', atCommit: keyTaken(values) });
  }

  /** What an UPDATE made of its row. */
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

  /** Their contact persons with them: a list of persons would have to walk past those of nobody. The rows stay. */
  async delete(tenant: TenantId, ids: readonly number[]): Promise<void> {
    await this.database.write(tenant, {
      text: `WITH persons AS (UPDATE contact_persons SET deleted_at = now(), updated_at = now() WHERE tenant_id = $1 AND customer_id = ANY($2::bigint[]) AND deleted_at IS NULL)
       UPDATE customers SET deleted_at = now(), version = version + 1, updated_at = now() WHERE tenant_id = $1 AND id = ANY($2::bigint[])`,
      values: [tenant, ids],
    });
  }

  /** Is `ancestor` above `id`, or `id` itself? */
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

  private selectOf(view: View): string {
    return memoized(this.selects, view, () => {
      const fields = view.fields.map(
        (field) => `${isLookedUp(field) ? LOOKED_UP[field] : `t.${this.column(field)}`} AS "${field}"`,
      );
      return fields.join(', ');
    });
  }

  private finding(view: View, more = ''): string {
    const select = this.selectOf(view);
    return `SELECT ${select}${more} FROM customers t ${joinsFor(select)} WHERE t.tenant_id = $1 AND t.id = $2 AND t.deleted_at IS NULL`;
  }

  private async pageOf<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    { order = [], limit, offset, ...filter }: Listing,
    view: View<Field>,
  ): Promise<TenantQuery<Seen<Field>>> {
    const query = (await this.matching<Field>(tenant, filter, view))
      .orderBy(sorting(order, SEARCHABLE, NEVER_EMPTY))
      .page(limit, offset);
    // Of orders there are more than anybody wants to keep plans of.
    return order.some(({ field }) => !USUAL.has(field)) || order.length > 1 ? query.unprepared() : query;
  }

  private async matching<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    { criteria = [], text = '' }: Filter,
    view: View<Field>,
  ): Promise<TenantQuery<Seen<Field>>> {
    const countries = await countriesFor(this.database, tenant, criteria, SEARCHABLE);
    const query = this.within<Seen<Field>>(tenant, this.selectOf(view), joinsFor).and('t.deleted_at IS NULL');
    for (const criterion of criteria) query.and(...conditionOf(criterion, SEARCHABLE, countries));
    if (criteria.some((criterion) => !isOfStatus(criterion))) query.unprepared();
    const words = wordsOf(text);
    return words.length === 0 ? query : this.mentioning(query, words);
  }

  /** Looks only at customers that have all the words somewhere, which indexes know. */
  private mentioning<Row>(query: TenantQuery<Row>, words: readonly string[]): TenantQuery<Row> {
    // Planned for the tenant: a plan for any would take it for a small one, and read all of its customers.
    return query.restrictedTo('SELECT customers_mentioning(?::text[]) AS id', words).unprepared();
  }
}

/** Three letters in a row: what an index of trigrams knows of a word. */
const INDEXED = /[\p{L}\p{N}]{3}/u;

const isOfStatus = (criterion: Condition) =>
  'field' in criterion && criterion.field === 'isInactive' && criterion.operator === 'equals';

/** How many living customers there are of a tenant, `$1`, or only active or inactive ones: known without counting. */
function countedBefore({ criteria = [], text = '' }: Filter): string | undefined {
  if (wordsOf(text).length > 0 || criteria.length > 1 || !criteria.every(isOfStatus)) return undefined;
  const [status] = criteria as readonly Criterion[];
  const counted = status === undefined ? 'living' : status.value === 'true' ? 'inactive' : 'living - inactive';
  return `SELECT coalesce(sum(${counted}), 0)::bigint AS count FROM customer_counts WHERE tenant_id = $1`;
}

/** A change of a customer is one version more. */
const RAISED = ['version = t.version + 1', 'updated_at = now()'];

/** What lists are sorted by where nobody says otherwise. */
const USUAL: ReadonlySet<SearchField> = new Set(['id', 'createdAt']);

const NEVER_EMPTY: ReadonlySet<SearchField> = new Set([
  'id',
  'displayName',
  'status',
  'currency',
  'openingBalance',
  'balance',
  'createdAt',
  'updatedAt',
]);

const keyTaken = (values: Partial<Customer>) => knownKey('customer', 'customers_external_key', values);
