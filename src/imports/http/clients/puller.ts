import { clients } from '../../../contracts/clients.js';
import { each, idIn, listIn, nextAfter, objectIn, type Puller } from '../../pullers.js';

const LIMIT = 100;

/** The list has less than a client by itself, so each is read. */
export const clientsPuller: Puller = {
  contract: clients.name,
  async page(ask, place) {
    const offset = Number(place ?? 0);
    const rows = listIn(await ask('/clients', { limit: LIMIT, offset }), 'data');
    const whole = await each(rows, async (row) => objectIn(await ask(`/clients/${idIn(row, 'id')}`), 'data'));
    return { rows: whole, next: nextAfter(rows, offset, LIMIT) };
  },
};
