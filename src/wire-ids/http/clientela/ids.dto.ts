import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Example } from '../../../contracts/example.js';
import { Flag, IdText, QueryText, ShownId, ShownText, Text } from '../../../contracts/fields.js';
import { idFrom } from '../../../contracts/id-text.js';
import type { IdKind } from '../../../own-ids.js';
import type { GivenId, Numbered, ShownWireId } from '../../wire-ids.service.js';
import { NoCursor } from '../../../contracts/short-lists.js';

const LONGEST_WORD = 50;
const LONGEST_ID = 64;

const CONTRACT = { description: 'The contract that shows the ID.', example: 'clients' };
const KIND = {
  description:
    'What the ID names: `customer`, `email`, `phone`, `company_name`, `contact_person` or `ledger_entry`; in erp also ' +
    '`code`, `billing_address` and `shipping_address`, whose record is the customer.',
  example: 'customer',
};

export class FindIdsQuery {
  @Text({ required: true, max: 50, ...CONTRACT }) contract: string;
  @Text({ required: true, max: 50, ...KIND }) kind: string;
  @QueryText({ max: LONGEST_ID, description: 'The ID in the contract. This, or `recordId`, or both.', example: '4711' })
  id?: string;
  @QueryText({ max: 16, description: 'The record’s own ID.', example: '42' }) recordId?: string;
}

@ApiSchema({ description: 'An ID of a record in a contract.' })
@Example('A client', { contract: 'clients', kind: 'customer', recordId: '1', id: '982710394857200005' })
export class GiveIdInput {
  @Text({ required: true, max: 50, ...CONTRACT }) contract: string;
  @Text({ required: true, max: 50, ...KIND }) kind: string;
  @IdText({ required: true, description: 'The record’s own ID.', example: '1' }) recordId: string;
  @Text({
    required: true,
    max: LONGEST_ID,
    description:
      'The ID in the contract: a number below 2^53, in clients one of at most 19 digits, a code of at most 15 characters.',
    example: '982710394857200005',
  })
  id: string;
  @Flag({
    description:
      'Whether the contract shows it, in place of the ID that the record has; `true` when omitted. Otherwise it only leads to the record.',
    example: true,
  })
  isCurrent?: boolean;
}

export const fromGiven = (input: GiveIdInput): Numbered & GivenId => ({
  contract: input.contract,
  kind: input.kind as IdKind,
  recordId: idFrom(input.recordId),
  id: input.id,
  isCurrent: input.isCurrent ?? true,
});

@ApiSchema({ description: 'An ID of a record in a contract.' })
export class WireIdOutput {
  @ApiProperty({ type: String, maxLength: LONGEST_WORD, ...CONTRACT }) contract: string;
  @ApiProperty({ type: String, maxLength: LONGEST_WORD, ...KIND }) kind: string;
  @ShownId('record') recordId: string;
  @ShownText('The ID in the contract.', '982710394857200005', { max: LONGEST_ID }) id: string;
  @ApiProperty({
    type: Boolean,
    description: 'Whether it is the one that the contract shows. A former one only leads to the record.',
    example: true,
  })
  isCurrent: boolean;
}

export const toWireId = ({ contract, kind, recordId, wireId, isCurrent }: ShownWireId): WireIdOutput => ({
  contract,
  kind,
  recordId: String(recordId),
  id: wireId,
  isCurrent,
});

@ApiSchema({ description: 'IDs of records in contracts.' })
export class WireIdListOutput {
  @ApiProperty({ type: [WireIdOutput], description: 'The IDs, the one that the contract shows first.' })
  data: WireIdOutput[];
  @NoCursor()
  next: string | null;
}

@ApiSchema({ description: 'How many IDs were given.' })
export class GivenIdsOutput {
  @ApiProperty({ type: 'integer', description: 'Number of IDs in the request.', example: 1 }) given: number;
}
