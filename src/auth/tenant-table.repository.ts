import type { DataSource, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { compile, type CompiledStatement, type NamedValues, selecting } from '../database/compiled-statement.js';
import { TenantRepository } from '../database/tenant.repository.js';
import type { Database, TenantId } from '../engine/tenant-database/index.js';

/**
 * A repository of a table that belongs to a tenant and to no customer. Its statements always run on the primary: a
 * replica may not know yet what was revoked.
 */
export abstract class TenantTableRepository<Row extends ObjectLiteral> extends TenantRepository<Row> {
  protected constructor(
    database: Database,
    protected readonly source: DataSource,
    private readonly entity: new () => Row,
  ) {
    super(database, source, entity);
  }

  /** A SELECT of these properties within the tenant `:tenant`. The table is called `t`. */
  protected select(properties: readonly (keyof Row & string)[]): SelectQueryBuilder<Row> {
    return selecting(this.source, this.entity, properties).where('t.tenantId = :tenant');
  }

  /** Compiles a statement and makes sure that it names the tenant. */
  protected fenced(query: Parameters<typeof compile>[0]): CompiledStatement {
    const statement = compile(query);
    if (!statement.has('tenant')) throw new Error(`A statement on ${this.table} does not name its tenant`);
    return statement;
  }

  protected run<Result>(tenant: TenantId, statement: CompiledStatement, values: NamedValues = {}): Promise<Result[]> {
    return this.database.write<Result>(tenant, {
      text: statement.text,
      values: statement.valuesOf({ ...values, tenant }),
    });
  }
}
