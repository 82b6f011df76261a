import { Injectable } from '@nestjs/common';
import type { TenantId } from '../engine/tenant-database/index.js';
import { duplicate, invalidField } from '../problem.js';
import type { Customer } from './customer.entity.js';
import { CustomersRepository } from './customers.repository.js';
import { CustomerPorts } from './ports.js';

/** Rules about a customer that depend on other customers or on the ledger. They run in the transaction of the write. */
@Injectable()
export class CustomerRules {
  constructor(
    private readonly customers: CustomersRepository,
    private readonly ports: CustomerPorts,
  ) {}

  /**
   * Lets one transaction at a time change parents. It comes before locks of rows, so that all take the two in one
   * order.
   */
  lockHierarchy(tenant: TenantId): Promise<void> {
    return this.customers.advisoryLock(tenant, 'customers.parent_id');
  }

  async assertTaxIdIsFree(tenant: TenantId, taxId: string): Promise<void> {
    await this.customers.advisoryLock(tenant, 'customers.tax_id');
    if (await this.customers.taxIdIsTaken(tenant, taxId)) {
      throw duplicate('taxId', 'A customer with this tax ID exists already.', {
        subject: 'customer',
        reason: 'TAX_ID_TAKEN',
      });
    }
  }

  async assertMayBeParent(tenant: TenantId, parentId: number): Promise<void> {
    if ((await this.customers.existing(tenant, [parentId])).length === 0)
      throw invalidField('parentId', 'exists', 'does not exist');
  }

  async assertParentMayChange(tenant: TenantId, row: Customer, parentId: number | null): Promise<void> {
    if (row.parentId && (await this.ports.ledger.hasPaymentBy(tenant, row.parentId, row.id))) {
      throw invalidField('parentId', 'paid', 'cannot change: the parent has made a payment for this customer');
    }
    if (parentId === null) return;
    await this.assertMayBeParent(tenant, parentId);
    if (await this.customers.isAtOrAbove(tenant, row.id, parentId))
      throw invalidField('parentId', 'cycle', 'cannot be the customer itself or one below it');
  }

  /** Those of the customers that the ledger does not know, in their order. Only these can be deleted. */
  async withoutTransactions(tenant: TenantId, ids: readonly number[]): Promise<number[]> {
    const known = new Set(await this.ports.ledger.known(tenant, ids));
    return ids.filter((id) => !known.has(id));
  }
}
