import { Injectable } from '@nestjs/common';
import { fenced } from '../database/fence.js';
import { RECORD_TABLES } from '../database/kept-changes.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { PERSONAL_DATA, personalColumns, whatRemains } from './personal-data.js';

/** Removes personal data of one customer, also of a deleted one. Locks of records do not hold against it. */
@Injectable()
export class ErasureRepository {
  constructor(private readonly database: Database) {}

  /** Locks the row as each change of a customer does. Answers its version, and whether its last change erased it. */
  async lock(tenant: TenantId, customerId: number): Promise<{ version: number; isErased: boolean } | undefined> {
    const [locked] = await this.database.write<{ version: number }>(
      tenant,
      LOCK.with({ tenant, customer: customerId }),
    );
    if (!locked) return undefined;
    // A statement of its own sees what was committed while the lock was awaited.
    const [last] = await this.database.write<{ kind: string }>(tenant, LAST.with({ tenant, customer: customerId }));
    return { version: locked.version, isErased: last?.kind === 'erased' };
  }

  async clear(tenant: TenantId, customerId: number): Promise<void> {
    await this.database.write(tenant, CLEAR.with({ tenant, customer: customerId }));
  }

  async removeRecords(tenant: TenantId, customerId: number): Promise<void> {
    for (const statement of REMOVE) await this.database.write(tenant, statement.with({ tenant, customer: customerId }));
  }

  async eraseChanges(tenant: TenantId, customerId: number): Promise<void> {
    await this.database.write(tenant, ERASE_CHANGES.with({ tenant, customer: customerId, personal: PERSONAL }));
  }
}

const LOCK = fenced('SELECT version FROM customers WHERE tenant_id = :tenant AND id = :customer FOR NO KEY UPDATE');
const LAST = fenced(
  'SELECT kind FROM changes WHERE tenant_id = :tenant AND customer_id = :customer ORDER BY seq DESC LIMIT 1',
);

// Some seventy columns, from the map.
const CLEAR = fenced(`UPDATE customers SET ${whatRemains('customers')}, version = version + 1, updated_at = now()
  WHERE tenant_id = :tenant AND id = :customer`);

/** Contact persons point at emails and phones, so they go first. */
const REMOVED = ['contact_persons', 'emails', 'phones', 'company_names'] as const satisfies Removed[];

type Removed = {
  [Table in keyof typeof PERSONAL_DATA]: (typeof PERSONAL_DATA)[Table]['rows'] extends 'removed' ? Table : never;
}[keyof typeof PERSONAL_DATA];

const REMOVE = REMOVED.map((table) =>
  fenced(`DELETE FROM ${table} WHERE tenant_id = :tenant AND customer_id = :customer`),
);

// The function removes from the current tenant alone. Citus runs it beside the row of the customer.
const ERASE_CHANGES = fenced(
  'SELECT erase_changes(id, :personal::jsonb) FROM customers WHERE tenant_id = :tenant AND id = :customer',
);

const PERSONAL = JSON.stringify(
  Object.fromEntries(Object.entries(RECORD_TABLES).map(([kind, table]) => [kind, personalColumns(table)])),
);
