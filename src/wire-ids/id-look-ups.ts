import { Injectable } from '@nestjs/common';
import type { IdLookUps } from '../contracts/request-ids.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import type { OwnIds, RequestIds } from '../own-ids.js';
import { WireIdsRepository } from './wire-ids.repository.js';

/** Looks up IDs for requests whose contract has its own. */
@Injectable()
export class StoredIdLookUps implements IdLookUps {
  constructor(private readonly wireIds: WireIdsRepository) {}

  survivors(tenant: TenantId, customers: readonly number[]): Promise<ReadonlyMap<number, number>> {
    return this.wireIds.survivors(tenant, customers);
  }

  forRequest(tenant: TenantId, own: OwnIds): RequestIds {
    const { contract } = own;
    return {
      own,
      recordsOf: (kind, texts) => this.wireIds.recordsOf(tenant, { contract, kind }, texts),
      shown: async (kind, records) => {
        const found = await this.wireIds.shown(tenant, { contract, kind }, records);
        return new Map([...found].map(([record, id]) => [record, own.isNumber(kind) ? Number(id) : id]));
      },
    };
  }
}
