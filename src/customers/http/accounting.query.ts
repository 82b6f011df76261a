import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { QueryText, Word } from '../../contracts/fields.js';
import type { Counted, Listing } from '../customers.repository.js';
import { COLUMN_NAMES, columnNotFound, fieldOf } from './accounting.columns.js';
import { CustomerOutput, toCustomer } from './accounting.dto.js';
import type { AccountingCustomer } from './accounting.footprint.js';
import { PageQuery, PaginationOutput, rowsOf, toPagination } from './accounting.page.js';
import { conditionsOf, FilterRoleOutput, rolesIn } from './accounting.roles.js';

export class ListCustomersQuery extends PageQuery {
  @QueryText({
    max: 50,
    words: COLUMN_NAMES,
    description: 'What to sort by; created_at when left out.',
    example: 'display_name',
  })
  columnSortBy?: string;
  @Word({ words: ['asc', 'desc', 'ASC', 'DESC'], nullable: false, description: 'desc when left out.', example: 'asc' }) sortOrder?: 'asc' | 'desc' | 'ASC' | 'DESC';
  @QueryText({ max: 255, description: 'Part of a name, the company name, the e-mail, a phone or the website; case and accents do not matter.', example: 'acme' }) searchKeyword?: string;
  @Word({ words: ['true', 'false', '1', '0'], nullable: false, description: 'Only inactive customers instead of only active ones.', example: 'false' })
  inactiveMode?: 'true' | 'false' | '1' | '0';
  @QueryText({
    max: 10_000,
    verbatim: true,
    description: 'A JSON list of `{fieldKey, comparator, value, condition?}`; fields are those to sort by. Each is joined to those before it by its condition, `and` (the default) or `or`.',
    example: '[{"fieldKey":"balance","comparator":"bigger_than","value":1000}]',
  })
  stringifiedFilterRoles?: string;
}

export function toListing(query: ListCustomersQuery): Listing {
  const { column, order, roles } = asked(query);
  const field = fieldOf(column);
  if (!field) throw columnNotFound(column);
  const { searchKeyword, inactiveMode = 'false' } = query;
  return {
    criteria: [
      { field: 'isInactive', operator: 'equals', value: String(inactiveMode === 'true' || inactiveMode === '1') },
      ...conditionsOf(roles),
    ],
    text: searchKeyword,
    order: [{ field, descending: order === 'desc' }],
    ...rowsOf(query),
  };
}

const asked = ({ columnSortBy = 'created_at', sortOrder = 'desc', stringifiedFilterRoles = '' }: ListCustomersQuery) => ({
  column: columnSortBy,
  order: sortOrder.toLowerCase(),
  roles: stringifiedFilterRoles === '' ? [] : rolesIn(stringifiedFilterRoles),
});

@ApiSchema({ description: 'How a list is sorted and filtered.' })
export class FilterMetaOutput {
  @ApiProperty({ description: 'The column that the list is sorted by.', example: 'created_at' }) fieldKey: string;
  @ApiProperty({ enum: ['asc', 'desc'], description: 'Whether the list rises or falls.', example: 'desc' }) order: string;
  @ApiProperty({ type: [FilterRoleOutput], description: 'The conditions that it is filtered by.' }) filterRoles: FilterRoleOutput[];
}

@ApiSchema({ description: 'A page of customers.' })
export class CustomersOutput {
  @ApiProperty({ type: [CustomerOutput], description: 'The page, as older clients read it.' }) customers: CustomerOutput[];
  @ApiProperty({ type: [CustomerOutput], description: 'The page.' }) data: CustomerOutput[];
  @ApiProperty({ type: PaginationOutput, description: 'Where the page stands.' }) pagination: PaginationOutput;
  @ApiProperty({ type: FilterMetaOutput, description: 'As older clients read it.' }) filter_meta: FilterMetaOutput;
  @ApiProperty({ type: FilterMetaOutput, description: 'How the list is sorted and filtered.' }) filterMeta: FilterMetaOutput;
}

export function toCustomers({ rows, total }: Counted<AccountingCustomer>, query: ListCustomersQuery): CustomersOutput {
  const { column, order, roles } = asked(query);
  const customers = rows.map(toCustomer);
  const filterMeta = { fieldKey: column, order, filterRoles: roles };
  return { customers, data: customers, pagination: toPagination(query, total), filter_meta: filterMeta, filterMeta };
}
