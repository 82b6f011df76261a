import type {
  DataSource,
  DeleteQueryBuilder,
  InsertQueryBuilder,
  SelectQueryBuilder,
  UpdateQueryBuilder,
} from 'typeorm';
import { activeRequest } from '../active-request.js';
import { memoized } from '../engine/kit/memoized.js';
import type { Database, TenantId, WriteStatement } from '../engine/tenant-database/index.js';
import { type IdKind, NamedRecord, ownIds, recordOf, type RecordRef } from '../own-ids.js';
import {
  columnsAs,
  type CompiledStatement,
  type NamedValues,
  ownParameters,
  selecting,
  type SqlOf,
  type Travel,
} from './compiled-statement.js';
import { fenced, OF_TENANT, type Query } from './fence.js';
import { rowsAsked } from './past.js';
import { TenantQuery } from './tenant-query.js';
import { GIVE, givesIds, KINDS_OF_TABLE, naming, noIdLeft, shownId, valueOf } from './wire-ids.js';

/** A row of a table that belongs to a tenant. */
export interface OfTenant {
  tenantId: TenantId;
}

export type Property<Row> = keyof Row & string;

/** Properties with IDs: what they name, and the column with the record's own ID. */
export type ShownIds<Row> = { readonly [Key in keyof Row]?: readonly [kind: IdKind, column: string] };

/** The error of a statement that is sent together with COMMIT. */
export type Refused = (error: unknown) => never;

/** A subquery for the rows of one customer. Its parameters are `:tenant` and `:customer`. */
export interface Belongings<Row> {
  readonly sql: string;
  /** Turns the JSON of a row into a row. */
  read(row: object): Row;
}

/**
 * The fence around tenants for a table that has them. TypeORM's query builder writes the statements. Each begins with
 * the tenant, and `fenced` refuses one that could leave it. SQL by hand names the tenant, too. Statements are compiled
 * once, and the engine runs them. It is no TypeORM `Repository` itself, whose `find` and `save` would ask for no
 * tenant.
 */
export abstract class TenantRepository<Row extends OfTenant> {
  protected readonly table: string;
  /** All properties of the entity. */
  protected readonly properties: readonly Property<Row>[];
  /** All columns for a SELECT by hand: `t."display_name" AS "displayName", …`. */
  protected readonly columns: string;
  private readonly times: readonly string[];
  private readonly variants = new Map<string, CompiledStatement>();

  protected constructor(
    protected readonly database: Database,
    protected readonly source: DataSource,
    protected readonly entity: new () => Row,
  ) {
    const { tableName, columns } = source.getMetadata(entity);
    this.table = tableName;
    this.properties = columns.map(({ propertyName }) => propertyName as Property<Row>);
    this.times = columns.filter(({ type }) => type === 'timestamptz').map(({ propertyName }) => propertyName);
    this.columns = this.columnsOf(this.properties, 't');
  }

  /** A SELECT of the tenant's rows. The table is called `t`. */
  protected select(properties = this.properties): SelectQueryBuilder<Row> {
    return selecting(this.source, this.entity, properties).where(`t.${OF_TENANT}`);
  }

  /** An INSERT of one row. Each property takes the parameter of its own name. */
  protected inserting(properties: readonly Property<Row>[]): InsertQueryBuilder<Row> {
    const values = { ...ownParameters(properties), tenantId: () => ':tenant' };
    return this.source
      .createQueryBuilder()
      .insert()
      .into(this.entity, ['tenantId', ...properties])
      .values(values);
  }

  /** An UPDATE of the tenant's rows. Conditions are to be added. */
  protected updating(set: SqlOf<Row>): UpdateQueryBuilder<Row> {
    return this.source
      .createQueryBuilder()
      .update(this.entity)
      .set(set as object)
      .where(OF_TENANT);
  }

  /** A DELETE of the tenant's rows. Conditions are to be added. */
  protected deleting(): DeleteQueryBuilder<Row> {
    return this.source.createQueryBuilder().delete().from(this.entity).where(OF_TENANT);
  }

  /** Columns under the names of their properties, for RETURNING or for SQL by hand. */
  protected columnsOf(properties: readonly Property<Row>[], alias?: string): string {
    return columnsAs(this.source, this.entity, properties, alias);
  }

  /** All columns for a SELECT by hand, with the IDs that the contract of the request shows. */
  protected shownColumns(ids: ShownIds<Row>): string {
    const own = ownIds();
    return this.properties
      .map((property) => {
        const [kind, record] = ids[property] ?? [];
        return own && kind && own.has(kind)
          ? `${shownId(own, kind, record!)} AS "${property}"`
          : this.columnsOf([property], 't');
      })
      .join(', ');
  }

  /**
   * A statement that varies with the properties that a caller sent. The first ones are kept. Later ones are compiled
   * for each call, because there is no end to the combinations.
   */
  protected variant(
    name: string,
    properties: readonly string[],
    make: () => Query,
    connection?: Travel['connection'],
  ): CompiledStatement {
    const compiled = () => fenced(make(), { prepare: 'first-variants', connection });
    const key = `${name} ${properties.join(' ')}`;
    return this.variants.size < MOST_VARIANTS || this.variants.has(key)
      ? memoized(this.variants, key, compiled)
      : compiled();
  }

  /** Reads on the primary or on a replica. */
  protected read<Result = Row>(
    tenant: TenantId,
    statement: CompiledStatement,
    values: NamedValues = {},
  ): Promise<Result[]> {
    return this.database.read<Result>(tenant, statement.with({ ...values, tenant }));
  }

  /**
   * Reads one customer or its records: as they are, or as they were if the request asks for the past. The statement has
   * no WITH.
   */
  protected async readOf<Result = Row>(
    tenant: TenantId,
    customer: RecordRef,
    statement: CompiledStatement,
    values: NamedValues = {},
  ): Promise<Result[]> {
    const asked = activeRequest()?.past;
    if (!asked) return this.readNamed<Result>(tenant, 'customer', customer, statement, values);
    const id = await recordOf(customer);
    const then = id === undefined ? undefined : await rowsAsked(this.database, tenant, id, asked);
    return then ? this.database.read<Result>(tenant, then.on(statement.with({ ...values, customer: id, tenant }))) : [];
  }

  /** Reads by a parameter that names a record. An ID of the contract is looked up by the same statement. */
  protected readNamed<Result = Row>(
    tenant: TenantId,
    parameter: string,
    record: RecordRef,
    statement: CompiledStatement,
    values: NamedValues = {},
  ): Promise<Result[]> {
    const found = record instanceof NamedRecord ? naming(statement, parameter, record) : statement;
    return this.read<Result>(tenant, found, { ...values, [parameter]: valueOf(record) });
  }

  /** Changes rows, or reads what a replica may not know yet. */
  protected write<Result = Row>(
    tenant: TenantId,
    statement: CompiledStatement,
    values: NamedValues = {},
    how?: Pick<WriteStatement, 'atCommit'>,
  ): Promise<Result[]> {
    return this.database.write<Result>(tenant, { ...statement.with({ ...values, tenant }), ...how });
  }

  /** A list whose conditions, order and page the caller of an API chooses. */
  protected within<Found = Row>(
    tenant: TenantId,
    select = this.columns,
    joinsFor?: (used: string) => string,
  ): TenantQuery<Found> {
    return new TenantQuery<Found>(this.database, tenant, select, `"${this.table}"`, joinsFor);
  }

  /** Inserts a row. `more` is a subquery for each property that is returned beside the row, which is called `made`. */
  protected async insert<More extends object = object>(
    tenant: TenantId,
    row: Partial<Row>,
    more?: Readonly<Record<keyof More & string, string>>,
  ): Promise<Row & More> {
    const properties = given(row);
    const beside = Object.entries<string>(more ?? {}).map(([name, sql]) => `, (${sql}) AS "${name}"`);
    const statement = this.variant(`insert${beside.join('')}`, properties, () => {
      const insert = this.inserting(properties).returning(this.columnsOf(this.properties));
      if (!more) return insert;
      fenced(insert);
      // Citus allows no subquery in RETURNING.
      return `WITH made AS (${insert.getQuery()}) SELECT made.*${beside.join('')} FROM made`;
    });
    const [made] = await this.write<Row & More>(tenant, statement, row);
    await this.giveIds(tenant, (made as { id?: number }).id);
    return made!;
  }

  /** Inserts a row together with COMMIT. `refused` throws the error of the transaction. */
  protected insertAtCommit(tenant: TenantId, row: Partial<Row>, refused: Refused): void {
    const properties = given(row);
    const statement = this.variant('insertAtCommit', properties, () => this.inserting(properties));
    void this.write(tenant, statement, row, { atCommit: refused });
    void this.giveIds(tenant, (row as { id?: number }).id);
  }

  /** Gives a new row its IDs in the contracts that have their own, in the transaction that inserts it. */
  private async giveIds(tenant: TenantId, id: number | undefined): Promise<void> {
    const kinds = KINDS_OF_TABLE[this.table];
    if (!kinds || id === undefined || !givesIds()) return;
    const atCommit = this.database.isInTransaction ? noIdLeft : undefined;
    await this.write(tenant, GIVE, { kinds, records: [id] }, { atCommit }).catch(noIdLeft);
  }

  /** The rows of one customer, in the order of their IDs, as a subquery. */
  protected belongings<Found = Row>(rows: SelectQueryBuilder<Row>): Belongings<Found> {
    fenced(rows);
    return {
      sql: `(SELECT coalesce(json_agg(found ORDER BY found.id), '[]') FROM (${rows.getQuery()}) found)`,
      // JSON has times as text.
      read: (row) =>
        Object.assign(
          row,
          Object.fromEntries(this.times.map((name) => [name, timeIn(row[name as keyof typeof row])])),
        ) as Found,
    };
  }
}

/** Each is a text of some kilobytes. */
const MOST_VARIANTS = 500;

/** The properties that a row gives a value, which may be null. */
export const given = <Row extends object>(row: Partial<Row>) =>
  (Object.keys(row) as Property<Row>[]).filter((property) => row[property] !== undefined);

const timeIn = (text: string | null) => (text === null ? null : new Date(text));
