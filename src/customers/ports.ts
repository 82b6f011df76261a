import type { TenantId } from '../engine/tenant-database/index.js';
import type { Customer } from './customer.entity.js';
import type { MainContact } from './customer-record.js';
import type { MaybeNew, Planned } from './places.js';

/** What customers ask of the ledger. */
export interface LedgerPort {
  /** Returns those of the customers that have an entry or have paid for another customer. */
  known(tenant: TenantId, customerIds: readonly number[]): Promise<number[]>;
  hasPaymentBy(tenant: TenantId, payerId: number, customerId: number): Promise<boolean>;
}

/** Names of a contact person as they are sent: the parts, and the whole that stands for first and last name. */
export type ContactNames = Partial<MainContact> & { contactName?: string | null };

/** The pointers of a customer that a new main contact changes. */
export type MainPointers = Pick<Customer, 'mainContactId' | 'primaryEmailId' | 'mainPhoneId'>;

/** What customers ask of contact persons. */
export interface MainContactPort {
  /**
   * Plans another main contact (`wanted`), none (`null`), or new names of the present one. Without a main contact,
   * names insert one. For an existing customer it runs in the transaction that has locked the customer's row.
   */
  plan(
    tenant: TenantId,
    customer: MaybeNew,
    wanted: number | null | undefined,
    names: ContactNames,
  ): Promise<Planned<MainPointers>>;
}

/** A field of a customer, or of one of its records, that has changed. */
export interface ChangedField {
  field: string;
  at: Date;
  /** The caller: `user:7`, `key:9`. */
  by: string;
}

/** What a refused conditional write asks of the history. */
export interface ChangesSince {
  /** The fields that changed after a version, each with its last change. */
  since(tenant: TenantId, customerId: number, version: number): Promise<ChangedField[]>;
}

/** The ledger and contact persons depend on customers, so they register here when the application starts. */
export class CustomerPorts {
  ledger: LedgerPort;
  mainContacts: MainContactPort;
  /** Without a history, nothing is known about earlier changes. */
  changes: ChangesSince = { since: () => Promise.resolve([]) };
}
