import { Controller, Get, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Reads, Writes } from '../../../auth/access.js';
import { InTenant } from '../../../auth/principal.js';
import { Answers, Refuses } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { CLIENTELA, clientela } from '../../../contracts/clientela.js';
import { idFrom } from '../../../contracts/id-text.js';
import { type Item, Items, Query } from '../../../contracts/input.js';
import { Speaks } from '../../../contracts/speaks.js';
import type { TenantId } from '../../../engine/tenant-database/index.js';
import type { IdKind } from '../../../own-ids.js';
import { duplicate, invalidField } from '../../../problem.js';
import { WireIdsService } from '../../wire-ids.service.js';
import { FindIdsQuery, fromGiven, GivenIdsOutput, GiveIdInput, toWireId, WireIdListOutput } from './ids.dto.js';

const MOST = 1000;

@Speaks(clientela)
@Chapter('IDs', 'The IDs of records in the contracts, for tenants that bring IDs along from other systems.')
@Controller(`${CLIENTELA}/ids`)
export class ClientelaIdsController {
  constructor(private readonly wireIds: WireIdsService) {}

  @Get()
  @Reads('customers:read')
  @Answers(200, WireIdListOutput)
  @ApiOperation({
    operationId: 'findIds',
    summary: 'Find the record with an ID, or the IDs of a record',
    description:
      'All IDs of the record in the contract. The list is empty if there is no such ID. IDs can be given before the ' +
      'contract shows them: the numbering of the tenant decides.',
  })
  async find(@InTenant() tenant: TenantId, @Query(FindIdsQuery) query: FindIdsQuery): Promise<WireIdListOutput> {
    const { contract, kind, id, recordId } = query;
    if (id === undefined && recordId === undefined) throw invalidField('id', 'required', 'or recordId is required');
    const numbered = { contract, kind: kind as IdKind };
    const record = recordId === undefined ? undefined : idFrom(recordId);
    const all =
      id === undefined
        ? await this.wireIds.ofRecords(tenant, numbered, [record!])
        : await this.wireIds.named(tenant, numbered, [id]);
    const found = all.filter((one) => record === undefined || one.recordId === record);
    return { data: found.map(toWireId), next: null };
  }

  @Post()
  @Writes('ids:write')
  @Answers(200, GivenIdsOutput)
  @Refuses(duplicate('id', '0.id is the ID of another record, or was'))
  @ApiOperation({
    operationId: 'giveIds',
    summary: 'Give records their IDs in contracts',
    description:
      'All of them or none. A current ID takes the place of the one that the record had there, which keeps leading to ' +
      'the record. New records get IDs above the highest one.',
  })
  async give(
    @InTenant() tenant: TenantId,
    @Items(GiveIdInput, { most: MOST }) items: Item<GiveIdInput>[],
  ): Promise<GivenIdsOutput> {
    await this.wireIds.putAll(
      tenant,
      items.map((item) => fromGiven(item())),
    );
    return { given: items.length };
  }
}
