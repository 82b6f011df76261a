import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { personsBy } from '../customers/contact-persons.repository.js';
import { Database } from '../engine/tenant-database/database.js';
import { violatedConstraint } from '../engine/tenant-database/postgres-errors.js';
import type { TenantId } from '../engine/tenant-database/tenant-id.js';
import { type Belongings, TenantRepository } from '../database/tenant.repository.js';
import { emailTaken } from './email-address.js';
import { Email } from './email.entity.js';

export type HeldEmail = Email & { personIds: string[] };

/** An e-mail with what only its customer's row knows. */
export type PlacedEmail = Email & { isPrimary: boolean };

const CUSTOMER = 'JOIN customers customer ON customer.tenant_id = t.tenant_id AND customer.id = t.customer_id';

@Injectable()
export class EmailsRepository extends TenantRepository<Email> {
  private readonly placed: string;
  readonly ofCustomer: Belongings<PlacedEmail>;

  constructor(database: Database, source: DataSource) {
    super(database, source, Email);
    this.placed = `${this.columns}, (customer.primary_email_id IS NOT DISTINCT FROM t.id) AS "isPrimary"`;
    this.ofCustomer = this.belongings<PlacedEmail>(this.placed, CUSTOMER);
  }

  list(tenant: TenantId, customerId: number): Promise<PlacedEmail[]> {
    return this.withPlaces(tenant, customerId).orderBy('t.id').rows();
  }

  findPlaced(tenant: TenantId, customerId: number, id: number): Promise<PlacedEmail | undefined> {
    return this.withPlaces(tenant, customerId).and('t.id = ?', id).first();
  }

  /** The same, each with the contact persons who point at it. */
  listHeld(tenant: TenantId, customerId: number): Promise<HeldEmail[]> {
    return this.within(tenant, `${this.columns}, ${personsBy('email_id')}`)
      .and('t.customer_id = ?', customerId)
      .orderBy('t.id')
      .rows() as Promise<HeldEmail[]>;
  }

  find(tenant: TenantId, customerId: number, id: number): Promise<Email | undefined> {
    return this.within(tenant).and('t.customer_id = ?', customerId).and('t.id = ?', id).first();
  }

  add(tenant: TenantId, values: Partial<Email>): Promise<Email> {
    return this.insert(tenant, values).catch(known);
  }

  /** The same, with how many others there are. */
  addBesideOthers(tenant: TenantId, values: Partial<Email>): Promise<Email & { others: number }> {
    return this.insertBesideOthers(tenant, values).catch(known);
  }

  /** The same with the end of the transaction. */
  post(tenant: TenantId, values: Partial<Email>): void {
    this.insertLast(tenant, values, known);
  }

  async set(tenant: TenantId, id: number, values: Partial<Email>): Promise<Email> {
    return (await this.change(tenant, id, values, ['updated_at = now()']).catch(known))!;
  }

  delete(tenant: TenantId, ids: readonly number[]): Promise<void> {
    return this.remove(tenant, ids);
  }

  private withPlaces(tenant: TenantId, customerId: number) {
    return this.within<PlacedEmail>(tenant, this.placed, () => CUSTOMER).and('t.customer_id = ?', customerId);
  }
}

function known(error: unknown): never {
  if (violatedConstraint(error) !== 'emails_once_per_customer') throw error;
  throw emailTaken(error);
}
