import { Injectable } from '@nestjs/common';
import type { TenantId } from '../engine/tenant-database/index.js';
import { type Clash, CLASH_KINDS, ClashesRepository } from './clashes.repository.js';

/**
 * Lists records that older rules of comparing allowed and that the rules of today would refuse. It reads all records of
 * a tenant.
 */
@Injectable()
export class ClashesService {
  constructor(private readonly clashes: ClashesRepository) {}

  async list(tenant: TenantId): Promise<Clash[]> {
    const found: Clash[] = [];
    for (const kind of CLASH_KINDS) found.push(...(await this.clashes.list(tenant, kind)));
    return found;
  }
}
