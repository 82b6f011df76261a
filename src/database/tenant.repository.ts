import { DataSource, type ObjectLiteral } from 'typeorm';
import type { Database, TenantId } from '../engine/tenant-database/index.js';
import { TenantQuery } from './tenant-query.js';

/** A subquery for the rows of one customer. In the outer query `$1` is the tenant and `$2` the customer. */
export interface Belongings<Row> {
  readonly sql: string;
  /** Turns the JSON of a row into a row. */
  read(row: object): Row;
}

/**
 * The fence around tenants. A repository reaches its table only through this class. Every statement of this class
 * begins with the tenant, and a caller cannot leave the tenant out.
 */
export abstract class TenantRepository<Row extends ObjectLiteral> {
  protected readonly table: string;
  /** All columns for a SELECT: `t."display_name" AS "displayName", …`. */
  protected readonly columns: string;
  private readonly columnOf: ReadonlyMap<string, string>;
  private readonly times: readonly string[];

  protected constructor(
    protected readonly database: Database,
    source: DataSource,
    entity: new () => Row,
  ) {
    const { tableName, columns } = source.getMetadata(entity);
    this.table = `"${tableName}"`;
    this.columnOf = new Map(columns.map((column) => [column.propertyName, `"${column.databaseName}"`]));
    this.times = columns.filter(({ type }) => type === 'timestamptz').map(({ propertyName }) => propertyName);
    this.columns = [...this.columnOf].map(([property, column]) => `t.${column} AS "${property}"`).join(', ');
  }

  /** A query that is restricted to the tenant already. The caller adds conditions, order and page. */
  protected within<Found = Row>(
    tenant: TenantId,
    select = this.columns,
    joinsFor?: (used: string) => string,
  ): TenantQuery<Found> {
    return new TenantQuery<Found>(this.database, tenant, select, this.table, joinsFor);
  }

  /** Takes IDs from the sequence of the table: no other row gets them. */
  async reserve(tenant: TenantId, count = 1): Promise<number[]> {
    if (count === 0) return [];
    const rows = await this.database.reserve<{ id: number }>(tenant, {
      text: 'SELECT nextval(pg_get_serial_sequence($1, $2)) AS id FROM generate_series(1, $3::int)',
      values: [this.table, 'id', count],
    });
    return rows.map(({ id }) => id);
  }

  protected insert(tenant: TenantId, values: Partial<Row>): Promise<Row> {
    return this.inserted<Row>(tenant, values, this.columns);
  }

  /** Inserts a row of a customer, and returns how many other rows the customer has in this table. */
  protected insertBesideOthers(tenant: TenantId, values: Partial<Row>): Promise<Row & { others: number }> {
    const same = 'other.tenant_id = t.tenant_id AND other.customer_id = t.customer_id';
    const others = `(SELECT count(*) FROM ${this.table} other WHERE ${same}) AS others`;
    return this.inserted<Row & { others: number }>(tenant, values, `${this.columns}, ${others}`);
  }

  /** Inserts a row together with COMMIT. `refused` throws the error of the transaction. */
  protected insertLast(tenant: TenantId, row: Partial<Row>, refused: (error: unknown) => never): void {
    this.writeLast(tenant, this.inserting(tenant, row), refused);
  }

  /** Sets columns of a row together with COMMIT. `raw` is SQL to set besides; by default the time of the change. */
  protected changeLast(
    tenant: TenantId,
    id: number,
    row: Partial<Row>,
    refused: (error: unknown) => never,
    raw: readonly string[] = ['updated_at = now()'],
  ): void {
    this.writeLast(tenant, this.updating(tenant, id, row, raw), refused);
  }

  /** Deletes rows together with COMMIT. */
  protected removeLast(tenant: TenantId, ids: readonly number[], refused: (error: unknown) => never): void {
    this.writeLast(tenant, { text: this.removing, values: [tenant, ids] }, refused);
  }

  /** Sends a statement together with COMMIT. `refused` throws the error of the transaction. */
  private writeLast(
    tenant: TenantId,
    { text, values }: { text: string; values: unknown[] },
    refused: (error: unknown) => never,
  ): void {
    void this.database.write(tenant, { text, values, prepare: 'first-variants', atCommit: refused });
  }

  private async inserted<Answer>(tenant: TenantId, row: Partial<Row>, answer: string): Promise<Answer> {
    const { text, values } = this.inserting(tenant, row);
    const [made] = await this.database.write<Answer>(tenant, {
      text: `${text} RETURNING ${answer}`,
      values,
      prepare: 'first-variants',
    });
    return made!;
  }

  /** The INSERT of one row, and its values. */
  private inserting(tenant: TenantId, row: Partial<Row>): { text: string; values: unknown[] } {
    const fields = Object.entries(row).filter(([, value]) => value !== undefined);
    const names = ['"tenant_id"', ...fields.map(([property]) => this.column(property))];
    const places = names.map((_, at) => `$${at + 1}`);
    const text = `INSERT INTO ${this.table} AS t (${names.join(', ')}) VALUES (${places.join(', ')})`;
    return { text, values: [tenant, ...fields.map(([, value]) => value as unknown)] };
  }

  /** Updates the given columns of one row. Returns `undefined` if the tenant has no such row. */
  protected async change(
    tenant: TenantId,
    id: number,
    values: Partial<Row>,
    raw: readonly string[] = [],
  ): Promise<Row | undefined> {
    const { text, values: all } = this.updating(tenant, id, values, raw);
    const [row] = await this.database.write<Row>(tenant, {
      text: `${text} RETURNING ${this.columns}`,
      values: all,
      prepare: 'first-variants',
    });
    return row;
  }

  /** The UPDATE of some columns of one row, and its values. `$1` is the tenant and `$2` the ID. */
  protected updating(
    tenant: TenantId,
    id: number,
    values: Partial<Row>,
    raw: readonly string[] = [],
  ): { text: string; columns: string[]; values: unknown[] } {
    const fields = Object.entries(values).filter(([, value]) => value !== undefined);
    const columns = fields.map(([property]) => this.column(property));
    const sets = [...raw, ...columns.map((column, at) => `${column} = $${at + 3}`)];
    return {
      text: `UPDATE ${this.table} AS t SET ${sets.join(', ')} WHERE t.tenant_id = $1 AND t.id = $2`,
      columns,
      values: [tenant, id, ...fields.map(([, value]) => value as unknown)],
    };
  }

  /** The rows that `within` would find of one customer, in the order of their IDs, as a subquery. */
  protected belongings<Found = Row>(select = this.columns, joins = ''): Belongings<Found> {
    const rows = `SELECT ${select} FROM ${this.table} t ${joins} WHERE t.tenant_id = $1 AND t.customer_id = $2`;
    return {
      sql: `(SELECT coalesce(json_agg(found ORDER BY found.id), '[]') FROM (${rows}) found)`,
      // JSON has times as text.
      read: (row) =>
        Object.assign(
          row,
          Object.fromEntries(this.times.map((name) => [name, timeIn(row[name as keyof typeof row])])),
        ) as Found,
    };
  }

  protected async remove(tenant: TenantId, ids: readonly number[]): Promise<void> {
    await this.database.write(tenant, { text: this.removing, values: [tenant, ids] });
  }

  private get removing(): string {
    return `DELETE FROM ${this.table} WHERE tenant_id = $1 AND id = ANY($2::bigint[])`;
  }

  /** The quoted column of a property. Names come from the entity, never from the caller of an API. */
  protected column(property: string): string {
    const column = this.columnOf.get(property);
    if (!column) throw new Error(`${this.table} has no column for ${property}`);
    return column;
  }
}

const timeIn = (text: string | null) => (text === null ? null : new Date(text));
