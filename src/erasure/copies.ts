import { Injectable } from '@nestjs/common';
import type { TenantId } from '../engine/tenant-database/index.js';

/** A place outside the record that may have values of a customer: kept answers, staged imports, undelivered events. */
export interface Copy {
  /**
   * Removes what shows the customer. It runs inside the transaction that erases the customer, after the record is
   * cleared. If it cannot tell which customers its rows show, it removes more.
   */
  erase(tenant: TenantId, customerId: number): Promise<void>;
}

/** Modules that keep copies of customers' values register them here, so that this module need not know them. */
@Injectable()
export class Copies {
  private readonly all: Copy[] = [];

  add(copy: Copy): void {
    this.all.push(copy);
  }

  async erase(tenant: TenantId, customerId: number): Promise<void> {
    for (const copy of this.all) await copy.erase(tenant, customerId);
  }
}
