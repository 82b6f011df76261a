import { billing } from '../../../contracts/billing.js';
import { type Ask, idIn, listIn, type Puller } from '../../pullers.js';

const LIMIT = 500;

/** Customers in the order of their IDs, each with its users. */
export const billingPuller: Puller = {
  contract: billing.name,
  async page(ask, place) {
    const where = `customer_id:GT:${place ?? 0}`;
    const rows = listIn(await ask('/customer', { where, order: 'customer_id:ASC', limit: LIMIT }), 'response');
    if (rows.length === 0) return { rows, next: null };
    const ids = rows.map((row) => idIn(row, 'customer_id'));
    const last = ids.at(-1)!;
    const users = await usersOf(ask, ids[0]!, last);
    const whole = rows.map((row, at) => ({ ...row, users: users.get(ids[at]!) ?? [] }));
    return { rows: whole, next: rows.length < LIMIT ? null : last };
  },
};

/** The users of customers from one ID to another, by the customer. */
async function usersOf(ask: Ask, first: string, last: string): Promise<Map<string, object[]>> {
  const where = `customers.customer_id:GTE:${first},customers.customer_id:LTE:${last}`;
  const found = new Map<string, object[]>();
  for (let offset = 0; ; offset += LIMIT) {
    const users = listIn(await ask('/user', { where, order: 'user_id:ASC', limit: LIMIT, offset }), 'response');
    for (const user of users) {
      for (const one of listIn(user, 'customers')) {
        const customer = idIn(one, 'customer_id');
        found.set(customer, [...(found.get(customer) ?? []), user]);
      }
    }
    if (users.length < LIMIT) return found;
  }
}
