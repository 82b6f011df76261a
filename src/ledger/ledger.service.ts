import { Injectable, type OnModuleInit } from '@nestjs/common';
import Big from 'big.js';
import { namedCustomer } from '../active-request.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import type { RecordRef } from '../own-ids.js';
import { invalidField } from '../problem.js';
import type { Rows } from '../rows.js';
import { CustomerWriter } from '../customers/customer-writer.js';
import { CustomersService } from '../customers/customers.service.js';
import type { LedgerEntry } from './ledger-entry.entity.js';
import { LedgerRepository } from './ledger.repository.js';
import { rounded } from '../customers/money.js';
import { CustomerPorts } from '../customers/ports.js';

export type NewLedgerEntry = Pick<LedgerEntry, 'kind' | 'amount'> &
  Partial<Pick<LedgerEntry, 'payerId' | 'currency' | 'occurredAt' | 'reference'>>;

/** The entries that a customer's balance is the sum of. */
@Injectable()
export class LedgerService implements OnModuleInit {
  constructor(
    private readonly entries: LedgerRepository,
    private readonly customers: CustomersService,
    private readonly writer: CustomerWriter,
    private readonly ports: CustomerPorts,
  ) {}

  onModuleInit(): void {
    this.ports.ledger = this.entries;
  }

  /** Some entries of a customer, oldest first, and how many there are. */
  async list(
    tenant: TenantId,
    customer: RecordRef,
    page: { limit: number; offset: number },
  ): Promise<[rows: Rows<LedgerEntry>, total: number]> {
    await this.customers.assertExists(tenant, customer);
    return Promise.all([this.entries.list(tenant, customer, page), this.entries.count(tenant, customer)]);
  }

  /**
   * Adds an entry in the customer's currency. It changes the balance, so it is a change of the customer. Other changes
   * of the customer and of the payer wait until it is written: the parent cannot change under a payment, and neither
   * customer can be deleted meanwhile.
   */
  async record(
    tenant: TenantId,
    customerId: number,
    { kind, payerId: named, currency, occurredAt, reference, ...entry }: NewLedgerEntry,
  ): Promise<LedgerEntry> {
    const payerId = typeof named === 'number' ? namedCustomer(named) : named;
    return this.writer.changeBeside(tenant, customerId, payerId ?? undefined, async (customer, payer) => {
      if (payerId && kind !== 'payment') throw invalidField('payerId', 'payment', 'is for payments only');
      if (payerId === customerId) throw invalidField('payerId', 'other', 'cannot be the customer itself');
      const amount = rounded(entry.amount, customer.currency);
      if (currency !== undefined && currency !== customer.currency)
        throw invalidField('currency', 'currency', `must be ${customer.currency}, the customer's currency`);
      if (new Big(amount).eq(0)) throw invalidField('amount', 'min', 'must not be zero');
      if (new Big(amount).lt(0) && kind !== 'adjustment') throw invalidField('amount', 'min', 'must be above zero');
      if (payerId && !payer) throw invalidField('payerId', 'exists', 'does not exist');
      const added = await this.entries.add(tenant, {
        customerId,
        payerId: payerId ?? null,
        kind,
        amount,
        currency: customer.currency,
        occurredAt: occurredAt ?? new Date(),
        reference: reference ?? null,
      });
      return { result: added, touched: true };
    });
  }
}
