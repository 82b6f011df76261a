import { erp } from '../../../contracts/erp.js';
import { listIn, nextAfter, type Puller } from '../../pullers.js';

const LIMIT = 500;

/** Third parties in the order of their IDs. */
export const erpPuller: Puller = {
  contract: erp.name,
  async page(ask, place) {
    const skip = Number(place ?? 0);
    const rows = listIn(await ask('/customers', { skip, limit: LIMIT }));
    return { rows, next: nextAfter(rows, skip, LIMIT) };
  },
};
