import { accounting } from '../../../contracts/accounting.js';
import { listIn, type Puller } from '../../pullers.js';

const LIMIT = 500;

/** The oldest customers first, inactive ones too. */
export const accountingPuller: Puller = {
  contract: accounting.name,
  async page(ask, place) {
    const page = Number(place ?? 1);
    const asked = { page, pageSize: LIMIT, columnSortBy: 'created_at', sortOrder: 'asc', viewSlug: 'all' };
    const rows = listIn(await ask('/customers', asked), 'data');
    return { rows, next: rows.length < LIMIT ? null : String(page + 1) };
  },
};
