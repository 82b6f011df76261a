import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { EmptyIsLeftOut, QueryWhole } from '../../../contracts/fields.js';

export const MOST_PER_PAGE = 1000;

export class PageQuery {
  @EmptyIsLeftOut()
  @QueryWhole({ min: 1, max: 2_147_483_647, fallback: 1, description: 'Page number, from 1.' })
  page?: number;
  @EmptyIsLeftOut()
  @QueryWhole({
    min: 1,
    max: MOST_PER_PAGE,
    clamp: true,
    fallback: 12,
    description: 'Rows per page; more than 1000 means 1000.',
  })
  pageSize?: number;
}

@ApiSchema({ description: 'The position of a page in its list.' })
export class PaginationOutput {
  @ApiProperty({ type: 'integer', description: 'Number of rows on all pages.', example: 42 }) total: number;
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 2_147_483_647, description: 'Page number, from 1.', example: 1 })
  page: number;
  @ApiProperty({ type: 'integer', minimum: 1, maximum: MOST_PER_PAGE, description: 'Rows per page.', example: 12 })
  pageSize: number;
}

export const rowsOf = ({ page = 1, pageSize = 12 }: PageQuery) => ({ limit: pageSize, offset: (page - 1) * pageSize });

export const toPagination = ({ page = 1, pageSize = 12 }: PageQuery, total: number): PaginationOutput => ({
  total,
  page,
  pageSize,
});
