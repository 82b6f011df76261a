import type { Database } from './database.js';
import type { TenantId } from './tenant-id.js';

/** A SELECT on one table, called `t`, that began inside a tenant and cannot leave it. `?` in a condition or an order stands for its next value. */
export class TenantQuery<Row> {
  private readonly values: unknown[];
  private readonly conditions = ['t.tenant_id = $1'];
  private order = '';
  private limits = '';
  private locking = '';

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

  orderBy(order: string, ...values: unknown[]): this {
    this.order = this.bind(` ORDER BY ${order}`, values);
    return this;
  }

  page(limit: number, offset = 0): this {
    this.limits = this.bind(' LIMIT ? OFFSET ?', [limit, offset]);
    return this;
  }

  forUpdate(): this {
    this.locking = ' FOR NO KEY UPDATE OF t';
    return this;
  }

  rows(): Promise<Row[]> {
    return this.run(this.text(this.select));
  }

  /** Finds the page by its ids alone, and looks the rest up for these rows only. */
  rowsOfPage(): Promise<Row[]> {
    const page = this.text('t.tenant_id, t.id');
    const joins = this.joinsFor(this.select + this.order);
    return this.run(`SELECT ${this.select} FROM (${page}) page JOIN ${this.table} t ON t.tenant_id = page.tenant_id AND t.id = page.id ${joins}${this.order}`);
  }

  async first(): Promise<Row | undefined> {
    return (await this.rows())[0];
  }

  async count(): Promise<number> {
    const conditions = this.conditions.join(' AND ');
    const [row] = await this.run<{ count: number }>(`SELECT count(*) AS count FROM ${this.table} t ${this.joinsFor(conditions)} WHERE ${conditions}`);
    return row!.count;
  }

  private text(select: string): string {
    const rest = ` WHERE ${this.conditions.join(' AND ')}${this.order}${this.limits}${this.locking}`;
    return `SELECT ${select} FROM ${this.table} t ${this.joinsFor(select + rest)}${rest}`;
  }

  private run<Result = Row>(text: string): Promise<Result[]> {
    return this.locking ? this.database.queryOnce<Result>(this.tenant, text, this.values) : this.database.readOnce<Result>(this.tenant, text, this.values);
  }

  private bind(condition: string, values: unknown[]): string {
    let next = 0;
    const text = condition.replace(/\?/g, () => `$${this.values.push(values[next++])}`);
    if (next !== values.length) throw new Error(`A condition takes ${next} values and was given ${values.length}: ${condition}`);
    return text;
  }
}

/** Of joins by the alias that each brings, those that a text speaks of. */
export const joinsAmong =
  (joins: Readonly<Record<string, string>>) =>
  (used: string): string =>
    Object.entries(joins).flatMap(([alias, join]) => (used.includes(`${alias}.`) ? [join] : [])).join(' ');
