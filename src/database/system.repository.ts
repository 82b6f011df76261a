import type { DataSource, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { Database } from '../engine/tenant-database/index.js';
import {
  columnsAs,
  compile,
  type CompiledStatement,
  type NamedValues,
  ownParameters,
  selecting,
} from './compiled-statement.js';

/** A repository of a table that belongs to no tenant: tenants themselves, and users. */
export abstract class SystemRepository<Row extends ObjectLiteral> {
  protected constructor(
    protected readonly database: Database,
    protected readonly source: DataSource,
    private readonly entity: new () => Row,
  ) {}

  /** A SELECT of these properties. The table is called `t`. */
  protected select(properties: readonly (keyof Row & string)[]): SelectQueryBuilder<Row> {
    return selecting(this.source, this.entity, properties);
  }

  /** An INSERT of one row; each property is the parameter of its name. */
  protected inserting(
    properties: readonly (keyof Row & string)[],
    returning: readonly (keyof Row & string)[],
  ): CompiledStatement {
    return compile(
      this.source
        .createQueryBuilder()
        .insert()
        .into(this.entity, [...properties])
        .values(ownParameters(properties) as object)
        .returning(columnsAs(this.source, this.entity, returning)),
    );
  }

  /** An UPDATE. `set` is SQL for each property; `where` and `returning` are SQL with the names of properties. */
  protected updating(
    set: Partial<Record<keyof Row & string, () => string>>,
    where: string,
    returning: readonly (keyof Row & string)[],
  ): CompiledStatement {
    return compile(
      this.source
        .createQueryBuilder()
        .update(this.entity)
        .set(set as object)
        .where(where)
        .returning(columnsAs(this.source, this.entity, returning)),
    );
  }

  protected run<Result = Row>(statement: CompiledStatement, values: NamedValues = {}): Promise<Result[]> {
    return this.database.system<Result>(statement.with(values));
  }
}
