import type { Counted, FirstRows, TenantQuery } from '../database/tenant-query.js';
import { IdentifiedRepository } from '../database/identified.repository.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import { memoized } from '../engine/kit/memoized.js';
import { searchedWords, wordsOf } from '../normal-forms/searches.js';
import { oneLine } from '../normal-forms/texts.js';
import type { Rows } from '../rows.js';
import {
  beyond,
  type Condition,
  conditionOf,
  type ContinuedField,
  type Criterion,
  keyText,
  type Order,
  type Position,
  searchable,
  type SearchField,
  type Sql,
  sorting,
} from './criteria.js';
import type { Customer } from './customer.entity.js';
import { type CustomerRecord, ID, type Seen, type View } from './customer-record.js';
import { joinsFor, selectOf } from './customer-select.js';
import { perOwnIds } from '../database/wire-ids.js';
import type { IdRange } from './id-ranges.js';
import { countriesFor } from './known-countries.js';
import { mentioning, mentions, MOST_FOUND } from './mentions.js';
import { arePlannedOnce } from './planned-once.js';

export interface Listing {
  /** Conditions that must all hold. */
  criteria?: readonly Condition[];
  /**
   * Words that must all be part of some text of the record, in any order; case, accents and the punctuation of numbers
   * do not matter.
   */
  text?: string;
  /** Only customers with IDs in one of these ranges, which ascend. The order is by ID then. */
  numbered?: readonly IdRange[];
  order?: Order[];
  limit: number;
  offset: number;
}

/** Which customers to find, without an order. */
export type Filter = Pick<Listing, 'criteria' | 'text' | 'numbered'>;

/** A list that goes on after a row, so that rows which are added or removed before it move no other row. */
export interface Continued extends Pick<Filter, 'criteria' | 'text'> {
  order: Order<ContinuedField>;
  after?: Position;
  limit: number;
}

/** Lists, searches and counts of customers. */
export abstract class CustomerLists extends IdentifiedRepository<Customer> {
  private readonly selects = perOwnIds(() => new WeakMap<View, string>());

  async list<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    listing: Listing,
    view: View<Field>,
  ): Promise<Rows<Seen<Field>>> {
    return (await this.pageOf<Field>(tenant, listing, view)).rowsOfPage();
  }

  /** A page of the customers that match, and how many match at the same moment. */
  async page<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    listing: Listing,
    view: View<Field>,
  ): Promise<Counted<Seen<Field>>> {
    const query = await this.pageOf<Field>(tenant, listing, view);
    return query.rowsAndCount(countedBefore(listing, query.isBounded));
  }

  async listAfter<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    { order, after, limit, ...filter }: Continued,
    view: View<Field>,
  ): Promise<FirstRows<Seen<Field>>> {
    const query = await this.matching<Field>(tenant, filter, view, [order]);
    if (after) query.and(...beyond(order, after));
    return query.orderBy(sorting([order], searchable(), NEVER_EMPTY)).firstRows(limit, keyText(order.field));
  }

  async count(tenant: TenantId, filter: Filter): Promise<number> {
    const query = await this.matching(tenant, filter, ID);
    return query.count(countedBefore(filter, query.isBounded));
  }

  /** A list of the customers that are not deleted. */
  protected living<Field extends keyof CustomerRecord>(tenant: TenantId, view: View<Field>): TenantQuery<Seen<Field>> {
    return this.livingWith<Seen<Field>>(tenant, this.selectOf(view));
  }

  protected livingWith<Row>(tenant: TenantId, select: string): TenantQuery<Row> {
    return this.within<Row>(tenant, select, joinsFor()).and('t.deleted_at IS NULL');
  }

  protected selectOf(view: View): string {
    return memoized(this.selects.present, view, () => selectOf(view, (field) => this.columnsOf([field], 't')));
  }

  private async pageOf<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    { order = [], limit, offset, ...filter }: Listing,
    view: View<Field>,
  ): Promise<TenantQuery<Seen<Field>>> {
    const query = await this.matching<Field>(tenant, filter, view, order);
    if (filter.numbered) query.among(await this.numbered(tenant, filter.numbered, offset + limit));
    return query.orderBy(orderOf(order, filter)).page(limit, offset);
  }

  private async matching<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    { criteria = [], text = '' }: Filter,
    view: View<Field>,
    order: readonly Order[] = [],
  ): Promise<TenantQuery<Seen<Field>>> {
    const fields = searchable();
    const countries = await countriesFor(this.database, tenant, criteria, fields);
    const query = this.living<Field>(tenant, view);
    for (const criterion of criteria) query.and(...conditionOf(criterion, fields, countries));
    if (!arePlannedOnce(criteria, order, fields)) query.unprepared();
    const words = searchedWords(text);
    if (words.length === 0) return query;
    const ids = await mentioning(this.database, tenant, words, activityIn(criteria));
    if (ids) return query.among(ids);
    for (const word of words) query.and(...mentions(word));
    return query.atMost(MOST_FOUND).unprepared();
  }

  private async numbered(tenant: TenantId, ranges: readonly IdRange[], most: number): Promise<string[]> {
    const [lows, highs] = [ranges.map(({ low }) => low), ranges.map(({ high }) => high)];
    const values = [tenant, lows, highs, most];
    const rows = await this.database.read<{ id: string }>(tenant, { text: IDS_WITHIN, values });
    return rows.map(({ id }) => id);
  }
}

/** The first IDs of living customers in ranges. Each range is read in order, and no further than needed. */
const IDS_WITHIN = `
  SELECT found.id::text AS id
  FROM unnest($2::bigint[], $3::bigint[]) WITH ORDINALITY AS range (low, high, place)
  CROSS JOIN LATERAL (
    SELECT t.id FROM customers t
    WHERE t.tenant_id = $1 AND t.deleted_at IS NULL AND t.id BETWEEN range.low AND range.high
    ORDER BY t.id LIMIT $4
  ) found
  ORDER BY range.place, found.id LIMIT $4`;

/**
 * The order of a list. Customers who are found by a name of their main contact are sorted by columns beside that name,
 * which an index has in this order.
 */
function orderOf(order: readonly Order[], { criteria = [] }: Filter): string {
  const [first] = order;
  const isByAge = order.length === 1 && first!.field === 'createdAt';
  if (!isByAge || !criteria.some(isOfContact)) return sorting(order, searchable(), NEVER_EMPTY);
  const direction = first!.descending ? 'DESC' : 'ASC';
  return `contact.customer_created_at ${direction}, contact.customer_id ${direction}`;
}

const isOfContact = (criterion: Condition) =>
  'field' in criterion &&
  (criterion.field === 'firstName' || criterion.field === 'lastName') &&
  criterion.operator === 'equals';

const isOfStatus = (criterion: Condition): criterion is Criterion =>
  'field' in criterion &&
  (criterion.field === 'isInactive' || criterion.field === 'status') &&
  criterion.operator === 'equals';

/** Whether only inactive customers are wanted, or only active ones. */
function activityIn(criteria: readonly Condition[]): boolean | null {
  const found = criteria.filter(isOfStatus).find(({ field }) => field === 'isInactive');
  return found ? found.value === 'true' : null;
}

/** Counts the tenant's customers, all or those of a status, without reading them; none for other filters. */
function countedBefore({ criteria = [], text = '', numbered }: Filter, isBounded: boolean): Sql | undefined {
  if (numbered || criteria.length > 1 || !criteria.every(isOfStatus)) return undefined;
  const [status] = criteria;
  // The search has counted as far as that, also among active or among inactive customers.
  if (isBounded && status?.field !== 'status')
    return ['SELECT ?::bigint AS count FROM tenants WHERE id = $1', MOST_FOUND];
  if (wordsOf(text).length > 0) return undefined;
  if (!status) return [COUNTED];
  if (status.field === 'status') return [`${COUNTED} AND status = ?`, oneLine(String(status.value))];
  return [`${COUNTED} AND status ${status.value === 'true' ? '=' : '<>'} 'I'`];
}

const COUNTED = 'SELECT coalesce(sum(living), 0)::bigint AS count FROM customer_counts WHERE tenant_id = $1';

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
