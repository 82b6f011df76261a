import { Injectable } from '@nestjs/common';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { notFound } from '../problem.js';
import { Copies } from './copies.js';
import { ErasureRepository } from './erasure.repository.js';

/** Erases the personal data of a customer, as the map says. Its row, its ID, its ledger and its history stay. */
@Injectable()
export class ErasureService {
  constructor(
    private readonly database: Database,
    private readonly erasure: ErasureRepository,
    private readonly copies: Copies,
  ) {}

  /**
   * Erases a customer, also a deleted one. It is a change that raises the version. What the customer was before cannot
   * be read any more. A customer that was erased and has not changed since stays as it is.
   */
  async erase(tenant: TenantId, customerId: number): Promise<void> {
    await this.database.transaction(tenant, async () => {
      const found = await this.erasure.lock(tenant, customerId);
      if (!found) throw notFound('customer');
      if (!found.isErased) {
        await this.erasure.clear(tenant, customerId);
        await this.erasure.removeRecords(tenant, customerId);
        await this.erasure.eraseChanges(tenant, customerId);
      }
      await this.copies.erase(tenant, customerId);
    });
  }
}
