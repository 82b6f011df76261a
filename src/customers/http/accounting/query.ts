import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import type { AccountingCase } from '../../../auth/principal.js';
import { QueryText, Word } from '../../../contracts/fields.js';
import type { Rows } from '../../../rows.js';
import type { Condition } from '../../criteria.js';
import type { Counted, Listing } from '../../customers.repository.js';
import { COLUMN_NAMES, columnNotFound, fieldOf } from './columns.js';
import { CustomerOutput } from './accounting.dto.js';
import { type AccountingCustomer, toCustomer } from './words.js';
import { PageQuery, PaginationOutput, rowsOf, toPagination } from './page.js';
import { conditionsOf, FilterRoleOutput, rolesIn } from './roles.js';
import { SEARCH } from '../search.js';

/** Front ends send the id of a custom view; none are kept here. */
export const TOLERATED = /^(?:custom_view_id|customViewId)$/;

const InSmallLetters = () =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value));

const VIEW_SLUGS = ['all', 'active', 'inactive', 'overdue', 'unpaid'];

export class ListCustomersQuery extends PageQuery {
  @QueryText({
    max: 50,
    words: COLUMN_NAMES,
    description: 'What to sort by, in snake_case or camelCase; created_at when left out.',
    example: 'display_name',
  })
  columnSortBy?: string;
  @InSmallLetters()
  @Word({
    words: ['asc', 'desc'],
    nullable: false,
    description: 'desc when left out; capitals are taken too.',
    example: 'asc',
  })
  sortOrder?: 'asc' | 'desc';
  @QueryText({ max: 255, description: SEARCH, example: 'acme' }) searchKeyword?: string;
  @Word({
    words: ['true', 'false', '1', '0'],
    nullable: false,
    description: 'Only inactive customers instead of only active ones.',
    example: 'false',
  })
  inactiveMode?: 'true' | 'false' | '1' | '0';
  @QueryText({
    max: 10_000,
    verbatim: true,
    description:
      'A JSON list of at most 20 `{fieldKey, comparator, value, condition?}`; fields are those to sort by. Each is joined to those before it by its condition, `and` (the default) or `or`. Texts are compared without case and accents, emails and phones by their normal form.',
    example: '[{"fieldKey":"balance","comparator":"bigger_than","value":1000}]',
  })
  stringifiedFilterRoles?: string;
  @QueryText({
    max: 255,
    words: VIEW_SLUGS,
    description:
      'A fixed view of the list: `all` customers, or the `active` or `inactive` ones, whatever the inactive mode; `unpaid`: balance not zero; \
`overdue`: balance above zero, because entries have no due date. `all` keeps to the inactive mode where there is one. Another view is ignored.',
    example: 'unpaid',
  })
  viewSlug?: string;
}

export function toListing(query: ListCustomersQuery, preferred: AccountingCase): Listing {
  const { column, order, roles } = asked(query, preferred);
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

/** What the view and the inactive mode ask for together. A view that names the status decides about it alone. */
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

const asked = (
  { columnSortBy = 'created_at', sortOrder = 'desc', stringifiedFilterRoles = '' }: ListCustomersQuery,
  preferred: AccountingCase,
) => ({
  column: columnSortBy,
  order: sortOrder,
  roles: stringifiedFilterRoles === '' ? [] : rolesIn(stringifiedFilterRoles, preferred),
});

@ApiSchema({ description: 'How a list is sorted and filtered.' })
export class FilterMetaOutput {
  @ApiProperty({ description: 'The column that the list is sorted by.', example: 'created_at' }) fieldKey: string;
  @ApiProperty({ enum: ['asc', 'desc'], description: 'Whether the list rises or falls.', example: 'desc' })
  order: string;
  @ApiProperty({ type: [FilterRoleOutput], description: 'The conditions that it is filtered by.' })
  filterRoles: FilterRoleOutput[];
}

@ApiSchema({ description: 'A page of customers.' })
export class CustomersOutput {
  @ApiProperty({ type: [CustomerOutput], description: 'The page, as older clients read it.' })
  customers: Rows<CustomerOutput>;
  @ApiProperty({ type: [CustomerOutput], description: 'The page.' }) data: Rows<CustomerOutput>;
  @ApiProperty({ type: PaginationOutput, description: 'Where the page stands.' }) pagination: PaginationOutput;
  @ApiProperty({ type: FilterMetaOutput, description: 'How the list is sorted and filtered.' })
  filterMeta: FilterMetaOutput;
}

export function toCustomers(
  { rows, total }: Counted<AccountingCustomer>,
  query: ListCustomersQuery,
  preferred: AccountingCase,
): CustomersOutput {
  const { column, order, roles } = asked(query, preferred);
  const customers = rows.map((row) => toCustomer(row));
  const filterMeta = { fieldKey: column, order, filterRoles: roles };
  return { customers, data: customers, pagination: toPagination(query, total), filterMeta };
}
