import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { QueryWhole } from '../../../contracts/fields.js';
import type { DayOfWrites } from '../../statistics.service.js';

export const DEFAULT_DAYS = 7;

export class StatisticsQuery {
  @QueryWhole({ min: 1, max: 31, fallback: DEFAULT_DAYS, description: 'How many days, today included.' }) days?: number;
}

@ApiSchema({ description: 'Writes through one contract.' })
export class WritesOutput {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The contract. Null: by a command or by the server itself.',
    example: 'billing',
  })
  contract: string | null;
  @ApiProperty({ type: 'integer', minimum: 0, description: 'How many changes of a customer.', example: 12 })
  count: number;
}

@ApiSchema({ description: 'One day.' })
export class DayOutput {
  @ApiProperty({ format: 'date', description: 'The day, in UTC.', example: '2024-01-15' }) day: string;
  @ApiProperty({ type: [WritesOutput], description: 'Its writes. A write of several customers counts for each.' })
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
    description: 'The days, today first. A day whose changes are not kept is missing.',
  })
  data: DayOutput[];
  @ApiProperty({ type: String, nullable: true, description: 'Always null: there is one page.', example: null })
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
