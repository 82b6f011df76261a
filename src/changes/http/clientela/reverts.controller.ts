import { Controller, Post } from '@nestjs/common';
import { ApiExtraModels, ApiOperation } from '@nestjs/swagger';
import { activeRequest } from '../../../active-request.js';
import { assertMayChangeAll, may, Writes } from '../../../auth/access.js';
import { Caller } from '../../../auth/principal.js';
import type { Principal } from '../../../auth/principal.js';
import { Answers, Refuses } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { CLIENTELA, clientela } from '../../../contracts/clientela.js';
import { Fields } from '../../../contracts/input.js';
import { Speaks } from '../../../contracts/speaks.js';
import { revertChanged, RevertsService } from '../../reverts.service.js';
import { fromRevert, LaterWriterOutput, RevertInput, RevertOutput, toRevert } from './reverts.dto.js';

@Speaks(clientela)
@Chapter('Changes')
@Controller(`${CLIENTELA}/reverts`)
export class RevertsController {
  constructor(private readonly reverts: RevertsService) {}

  // Each customer is reverted in a transaction of its own.
  @Post()
  @Writes('customers:write', { inParts: true })
  @Answers(200, RevertOutput)
  @Refuses(revertChanged())
  @ApiExtraModels(LaterWriterOutput)
  @ApiOperation({
    operationId: 'revertChanges',
    summary: 'Take back what one caller or one request has changed',
    description:
      'Without `digest`, this is a dry run, which writes nothing. With the digest of a dry run and otherwise the same ' +
      'fields, the changes are taken back. Customers come in parts: go on with `next` as `after`. It needs the ' +
      'permissions to read and to change customers and all of their records. Balances and entries of the ledger are ' +
      'shown with `ledger:read`.',
  })
  async revert(@Caller() caller: Principal, @Fields(RevertInput) input: RevertInput): Promise<RevertOutput> {
    assertMayChangeAll(caller);
    const { selection, digest, ...some } = fromRevert(input);
    const portion = { ...some, mayReadLedger: may(caller, 'ledger:read') };
    if (digest !== undefined) {
      const done = await this.reverts.applyPart(caller.tenant.id, selection, digest, portion);
      forgetWith(done.data.map(({ customerId }) => customerId));
      return toRevert(done, true);
    }
    // Nothing is written, so a repeated dry run may tell something new.
    activeRequest()?.keeping?.skip();
    return toRevert(await this.reverts.planPart(caller.tenant.id, selection, portion), false);
  }
}

/** A kept answer with values of a customer goes when the customer is erased, also if the request did not change it. */
function forgetWith(customers: readonly number[]): void {
  for (const id of customers) activeRequest()?.changed.add(id);
}
