import { type RecordRef, refOf } from '../own-ids.js';
import type { Listing } from './customer-lists.repository.js';

/** The ID of the only customer that a first page can have. */
export function onlyIdOf({ criteria = [], text = '', numbered, limit, offset }: Listing): RecordRef | undefined {
  const [only] = criteria;
  if (!only || criteria.length > 1 || numbered || text !== '' || limit === 0 || offset > 0 || !('field' in only))
    return undefined;
  if (only.field !== 'id' || only.operator !== 'equals' || typeof only.value !== 'string') return undefined;
  return /^[1-9]\d{0,14}$/.test(only.value) ? refOf('customer', only.value, Number) : undefined;
}
