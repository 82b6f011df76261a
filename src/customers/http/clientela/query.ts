import { IdText, Moment, QueryText, QueryWhole, Word } from '../../../contracts/fields.js';
import { codeCriterion, type Criterion } from '../../criteria.js';
import type { Continued } from '../../customers.repository.js';
import { SEARCHED_WORDS } from '../search.js';
import { cursorOf, MAX_CURSOR, orderOf, positionIn, SORTS } from './cursor.js';

const DEFAULT = { sort: 'id', limit: 50 };
export const MOST_PER_PAGE = 500;

const EXAMPLE = cursorOf('name', { key: 'Acme', id: '7' })!;

const Since = (description: string) => Moment({ nullable: false, description, example: '2024-01-15T10:30:00Z' });

export class ListCustomersQuery {
  @QueryText({ max: 255, description: SEARCHED_WORDS, example: 'acme' }) q?: string;
  @QueryText({ max: 255, description: 'Only the customer with this external key.', example: 'CRM-1001' })
  externalKey?: string;
  @QueryText({ max: 20, description: 'Only the customer with this code.', example: 'C0042' }) code?: string;
  @QueryText({
    max: 255,
    description: 'Only customers with this primary email, by its normal form.',
    example: 'office@acme.example',
  })
  email?: string;
  @QueryText({
    max: 255,
    description: 'Only customers with this main phone, by its normal form.',
    example: '+1 (555) 123-4567',
  })
  phone?: string;
  @QueryText({ max: 255, description: 'Only customers with this tax ID, by its normal form.', example: 'US123456789' })
  taxId?: string;
  @QueryText({
    max: 255,
    description: 'Only customers with this display name. Case and accents do not matter.',
    example: 'Acme Corporation',
  })
  name?: string;
  @QueryText({ max: 10, description: 'Only customers with this status.', example: 'A' }) status?: string;
  @Word({
    words: ['true', 'false'],
    nullable: false,
    description: 'Only inactive customers, or only active ones.',
    example: 'false',
  })
  isInactive?: 'true' | 'false';
  @IdText({ nullable: false, description: 'Only customers with this parent.', example: '7' }) parentId?: string;
  @Since('Only customers that were created at this time or later.') createdSince?: string;
  @Since('Only customers that were created before this time.') createdBefore?: string;
  @Since('Only customers that changed at this time or later.') updatedSince?: string;
  @Since('Only customers that last changed before this time.') updatedBefore?: string;
  @Word({
    words: SORTS,
    nullable: false,
    description: 'The order; by ID when omitted. With `-`, from the last to the first. Equal rows are sorted by ID.',
    example: 'name',
  })
  sort?: string;
  @QueryText({
    max: MAX_CURSOR,
    description: 'The `next` of the page before. It holds for one `sort`.',
    example: EXAMPLE,
  })
  after?: string;
  @QueryWhole({ min: 1, max: MOST_PER_PAGE, fallback: DEFAULT.limit, description: 'Customers per page.' })
  limit?: number;
}

/** The filters with one field and one comparison. */
const FILTERS: Partial<Record<keyof ListCustomersQuery, Omit<Criterion, 'value'>>> = {
  externalKey: { field: 'externalKey', operator: 'equals' },
  email: { field: 'email', operator: 'equals' },
  phone: { field: 'phone', operator: 'equals' },
  taxId: { field: 'taxId', operator: 'equals' },
  name: { field: 'displayName', operator: 'equals', loosely: true },
  status: { field: 'status', operator: 'equals' },
  isInactive: { field: 'isInactive', operator: 'equals' },
  parentId: { field: 'parentId', operator: 'equals' },
  createdSince: { field: 'createdAt', operator: 'greaterOrEqual' },
  createdBefore: { field: 'createdAt', operator: 'less' },
  updatedSince: { field: 'updatedAt', operator: 'greaterOrEqual' },
  updatedBefore: { field: 'updatedAt', operator: 'less' },
};

/** The list that a query asks for, with the word that it is sorted by. */
export function toContinued(query: ListCustomersQuery): Continued & { sort: string } {
  const { q, code, sort = DEFAULT.sort, after, limit = DEFAULT.limit } = query;
  const criteria = Object.entries(FILTERS).flatMap(([word, filter]): Criterion[] => {
    const value = query[word as keyof ListCustomersQuery];
    return value === undefined ? [] : [{ ...filter, value: String(value) }];
  });
  if (code !== undefined) criteria.push(codeCriterion('equals', code));
  const position = after === undefined ? undefined : positionIn(after, sort);
  return { criteria, text: q, order: orderOf(sort), after: position, limit, sort };
}
