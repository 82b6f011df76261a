import { Injectable } from '@nestjs/common';
import { activeRequest } from '../active-request.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { notFound, preconditionFailed } from '../problem.js';
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
   * A caller may say which version it means, as with any other write, but need not.
   */
  async erase(tenant: TenantId, customerId: number): Promise<void> {
    await this.database.transaction(tenant, async () => {
      const found = await this.erasure.lock(tenant, customerId);
      if (!found) throw notFound('customer');
      const request = activeRequest();
      if (request?.conditions?.allowsWrite?.(found.version) === false) throw preconditionFailed();
      await this.eraseFound(tenant, customerId, found.isErased);
      if (request) request.version = found.isErased ? found.version : found.version + 1;
    });
  }

  /** Erases a customer that is one person with another one, which the caller has named. */
  async eraseWith(tenant: TenantId, customerId: number): Promise<void> {
    const found = await this.erasure.lock(tenant, customerId);
    if (found) await this.eraseFound(tenant, customerId, found.isErased);
  }

  private async eraseFound(tenant: TenantId, customerId: number, isErased: boolean): Promise<void> {
    if (!isErased) {
      await this.erasure.clear(tenant, customerId);
      await this.erasure.removeRecords(tenant, customerId);
      await this.erasure.eraseChanges(tenant, customerId);
    }
    await this.copies.erase(tenant, customerId);
  }
}
