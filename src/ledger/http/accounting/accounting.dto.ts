import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Example } from '../../../contracts/example.js';
import { Decimal, EmptyIsNull, IdOf, Like, Moment, ShownText, Text, Whole, Word } from '../../../contracts/fields.js';
import { momentFrom, toIso } from '../../../contracts/iso-time.js';
import type { Rows } from '../../../rows.js';
import { LEDGER_KINDS, type LedgerEntry, type LedgerKind } from '../../ledger-entry.entity.js';
import type { NewLedgerEntry } from '../../ledger.service.js';
import { amount } from '../../../customers/money.js';
import { MOST } from '../../../customers/http/accounting/words.js';
import {
  MOST_PER_PAGE,
  type PageQuery,
  PaginationOutput,
  toPagination,
} from '../../../customers/http/accounting/page.js';

@ApiSchema({ description: 'A new ledger entry.' })
@Example('An invoice', { kind: 'invoice', amount: 500, occurredAt: '2024-01-15T10:30:00Z', reference: 'INV-2024-001' })
@Example('A payment', { kind: 'payment', amount: 200 })
export class CreateLedgerEntryInput {
  @Word({
    required: true,
    words: LEDGER_KINDS,
    description: 'Invoices and adjustments raise the balance, payments and credits lower it.',
    example: 'invoice',
  })
  kind: LedgerKind;
  @EmptyIsNull()
  @Decimal({
    required: true,
    min: -MOST,
    max: MOST,
    description: 'Above zero, for an adjustment also below; rounded to the decimal places of the currency.',
    example: 500,
  })
  amount: number;
  @Text({
    max: 3,
    description: 'The currency of the customer, which is also the default. Any other currency is refused.',
    example: 'USD',
  })
  currencyCode?: string | null;
  @EmptyIsNull()
  @Whole({ min: 1, description: 'The customer who paid, when it was another one; on payments only.', example: null })
  payerId?: number | null;
  @Moment({ description: 'When it happened; now when omitted.', example: '2024-01-15T10:30:00Z' }) occurredAt?:
    string | null;
  @Text({ max: 255, description: 'Unique in the organization.', example: 'INV-2024-001' }) reference?: string | null;
}

export const fromLedgerEntry = (input: CreateLedgerEntryInput): NewLedgerEntry => ({
  kind: input.kind,
  amount: String(input.amount),
  currency: input.currencyCode ?? undefined,
  payerId: input.payerId,
  occurredAt: typeof input.occurredAt === 'string' ? momentFrom(input.occurredAt) : undefined,
  reference: input.reference,
});

@ApiSchema({ description: 'A ledger entry.' })
export class LedgerEntryOutput {
  @IdOf('ledger entry', { example: 12 }) id: number;
  @IdOf('customer') customerId: number;
  @IdOf('customer who paid, when it was another one', { nullable: true, example: null }) payerId: number | null;
  @Like(CreateLedgerEntryInput) kind: LedgerKind;
  @ApiProperty({
    description: 'In the customer’s currency; below zero for an adjustment that lowers the balance.',
    example: 500,
  })
  amount: number;
  @ShownText('The customer’s currency.', 'USD', { max: 3 }) currencyCode: string;
  @ApiProperty({ format: 'date-time', description: 'When it happened.', example: '2024-01-15T10:30:00Z' })
  occurredAt: string;
  @Like(CreateLedgerEntryInput) reference: string | null;
}

export const toLedgerEntry = (entry: LedgerEntry): LedgerEntryOutput => ({
  id: entry.id,
  customerId: entry.customerId,
  payerId: entry.payerId,
  kind: entry.kind,
  amount: amount(entry.amount, entry.currency),
  currencyCode: entry.currency,
  occurredAt: toIso(entry.occurredAt),
  reference: entry.reference,
});

@ApiSchema({ description: 'A page of ledger entries.' })
export class LedgerOutput {
  @ApiProperty({
    type: [LedgerEntryOutput],
    maxItems: MOST_PER_PAGE,
    description: 'The entries of this page, oldest first.',
  })
  data: Rows<LedgerEntryOutput>;
  @ApiProperty({ type: PaginationOutput, description: 'The position of the page in the list.' })
  pagination: PaginationOutput;
}

export const toLedger = (entries: Rows<LedgerEntry>, total: number, page: PageQuery): LedgerOutput => ({
  data: entries.map(toLedgerEntry),
  pagination: toPagination(page, total),
});
