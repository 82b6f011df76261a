import { Injectable, type OnModuleInit } from '@nestjs/common';
import { KeptAnswersService } from '../auth/idempotency/kept-answers.service.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import { Copies, type Copy } from './copies.js';

/** Answers that are kept for repeated requests show customers. */
@Injectable()
export class KeptAnswersCopy implements Copy, OnModuleInit {
  constructor(
    private readonly copies: Copies,
    private readonly answers: KeptAnswersService,
  ) {}

  onModuleInit(): void {
    this.copies.add(this);
  }

  erase(tenant: TenantId, customerId: number): Promise<void> {
    return this.answers.forgetOf(tenant, customerId);
  }
}
