import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Example } from '../../../contracts/example.js';
import { IdText, QueryText, QueryWhole, ShownId, ShownText, Word } from '../../../contracts/fields.js';
import { idFrom, NO_ID } from '../../../contracts/id-text.js';
import type { Item } from '../../../contracts/input.js';
import { NextCursor } from '../../../contracts/short-lists.js';
import { invalid, invalidField, Problem } from '../../../problem.js';
import type { PairPlace } from '../../pairs.repository.js';
import type { PairPage, ShownPair } from '../../pairs.service.js';
import { type Decision, DECISIONS, type Part, type Reason, REASONS } from '../../part.js';

export const MOST_DECISIONS = 200;
const DEFAULT_LIMIT = 50;
const MOST_PER_PAGE = 100;
/** A decision weighs more than all other reasons together. */
const MOST_WEIGHT = 1000;
const MOST_SCORE = 2 * MOST_WEIGHT;
/** A whole address. */
const LONGEST_VALUE = 2000;

/** `none` takes a decision back. */
const WORDS = [...DECISIONS, 'none'] as const;

export class ListPairsQuery {
  @Word({
    words: DECISIONS,
    nullable: false,
    description: 'Only pairs with this decision. When omitted: those that wait for one.',
    example: 'different',
  })
  decision?: Decision;
  @IdText({ nullable: false, description: 'Only pairs of this customer.', example: '42' }) customerId?: string;
  @QueryText({
    max: 100,
    description: 'The `next` of the page before.',
    example: cursorOf({ score: 80, oneId: 42, otherId: 57 }),
  })
  after?: string;
  @QueryWhole({ min: 1, max: MOST_PER_PAGE, fallback: DEFAULT_LIMIT, description: 'Pairs per page.' }) limit?: number;
}

export const fromListPairs = ({ decision, customerId, after, limit = DEFAULT_LIMIT }: ListPairsQuery) => ({
  decision,
  customer: customerId === undefined ? undefined : idFrom(customerId),
  after: after === undefined ? undefined : placeIn(after),
  limit,
});

@ApiSchema({ description: 'What a person says about two customers.' })
@Example('They are one', { oneId: '1', otherId: '2', decision: 'same' })
export class DecisionInput {
  @IdText({ required: true, description: 'The one customer.', example: '1' }) oneId: string;
  @IdText({ required: true, description: 'The other customer.', example: '2' }) otherId: string;
  @Word({
    required: true,
    words: WORDS,
    description: 'Whether they are one customer. `none` takes a decision back.',
    example: 'same',
  })
  decision: (typeof WORDS)[number];
}

/** The decisions of a request. A refusal says which of them it is about. */
export const fromDecisions = (items: readonly Item<DecisionInput>[]) =>
  items.map((item, at) => {
    const { oneId, otherId, decision } = inList(item, at);
    return { one: idFrom(oneId), other: idFrom(otherId), decision: decision === 'none' ? null : decision };
  });

function inList<Dto>(item: Item<Dto>, at: number): Dto {
  try {
    return item();
  } catch (error) {
    if (!(error instanceof Problem) || error.kind !== 'invalid') throw error;
    throw invalid(error.message, ...error.details.map((detail) => ({ ...detail, field: `${at}.${detail.field}` })));
  }
}

@ApiSchema({ description: 'A reason for or against a pair.' })
export class PartOutput {
  @ApiProperty({ enum: REASONS, description: 'What the two customers share, or what differs.', example: 'email' })
  reason: Reason;
  @ApiProperty({
    type: 'integer',
    minimum: -MOST_WEIGHT,
    maximum: MOST_WEIGHT,
    description: 'Negative if it speaks against the pair.',
    example: 43,
  })
  weight: number;
  @ShownText('The value of the one customer. Empty for a decision.', 'Info@acme.example', { max: LONGEST_VALUE })
  ofOne: string;
  @ShownText('The value of the other customer.', 'info@acme.example', { max: LONGEST_VALUE }) ofOther: string;
}

@ApiSchema({ description: 'Two customers that may be one.' })
export class PairOutput {
  @ShownId('customer with the lower ID') oneId: string;
  @ShownId('other customer') otherId: string;
  @ApiProperty({
    type: 'integer',
    minimum: -MOST_SCORE,
    maximum: MOST_SCORE,
    description: 'The sum of the weights, and nothing else.',
    example: 83,
  })
  score: number;
  @ApiProperty({ type: [PartOutput], maxItems: REASONS.length, description: 'The reasons, the weightiest first.' })
  evidence: PartOutput[];
  @ApiProperty({
    type: String,
    enum: DECISIONS,
    nullable: true,
    description: 'What a person has said. Null: the pair waits.',
    example: null,
  })
  decision: Decision | null;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When that was.',
    example: null,
  })
  decidedAt: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    maxLength: 32,
    description: 'Who has said it: `user:7` or `key:9`.',
    example: null,
  })
  decidedBy: string | null;
}

@ApiSchema({ description: 'A page of pairs.' })
export class PairListOutput {
  @ApiProperty({ type: [PairOutput], maxItems: MOST_PER_PAGE, description: 'The pairs of the page.' })
  data: PairOutput[];
  @NextCursor()
  next: string | null;
}

@ApiSchema({ description: 'Decisions were kept.' })
export class DecidedOutput {
  @ApiProperty({ type: 'integer', description: 'How many decisions were kept.', example: 2 }) decided: number;
}

@ApiSchema({ description: 'What a search has done.' })
export class PairSearchOutput {
  @ApiProperty({ type: 'integer', description: 'Customers whose pairs were looked for.', example: 120 }) looked: number;
  @ApiProperty({ type: 'integer', description: 'Pairs without a decision that they have.', example: 3 }) found: number;
  @ApiProperty({ type: 'integer', description: 'Customers that are left for another search.', example: 0 })
  left: number;
}

export const toPairPage = ({ pairs, next }: PairPage): PairListOutput => ({
  data: pairs.map(toPair),
  next: next && cursorOf(next),
});

const toPair = ({ oneId, otherId, evidence, decision, decidedAt, decidedBy }: ShownPair): PairOutput => ({
  oneId: String(oneId),
  otherId: String(otherId),
  score: evidence.score,
  evidence: evidence.parts.map(toPart),
  decision,
  decidedAt: decidedAt && decidedAt.toISOString(),
  decidedBy,
});

const toPart = ({ reason, weight, ofOne, ofOther }: Part): PartOutput => ({ reason, weight, ofOne, ofOther });

function cursorOf({ score, oneId, otherId }: PairPlace): string {
  return Buffer.from(`pair ${score} ${oneId} ${otherId}`).toString('base64url');
}

function placeIn(cursor: string): PairPlace {
  const found = /^pair (-?\d{1,6}) (\d+) (\d+)$/.exec(Buffer.from(cursor, 'base64url').toString());
  const [oneId, otherId] = [idFrom(found?.[2] ?? ''), idFrom(found?.[3] ?? '')];
  if (!found || oneId === NO_ID || otherId === NO_ID)
    throw invalidField('after', 'cursor', 'is no cursor that a list has answered');
  return { score: Number(found[1]), oneId, otherId };
}
