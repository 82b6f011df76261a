import type { TenantId } from '../engine/tenant-database/index.js';
import type { TenantQuery } from '../database/tenant-query.js';
import { wordsOf } from '../normal-forms/searches.js';
import type { Rows } from '../rows.js';
import { FOLDED_NAME, SEARCHABLE, searchable, sortKey, sortKeys } from './criteria.js';
import { CustomerLists } from './customer-lists.repository.js';
import type { CustomerRecord, Seen, View } from './customer-record.js';
import { begins } from './equality.js';
import { named, spelled } from './mentions.js';
import { withTypingError } from './typing-errors.js';

/** Customers whose names are like an incomplete text. */
export interface Suggestions<Row> {
  rows: Rows<Row>;
  /** No name has the text, and these have it with a typing error. */
  isSimilar: boolean;
}

const NAME = sortKey(SEARCHABLE.displayName);

/** A word with a typing error may be found in several ways, each of which reads no more customers if it is alone. */
const MOST_MISSPELT = 1000;

/** What people see while they type. */
export abstract class CustomerSuggestions extends CustomerLists {
  /**
   * Active customers by words of their display names, first those that begin with the text. If more customers have the
   * words than a search counts, only names that begin with the text. If no name has the words: names with
   * one typing error in one of them.
   */
  async suggest<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    text: string,
    limit: number,
    view: View<Field>,
  ): Promise<Suggestions<Seen<Field>>> {
    const words = wordsOf(text);
    if (words.length === 0) {
      const rows = await this.active<Field>(tenant, view).orderBy(byName()).page(limit).rowsOfPage();
      return { rows, isSimilar: false };
    }
    const begin = words.join(' ');
    const beginning = await this.firstBeginning(tenant, begin, limit);
    const ids = beginning.length < limit ? ((await named(this.database, tenant, words)) ?? beginning) : beginning;
    const rows = await this.withWords(this.active<Field>(tenant, view).among(ids), words, begin)
      .page(limit)
      .rowsOfPage();
    if (!Array.isArray(rows) || rows.length > 0) return { rows, isSimilar: false };
    return { rows: await this.misspelt(tenant, words, limit, view), isSimilar: true };
  }

  private async misspelt<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    words: readonly string[],
    limit: number,
    view: View<Field>,
  ): Promise<Rows<Seen<Field>>> {
    for (const word of words) {
      const patterns = withTypingError(word);
      if (patterns.length === 0) continue;
      const others = words.filter((other) => other !== word);
      const withOthers = others.length > 0 ? await named(this.database, tenant, others) : undefined;
      const ids = withOthers ?? (await spelled(this.database, tenant, patterns, MOST_MISSPELT));
      const query = this.active<Field>(tenant, view)
        .among(ids)
        .and(
          `' ' || t.name_key LIKE ANY (ARRAY(SELECT '% ' || folded(one) || '%' FROM unnest(?::text[]) one))`,
          patterns,
        );
      const rows = await this.withWords(query, others, others.join(' ')).page(limit).rowsOfPage();
      if (!Array.isArray(rows) || rows.length > 0) return rows;
    }
    return [];
  }

  private active<Field extends keyof CustomerRecord>(tenant: TenantId, view: View<Field>): TenantQuery<Seen<Field>> {
    return activeOf(this.living<Field>(tenant, view));
  }

  private withWords<Row>(query: TenantQuery<Row>, words: readonly string[], begin: string): TenantQuery<Row> {
    return query
      .and(`${FOLDED_NAME} LIKE ALL (ARRAY(SELECT containing(word) FROM unnest(?::text[]) word))`, words)
      .orderBy(`${FOLDED_NAME} LIKE (SELECT substr(containing(?), 2)) DESC, ${byName()}`, begin);
  }

  private async firstBeginning(tenant: TenantId, text: string, limit: number): Promise<string[]> {
    const [condition, ...values] = begins(SEARCHABLE.displayName.key, text);
    // The records' own IDs, whatever the contract shows.
    const rows = await activeOf(this.livingWith<{ id: number }>(tenant, this.columnsOf(['id'], 't')))
      .and(condition, ...values)
      .orderBy(`${SEARCHABLE.displayName.key}, t.id`)
      .page(limit)
      .rowsOfPage();
    return (rows as { id: number }[]).map(({ id }) => String(id));
  }
}

const byName = () => [NAME, ...sortKeys(searchable().id)].join(', ');

const activeOf = <Row>(query: TenantQuery<Row>) => query.and(`NOT ${SEARCHABLE.isInactive.sql}`);
