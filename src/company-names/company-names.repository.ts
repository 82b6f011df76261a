import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Database } from '../database/database.js';
import type { TenantId } from '../database/tenant-id.js';
import { TenantRepository } from '../database/tenant.repository.js';
import { CompanyName } from './company-name.entity.js';

/** A name with what only its customer's row knows. */
export type CompanyNameRecord = CompanyName & { isDefault: boolean };

@Injectable()
export class CompanyNamesRepository extends TenantRepository<CompanyName> {
  private readonly record: string;

  constructor(database: Database, source: DataSource) {
    super(database, source, CompanyName);
    this.record = `${this.columns}, (customer.default_company_name_id IS NOT DISTINCT FROM t.id) AS "isDefault"`;
  }

  list(tenant: TenantId, customerId: number): Promise<CompanyNameRecord[]> {
    return this.records(tenant, customerId).orderBy('t.id').rows() as Promise<CompanyNameRecord[]>;
  }

  count(tenant: TenantId, customerId: number): Promise<number> {
    return this.within(tenant).and('t.customer_id = ?', customerId).count();
  }

  find(tenant: TenantId, customerId: number, id: number): Promise<CompanyNameRecord | undefined> {
    return this.records(tenant, customerId).and('t.id = ?', id).first() as Promise<CompanyNameRecord | undefined>;
  }

  add(tenant: TenantId, values: Partial<CompanyName>): Promise<CompanyName> {
    return this.insert(tenant, values);
  }

  async set(tenant: TenantId, id: number, values: Partial<CompanyName>): Promise<CompanyName> {
    return (await this.change(tenant, id, values, ['updated_at = now()']))!;
  }

  delete(tenant: TenantId, id: number): Promise<void> {
    return this.remove(tenant, [id]);
  }

  private records(tenant: TenantId, customerId: number) {
    const joins = 'JOIN customers customer ON customer.tenant_id = t.tenant_id AND customer.id = t.customer_id';
    return this.within(tenant, this.record, () => joins).and('t.customer_id = ?', customerId);
  }
}
