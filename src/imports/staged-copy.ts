import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { TenantId } from '../engine/tenant-database/index.js';
import { Copies, type Copy } from '../erasure/copies.js';
import { StagedRowsRepository } from './staged-rows.repository.js';

/** Staged rows show customers. */
@Injectable()
export class StagedCopy implements Copy, OnModuleInit {
  constructor(
    private readonly copies: Copies,
    private readonly rows: StagedRowsRepository,
  ) {}

  onModuleInit(): void {
    this.copies.add(this);
  }

  erase(tenant: TenantId, customerId: number): Promise<void> {
    return this.rows.forgetOf(tenant, customerId);
  }
}
