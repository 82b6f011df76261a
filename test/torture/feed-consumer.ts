import type { RecordKind } from '../../src/database/kept-changes.js';
import type { FeedEvent, TouchedRecord } from '../../src/feed/feed-event.js';
import type { FeedPage } from '../../src/feed/feed.service.js';

type Row = Record<string, unknown>;

interface Saved {
  cursor?: string;
  versions: Record<number, number>;
  rows: Record<string, Row>;
  /** Events until here, each counted once. */
  events: number;
}

/** What a consumer cannot know, because changes do not have it: keys, and what follows from other columns. */
const NOT_KEPT =
  /^(tenant_id|customer_id|id|version|updated_at|is_twin|default_company_name_active|customer_created_at)$|_normal$|_key$|^search_/;

/** Pages after which it writes down what it knows. */
const SAVES = 10;

/**
 * A consumer of the feed that keeps records by events alone. Each event must fit what it knows: it throws at one that
 * is missing, comes twice or comes too early.
 */
export class FeedConsumer {
  readonly figures = { events: 0, deaths: 0, again: 0 };
  private state: Saved = { versions: {}, rows: {}, events: 0 };
  private saved = JSON.stringify(this.state);
  private pages = 0;

  get cursor(): string | undefined {
    return this.state.cursor;
  }

  take({ events, cursor }: FeedPage): void {
    for (const event of events) this.apply(event);
    this.state.cursor = cursor;
    this.figures.events = Math.max(this.figures.events, this.state.events);
    if (++this.pages % SAVES === 0) this.saved = JSON.stringify(this.state);
  }

  /** It forgets what it did not write down. */
  die(): void {
    const { events } = this.state;
    this.state = JSON.parse(this.saved) as Saved;
    this.figures.deaths++;
    this.figures.again += events - this.state.events;
  }

  /** Its records, by kind and ID. */
  rows(): Record<string, Row> {
    return Object.fromEntries(
      Object.entries(this.state.rows).map(([name, row]) => [
        name,
        this.comparable(name.split(' ')[0] as RecordKind, row),
      ]),
    );
  }

  /** A row without what changes do not have. Decimal numbers are texts in changes. */
  comparable(record: RecordKind, row: Row): Row {
    const isDecimal = (column: string) =>
      record === 'customer'
        ? /^opening_balance(_rate)?$/.test(column)
        : record === 'ledger_entry' && column === 'amount';
    const kept = Object.entries(row).filter(
      ([column, value]) => value !== null && (column === 'external_key' || !NOT_KEPT.test(column)),
    );
    return Object.fromEntries(kept.map(([column, value]) => [column, isDecimal(column) ? Number(value) : value]));
  }

  private apply({ customerId, version, records, kind }: FeedEvent): void {
    const known = this.state.versions[customerId] ?? 0;
    // A transaction that creates a customer may change it again.
    if (kind === 'created' ? known !== 0 || version === null : version !== known + 1)
      throw new Error(`Customer ${customerId}: version ${version} (${kind}) comes after ${known}`);
    this.state.versions[customerId] = version!;
    for (const touched of records) this.touch(touched);
    this.state.events++;
  }

  private touch({ record, id, kind, patch }: TouchedRecord): void {
    const name = `${record} ${id}`;
    const { rows } = this.state;
    if ((kind === 'added') === name in rows)
      throw new Error(`${name} is ${kind}, but it was ${name in rows ? '' : 'not '}there`);
    if (kind === 'added') rows[name] = patch;
    else if (kind === 'removed') Reflect.deleteProperty(rows, name);
    else
      for (const [column, [before, after]] of Object.entries(patch as Record<string, [unknown, unknown]>)) {
        const found = rows[name]![column] ?? null;
        if (JSON.stringify(found) !== JSON.stringify(before))
          throw new Error(`${name}: ${column} was ${JSON.stringify(found)}, and not ${JSON.stringify(before)}`);
        rows[name]![column] = after;
      }
  }
}
