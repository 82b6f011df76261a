import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import type { Case } from '../../../contracts/spelling.js';
import { QueryText, ShownText, Word } from '../../../contracts/fields.js';
import type { Rows } from '../../../rows.js';
import { type Condition, SEARCHABLE } from '../../criteria.js';
import type { Counted, Listing } from '../../customers.repository.js';
import { COLUMN_NAMES, columnNotFound, COLUMNS, fieldOf } from './columns.js';
import { CustomerOutput } from './accounting.dto.js';
import { type AccountingCustomer, toCustomer } from './words.js';
import { MOST_PER_PAGE, PageQuery, PaginationOutput, rowsOf, toPagination } from './page.js';
import { conditionsOf, FilterRoleOutput, LONGEST_ROLES, rolesIn } from './roles.js';
import { keysAmong, MOST_CONDITIONS, SEARCH } from '../search.js';

/** Front ends send the ID of a custom view. This server has no custom views. */
export const TOLERATED = /^(?:custom_view_id|customViewId)$/;

const InSmallLetters = () =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value));

const LONGEST_COLUMN = 50;

const VIEW_SLUGS = ['all', 'active', 'inactive', 'overdue', 'unpaid'];

export class ListCustomersQuery extends PageQuery {
  @QueryText({
    max: LONGEST_COLUMN,
    words: COLUMN_NAMES,
    description: 'The column to sort by, in snake_case or camelCase; created_at when omitted.',
    example: 'display_name',
  })
  columnSortBy?: string;
  @InSmallLetters()
  @Word({
    words: ['asc', 'desc'],
    nullable: false,
    description: 'Sort direction, in any case; desc when omitted.',
    example: 'asc',
  })
  sortOrder?: 'asc' | 'desc';
  @QueryText({ max: 255, description: SEARCH, example: 'acme' }) searchKeyword?: string;
  @Word({
    words: ['true', 'false', '1', '0'],
    nullable: false,
    description: 'Lists only inactive customers, instead of only active customers.',
    example: 'false',
  })
  inactiveMode?: 'true' | 'false' | '1' | '0';
  @QueryText({
    max: LONGEST_ROLES,
    verbatim: true,
    description:
      'A JSON list of at most 20 `{fieldKey, comparator, value, condition?}`; the fields are the columns for ' +
      'sorting. Each condition is joined to the conditions before it by `and` (the default) or `or`. ' +
      'Case and accents of texts do not matter; emails and phones are compared by their normal form. ' +
      `${keysAmong(COLUMNS, SEARCHABLE)} So are the beginnings of names and emails, times of creation that are sorted ` +
      'by, and sorting by created_at or display_name.',
    example: '[{"fieldKey":"balance","comparator":"bigger_than","value":1000}]',
  })
  stringifiedFilterRoles?: string;
  @QueryText({
    max: 255,
    words: VIEW_SLUGS,
    description:
      'A fixed view of the list: `all`, `active` or `inactive` customers, regardless of the inactive mode; ' +
      '`unpaid`: balance not zero; `overdue`: balance above zero, because entries have no due date. ' +
      '`all` follows the inactive mode if the request has one. Any other view is ignored.',
    example: 'unpaid',
  })
  viewSlug?: string;
}

export function toListing(query: ListCustomersQuery, preferred: Case): Listing {
  const { column, order, roles } = sortingOf(query, preferred);
  const field = fieldOf(column);
  if (!field) throw columnNotFound(column);
  return {
    criteria: [...viewed(query), ...conditionsOf(roles)],
    text: query.searchKeyword,
    order: [{ field, descending: order === 'desc' }],
    ...rowsOf(query),
  };
}

const BALANCES: Readonly<Record<string, Condition[]>> = {
  unpaid: [{ field: 'balance', operator: 'notEquals', value: '0' }],
  overdue: [{ field: 'balance', operator: 'greater', value: '0' }],
};

/** The conditions of the view and the inactive mode. A view that names a status overrides the inactive mode. */
function viewed({ viewSlug = '', inactiveMode }: ListCustomersQuery): Condition[] {
  const status = (inactive: boolean): Condition => ({
    field: 'isInactive',
    operator: 'equals',
    value: String(inactive),
  });
  if (viewSlug === 'active' || viewSlug === 'inactive') return [status(viewSlug === 'inactive')];
  if (viewSlug === 'all' && inactiveMode === undefined) return [];
  return [
    status(inactiveMode === 'true' || inactiveMode === '1'),
    ...(Object.hasOwn(BALANCES, viewSlug) ? BALANCES[viewSlug]! : []),
  ];
}

const sortingOf = (
  { columnSortBy = 'created_at', sortOrder = 'desc', stringifiedFilterRoles = '' }: ListCustomersQuery,
  preferred: Case,
) => ({
  column: columnSortBy,
  order: sortOrder,
  roles: stringifiedFilterRoles === '' ? [] : rolesIn(stringifiedFilterRoles, preferred),
});

@ApiSchema({ description: 'The sorting and filters of a list.' })
export class FilterMetaOutput {
  @ShownText('The column that the list is sorted by.', 'created_at', { max: LONGEST_COLUMN }) fieldKey: string;
  @ApiProperty({ enum: ['asc', 'desc'], description: 'Sort direction.', example: 'desc' })
  order: string;
  @ApiProperty({ type: [FilterRoleOutput], maxItems: MOST_CONDITIONS, description: 'The conditions of the filter.' })
  filterRoles: FilterRoleOutput[];
}

@ApiSchema({ description: 'A page of customers.' })
export class CustomersOutput {
  @ApiProperty({ type: [CustomerOutput], maxItems: MOST_PER_PAGE, description: 'The page, for older clients.' })
  customers: Rows<CustomerOutput>;
  @ApiProperty({ type: [CustomerOutput], maxItems: MOST_PER_PAGE, description: 'The page.' })
  data: Rows<CustomerOutput>;
  @ApiProperty({ type: PaginationOutput, description: 'The position of the page in the list.' })
  pagination: PaginationOutput;
  @ApiProperty({ type: FilterMetaOutput, description: 'The sorting and filters of the list.' })
  filterMeta: FilterMetaOutput;
}

export function toCustomers(
  { rows, total }: Counted<AccountingCustomer>,
  query: ListCustomersQuery,
  preferred: Case,
): CustomersOutput {
  const { column, order, roles } = sortingOf(query, preferred);
  const customers = rows.map((row) => toCustomer(row));
  const filterMeta = { fieldKey: column, order, filterRoles: roles };
  return { customers, data: customers, pagination: toPagination(query, total), filterMeta };
}
