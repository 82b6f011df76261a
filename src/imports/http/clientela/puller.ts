import { clientela } from '../../../contracts/clientela.js';
import { each, idIn, listIn, objectIn, type Puller, valueIn } from '../../pullers.js';

const LIMIT = 200;

/** The list has no records of the customers, so each customer is read. */
export const clientelaPuller: Puller = {
  contract: clientela.name,
  async page(ask, place) {
    const answer = await ask('/customers', { limit: LIMIT, ...(place !== null && { after: place }) });
    const rows = listIn(answer, 'data');
    const whole = await each(rows, async (row) => objectIn(await ask(`/customers/${idIn(row, 'id')}`)));
    const next = valueIn(answer, 'next');
    return { rows: whole, next: typeof next === 'string' ? next : null };
  },
};
