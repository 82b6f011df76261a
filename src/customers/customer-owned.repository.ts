import type { DataSource, SelectQueryBuilder } from 'typeorm';
import type { CompiledStatement } from '../database/compiled-statement.js';
import { fenced, ofTenant } from '../database/fence.js';
import { IdentifiedRepository } from '../database/identified.repository.js';
import type { Belongings, OfTenant } from '../database/tenant.repository.js';
import { KINDS_OF_TABLE, perOwnIds, shownId } from '../database/wire-ids.js';
import type { Database, TenantId } from '../engine/tenant-database/index.js';
import { ownIds, type RecordRef } from '../own-ids.js';

/** A row that a customer owns. */
interface Owned extends OfTenant {
  id: number;
  customerId: number;
  updatedAt: Date;
}

/** How a repository of rows that a customer owns differs from the others. */
interface Particulars {
  /**
   * A column of a SELECT that only the customer's row (`customer`) knows: that the customer points at this row, for
   * example.
   */
  shown: { name: string; sql: string };
  /** Turns the table's own database errors into problems. */
  refused?: (error: unknown) => never;
}

/**
 * Rows that belong to one customer of a tenant, such as emails. `Shown` is a row with what the customer's row adds to
 * it.
 */
export abstract class CustomerOwnedRepository<Row extends Owned, Shown extends Row> extends IdentifiedRepository<Row> {
  /** The rows of a customer, for a query that reads the customer. */
  readonly ofCustomer: Belongings<Shown>;
  private readonly statements: Readonly<Record<'list' | 'findShown' | 'find', CompiledStatement>>;
  private readonly lists: { readonly present: CompiledStatement };
  private readonly others: string;
  private readonly refused: (error: unknown) => never;

  protected constructor(
    database: Database,
    source: DataSource,
    entity: new () => Row,
    { shown, refused = rethrow }: Particulars,
  ) {
    super(database, source, entity);
    this.refused = refused;
    const rows = (ofOne = this.ofOne()) =>
      ofOne
        .addSelect(shown.sql, shown.name)
        .innerJoin('customers', 'customer', 'customer.tenantId = t.tenantId AND customer.id = t.customerId');
    const belongings = perOwnIds(() => this.belongings<Shown>(rows(this.ofOneShown())));
    this.ofCustomer = {
      get sql() {
        return belongings.present.sql;
      },
      read: (row) => belongings.present.read(row),
    };
    this.lists = perOwnIds(() => fenced(rows(this.ofOneShown()).orderBy('t.id')));
    this.statements = {
      list: fenced(rows().orderBy('t.id')),
      findShown: fenced(rows().andWhere('t.id = :id')),
      find: fenced(this.ofOne().andWhere('t.id = :id')),
    };
    // Citus runs the INSERT before the rest, so the new row may be counted.
    this.others = `SELECT count(*) FROM ${this.table} other
      WHERE other.tenant_id = :tenant AND other.customer_id = made."customerId" AND other.id <> made.id`;
  }

  list(tenant: TenantId, customerId: number): Promise<Shown[]> {
    return this.readOf<Shown>(tenant, customerId, this.statements.list);
  }

  /** The rows of a customer, with the IDs that the contract of the request shows. */
  listShown(tenant: TenantId, customer: RecordRef): Promise<Shown[]> {
    return this.readOf<Shown>(tenant, customer, this.lists.present);
  }

  async findShown(tenant: TenantId, customerId: number, id: number): Promise<Shown | undefined> {
    return (await this.readOf<Shown>(tenant, customerId, this.statements.findShown, { id }))[0];
  }

  async find(tenant: TenantId, customerId: number, id: number): Promise<Row | undefined> {
    return (await this.read(tenant, this.statements.find, { customer: customerId, id }))[0];
  }

  /** Inserts a row and counts the customer's other rows in one statement. */
  add(tenant: TenantId, values: Partial<Row>): Promise<Row & { others: number }> {
    return this.insert<{ others: number }>(tenant, values, { others: this.others }).catch(this.refused);
  }

  async set(tenant: TenantId, id: number, values: Partial<Row>): Promise<Row> {
    return (await this.change(tenant, id, values).catch(this.refused))!;
  }

  delete(tenant: TenantId, ids: readonly number[]): Promise<void> {
    return this.remove(tenant, ids);
  }

  /** Sends an INSERT together with COMMIT. */
  addAtCommit(tenant: TenantId, values: Partial<Row>): void {
    this.insertAtCommit(tenant, values, this.refused);
  }

  /** Sends an UPDATE together with COMMIT. */
  setAtCommit(tenant: TenantId, id: number, values: Partial<Row>): void {
    this.changeAtCommit(tenant, id, values, this.refused);
  }

  /** Sends a DELETE together with COMMIT. */
  deleteAtCommit(tenant: TenantId, ids: readonly number[]): void {
    this.removeAtCommit(tenant, ids, this.refused);
  }

  /** A SELECT of the rows of the customer `:customer`. */
  protected ofOne(properties = this.properties): SelectQueryBuilder<Row> {
    return this.select(properties).andWhere('t.customerId = :customer');
  }

  private ofOneShown(): SelectQueryBuilder<Row> {
    const own = ownIds();
    if (!own) return this.ofOne();
    const [kind] = KINDS_OF_TABLE[this.table]!;
    const ids = { id: kind!, customerId: 'customer' } as const;
    const isShown = (property: string): property is keyof typeof ids => property in ids;
    const query = this.ofOne(this.properties.filter((property) => !isShown(property)));
    for (const [property, column] of [
      ['id', 't.id'],
      ['customerId', 't.customer_id'],
    ] as const)
      query.addSelect(own.has(ids[property]) ? ofTenant(shownId(own, ids[property], column)) : column, property);
    return query;
  }
}

function rethrow(error: unknown): never {
  throw error;
}

/** A row that a contact person may point at, with the IDs of the persons who do. */
export type WithPersons<Row> = Row & { personIds: string[] };

/** Emails and phones: rows that contact persons point at, too. */
export abstract class ContactPointsRepository<Row extends Owned, Shown extends Row> extends CustomerOwnedRepository<
  Row,
  Shown
> {
  private readonly withPersons: CompiledStatement;

  protected constructor(
    database: Database,
    source: DataSource,
    entity: new () => Row,
    { pointer, ...particulars }: Particulars & { pointer: 'email_id' | 'phone_id' },
  ) {
    super(database, source, entity, particulars);
    const persons = `SELECT person.id::text FROM contact_persons person
      WHERE person.tenant_id = :tenant AND person.customer_id = t.customer_id AND person.${pointer} = t.id`;
    this.withPersons = fenced(this.ofOne().addSelect(`ARRAY(${persons})`, 'personIds').orderBy('t.id'));
  }

  listWithPersons(tenant: TenantId, customerId: number): Promise<WithPersons<Row>[]> {
    return this.read<WithPersons<Row>>(tenant, this.withPersons, { customer: customerId });
  }
}
