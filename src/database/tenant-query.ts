import type { Rows } from '../rows.js';
import type { Database } from '../engine/tenant-database/database.js';
import { inPortions, MoreThanAPortion, ROWS_AT_ONCE } from '../engine/tenant-database/portions.js';
import type { TenantId } from '../engine/tenant-database/tenant-id.js';

/** A SELECT on one table, called `t`, that began inside a tenant and cannot leave it. `?` in a condition or an order stands for its next value. */
export class TenantQuery<Row> {
  private readonly values: unknown[];
  private readonly conditions = ['t.tenant_id = $1'];
  private order = '';
  private limits = '';
  private most = Infinity;
  private locking = '';
  private isOpen = false;
  private isByKey = false;
  private candidates = '';

  constructor(
    private readonly database: Database,
    private readonly tenant: TenantId,
    private readonly select: string,
    private readonly table: string,
    /** Joins for a text that speaks of other tables. */
    private readonly joinsFor: (used: string) => string = () => '',
  ) {
    this.values = [tenant];
  }

  and(condition: string, ...values: unknown[]): this {
    this.conditions.push(this.bind(condition, values));
    return this;
  }

  /** Only rows whose `id` another query finds: they are few, so what else must hold is asked of them once. */
  among(ids: string, ...values: unknown[]): this {
    this.candidates = this.bind(ids, values);
    return this.and('t.id IN (SELECT id FROM candidates)');
  }

  orderBy(order: string, ...values: unknown[]): this {
    this.order = this.bind(` ORDER BY ${order}`, values);
    return this;
  }

  page(limit: number, offset = 0): this {
    this.limits = this.bind(' LIMIT ? OFFSET ?', [limit, offset]);
    this.most = limit;
    return this;
  }

  forUpdate(): this {
    this.locking = ' FOR NO KEY UPDATE OF t';
    return this;
  }

  /** Its conditions are a caller's: there is no end to what they may be, and each is planned for its values. */
  asked(): this {
    this.isOpen = true;
    return this;
  }

  /** An index leads to the few rows that it finds. */
  byKey(): this {
    this.isByKey = true;
    return this;
  }

  rows(): Promise<Row[]> {
    return this.run(this.text(this.select));
  }

  /** Finds the page by its ids alone, and looks the rest up for these rows only. */
  async rowsOfPage(): Promise<Rows<Row>> {
    const found = await this.atOnce<Row>(
      `SELECT ${this.select} FROM (${this.idsOfPage()}) page JOIN ${this.besidePage()}`,
    );
    return found ?? (await this.readingOn('0')).rows;
  }

  /** The same, and how many there are on all pages. */
  async rowsAndCount(counting = this.counting()): Promise<Counted<Row>> {
    const found = await this.atOnce<Row & { isThere: boolean; inAll: number }>(
      `SELECT page.id IS NOT NULL AS "isThere", counted.count AS "inAll", ${this.select} FROM (${counting}) counted LEFT JOIN (${this.idsOfPage()}) page ON true LEFT JOIN ${this.besidePage()}`,
    );
    if (found) return { rows: found.filter(({ isThere }) => isThere), total: found[0]!.inAll };
    return this.readingOn(`(${counting})`);
  }

  async first(): Promise<Row | undefined> {
    return (await this.rows())[0];
  }

  /** `counting`: another statement that knows. */
  async count(counting?: string): Promise<number> {
    const [row] = await this.run<{ count: number }>(counting ?? this.counting());
    return row!.count;
  }

  /** The rows of a page in one statement, unless they are, or may be, too many. */
  private async atOnce<Result>(statement: string): Promise<Result[] | undefined> {
    if (this.database.isInTransaction) return this.run<Result>(statement);
    if (this.most > ROWS_AT_ONCE) return undefined;
    const page = this.database.readPage<Result>(this.tenant, this.whole(statement), this.values, {
      isPrepared: !this.isOpen,
    });
    return page.catch((error: unknown) => {
      if (!(error instanceof MoreThanAPortion)) throw error;
      return undefined;
    });
  }

  /** The rows of a page in portions, all of them from one moment. `total`: what says how many there are on all pages. */
  private async readingOn(total: string): Promise<Counted<Row>> {
    const snapshot = await this.database.snapshot(this.tenant);
    try {
      const found = `SELECT ${total} AS total, ARRAY(SELECT page.id FROM (${this.idsOfPage()}) page) AS ids`;
      const [page] = await snapshot.rows<{ total: number; ids: string[] }>(this.whole(found), this.values, {
        isPrepared: !this.isOpen,
      });
      const text = `SELECT ${this.select} FROM unnest($2::bigint[]) WITH ORDINALITY page (id, place) JOIN ${this.table} t ON t.tenant_id = $1 AND t.id = page.id ${this.joinsFor(this.select)} ORDER BY page.place`;
      const rows = await inPortions<Row>(snapshot, page!.ids, (ids) =>
        snapshot.rows<Row>(text, [this.tenant, ids], { isPrepared: true }),
      );
      return { rows, total: page!.total };
    } catch (error) {
      snapshot.end();
      throw error;
    }
  }

  private counting(): string {
    return `SELECT count(*) AS count FROM ${this.candidates ? 'found' : `(${this.found()}) found`}`;
  }

  private idsOfPage(): string {
    if (!this.candidates) return this.text('t.tenant_id, t.id');
    return `SELECT t.tenant_id, t.id FROM found JOIN ${this.table} t ON t.tenant_id = found.tenant_id AND t.id = found.id ${this.joinsFor(this.order)}${this.order}${this.limits}`;
  }

  private besidePage(): string {
    return `${this.table} t ON t.tenant_id = page.tenant_id AND t.id = page.id ${this.joinsFor(this.select + this.order)}${this.order}`;
  }

  private found(): string {
    const where = this.conditions.join(' AND ');
    return `SELECT t.tenant_id, t.id FROM ${this.table} t ${this.joinsFor(where)} WHERE ${where}`;
  }

  private text(select: string): string {
    const rest = ` WHERE ${this.conditions.join(' AND ')}${this.order}${this.limits}${this.locking}`;
    return `SELECT ${select} FROM ${this.table} t ${this.joinsFor(select + rest)}${rest}`;
  }

  private run<Result = Row>(statement: string): Promise<Result[]> {
    const text = this.whole(statement);
    if (this.locking) return this.database.query<Result>(this.tenant, text, this.values);
    if (this.isByKey) return this.database.lookUp<Result>(this.tenant, text, this.values);
    return this.isOpen
      ? this.database.readOnce<Result>(this.tenant, text, this.values)
      : this.database.read<Result>(this.tenant, text, this.values);
  }

  private whole(statement: string): string {
    return this.candidates
      ? `WITH candidates AS MATERIALIZED (${this.candidates}), found AS MATERIALIZED (${this.found()}) ${statement}`
      : statement;
  }

  private bind(condition: string, values: unknown[]): string {
    let next = 0;
    const text = condition.replace(/\?/g, () => `$${this.values.push(values[next++])}`);
    if (next !== values.length)
      throw new Error(`A condition takes ${next} values and was given ${values.length}: ${condition}`);
    return text;
  }
}

/** Rows of a page, and how many there are on all pages. */
export interface Counted<Row> {
  rows: Rows<Row>;
  total: number;
}

/** Of joins by the alias that each brings, those that a text speaks of. */
export const joinsAmong =
  (joins: Readonly<Record<string, string>>) =>
  (used: string): string =>
    Object.entries(joins)
      .flatMap(([alias, join]) => (used.includes(`${alias}.`) ? [join] : []))
      .join(' ');
