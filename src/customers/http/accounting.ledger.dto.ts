import { ApiProperty } from '@nestjs/swagger';
import { Decimal, Moment, Text, Whole, Word } from '../../contracts/fields.js';
import { momentFrom, toIso } from '../../contracts/iso-time.js';
import { LEDGER_KINDS, type LedgerEntry, type LedgerKind } from '../ledger-entry.entity.js';
import type { NewLedgerEntry } from '../ledger.service.js';
import { amount } from '../money.js';
import { MOST } from './accounting.dto.js';
import { type PageQuery, PaginationOutput, toPagination } from './accounting.page.js';

export class CreateLedgerEntryInput {
  @Word({ required: true, words: LEDGER_KINDS, description: 'Invoices and adjustments raise the balance, payments and credits lower it.', example: 'invoice' }) kind: LedgerKind;
  @Decimal({ required: true, min: -MOST, max: MOST, description: 'Above zero, for an adjustment also below; rounded to the decimal places of the currency.', example: 500 })
  amount: number;
  @Text({ max: 3, description: 'The customer’s currency, which it is when left out; no other is taken.', example: 'USD' }) currencyCode?: string | null;
  @Whole({ min: 1, description: 'The customer who paid, when it was another one.', example: null }) payerId?: number | null;
  @Moment({ description: 'When it happened; now when left out.', example: '2024-01-15T10:30:00Z' }) occurredAt?: string | null;
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

export class LedgerEntryOutput {
  @ApiProperty({ type: 'integer', example: 12 }) id: number;
  @ApiProperty({ type: 'integer', example: 42 }) customerId: number;
  @ApiProperty({ type: 'integer', nullable: true, example: null }) payerId: number | null;
  @ApiProperty({ enum: [...LEDGER_KINDS], example: 'invoice' }) kind: LedgerKind;
  @ApiProperty({ example: 500 }) amount: number;
  @ApiProperty({ example: 'USD' }) currencyCode: string;
  @ApiProperty({ format: 'date-time', example: '2024-01-15T10:30:00Z' }) occurredAt: string;
  @ApiProperty({ type: String, nullable: true, example: 'INV-2024-001' }) reference: string | null;
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

export class LedgerOutput {
  @ApiProperty({ type: [LedgerEntryOutput] }) data: LedgerEntryOutput[];
  @ApiProperty({ type: PaginationOutput }) pagination: PaginationOutput;
}

export const toLedger = (entries: LedgerEntry[], total: number, page: PageQuery): LedgerOutput => ({ data: entries.map(toLedgerEntry), pagination: toPagination(page, total) });
