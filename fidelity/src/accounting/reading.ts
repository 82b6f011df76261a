import { time } from '../kit/matching.js';
import { NO_ID, NO_IDS } from '../kit/values.js';
import { decided, documented, NOT_FOUND, recorded, refusedAs } from './api.js';
import { RESPONSE } from './fields.js';

const read = documented('getCustomer', 'Bigcapital documentation, read a customer');
const wasRead = recorded('getCustomer', 'Bigcapital server, observed answers');
const readRule = decided('getCustomer', 'docs/contracts.md, accounting');
const remove = documented('deleteCustomer', 'Bigcapital documentation, delete a customer');

const OPENING = { openingBalance: 1000, openingBalanceAt: '2024-01-01T00:00:00Z' };

export const reading = [
  read('it is the customer', async (api) => {
    const id = await api.customer({ companyName: 'Acme' });
    (await api.get(`/customers/${id}`)).is(200, { id, companyName: 'Acme' });
  }),
  read('it has every key of the response schema', async (api) =>
    (await api.read(await api.customer())).includes([...RESPONSE, 'id', 'code', 'customerType']),
  ),
  ...wasRead.each(
    [
      ['formattedBalance has the symbol and the places', { formattedBalance: '$1,500.50' }],
      ['formattedOpeningBalance has the symbol and the places', { formattedOpeningBalance: '$1,500.50' }],
      ['formattedOpeningBalanceAt is the day', { formattedOpeningBalanceAt: '2024 Jan 01' }],
      ['formattedCustomerType is a word', { formattedCustomerType: 'Business' }],
      ['contactService is customer', { contactService: 'customer' }],
    ],
    async (api, shown) => (await api.read(await api.customer({ ...OPENING, openingBalance: 1500.5 }))).has(shown),
  ),
  readRule('times are in UTC to the second', async (api) =>
    (await api.read(await api.customer(OPENING))).has({ createdAt: time, updatedAt: time, openingBalanceAt: time }),
  ),
  readRule('unset texts are null', async (api) =>
    (await api.read(await api.customer())).has({ firstName: null, email: null, note: null, openingBalanceAt: null }),
  ),
  readRule('active is a boolean', async (api) => (await api.read(await api.customer())).has({ active: true })),
  readRule('balance is closingBalance: the opening balance and the ledger', async (api) => {
    const id = await api.customer(OPENING);
    (await api.post(`/customers/${id}/ledger-entries`, { kind: 'invoice', amount: 500 })).is(201);
    (await api.read(id)).has({ balance: 1500, closingBalance: 1500, openingBalance: 1000 });
  }),
  wasRead('a customer that does not exist is refused', async (api) =>
    (await api.get(`/customers/${NO_ID}`)).is(404, NOT_FOUND),
  ),
  ...wasRead.each(
    NO_IDS.map((id) => [`${id} is the ID of no customer`, id] as const),
    async (api, id) => (await api.get(`/customers/${id}`)).is(404, NOT_FOUND),
  ),
  readRule('an operation that is not served is refused in other words than a missing customer', async (api) =>
    (await api.get('/invoices/1')).is(404, { statusCode: 404, message: 'There is nothing at this address.' }),
  ),
  recorded('getContact', 'Bigcapital server, observed answers')('the contact is as the customer', async (api) => {
    const id = await api.customer({ companyName: 'Acme' });
    (await api.get(`/contacts/${id}`)).is(200).looksLike(await api.get(`/customers/${id}`));
  }),
  recorded('getContact', 'Bigcapital server, observed answers')(
    'a contact that does not exist is refused',
    async (api) => (await api.get(`/contacts/${NO_ID}`)).is(404, NOT_FOUND),
  ),
];

export const deleting = [
  remove('the answer is empty', async (api) =>
    (await api.send('DELETE', `/customers/${await api.customer()}`)).is(200, undefined),
  ),
  remove('a deleted customer does not exist', async (api) => {
    const id = await api.customer();
    (await api.send('DELETE', `/customers/${id}`)).is(200);
    (await api.get(`/customers/${id}`)).is(404, NOT_FOUND);
  }),
  remove('a customer with transactions stays', async (api) => {
    const id = await api.withEntry();
    (await api.send('DELETE', `/customers/${id}`)).is(409, refusedAs(409, 'CUSTOMER_HAS_TRANSACTIONS'));
    await api.read(id);
  }),
  recorded('deleteCustomer', 'Bigcapital server, observed refusals')(
    'a customer that does not exist is refused',
    async (api) => (await api.send('DELETE', `/customers/${NO_ID}`)).is(404, NOT_FOUND),
  ),
];
