import { DataSource, type ObjectLiteral } from 'typeorm';
import type { Database } from './database.js';
import type { TenantId } from './tenant-id.js';
import { TenantQuery } from './tenant-query.js';

/**
 * The fence. A repository reaches its table only through here, every statement that is written here begins with the
 * tenant, and `tenant` is nothing a caller can leave out.
 */
export abstract class TenantRepository<Row extends ObjectLiteral> {
  protected readonly table: string;
  /** `"c"."display_name" AS "displayName", …` for the alias `t`. */
  protected readonly columns: string;
  private readonly columnOf: ReadonlyMap<string, string>;

  protected constructor(
    protected readonly database: Database,
    source: DataSource,
    entity: new () => Row,
  ) {
    const { tableName, columns } = source.getMetadata(entity);
    this.table = `"${tableName}"`;
    this.columnOf = new Map(columns.map((column) => [column.propertyName, `"${column.databaseName}"`]));
    this.columns = [...this.columnOf].map(([property, column]) => `t.${column} AS "${property}"`).join(', ');
  }

  /** A query that is already inside the tenant; conditions, order and page are added to it. */
  protected within(tenant: TenantId, select = this.columns, joinsFor?: (used: string) => string): TenantQuery<Row> {
    return new TenantQuery<Row>(this.database, tenant, select, this.table, joinsFor);
  }

  protected async insert(tenant: TenantId, values: Partial<Row>): Promise<Row> {
    const fields = Object.entries(values).filter(([, value]) => value !== undefined);
    const names = ['"tenant_id"', ...fields.map(([property]) => this.column(property))];
    const [row] = await this.database.queryOnce<Row>(
      tenant,
      `INSERT INTO ${this.table} AS t (${names.join(', ')}) VALUES (${names.map((_, at) => `$${at + 1}`).join(', ')}) RETURNING ${this.columns}`,
      [tenant, ...fields.map(([, value]) => value as unknown)],
    );
    return row!;
  }

  /** Sets the given columns of one row; `undefined` when the tenant has no such row. */
  protected async change(tenant: TenantId, id: number, values: Partial<Row>, raw: readonly string[] = []): Promise<Row | undefined> {
    const fields = Object.entries(values).filter(([, value]) => value !== undefined);
    const sets = [...raw, ...fields.map(([property], at) => `${this.column(property)} = $${at + 3}`)];
    const [row] = await this.database.queryOnce<Row>(
      tenant,
      `UPDATE ${this.table} AS t SET ${sets.join(', ')} WHERE t.tenant_id = $1 AND t.id = $2 RETURNING ${this.columns}`,
      [tenant, id, ...fields.map(([, value]) => value as unknown)],
    );
    return row;
  }

  protected async remove(tenant: TenantId, ids: readonly number[]): Promise<void> {
    await this.database.query(tenant, `DELETE FROM ${this.table} WHERE tenant_id = $1 AND id = ANY($2::bigint[])`, [tenant, ids]);
  }

  /** The quoted column of a property. Names come from the entity, never from a caller. */
  protected column(property: string): string {
    const column = this.columnOf.get(property);
    if (!column) throw new Error(`${this.table} has no column for ${property}`);
    return column;
  }
}
