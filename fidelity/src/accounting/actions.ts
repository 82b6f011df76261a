import { any, exactly } from '../kit/matching.js';
import { NO_ID, unique } from '../kit/values.js';
import { BAD_REQUEST, decided, NOT_FOUND, recorded, refusedAs, refusing } from './api.js';

const validate = recorded('validateBulkDelete', 'Bigcapital server, observed answers');
const validateRule = decided('validateBulkDelete', 'docs/contracts.md, accounting');
const bulk = recorded('bulkDeleteCustomers', 'Bigcapital server, observed answers');
const bulkRule = decided('bulkDeleteCustomers', 'docs/contracts.md, accounting');
const activate = recorded('activateContact', 'Bigcapital server, observed answers');
const inactivate = recorded('inactivateContact', 'Bigcapital server, observed answers');
const add = decided('addLedgerEntry', 'docs/contracts.md, accounting');
const list = decided('listLedgerEntries', 'docs/contracts.md, accounting');

export const bulks = [
  validate('the answer counts and lists both kinds', async (api) => {
    const [free, kept] = [await api.customer(), await api.withEntry()];
    (await api.post('/customers/validate-bulk-delete', { ids: [free, kept] })).is(
      201,
      exactly({ deletable_count: 1, non_deletable_count: 1, deletable_ids: [free], non_deletable_ids: [kept] }),
    );
  }),
  validate('nothing is deleted', async (api) => {
    const id = await api.customer();
    (await api.post('/customers/validate-bulk-delete', { ids: [id] })).is(201);
    await api.read(id);
  }),
  validateRule('a customer that does not exist cannot be deleted', async (api) =>
    (await api.post('/customers/validate-bulk-delete', { ids: [NO_ID] })).is(201, { non_deletable_ids: [NO_ID] }),
  ),
  ...validateRule.each(
    [
      ['IDs are required', {}],
      ['no ID is refused', { ids: [] }],
      ['an ID as a text is refused', { ids: ['x'] }],
    ],
    async (api, body) => (await api.post('/customers/validate-bulk-delete', body)).is(400, BAD_REQUEST),
  ),
  bulk('the answer is empty, and the customers are gone', async (api) => {
    const ids = [await api.customer(), await api.customer()];
    (await api.post('/customers/bulk-delete', { ids })).is(201, undefined);
    for (const id of ids) (await api.get(`/customers/${id}`)).is(404, NOT_FOUND);
  }),
  bulkRule('all or nothing: one with transactions keeps all', async (api) => {
    const [free, kept] = [await api.customer(), await api.withEntry()];
    (await api.post('/customers/bulk-delete', { ids: [free, kept] })).is(
      409,
      refusedAs(409, 'CUSTOMER_HAS_TRANSACTIONS'),
    );
    await api.read(free);
  }),
  bulkRule('all or nothing: a missing one keeps all', async (api) => {
    const id = await api.customer();
    (await api.post('/customers/bulk-delete', { ids: [id, NO_ID] })).is(404, NOT_FOUND);
    await api.read(id);
  }),
  bulk('skipUndeletable deletes the others', async (api) => {
    const [free, kept] = [await api.customer(), await api.withEntry()];
    (await api.post('/customers/bulk-delete', { ids: [free, kept], skipUndeletable: true })).is(201);
    (await api.get(`/customers/${free}`)).is(404);
    await api.read(kept);
  }),
  bulkRule('IDs are required', async (api) => (await api.post('/customers/bulk-delete', {})).is(400, refusing('ids'))),
];

export const contacts = [
  inactivate('an active contact is inactivated', async (api) => {
    const id = await api.customer();
    (await api.patch(`/contacts/${id}/inactivate`)).is(200, { id, activated: true });
    (await api.read(id)).has({ active: false });
  }),
  inactivate('an inactive contact is refused', async (api) => {
    const id = await api.customer({ active: false });
    (await api.patch(`/contacts/${id}/inactivate`)).is(400, refusedAs(400, 'CONTACT_ALREADY_INACTIVE'));
  }),
  activate('an inactive contact is activated', async (api) => {
    const id = await api.customer({ active: false });
    (await api.patch(`/contacts/${id}/activate`)).is(200, { id, activated: true });
    (await api.read(id)).has({ active: true });
  }),
  activate('an active contact is refused', async (api) =>
    (await api.patch(`/contacts/${await api.customer()}/activate`)).is(400, refusedAs(400, 'CONTACT_ALREADY_ACTIVE')),
  ),
  decided('activateContact', 'docs/contracts.md, accounting')('a contact that does not exist is refused', async (api) =>
    (await api.patch(`/contacts/${NO_ID}/activate`)).is(404, NOT_FOUND),
  ),
  decided('inactivateContact', 'docs/contracts.md, accounting')(
    'a contact that does not exist is refused',
    async (api) => (await api.patch(`/contacts/${NO_ID}/inactivate`)).is(404, NOT_FOUND),
  ),
];

const entries = (id: number) => `/customers/${id}/ledger-entries`;

export const ledger = [
  add('an entry is answered with what it is', async (api) => {
    const [customerId, reference] = [await api.customer(), unique('INV')];
    (await api.post(entries(customerId), { kind: 'invoice', amount: 12.5, reference })).is(201, {
      id: any.whole,
      customerId,
      kind: 'invoice',
      amount: 12.5,
      currencyCode: 'USD',
      occurredAt: any.text,
      reference,
    });
  }),
  add('a reference that the ledger has is refused', async (api) => {
    const entry = { kind: 'invoice', amount: 1, reference: unique('INV') };
    (await api.post(entries(await api.customer()), entry)).is(201);
    (await api.post(entries(await api.customer()), entry)).is(409, refusedAs(409, 'REFERENCE_TAKEN'));
  }),
  ...add.each(
    [
      ['an invoice raises the balance', 'invoice', 100, 100],
      ['a payment lowers the balance', 'payment', 100, -100],
      ['a credit lowers the balance', 'credit', 100, -100],
      ['an adjustment may lower the balance', 'adjustment', -100, -100],
    ],
    async (api, kind, amount, balance) => {
      const id = await api.customer();
      (await api.post(entries(id), { kind, amount })).is(201);
      (await api.read(id)).has({ balance, closingBalance: balance, openingBalance: 0 });
    },
  ),
  ...add.each(
    [
      ['a kind is required', { amount: 1 }, 'kind'],
      ['an unknown kind is refused', { kind: 'gift', amount: 1 }, 'kind'],
      ['an amount is required', { kind: 'invoice' }, 'amount'],
      ['an amount in words is refused', { kind: 'invoice', amount: '1' }, 'amount'],
      ['a negative invoice is refused', { kind: 'invoice', amount: -1 }, 'amount'],
    ],
    async (api, body, property) => (await api.post(entries(await api.customer()), body)).is(400, refusing(property)),
  ),
  add('a customer that does not exist is refused', async (api) =>
    (await api.post(entries(NO_ID), { kind: 'invoice', amount: 1 })).is(404, NOT_FOUND),
  ),
  list('entries are listed from the oldest, with a pagination', async (api) => {
    const id = await api.customer();
    for (const amount of [1, 2]) (await api.post(entries(id), { kind: 'invoice', amount })).is(201);
    (await api.get(entries(id))).is(200, { data: [{ amount: 1 }, { amount: 2 }], pagination: { total: 2, page: 1 } });
  }),
  list('a customer without entries has an empty list', async (api) =>
    (await api.get(entries(await api.customer()))).is(200, { data: [], pagination: { total: 0 } }),
  ),
  list('a customer that does not exist is refused', async (api) => (await api.get(entries(NO_ID))).is(404, NOT_FOUND)),
];
