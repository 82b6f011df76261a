import { any } from '../kit/matching.js';
import { NO_ID, unique } from '../kit/values.js';
import { decided, documented, error, INVALID, NO_CUSTOMER, ok } from './api.js';

const bulk = documented('sendRequests', 'ChargeOver REST documentation, bulk requests');
const bulkRule = decided('sendRequests', 'docs/contracts.md, billing');
const subscribe = documented('subscribeToEvent', 'ChargeOver REST documentation, REST hooks');
const subscribeRule = decided('subscribeToEvent', 'docs/contracts.md, billing');
const end = documented('endSubscription', 'ChargeOver REST documentation, REST hooks');

const entry = (request_method: string, uri: string, payload?: unknown) => ({ request_method, uri, payload });
const answers = (...entries: unknown[]) => ok(200, { _bulk: entries });
const target_url = 'https://receiver.example/hook';

export const others = [
  bulk('entries are answered in their order', async (api) => {
    const id = await api.customer();
    (
      await api.post('/_bulk', [
        entry('GET', `/api/v3/customer/${id}`),
        entry('PUT', `/api/v3/customer/${id}`, { custom_1: 'changed' }),
        entry('GET', `/api/v3/customer/${id}`),
      ])
    ).is(
      200,
      answers(
        { code: 200, response: { customer_id: id, custom_1: null } },
        { code: 202, response: { id } },
        { code: 200, response: { custom_1: 'changed' } },
      ),
    );
  }),
  bulk('an entry creates', async (api) =>
    (await api.post('/_bulk', [entry('POST', '/api/v3/customer', { company: unique() })])).is(
      200,
      answers({ code: 201, status: 'OK', response: { id: any.whole } }),
    ),
  ),
  bulk('an entry deletes', async (api) => {
    const id = await api.customer();
    (await api.post('/_bulk', [entry('DELETE', `/api/v3/customer/${id}`)])).is(
      200,
      answers({ code: 200, response: true }),
    );
    (await api.get(`/customer/${id}`)).is(404, NO_CUSTOMER);
  }),
  bulk('an entry that fails does not stop the others', async (api) =>
    (
      await api.post('/_bulk', [
        entry('GET', `/api/v3/customer/${NO_ID}`),
        entry('POST', '/api/v3/customer', { company: unique() }),
      ])
    ).is(200, answers({ code: 404, response: null }, { code: 201 })),
  ),
  bulk('an entry may have a query', async (api) => {
    const company = unique();
    const id = await api.customer({ company });
    (await api.post('/_bulk', [entry('GET', `/api/v3/customer?where=company:EQUALS:${company}`)])).is(
      200,
      answers({ code: 200, response: [{ customer_id: id }] }),
    );
  }),
  bulkRule('a path may begin after /api/v3', async (api) =>
    (await api.post('/_bulk', [entry('GET', `/customer/${await api.customer()}`)])).is(200, answers({ code: 200 })),
  ),
  bulkRule('no entry is no answer', async (api) => (await api.post('/_bulk', [])).is(200, answers())),
  bulkRule('25 entries are taken', async (api) => {
    const entries = Array.from({ length: 25 }, () => entry('GET', '/customer/_count'));
    (await api.post('/_bulk', entries)).is(200, answers(...entries.map(() => ({ code: 200 }))));
  }),
  bulkRule('26 entries are refused', async (api) =>
    (
      await api.post(
        '/_bulk',
        Array.from({ length: 26 }, () => entry('GET', '/customer/_count')),
      )
    ).is(400, error(400)),
  ),
  bulkRule('an object is refused', async (api) => (await api.post('/_bulk', {})).is(400, error(400))),
  ...bulkRule.each(
    [
      ['an entry without a URI is refused alone', { request_method: 'GET' }, 400],
      ['an entry with another method is refused alone', entry('PATCH', '/customer/1'), 405],
      ['a bulk in a bulk is refused alone', entry('POST', '/_bulk', []), 400],
      ['an entry outside of the contract leads nowhere', entry('GET', 'http://other.example/api/v3/customer'), 404],
      ['an object type that is not served is refused alone', entry('GET', '/invoice/1'), 400],
    ],
    async (api, wrong, code) =>
      (await api.post('/_bulk', [wrong, entry('GET', '/customer/_count')])).is(200, answers({ code }, { code: 200 })),
  ),
  ...subscribe.each(
    [
      ['customer.insert can be subscribed to', 'customer.insert'],
      ['customer.update can be subscribed to', 'customer.update'],
      ['customer.delete can be subscribed to', 'customer.delete'],
    ],
    async (api, event) => {
      const answer = await api.post('/_resthook', { target_url, event });
      answer.is(201, ok(201, { id: any.whole }));
      (await api.delete(`/_resthook/${answer.number('response.id')}`)).is(200);
    },
  ),
  ...subscribeRule.each(
    [
      ['another event is refused', { target_url, event: 'invoice.insert' }],
      ['an event of users is refused', { target_url, event: 'user.insert' }],
      ['an event is required', { target_url }],
      ['an address is required', { event: 'customer.insert' }],
      ['a private address is refused', { target_url: 'https://10.0.0.1/', event: 'customer.insert' }],
      ['an address that is no URL is refused', { target_url: 'receiver', event: 'customer.insert' }],
    ],
    async (api, body) => (await api.post('/_resthook', body)).is(400, error(400, INVALID)),
  ),
  end('the answer is true', async (api) => {
    const answer = await api.post('/_resthook', { target_url, event: 'customer.insert' });
    (await api.delete(`/_resthook/${answer.is(201).number('response.id')}`)).is(200, ok(200, true));
  }),
  decided('endSubscription', 'docs/contracts.md, billing')(
    'a subscription that does not exist is refused',
    async (api) => (await api.delete(`/_resthook/${NO_ID}`)).is(404, error(404)),
  ),
];
