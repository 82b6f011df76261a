import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Copies, type Copy } from '../erasure/copies.js';
import { ErasureService } from '../erasure/erasure.service.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import { MergesRepository } from './merges.repository.js';
import type { Moved } from './moved.js';

/** Two merged customers are one person, so both are erased. What the merge knows of their values is removed. */
@Injectable()
export class MergedCopy implements Copy, OnModuleInit {
  constructor(
    private readonly merges: MergesRepository,
    private readonly erasure: ErasureService,
    private readonly copies: Copies,
  ) {}

  onModuleInit(): void {
    this.copies.add(this);
  }

  async erase(tenant: TenantId, customerId: number): Promise<void> {
    const others = new Set<number>();
    for (const { id, intoId, goneId, moved, isStanding } of await this.merges.of(tenant, customerId)) {
      if (moved.isErased) continue;
      await this.merges.setMoved(tenant, id, withoutValues(moved));
      if (isStanding) others.add(customerId === intoId ? goneId : intoId);
    }
    for (const other of others) await this.erasure.eraseWith(tenant, other);
  }
}

const withoutValues = (moved: Moved): Moved => ({
  ...moved,
  fields: moved.fields.filter(({ column }) => column === 'opening_balance'),
  edits: [],
  records: [],
  joined: [],
  persons: [],
  cleared: {},
  isErased: true,
});
