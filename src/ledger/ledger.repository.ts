import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Database, type TenantId, violatedConstraint } from '../engine/tenant-database/index.js';
import { TenantRepository } from '../database/tenant.repository.js';
import { duplicate } from '../problem.js';
import type { Rows } from '../rows.js';
import type { LedgerPort } from '../customers/ports.js';
import { LedgerEntry } from './ledger-entry.entity.js';

@Injectable()
export class LedgerRepository extends TenantRepository<LedgerEntry> implements LedgerPort {
  constructor(database: Database, source: DataSource) {
    super(database, source, LedgerEntry);
  }

  list(
    tenant: TenantId,
    customerId: number,
    { limit, offset }: { limit: number; offset: number },
  ): Promise<Rows<LedgerEntry>> {
    return this.within(tenant)
      .and('t.customer_id = ?', customerId)
      .orderBy('t.occurred_at, t.id')
      .page(limit, offset)
      .rowsOfPage();
  }

  count(tenant: TenantId, customerId: number): Promise<number> {
    return this.within(tenant).and('t.customer_id = ?', customerId).count();
  }

  add(tenant: TenantId, entry: Partial<LedgerEntry>): Promise<LedgerEntry> {
    return this.insert(tenant, entry).catch((error: unknown) => {
      if (violatedConstraint(error) !== 'ledger_entries_reference') throw error;
      throw duplicate('reference', 'This reference is already in the ledger.', {
        subject: 'ledger_entry',
        reason: 'REFERENCE_TAKEN',
        cause: error,
      });
    });
  }

  async known(tenant: TenantId, customerIds: readonly number[]): Promise<number[]> {
    const rows = await this.database.write<{ id: number }>(tenant, {
      text: `SELECT id FROM unnest($2::bigint[]) AS customer (id)
       WHERE EXISTS (SELECT 1 FROM ledger_entries WHERE tenant_id = $1 AND customer_id = customer.id)
          OR EXISTS (SELECT 1 FROM ledger_entries WHERE tenant_id = $1 AND payer_id = customer.id)`,
      values: [tenant, customerIds],
    });
    return rows.map(({ id }) => id);
  }

  async hasPaymentBy(tenant: TenantId, payerId: number, customerId: number): Promise<boolean> {
    const found = await this.within(tenant, 't.id')
      .and("t.kind = 'payment'")
      .and('t.payer_id = ?', payerId)
      .and('t.customer_id = ?', customerId)
      .page(1)
      .first();
    return found !== undefined;
  }
}
