import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Database } from '../engine/tenant-database/database.js';
import type { TenantId } from '../engine/tenant-database/tenant-id.js';
import { type Belongings, TenantRepository } from '../database/tenant.repository.js';
import { CompanyName } from './company-name.entity.js';

const CUSTOMER = 'JOIN customers customer ON customer.tenant_id = t.tenant_id AND customer.id = t.customer_id';

/** A name with what only its customer's row knows. */
export type CompanyNameRecord = CompanyName & { isDefault: boolean };

@Injectable()
export class CompanyNamesRepository extends TenantRepository<CompanyName> {
  private readonly record: string;
  readonly ofCustomer: Belongings<CompanyNameRecord>;

  constructor(database: Database, source: DataSource) {
    super(database, source, CompanyName);
    this.record = `${this.columns}, (customer.default_company_name_id IS NOT DISTINCT FROM t.id) AS "isDefault"`;
    this.ofCustomer = this.belongings<CompanyNameRecord>(this.record, CUSTOMER);
  }

  list(tenant: TenantId, customerId: number): Promise<CompanyNameRecord[]> {
    return this.records(tenant, customerId).orderBy('t.id').rows();
  }

  find(tenant: TenantId, customerId: number, id: number): Promise<CompanyNameRecord | undefined> {
    return this.records(tenant, customerId).and('t.id = ?', id).first();
  }

  /** With how many others there are. */
  add(tenant: TenantId, values: Partial<CompanyName>): Promise<CompanyName & { others: number }> {
    return this.insertBesideOthers(tenant, values);
  }

  async set(tenant: TenantId, id: number, values: Partial<CompanyName>): Promise<CompanyName> {
    return (await this.change(tenant, id, values, ['updated_at = now()']))!;
  }

  delete(tenant: TenantId, id: number): Promise<void> {
    return this.remove(tenant, [id]);
  }

  private records(tenant: TenantId, customerId: number) {
    return this.within<CompanyNameRecord>(tenant, this.record, () => CUSTOMER).and('t.customer_id = ?', customerId);
  }
}
