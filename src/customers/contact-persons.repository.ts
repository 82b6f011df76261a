import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Database } from '../database/database.js';
import type { TenantId } from '../database/tenant-id.js';
import { TenantRepository } from '../database/tenant.repository.js';
import { ContactPerson } from './contact-person.entity.js';

@Injectable()
export class ContactPersonsRepository extends TenantRepository<ContactPerson> {
  constructor(database: Database, source: DataSource) {
    super(database, source, ContactPerson);
  }

  find(tenant: TenantId, customerId: number, id: number): Promise<ContactPerson | undefined> {
    return this.within(tenant).and('t.customer_id = ?', customerId).and('t.id = ?', id).first();
  }

  add(tenant: TenantId, values: Partial<ContactPerson>): Promise<ContactPerson> {
    return this.insert(tenant, values);
  }

  async rename(tenant: TenantId, id: number, values: Partial<ContactPerson>): Promise<void> {
    await this.change(tenant, id, values, ['updated_at = now()']);
  }
}
