import { Injectable } from '@nestjs/common';
import { differing } from '../customers/changes.js';
import type { Customer } from '../customers/customer.entity.js';
import { CustomerWriter } from '../customers/customer-writer.js';
import { CustomersService } from '../customers/customers.service.js';
import { editRecords, type RecordEdits } from '../customers/record-edits.js';
import { assertRoom } from '../customers/record-limit.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import type { Belongings } from '../database/tenant.repository.js';
import type { RecordRef } from '../own-ids.js';
import { conflict, notFound } from '../problem.js';
import type { CompanyName } from './company-name.entity.js';
import { type CompanyNameRecord, CompanyNamesRepository } from './company-names.repository.js';

export type CompanyNameFields = Pick<
  CompanyName,
  'name' | 'taxId' | 'billingEmail' | 'address' | 'billingAddress' | 'isActive'
> & { isDefault: boolean };

/**
 * The legal names of a customer. At most one is the default, and a default is active; the customer's row points at it
 * and the database refuses anything else.
 */
@Injectable()
export class CompanyNamesService {
  constructor(
    private readonly names: CompanyNamesRepository,
    private readonly customers: CustomersService,
    private readonly writer: CustomerWriter,
  ) {}

  /** The company names of a customer, for a query that reads the customer. */
  get ofCustomer(): Belongings<CompanyNameRecord> {
    return this.names.ofCustomer;
  }

  async list(tenant: TenantId, customer: RecordRef): Promise<CompanyNameRecord[]> {
    await this.customers.assertExists(tenant, customer);
    return this.names.listShown(tenant, customer);
  }

  async get(tenant: TenantId, customerId: number, id: number): Promise<CompanyNameRecord> {
    await this.customers.assertExists(tenant, customerId);
    return this.existing(tenant, customerId, id);
  }

  /** The first active name of a customer becomes the default, whatever the input says. */
  async add(
    tenant: TenantId,
    customerId: number,
    { isDefault = false, ...fields }: Partial<CompanyNameFields> & Pick<CompanyNameFields, 'name'>,
  ): Promise<CompanyNameRecord> {
    return this.writer.newVersion(tenant, customerId, async (customer) => {
      const isActive = fields.isActive ?? true;
      if (isDefault && !isActive) throw inactiveDefault();
      const { others, ...added } = await this.names.add(tenant, { ...fields, customerId });
      assertRoom('company_name', others);
      const before = await customer;
      const becomesDefault = isDefault || (isActive && !before.companyNameChosen);
      return { result: { ...added, isDefault: becomesDefault }, columns: pointTo(before, added.id, becomesDefault) };
    });
  }

  async update(
    tenant: TenantId,
    customerId: number,
    id: number,
    { isDefault, ...fields }: Partial<CompanyNameFields>,
  ): Promise<CompanyNameRecord> {
    return this.writer.change(tenant, customerId, async (customer) => {
      const { isDefault: wasDefault, ...before } = await this.existing(tenant, customerId, id);
      const isActive = fields.isActive ?? before.isActive;
      if (isDefault && !isActive) throw inactiveDefault();
      const isFirst = isActive && !before.isActive && !customer.companyNameChosen;
      // The first active name becomes the default, whatever else the input says.
      const becomesDefault = isActive && (isFirst || (isDefault ?? wasDefault));
      const changes = differing(before, fields);
      const changed = becomesDefault !== wasDefault || Object.keys(changes).length > 0;
      const after = changed ? await this.names.set(tenant, id, changes) : before;
      return {
        result: { ...after, isDefault: becomesDefault },
        columns: pointTo(customer, id, becomesDefault),
        touched: changed,
      };
    });
  }

  async makeDefault(tenant: TenantId, customerId: number, id: number): Promise<CompanyNameRecord> {
    return this.update(tenant, customerId, id, { isDefault: true });
  }

  /** Deactivating the default leaves no default until one is chosen. */
  async setActive(tenant: TenantId, customerId: number, id: number, isActive: boolean): Promise<CompanyNameRecord> {
    return this.update(tenant, customerId, id, { isActive });
  }

  async delete(tenant: TenantId, customerId: number, id: number): Promise<void> {
    await this.writer.newVersion(tenant, customerId, async (customer) => {
      await this.existing(tenant, customerId, id);
      await this.names.delete(tenant, [id]);
      return { result: undefined, columns: pointTo(await customer, id, false) };
    });
  }

  /** Carries out planned edits, in the transaction that has locked the customer's row. */
  async edit(tenant: TenantId, customerId: number, { added, ...edits }: RecordEdits<CompanyName>): Promise<void> {
    const before = await this.names.list(tenant, customerId);
    const owned = { ...edits, added: added.map((row) => ({ ...row, customerId })) };
    await editRecords<CompanyName>(tenant, this.names, { subject: 'company_name', before, edits: owned });
  }

  private async existing(tenant: TenantId, customerId: number, id: number): Promise<CompanyNameRecord> {
    const name = await this.names.findShown(tenant, customerId, id);
    if (!name) throw notFound('company_name');
    return name;
  }
}

type Pointer = Pick<Customer, 'defaultCompanyNameId' | 'companyNameChosen'>;

/** The customer's pointer, if this name becomes or was the default. If another name is the default, it stays. */
function pointTo({ defaultCompanyNameId }: Pointer, id: number, isDefault: boolean): Partial<Pointer> {
  if (isDefault) return { defaultCompanyNameId: id, companyNameChosen: true };
  return defaultCompanyNameId === id ? { defaultCompanyNameId: null } : {};
}

export const inactiveDefault = () =>
  conflict('COMPANY_NAME_INACTIVE', 'An inactive company name cannot be the default.', { subject: 'company_name' });
