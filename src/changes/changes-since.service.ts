import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type ChangedField, type ChangesSince, CustomerPorts } from '../customers/ports.js';
import type { RecordKind } from '../database/kept-changes.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import { ChangesRepository } from './changes.repository.js';
import { isShown, propertyOf } from '../database/record-fields.js';
import { inTransactions } from './transactions.js';

/** The most fields that are told. */
const MOST_FIELDS = 50;
/** The most transactions that are looked at. */
const MOST_CHANGES = 500;

const LISTS: Record<Exclude<RecordKind, 'customer'>, string> = {
  email: 'emails',
  phone: 'phones',
  company_name: 'companyNames',
  contact_person: 'contactPersons',
  ledger_entry: 'ledgerEntries',
};

/** Which fields of a customer have changed since a version: what a client must know whose write came too late. */
@Injectable()
export class ChangesSinceService implements ChangesSince, OnModuleInit {
  constructor(
    private readonly changes: ChangesRepository,
    private readonly ports: CustomerPorts,
  ) {}

  onModuleInit(): void {
    this.ports.changes = this;
  }

  /** The newest first, each with its last change. Without `mayReadLedger`, none of balances and entries. */
  async since(
    tenant: TenantId,
    customerId: number,
    version: number,
    { mayReadLedger = false } = {},
  ): Promise<ChangedField[]> {
    const fields = new Map<string, ChangedField>();
    let looked = 0;
    for await (const change of inTransactions(this.changes, tenant, customerId, {})) {
      if ((change.version !== null && change.version <= version) || ++looked > MOST_CHANGES) break;
      const by = change.origin?.[0] ?? 'unknown';
      for (const { record, recordId, patch } of change.rows)
        for (const column of Object.keys(patch)) {
          if (!isShown(record, column, mayReadLedger)) continue;
          const field = named(record, recordId, propertyOf(this.changes.fields, record, column));
          if (!fields.has(field)) fields.set(field, { field, at: change.at, by });
        }
      if (fields.size >= MOST_FIELDS) break;
    }
    return [...fields.values()].slice(0, MOST_FIELDS);
  }
}

const named = (record: RecordKind, recordId: number, property: string) =>
  record === 'customer' ? property : `${LISTS[record]}[${recordId}].${property}`;
