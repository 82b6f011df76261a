import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Database, type TenantId, violatedConstraint } from '../engine/tenant-database/index.js';
import { fenced } from '../database/fence.js';
import { TenantRepository } from '../database/tenant.repository.js';
import { perOwnIds, recordNamed, valueOf } from '../database/wire-ids.js';
import { NamedRecord, type RecordRef } from '../own-ids.js';
import { duplicate } from '../problem.js';
import type { Rows } from '../rows.js';
import type { LedgerPort } from '../customers/ports.js';
import { LedgerEntry } from './ledger-entry.entity.js';

@Injectable()
export class LedgerRepository extends TenantRepository<LedgerEntry> implements LedgerPort {
  private readonly statements;
  private readonly shown;

  constructor(database: Database, source: DataSource) {
    super(database, source, LedgerEntry);
    this.shown = perOwnIds(() =>
      this.shownColumns({
        id: ['ledger_entry', 't.id'],
        customerId: ['customer', 't.customer_id'],
        payerId: ['customer', 't.payer_id'],
      }),
    );
    const ofCustomer = 't.customerId = :customer';
    this.statements = {
      count: fenced(this.select([]).addSelect('count(*)', 'count').andWhere(ofCustomer)),
      paymentBy: fenced(
        this.select(['id']).andWhere(`t.kind = 'payment' AND t.payerId = :payer AND ${ofCustomer}`).limit(1),
      ),
    };
  }

  list(
    tenant: TenantId,
    customer: RecordRef,
    { limit, offset }: { limit: number; offset: number },
  ): Promise<Rows<LedgerEntry>> {
    const isNamed = customer instanceof NamedRecord;
    const named = isNamed ? recordNamed(customer.own, customer.kind, '$1', '?') : '?';
    return this.within(tenant, this.shown.present)
      .and(`t.customer_id = ${named}`, valueOf(customer))
      .orderBy('t.occurred_at, t.id')
      .page(limit, offset)
      .rowsOfPage();
  }

  async count(tenant: TenantId, customer: RecordRef): Promise<number> {
    const [row] = await this.readNamed<{ count: number }>(tenant, 'customer', customer, this.statements.count);
    return row!.count;
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
    const rows = await this.write<{ id: number }>(tenant, KNOWN, { customers: customerIds });
    return rows.map(({ id }) => id);
  }

  async hasPaymentBy(tenant: TenantId, payerId: number, customerId: number): Promise<boolean> {
    const values = { payer: payerId, customer: customerId };
    return (await this.read(tenant, this.statements.paymentBy, values)).length > 0;
  }
}

// Two look-ups by index for each customer. The query builder cannot select from an array.
const KNOWN = fenced(`SELECT id FROM unnest(:customers::bigint[]) AS customer (id)
  WHERE EXISTS (SELECT 1 FROM ledger_entries WHERE tenant_id = :tenant AND customer_id = customer.id)
    OR EXISTS (SELECT 1 FROM ledger_entries WHERE tenant_id = :tenant AND payer_id = customer.id)`);
