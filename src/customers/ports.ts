import type { TenantId } from '../engine/tenant-database/index.js';
import type { Customer } from './customer.entity.js';
import type { MainContact } from './customer-record.js';
import type { Beginning } from './places.js';

/** What customers ask of the ledger. */
export interface LedgerPort {
  /** Those of the customers that have an entry, or have paid for another customer. */
  known(tenant: TenantId, customerIds: readonly number[]): Promise<number[]>;
  hasPaymentBy(tenant: TenantId, payerId: number, customerId: number): Promise<boolean>;
}

/** Names as they are written: the parts, and the whole that stands for first and last name. */
export type ContactNames = Partial<MainContact> & { contactName?: string | null };

/** What customers ask of their contact persons. Everything runs under the lock on the customer's row. */
export interface MainContactPort {
  /** The main contact of a customer that is to be made, if it has a name. */
  begin(tenant: TenantId, names: ContactNames): Promise<Beginning<Pick<Customer, 'mainContactId'>>>;
  /** Replaces, removes or renames the main contact. Without a main contact, a name makes one. */
  settle(
    tenant: TenantId,
    customer: Customer,
    wanted: number | null | undefined,
    names: ContactNames,
  ): Promise<{ columns: Partial<Customer>; touched: boolean }>;
}

/** The ledger and contact persons depend on customers, so they register here when the application starts. */
export class CustomerPorts {
  ledger: LedgerPort;
  mainContacts: MainContactPort;
}
