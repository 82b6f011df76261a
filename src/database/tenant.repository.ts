import { DataSource, type ObjectLiteral } from 'typeorm';
import type { Database, TenantId } from '../engine/tenant-database/index.js';
import { TenantQuery } from './tenant-query.js';

/** The rows of one customer as a value of another query, whose `$1` is the tenant and `$2` the customer. */
export interface Belongings<Row> {
  readonly sql: string;
  /** A row from its JSON. */
  read(row: object): Row;
}

/**
 * The fence. A repository reaches its table only through here, every statement that is written here begins with the
 * tenant, and `tenant` is nothing a caller can leave out.
 */
export abstract class TenantRepository<Row extends ObjectLiteral> {
  protected readonly table: string;
  /** `"c"."display_name" AS "displayName", …` for the alias `t`. */
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

  /** A query that is already inside the tenant; conditions, order and page are added to it. */
  protected within<Found = Row>(
    tenant: TenantId,
    select = this.columns,
    joinsFor?: (used: string) => string,
  ): TenantQuery<Found> {
    return new TenantQuery<Found>(this.database, tenant, select, this.table, joinsFor);
  }

  /** Ids that no other row gets. */
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

  /** The same for a row of a customer, with how many others there are beside it. */
  protected insertBesideOthers(tenant: TenantId, values: Partial<Row>): Promise<Row & { others: number }> {
    const others = `(SELECT count(*) FROM ${this.table} other WHERE other.tenant_id = t.tenant_id AND other.customer_id = t.customer_id) AS others`;
    return this.inserted<Row & { others: number }>(tenant, values, `${this.columns}, ${others}`);
  }

  /** Makes a row with the end of the transaction. */
  protected insertLast(tenant: TenantId, row: Partial<Row>, refused: (error: unknown) => never): void {
    const { text, values } = this.inserting(tenant, row);
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

  /** An INSERT of one row, and its values. */
  private inserting(tenant: TenantId, row: Partial<Row>): { text: string; values: unknown[] } {
    const fields = Object.entries(row).filter(([, value]) => value !== undefined);
    const names = ['"tenant_id"', ...fields.map(([property]) => this.column(property))];
    const text = `INSERT INTO ${this.table} AS t (${names.join(', ')}) VALUES (${names.map((_, at) => `$${at + 1}`).join(', ')})`;
    return { text, values: [tenant, ...fields.map(([, value]) => value as unknown)] };
  }

  /** Sets the given columns of one row; `undefined` when the tenant has no such row. */
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

  /** An UPDATE of some columns of one row, and its values; `$1` and `$2` are the tenant and the id. */
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

  /** What `within` would find of one customer, in the order of ids. */
  protected belongings<Found = Row>(select = this.columns, joins = ''): Belongings<Found> {
    const rows = `SELECT ${select} FROM ${this.table} t ${joins} WHERE t.tenant_id = $1 AND t.customer_id = $2`;
    return {
      sql: `(SELECT coalesce(json_agg(found ORDER BY found.id), '[]') FROM (${rows}) found)`,
      // JSON has no times, only their text.
      read: (row) =>
        Object.assign(
          row,
          Object.fromEntries(this.times.map((name) => [name, timeIn(row[name as keyof typeof row])])),
        ) as Found,
    };
  }

  protected async remove(tenant: TenantId, ids: readonly number[]): Promise<void> {
    await this.database.write(tenant, {
      text: `DELETE FROM ${this.table} WHERE tenant_id = $1 AND id = ANY($2::bigint[])`,
      values: [tenant, ids],
    });
  }

  /** The quoted column of a property. Names come from the entity, never from a caller. */
  protected column(property: string): string {
    const column = this.columnOf.get(property);
    if (!column) throw new Error(`${this.table} has no column for ${property}`);
    return column;
  }
}

const timeIn = (text: string | null) => (text === null ? null : new Date(text));
