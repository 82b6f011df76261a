import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { personsBy } from '../customers/contact-persons.repository.js';
import { Database } from '../database/database.js';
import { violatedConstraint } from '../database/postgres-errors.js';
import type { TenantId } from '../database/tenant-id.js';
import { type Belongings, TenantRepository } from '../database/tenant.repository.js';
import { phoneTaken } from './phone-number.js';
import { Phone } from './phone.entity.js';

export type HeldPhone = Phone & { personIds: string[] };

@Injectable()
export class PhonesRepository extends TenantRepository<Phone> {
  readonly ofCustomer: Belongings<Phone>;

  constructor(database: Database, source: DataSource) {
    super(database, source, Phone);
    this.ofCustomer = this.belongings();
  }

  list(tenant: TenantId, customerId: number): Promise<Phone[]> {
    return this.within(tenant).and('t.customer_id = ?', customerId).orderBy('t.id').rows();
  }

  /** The same, each with the contact persons who point at it. */
  listHeld(tenant: TenantId, customerId: number): Promise<HeldPhone[]> {
    return this.within(tenant, `${this.columns}, ${personsBy('phone_id')}`).and('t.customer_id = ?', customerId).orderBy('t.id').rows() as Promise<HeldPhone[]>;
  }

  find(tenant: TenantId, customerId: number, id: number): Promise<Phone | undefined> {
    return this.within(tenant).and('t.customer_id = ?', customerId).and('t.id = ?', id).first();
  }

  add(tenant: TenantId, values: Partial<Phone>): Promise<Phone> {
    return this.insert(tenant, values).catch(known);
  }

  /** The same with the end of the transaction. */
  post(tenant: TenantId, values: Partial<Phone>): void {
    this.insertLast(tenant, values, known);
  }

  async set(tenant: TenantId, id: number, values: Partial<Phone>): Promise<Phone> {
    return (await this.change(tenant, id, values, ['updated_at = now()']).catch(known))!;
  }

  delete(tenant: TenantId, ids: readonly number[]): Promise<void> {
    return this.remove(tenant, ids);
  }
}

function known(error: unknown): never {
  if (violatedConstraint(error) !== 'phones_once_per_customer') throw error;
  throw phoneTaken(error);
}
