import type { DataSource, UpdateQueryBuilder } from 'typeorm';
import type { Database, TenantId } from '../engine/tenant-database/index.js';
import { type CompiledStatement, ownParameters } from './compiled-statement.js';
import { fenced } from './fence.js';
import { given, type OfTenant, type Property, type Refused, TenantRepository } from './tenant.repository.js';

/** A row that has an ID from the sequence of its table, and the time of its last change. */
interface Identified extends OfTenant {
  id: number;
  updatedAt: Date;
}

/** For `set` of the query builder: the time of a change. */
const NOW = { updatedAt: () => 'now()' };

/** A repository of rows that are changed and removed by their IDs. */
export abstract class IdentifiedRepository<Row extends Identified> extends TenantRepository<Row> {
  private readonly removing: CompiledStatement;

  protected constructor(database: Database, source: DataSource, entity: new () => Row) {
    super(database, source, entity);
    this.removing = fenced(this.deleting().andWhere('id = ANY(:ids::bigint[])'));
  }

  /** Takes IDs from the sequence of the table: no other row gets them. */
  async reserve(tenant: TenantId, count = 1): Promise<number[]> {
    if (count === 0) return [];
    const rows = await this.database.reserve<{ id: number }>(tenant, {
      text: RESERVE,
      values: [this.table, 'id', count],
    });
    return rows.map(({ id }) => id);
  }

  /** Changes the given properties of one row. Returns `undefined` if the tenant has no such row. */
  protected async change(tenant: TenantId, id: number, row: Partial<Row>): Promise<Row | undefined> {
    const properties = given(row);
    const statement = this.variant('change', properties, () =>
      this.changing(properties, NOW).returning(this.columnsOf(this.properties)),
    );
    return (await this.write(tenant, statement, { ...row, id }))[0];
  }

  /** Changes properties of a row together with COMMIT. `also`: further properties to set, by default the time. */
  protected changeAtCommit(
    tenant: TenantId,
    id: number,
    row: Partial<Row>,
    refused: Refused,
    also: Readonly<Record<string, () => string>> = NOW,
  ): void {
    const properties = given(row);
    const statement = this.variant(`changeAtCommit ${Object.keys(also).join(' ')};`, properties, () =>
      this.changing(properties, also),
    );
    void this.write(tenant, statement, { ...row, id }, { atCommit: refused });
  }

  /** An UPDATE of one row, `:id`. */
  protected changing(
    properties: readonly Property<Row>[],
    also: Readonly<Record<string, () => string>>,
  ): UpdateQueryBuilder<Row> {
    return this.updating({ ...also, ...ownParameters(properties) }).andWhere('id = :id');
  }

  protected async remove(tenant: TenantId, ids: readonly number[]): Promise<void> {
    await this.write(tenant, this.removing, { ids });
  }

  /** Deletes rows together with COMMIT. */
  protected removeAtCommit(tenant: TenantId, ids: readonly number[], refused: Refused): void {
    void this.write(tenant, this.removing, { ids }, { atCommit: refused });
  }
}

// The query builder cannot select from a function.
const RESERVE = 'SELECT nextval(pg_get_serial_sequence($1, $2)) AS id FROM generate_series(1, $3::int)';
