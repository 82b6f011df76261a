import type { Counted, TenantQuery } from '../database/tenant-query.js';
import { IdentifiedRepository } from '../database/identified.repository.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import { memoized } from '../engine/kit/memoized.js';
import { searchedWords, wordsOf } from '../normal-forms/searches.js';
import type { Rows } from '../rows.js';
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
import type { Customer } from './customer.entity.js';
import { type CustomerRecord, ID, type Seen, type View } from './customer-record.js';
import { joinsFor, selectOf } from './customer-select.js';
import { countriesFor } from './known-countries.js';

export interface Listing {
  /** Conditions that must all hold. */
  criteria?: readonly Condition[];
  /**
   * Words that must all be part of some text of the record, in any order; case, accents and the punctuation of numbers
   * do not matter.
   */
  text?: string;
  order?: Order[];
  limit: number;
  offset: number;
}

/** Which customers to find, without an order. */
export type Filter = Pick<Listing, 'criteria' | 'text'>;

/** Lists, searches and counts of customers. */
export abstract class CustomerLists extends IdentifiedRepository<Customer> {
  private readonly selects = new WeakMap<View, string>();

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
    return (await this.pageOf<Field>(tenant, listing, view)).rowsAndCount(countedBefore(listing));
  }

  async count(tenant: TenantId, filter: Filter): Promise<number> {
    return (await this.matching(tenant, filter, ID)).count(countedBefore(filter));
  }

  /**
   * Customers by words of their display names, first those that begin with the text. Each text uses the one statement.
   */
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

  protected selectOf(view: View): string {
    return memoized(this.selects, view, () => selectOf(view, (field) => this.columnsOf([field], 't')));
  }

  private async pageOf<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    { order = [], limit, offset, ...filter }: Listing,
    view: View<Field>,
  ): Promise<TenantQuery<Seen<Field>>> {
    const query = (await this.matching<Field>(tenant, filter, view))
      .orderBy(sorting(order, SEARCHABLE, NEVER_EMPTY))
      .page(limit, offset);
    // There are too many possible orders to keep a prepared statement for each.
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
    const words = searchedWords(text);
    return words.length === 0 ? query : this.mentioning(query, words);
  }

  /** Restricts a query to customers that have all the words in some text, which an index finds. */
  private mentioning<Row>(query: TenantQuery<Row>, words: readonly string[]): TenantQuery<Row> {
    // Planned for this tenant: a generic plan would take the tenant for a small one and read all its customers.
    return query.restrictedTo('SELECT customers_mentioning(?::text[]) AS id', words).unprepared();
  }
}

/** A trigram index finds only words with three letters in a row. */
const INDEXED = /[\p{L}\p{N}]{3}/u;

const isOfStatus = (criterion: Condition) =>
  'field' in criterion && criterion.field === 'isInactive' && criterion.operator === 'equals';

/**
 * Counts all, only active or only inactive customers of the tenant `$1` without reading them; none for other filters.
 */
function countedBefore({ criteria = [], text = '' }: Filter): string | undefined {
  if (wordsOf(text).length > 0 || criteria.length > 1 || !criteria.every(isOfStatus)) return undefined;
  const [status] = criteria as readonly Criterion[];
  const counted = status === undefined ? 'living' : status.value === 'true' ? 'inactive' : 'living - inactive';
  return `SELECT coalesce(sum(${counted}), 0)::bigint AS count FROM customer_counts WHERE tenant_id = $1`;
}

/** The default orders. */
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
