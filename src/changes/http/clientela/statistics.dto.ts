import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { QueryWhole, ShownText } from '../../../contracts/fields.js';
import type { DayOfWrites } from '../../statistics.service.js';
import { LONGEST_WORD } from './words.js';
import { NoCursor } from '../../../contracts/short-lists.js';

export const DEFAULT_DAYS = 7;
const MOST_DAYS = 31;

export class StatisticsQuery {
  @QueryWhole({ min: 1, max: MOST_DAYS, fallback: DEFAULT_DAYS, description: 'How many days, today included.' })
  days?: number;
}

@ApiSchema({ description: 'Writes through one contract.' })
export class WritesOutput {
  @ShownText('The contract. Null: by a command or by the server itself.', 'billing', {
    max: LONGEST_WORD,
    nullable: true,
  })
  contract: string | null;
  @ApiProperty({ type: 'integer', minimum: 0, description: 'How many changes of a customer.', example: 12 })
  count: number;
}

@ApiSchema({ description: 'One day.' })
export class DayOutput {
  @ApiProperty({ format: 'date', description: 'The day, in UTC.', example: '2024-01-15' }) day: string;
  @ApiProperty({
    type: [WritesOutput],
    maxItems: 100,
    description: 'Its writes. A write of several customers counts for each.',
  })
  writes: WritesOutput[];
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'How many customers there were at its end, without deleted ones.',
    example: 120,
  })
  customers: number;
}

@ApiSchema({ description: 'Figures of the last days.' })
export class StatisticsOutput {
  @ApiProperty({
    type: [DayOutput],
    maxItems: MOST_DAYS,
    description: 'The days, today first. A day whose changes are not kept is missing.',
  })
  data: DayOutput[];
  @NoCursor()
  next: string | null;
}

export const toStatistics = (days: readonly DayOfWrites[]): StatisticsOutput => ({
  data: days.map(({ day, writes, customers }) => ({
    day,
    writes: writes.map(({ contract, count }) => ({ contract, count })),
    customers,
  })),
  next: null,
});
