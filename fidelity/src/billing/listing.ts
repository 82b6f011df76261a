import { any, exactly } from '../kit/matching.js';
import { unique, uniqueEmail, uniqueWord } from '../kit/values.js';
import { type Billing, decided, documented, error, INVALID, ok, recorded } from './api.js';

const list = documented('listCustomers', 'ChargeOver REST documentation, where and order');
const wasListed = recorded('listCustomers', 'ChargeOver exchanges, list customers');
const count = documented('countCustomers', 'ChargeOver REST documentation, _count');
const rule = decided('listCustomers', 'docs/contracts.md, billing');
const clientSends = documented('listCustomers', 'ChargeOver REST documentation, fields');

/** Expects that exactly these customers are found, in this order. */
const finds = async (api: Billing, where: string, ids: number[], query = {}) =>
  (await api.where(where, { order: 'customer_id:ASC', ...query })).is(
    200,
    ok(
      200,
      ids.map((customer_id) => ({ customer_id })),
    ),
  );

/** Two customers with a word of their own in custom_2, and what is given beside it. */
const two = async (api: Billing, one: object, other: object) => {
  const word = uniqueWord();
  const ids = [await api.customer({ custom_2: word, ...one }), await api.customer({ custom_2: word, ...other })];
  return { mine: `custom_2:EQUALS:${word}`, ids: ids as [number, number] };
};

export const listing = [
  wasListed('customers are a list in the envelope', async (api) => {
    await api.customer();
    (await api.get('/customer', { limit: 1 })).is(200, exactly(ok(200, any.list)));
  }),
  wasListed('a row is as the single customer', async (api) => {
    const id = await api.customer();
    const single = (await api.read(id)).at('response');
    (await api.where(`customer_id:EQUALS:${id}`)).has({ response: [exactly(single as Record<string, unknown>)] });
  }),
  list('EQUALS finds the whole text', async (api) => {
    const { mine, ids } = await two(api, { custom_1: 'b' }, { custom_1: 'bb' });
    await finds(api, `${mine},custom_1:EQUALS:b`, [ids[0]]);
  }),
  list('NOTEQUALS finds others', async (api) => {
    const { mine, ids } = await two(api, { custom_1: 'b' }, { custom_1: 'c' });
    await finds(api, `${mine},custom_1:NOTEQUALS:b`, [ids[1]]);
  }),
  list('GT finds what is greater', async (api) => {
    const { mine, ids } = await two(api, {}, {});
    await finds(api, `${mine},customer_id:GT:${ids[0]}`, [ids[1]]);
  }),
  list('GTE finds what is greater or equal', async (api) => {
    const { mine, ids } = await two(api, {}, {});
    await finds(api, `${mine},customer_id:GTE:${ids[0]}`, ids);
  }),
  list('LT finds what is less', async (api) => {
    const { mine, ids } = await two(api, {}, {});
    await finds(api, `${mine},customer_id:LT:${ids[1]}`, [ids[0]]);
  }),
  list('LTE finds what is less or equal', async (api) => {
    const { mine, ids } = await two(api, {}, {});
    await finds(api, `${mine},customer_id:LTE:${ids[1]}`, ids);
  }),
  list('CONTAINS finds a part', async (api) => {
    const { mine, ids } = await two(api, { custom_1: 'left middle right' }, { custom_1: 'other' });
    await finds(api, `${mine},custom_1:CONTAINS:middle`, [ids[0]]);
  }),
  list('IS:NULL finds what is unset', async (api) => {
    const { mine, ids } = await two(api, { bill_state: 'NY' }, {});
    await finds(api, `${mine},bill_state:IS:NULL`, [ids[1]]);
  }),
  list('ISNOT:NULL finds what is set', async (api) => {
    const { mine, ids } = await two(api, { bill_state: 'NY' }, {});
    await finds(api, `${mine},bill_state:ISNOT:NULL`, [ids[0]]);
  }),
  list('a comma in a value is escaped', async (api) => {
    const { mine, ids } = await two(api, { custom_1: 'a, b' }, { custom_1: 'a' });
    await finds(api, `${mine},custom_1:EQUALS:a\\, b`, [ids[0]]);
  }),
  ...list.each(
    [
      ['bill_state is a field', 'bill_state'],
      ['ship_state is a field', 'ship_state'],
      ['bill_country is a field', 'bill_country'],
      ['ship_country is a field', 'ship_country'],
      ['company is a field', 'company'],
      ['external_key is a field', 'external_key'],
      ['custom_1 is a field', 'custom_1'],
      ['custom_20 is a field', 'custom_20'],
    ],
    async (api, field) => {
      const value = unique();
      await finds(api, `${field}:EQUALS:${value}`, [await api.customer({ [field]: value })]);
    },
  ),
  list('superuser_email is a field', async (api) => {
    const superuser_email = uniqueEmail();
    await finds(api, `superuser_email:EQUALS:${superuser_email}`, [await api.customer({ superuser_email })]);
  }),
  list('token is a field', async (api) => {
    const id = await api.customer();
    await finds(api, `token:EQUALS:${(await api.read(id)).text('response.token')}`, [id]);
  }),
  list('parent_customer_id is a field', async (api) => {
    const parent_customer_id = await api.customer();
    await finds(api, `parent_customer_id:EQUALS:${parent_customer_id}`, [await api.customer({ parent_customer_id })]);
  }),
  list('superuser_id is a field', async (api) => {
    const id = await api.customer({ superuser_name: 'Ada' });
    await finds(api, `superuser_id:EQUALS:${(await api.read(id)).number('response.superuser_id')}`, [id]);
  }),
  ...list.each(
    [
      ['customer_status_state is a field', 'customer_status_state:EQUALS:a'],
      ['customer_status_str is a field', 'customer_status_str:EQUALS:active-current'],
      ['write_datetime is a field', 'write_datetime:GTE:2020-01-01 00:00:00'],
      ['mod_datetime is a field', 'mod_datetime:GTE:2020-01-01 00:00:00'],
    ],
    async (api, condition) => {
      const id = await api.customer();
      await finds(api, `customer_id:EQUALS:${id},${condition}`, [id]);
    },
  ),
  recorded('listCustomers', 'ChargeOver exchanges of 2026, times')('a time may have an offset', async (api) => {
    const id = await api.customer();
    await finds(api, `customer_id:EQUALS:${id},mod_datetime:GTE:2022-10-25T08:50:45-05:00`, [id]);
  }),
  recorded('listCustomers', 'ChargeOver exchanges, escaped colons')('colons of a value may be escaped', async (api) => {
    const id = await api.customer();
    await finds(api, `customer_id:EQUALS:${id},mod_datetime:GTE:2022-10-25 10\\:18\\:49`, [id]);
  }),
  list('order sorts upwards', async (api) => {
    const { mine, ids } = await two(api, { company: 'B' }, { company: 'A' });
    await finds(api, mine, [ids[1], ids[0]], { order: 'company:ASC' });
  }),
  list('order sorts downwards', async (api) => {
    const { mine, ids } = await two(api, { company: 'A' }, { company: 'B' });
    await finds(api, mine, [ids[1], ids[0]], { order: 'company:DESC' });
  }),
  list('several orders are taken', async (api) => {
    const { mine, ids } = await two(api, { company: 'A' }, { company: 'A' });
    await finds(api, mine, [ids[1], ids[0]], { order: 'company:ASC,customer_id:DESC' });
  }),
  list('limit is kept', async (api) => {
    const { mine, ids } = await two(api, {}, {});
    await finds(api, mine, [ids[0]], { limit: 1 });
  }),
  list('offset leaves out rows', async (api) => {
    const { mine, ids } = await two(api, {}, {});
    await finds(api, mine, [ids[1]], { offset: 1 });
  }),
  list('the limit is 10 when left out', async (api) => {
    const word = uniqueWord();
    for (let number = 0; number < 11; number++) await api.customer({ custom_2: word });
    const answer = (await api.where(`custom_2:EQUALS:${word}`)).is(200);
    if (answer.list('response').length !== 10) answer.fail(`it has ${answer.list('response').length} rows`);
  }),
  list('a limit above 500 means 500', async (api) =>
    (await api.get('/customer', { limit: 501, offset: 1_000_000_000 })).is(200, ok(200, [])),
  ),
  clientSends('fields limits the keys of rows', async (api) => {
    const id = await api.customer({ company: 'Ada Ltd.' });
    (await api.where(`customer_id:EQUALS:${id}`, { fields: 'company,customer_id' })).is(200, {
      response: [exactly({ customer_id: id, company: 'Ada Ltd.' })],
    });
  }),
  rule('an email is found in any case', async (api) => {
    const superuser_email = uniqueEmail();
    await finds(api, `superuser_email:EQUALS:${superuser_email.toUpperCase()}`, [
      await api.customer({ superuser_email }),
    ]);
  }),
  rule('EQUALS minds the case of other texts', async (api) => {
    const { mine } = await two(api, { custom_1: 'b' }, {});
    await finds(api, `${mine},custom_1:EQUALS:B`, []);
  }),
  rule('CONTAINS ignores case and accents', async (api) => {
    const { mine, ids } = await two(api, { custom_1: '100% Äpfel' }, {});
    await finds(api, `${mine},custom_1:CONTAINS:apfel`, [ids[0]]);
  }),
  rule('letters of patterns are letters', async (api) => {
    const { mine } = await two(api, { custom_1: 'abc' }, {});
    await finds(api, `${mine},custom_1:CONTAINS:a_c`, []);
  }),
  ...rule.each(
    [
      ['an unknown field is refused', 'colour:EQUALS:red'],
      ['custom_21 is refused', 'custom_21:IS:NULL'],
      ['an unknown operator is refused', 'company:LIKE:a'],
      ['an operator in small letters is refused', 'company:equals:A'],
      ['IS takes NULL alone', 'company:IS:NOTNULL'],
      ['a condition without a value is refused', 'company:EQUALS'],
      ['an empty condition is refused', 'company:EQUALS:A,'],
      ['a time in words is refused', 'write_datetime:EQUALS:yesterday'],
      ['a day that there is not is refused', 'write_datetime:EQUALS:2024-02-30'],
      ['a fraction of an ID is refused', 'customer_id:EQUALS:1.5'],
    ],
    async (api, where) => (await api.where(where)).is(400, error(400, INVALID)),
  ),
  ...rule.each(
    [
      ['an unknown parameter is refused', 'colour=red'],
      ['an order of an unknown field is refused', 'order=colour:ASC'],
      ['an order without a direction that there is is refused', 'order=company:UP'],
      ['a negative limit is refused', 'limit=-1'],
      ['a limit in words is refused', 'limit=ten'],
      ['a negative offset is refused', 'offset=-1'],
    ],
    async (api, query) => (await api.get(`/customer?${query}`)).is(400, error(400)),
  ),
  rule('expand is ignored', async (api) =>
    (await api.get('/customer', { expand: 'invoices', limit: 1 })).is(200, ok(200, any.list)),
  ),
  count('the answer is a number', async (api) => (await api.get('/customer/_count')).is(200, ok(200, any.whole))),
  count('where is counted', async (api) => {
    const { mine } = await two(api, {}, {});
    (await api.get('/customer/_count', { where: mine })).is(200, ok(200, 2));
  }),
  count('none is 0', async (api) =>
    (await api.get('/customer/_count', { where: `company:EQUALS:${uniqueWord()}` })).is(200, ok(200, 0)),
  ),
  decided('countCustomers', 'docs/contracts.md, billing')('a condition that there is not is refused', async (api) =>
    (await api.get('/customer/_count', { where: 'colour:EQUALS:red' })).is(400, error(400, INVALID)),
  ),
  decided('countCustomers', 'docs/contracts.md, billing')('a limit is refused', async (api) =>
    (await api.get('/customer/_count', { limit: 1 })).is(400, error(400)),
  ),
];
