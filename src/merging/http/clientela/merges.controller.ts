import { Controller, Get, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { activeRequest } from '../../../active-request.js';
import { assertMayChangeAll, may, Reads, Writes } from '../../../auth/access.js';
import { Caller, InTenant } from '../../../auth/principal.js';
import type { Principal } from '../../../auth/principal.js';
import { Answers, Refuses } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { CLIENTELA, clientela } from '../../../contracts/clientela.js';
import { Id, TEXT_ID } from '../../../contracts/id.js';
import { Fields, Query } from '../../../contracts/input.js';
import { LeadsTo } from '../../../contracts/links.js';
import { Speaks } from '../../../contracts/speaks.js';
import type { TenantId } from '../../../engine/tenant-database/index.js';
import { notFound } from '../../../problem.js';
import { mergeChanged, mergeRefused, MergingService } from '../../merging.service.js';
import {
  fromListMerges,
  fromMerge,
  ListMergesQuery,
  MergeInput,
  MergeListOutput,
  MergeOutput,
  toMerge,
  toMergeList,
  toUndoMerge,
  UndoMergeInput,
  UndoMergeOutput,
} from './merges.dto.js';

@Speaks(clientela)
@Chapter('Merges', 'Two customers that become one, and two again.')
@Controller(`${CLIENTELA}/merges`)
export class MergesController {
  constructor(private readonly merging: MergingService) {}

  @Get()
  @Reads('customers:read')
  @Answers(200, MergeListOutput)
  @LeadsTo(['undoMerge'], { id: '/data/0/id' })
  @ApiOperation({ operationId: 'listMerges', summary: 'List merges', description: 'The newest comes first.' })
  async list(@InTenant() tenant: TenantId, @Query(ListMergesQuery) query: ListMergesQuery): Promise<MergeListOutput> {
    const asked = fromListMerges(query);
    return toMergeList(await this.merging.list(tenant, { ...asked, limit: asked.limit + 1 }), asked.limit);
  }

  @Post()
  @Writes('customers:write')
  @Answers(200, MergeOutput)
  @LeadsTo(['undoMerge'], { id: '/id' })
  @Refuses(notFound('customer'), mergeChanged(), mergeRefused([]))
  @ApiOperation({
    operationId: 'mergeCustomers',
    summary: 'Merge two customers',
    description:
      'Without `digest`, this is a dry run, which writes nothing and lists every reason against the merge. With the ' +
      'digest of a dry run and otherwise the same fields, the customers are merged. From then on, every ID of the one ' +
      'that goes leads to the one that stays. It needs the permissions to read and to change customers and all of ' +
      'their records. Balances are shown with `ledger:read`.',
  })
  async merge(@Caller() caller: Principal, @Fields(MergeInput) input: MergeInput): Promise<MergeOutput> {
    assertMayChangeAll(caller);
    const request = fromMerge(input);
    const merge =
      typeof input.digest === 'string'
        ? await this.merging.merge(caller.tenant.id, request, input.digest, caller.caller)
        : await this.dry(() => this.merging.preview(caller.tenant.id, request));
    return toMerge(merge, may(caller, 'ledger:read'));
  }

  @Post(':id/undo')
  @Writes('customers:write')
  @Answers(200, UndoMergeOutput)
  @Refuses(notFound('merge'), mergeChanged())
  @ApiOperation({
    operationId: 'undoMerge',
    summary: 'Undo a merge',
    description:
      'Without `digest`, this is a dry run. With its digest, the customer that went comes back with its records, and ' +
      'edits that were made to them since. What came since stays with the other customer, and is listed. Merges can ' +
      'be undone in any order. It needs the permissions to read and to change customers and all of their records.',
  })
  async undo(
    @Caller() caller: Principal,
    @Id('merge', 'id', TEXT_ID) id: number,
    @Fields(UndoMergeInput) { digest }: UndoMergeInput,
  ): Promise<UndoMergeOutput> {
    assertMayChangeAll(caller);
    const isApplied = typeof digest === 'string';
    const undo = isApplied
      ? await this.merging.undo(caller.tenant.id, id, digest)
      : await this.dry(() => this.merging.previewUndo(caller.tenant.id, id));
    return toUndoMerge(undo, isApplied);
  }

  /** Nothing is written, so a repeated dry run may tell something new. */
  private dry<Result>(work: () => Promise<Result>): Promise<Result> {
    activeRequest()?.keeping?.skip();
    return work();
  }
}
