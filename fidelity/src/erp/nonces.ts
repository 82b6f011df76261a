import { any } from '../kit/matching.js';
import { uniqueWord } from '../kit/values.js';
import { decided, documented, INVALID, nextNonce, seed } from './api.js';

const REUSED = { code: 'NONCE_REUSED' };

const each = (
  [
    ['createCustomer', 'POST', 'POST /customers'],
    ['updateCustomer', 'PUT', 'PUT /customers'],
  ] as const
).flatMap(([operation, method, heading]) => {
  const required = seed(operation, `erp.txt, ${heading}: Parameters`);
  const increasing = documented(operation, 'Gestix documentation, nonce');
  const rule = decided(operation, 'docs/contracts.md, erp');
  return [
    required('a nonce is required', async (api) =>
      (await api.send(method, '/customers', { body: { name: 'Ada' } })).is(400, INVALID),
    ),
    ...required.each(
      [
        ['a nonce in words is refused', 'one'],
        ['an empty nonce is refused', ''],
        ['a fraction of a nonce is refused', '1.5'],
        ['a nonce beyond an int64 is refused', '9223372036854775808'],
      ],
      async (api, nonce) =>
        (await api.send(method, '/customers', { query: { nonce }, body: { name: 'Ada' } })).is(400, INVALID),
    ),
    increasing('a nonce works once', async (api) => {
      const [{ id }, nonce] = [await api.made(), nextNonce()];
      const send = () =>
        api.send(method, '/customers', { query: { nonce }, body: { name: uniqueWord(), ...of(method, id) } });
      (await send()).is(201);
      (await send()).is(409, REUSED);
    }),
    increasing('a nonce that is not greater than the last is refused', async (api) => {
      const [{ id }, earlier] = [await api.made(), nextNonce()];
      await api.made();
      const body = { name: uniqueWord(), ...of(method, id) };
      (await api.send(method, '/customers', { query: { nonce: earlier }, body })).is(409, REUSED);
    }),
    ...rule.each(
      [
        ['a nonce of 0 is refused', '0'],
        ['a negative nonce is refused', '-1'],
      ],
      async (api, nonce) =>
        (await api.send(method, '/customers', { query: { nonce }, body: { name: 'Ada' } })).is(400, INVALID),
    ),
    rule('a time two days ahead is refused', async (api) =>
      (
        await api.send(method, '/customers', {
          query: { nonce: Date.now() + 2 * 86_400_000 },
          body: { name: 'Ada' },
        })
      ).is(400, INVALID),
    ),
  ];
});

const of = (method: string, id: number) => (method === 'PUT' ? { id } : {});

export const nonces = [
  ...each,
  decided('createCustomer', 'docs/contracts.md, erp')('a refused request has spent its nonce', async (api) => {
    const nonce = nextNonce();
    (await api.post({ name: '' }, nonce)).is(400, INVALID);
    (await api.post({ name: uniqueWord() }, nonce)).is(409, REUSED);
  }),
  decided('updateCustomer', 'docs/contracts.md, erp')('nonces of POST and PUT are counted together', async (api) => {
    const nonce = nextNonce();
    const id = (await api.post({ name: uniqueWord() }, nonce)).is(201).number('id');
    (await api.put({ id, name: 'Ada' }, nonce)).is(409, REUSED);
  }),
  seed('listCustomers', 'erp.txt, GET /customers: Parameters')('a nonce is optional', async (api) =>
    (await api.list({ nonce: nextNonce(), limit: 1 })).is(200, any.list),
  ),
  decided('listCustomers', 'docs/contracts.md, erp')('a nonce that was used is taken again', async (api) => {
    const nonce = nextNonce();
    (await api.list({ nonce, limit: 1 })).is(200, any.list);
    (await api.list({ nonce, limit: 1 })).is(200, any.list);
  }),
  decided('listCustomers', 'docs/contracts.md, erp')('a nonce that is no whole number is refused', async (api) =>
    (await api.list({ nonce: 'one' })).is(400, INVALID),
  ),
];
