import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { personsBy } from '../customers/contact-persons.repository.js';
import { Database } from '../database/database.js';
import { violatedConstraint } from '../database/postgres-errors.js';
import type { TenantId } from '../database/tenant-id.js';
import { type Belongings, TenantRepository } from '../database/tenant.repository.js';
import { emailTaken } from './email-address.js';
import { Email } from './email.entity.js';

export type HeldEmail = Email & { personIds: string[] };

@Injectable()
export class EmailsRepository extends TenantRepository<Email> {
  readonly ofCustomer: Belongings<Email>;

  constructor(database: Database, source: DataSource) {
    super(database, source, Email);
    this.ofCustomer = this.belongings();
  }

  list(tenant: TenantId, customerId: number): Promise<Email[]> {
    return this.within(tenant).and('t.customer_id = ?', customerId).orderBy('t.id').rows();
  }

  /** The same, each with the contact persons who point at it. */
  listHeld(tenant: TenantId, customerId: number): Promise<HeldEmail[]> {
    return this.within(tenant, `${this.columns}, ${personsBy('email_id')}`).and('t.customer_id = ?', customerId).orderBy('t.id').rows() as Promise<HeldEmail[]>;
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
}

function known(error: unknown): never {
  if (violatedConstraint(error) !== 'emails_once_per_customer') throw error;
  throw emailTaken(error);
}
