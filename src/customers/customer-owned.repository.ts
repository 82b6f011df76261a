import type { DataSource, ObjectLiteral } from 'typeorm';
import { type Belongings, TenantRepository } from '../database/tenant.repository.js';
import type { Database, TenantId } from '../engine/tenant-database/index.js';

/** How a repository of rows that a customer owns differs from the others. */
interface Particulars {
  /**
   * Columns of a SELECT that only the customer's row (`customer`) knows: that the customer points at this row, for
   * example.
   */
  shown: string;
  /** Turns the table's own database errors into problems. */
  refused?: (error: unknown) => never;
}

const CUSTOMER = 'JOIN customers customer ON customer.tenant_id = t.tenant_id AND customer.id = t.customer_id';

/**
 * Rows that belong to one customer of a tenant, such as emails. `Shown` is a row with what the customer's row adds to
 * it.
 */
export abstract class CustomerOwnedRepository<
  Row extends ObjectLiteral & { id: number; customerId: number },
  Shown extends Row,
> extends TenantRepository<Row> {
  /** The rows of a customer, for a query that reads the customer. */
  readonly ofCustomer: Belongings<Shown>;
  private readonly shown: string;
  private readonly refused: (error: unknown) => never;

  protected constructor(
    database: Database,
    source: DataSource,
    entity: new () => Row,
    { shown, refused = rethrow }: Particulars,
  ) {
    super(database, source, entity);
    this.refused = refused;
    this.shown = `${this.columns}, ${shown}`;
    this.ofCustomer = this.belongings<Shown>(this.shown, CUSTOMER);
  }

  list(tenant: TenantId, customerId: number): Promise<Shown[]> {
    return this.withShown(tenant, customerId).orderBy('t.id').rows();
  }

  findShown(tenant: TenantId, customerId: number, id: number): Promise<Shown | undefined> {
    return this.withShown(tenant, customerId).and('t.id = ?', id).first();
  }

  find(tenant: TenantId, customerId: number, id: number): Promise<Row | undefined> {
    return this.within(tenant).and('t.customer_id = ?', customerId).and('t.id = ?', id).first();
  }

  /** Inserts a row and counts the customer's other rows in one statement. */
  add(tenant: TenantId, values: Partial<Row>): Promise<Row & { others: number }> {
    return this.insertBesideOthers(tenant, values).catch(this.refused);
  }

  async set(tenant: TenantId, id: number, values: Partial<Row>): Promise<Row> {
    return (await this.change(tenant, id, values, ['updated_at = now()']).catch(this.refused))!;
  }

  delete(tenant: TenantId, ids: readonly number[]): Promise<void> {
    return this.remove(tenant, ids);
  }

  /** Sends an INSERT together with the end of the transaction. */
  addAtEnd(tenant: TenantId, values: Partial<Row>): void {
    this.insertLast(tenant, values, this.refused);
  }

  /** Sends an UPDATE together with the end of the transaction. */
  setAtEnd(tenant: TenantId, id: number, values: Partial<Row>): void {
    this.changeLast(tenant, id, values, this.refused);
  }

  /** Sends a DELETE together with the end of the transaction. */
  deleteAtEnd(tenant: TenantId, ids: readonly number[]): void {
    this.removeLast(tenant, ids, this.refused);
  }

  private withShown(tenant: TenantId, customerId: number) {
    return this.within<Shown>(tenant, this.shown, () => CUSTOMER).and('t.customer_id = ?', customerId);
  }
}

function rethrow(error: unknown): never {
  throw error;
}

/** A row that a contact person may point at, with the IDs of the persons who do. */
export type Held<Row> = Row & { personIds: string[] };

/** Emails and phones: rows that contact persons point at, too. */
export abstract class ContactPointsRepository<
  Row extends ObjectLiteral & { id: number; customerId: number },
  Shown extends Row,
> extends CustomerOwnedRepository<Row, Shown> {
  private readonly held: string;

  protected constructor(
    database: Database,
    source: DataSource,
    entity: new () => Row,
    { pointer, ...particulars }: Particulars & { pointer: 'email_id' | 'phone_id' },
  ) {
    super(database, source, entity, particulars);
    const persons = `SELECT person.id::text FROM contact_persons person WHERE person.tenant_id = t.tenant_id AND person.customer_id = t.customer_id AND person.${pointer} = t.id`;
    this.held = `${this.columns}, ARRAY(${persons}) AS "personIds"`;
  }

  listHeld(tenant: TenantId, customerId: number): Promise<Held<Row>[]> {
    return this.within<Held<Row>>(tenant, this.held).and('t.customer_id = ?', customerId).orderBy('t.id').rows();
  }
}
