import { contacts } from '../../../contracts/contacts.js';
import { each, idIn, listIn, objectIn, type Puller } from '../../pullers.js';

const LIMIT = 100;

/** The list has no emails and phones, so each customer is read. Pages are counted from 0. */
export const contactsPuller: Puller = {
  contract: contacts.name,
  async page(ask, place) {
    const page = Number(place ?? 0);
    const rows = listIn(await ask('/customers/getCustomers', { page, limit: LIMIT }), 'clientes');
    const whole = await each(rows, async (row) =>
      objectIn(await ask(`/customers/getCustomers/${idIn(row, 'customer_id')}`), 'cliente'),
    );
    return { rows: whole, next: rows.length < LIMIT ? null : String(page + 1) };
  },
};
