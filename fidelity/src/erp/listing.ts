import { any, exactly, without } from '../kit/matching.js';
import { uniqueWord } from '../kit/values.js';
import { decided, documented, INVALID, seed } from './api.js';
import { ADDRESS, KEYS } from './fields.js';

const parameters = seed('listCustomers', 'erp.txt, GET /customers: Parameters');
const ok = seed('listCustomers', 'erp.txt, GET /customers: 200');
const bad = seed('listCustomers', 'erp.txt, GET /customers: 400');
const model = documented('listCustomers', 'Gestix documentation, thirdParty');
const rule = decided('listCustomers', 'docs/contracts.md, erp');
const everywhere = decided('listCustomers', 'docs/contracts.md, all of them');

export const listing = [
  ok('customers are a bare list', async (api) => {
    await api.made();
    (await api.list({ limit: 1 })).is(200, [{ id: any.whole, code: any.text, name: any.text }]);
  }),
  ok('a customer has the values of the example', async (api) => {
    const vat_id = uniqueWord().slice(0, 12).toUpperCase();
    const sent = {
      name: 'Acme Corp',
      vat_id,
      email: 'billing@acme.com',
      phone: '+351211234567',
      billing_address: ADDRESS,
    };
    const { id, code } = await api.made(sent);
    (await api.read(id)).has([{ id, code, ...sent }]);
  }),
  ok('no customer is an empty list', async (api) =>
    (await api.list({ searchColumn: 'name', searchString: uniqueWord() })).is(200, []),
  ),
  model('a customer has every key of a thirdParty', async (api) => {
    const answer = await api.read((await api.made()).id);
    answer.includes(KEYS, answer.at('0'));
  }),
  model('an address has an ID and four parts', async (api) => {
    const { id } = await api.made({ billing_address: { city: 'Lisboa' } });
    (await api.read(id)).has([
      {
        billing_address: exactly({
          id: any.whole,
          postal_address: null,
          city: 'Lisboa',
          zip_code: null,
          country: null,
        }),
      },
    ]);
  }),
  rule('an address without parts is null', async (api) =>
    (await api.read((await api.made()).id)).has([{ billing_address: null, shipping_address: null }]),
  ),
  rule('unset texts are null, and inactive is 0', async (api) =>
    (await api.read((await api.made()).id)).has([{ name_2: null, vat_id: null, email: null, inactive: '0' }]),
  ),
  parameters('searchString finds by the code', async (api) => {
    const { id, code } = await api.made();
    (await api.list({ searchString: code, limit: 1 })).is(200, [{ id, code }]);
  }),
  parameters('searchString finds by the number', async (api) => {
    const { id } = await api.made();
    (await api.list({ searchString: id, limit: 1 })).is(200, [{ id }]);
  }),
  rule('a code may be in small letters', async (api) => {
    const { id, code } = await api.made();
    (await api.list({ searchString: code.toLowerCase(), limit: 1 })).is(200, [{ id }]);
  }),
  ...parameters.each(
    [
      ['searchColumn searches name', 'name'],
      ['searchColumn searches name_2', 'name_2'],
      ['searchColumn searches vat_id', 'vat_id'],
      ['searchColumn searches discount_group', 'discount_group'],
      ['searchColumn searches salesperson', 'salesperson'],
      ['searchColumn searches electronic_document_interchange', 'electronic_document_interchange'],
      ['searchColumn searches edi_identifier', 'edi_identifier'],
      ['searchColumn searches comments', 'comments'],
    ],
    async (api, searchColumn) => {
      const word = uniqueWord();
      const { id } = await api.made({ [searchColumn]: word });
      (await api.list({ searchColumn, searchString: word })).is(200, [{ id }]);
    },
  ),
  ...parameters.each(
    [
      ['searchColumn searches email', 'email', () => `${uniqueWord()}@example.com`],
      ['searchColumn searches url_link', 'url_link', () => `https://${uniqueWord()}.example`],
    ],
    async (api, searchColumn, value) => {
      const searchString = value();
      const { id } = await api.made({ [searchColumn]: searchString });
      (await api.list({ searchColumn, searchString })).is(200, [{ id }]);
    },
  ),
  parameters('searchColumn searches the ID', async (api) => {
    const { id } = await api.made();
    (await api.list({ searchColumn: 'id', searchString: id })).is(200, [{ id }]);
  }),
  parameters('searchColumn searches the code', async (api) => {
    const { id, code } = await api.made();
    (await api.list({ searchColumn: 'code', searchString: code })).is(200, [{ id }]);
  }),
  ...rule.each(
    [
      ['a part of an address is a column', 'billing_address.city', 'billing_address'],
      ['a part of an address is a column with an underline', 'shipping_address_city', 'shipping_address'],
    ],
    async (api, searchColumn, address) => {
      const city = uniqueWord();
      const { id } = await api.made({ [address]: { city } });
      (await api.list({ searchColumn, searchString: city })).is(200, [{ id }]);
    },
  ),
  rule('an email is found in any case', async (api) => {
    const word = uniqueWord();
    const { id } = await api.made({ email: `${word}@example.com` });
    (await api.list({ searchColumn: 'email', searchString: `${word.toUpperCase()}@EXAMPLE.COM` })).is(200, [{ id }]);
  }),
  rule('a vat_id is found in another spelling', async (api) => {
    const vat_id = uniqueWord().slice(0, 12).toUpperCase();
    const { id } = await api.made({ vat_id });
    (await api.list({ searchColumn: 'vat_id', searchString: `${vat_id.slice(0, 3)} ${vat_id.slice(3)}` })).is(200, [
      { id },
    ]);
  }),
  rule('a name is found by the whole text only', async (api) => {
    const word = uniqueWord();
    await api.made({ name: word });
    (await api.list({ searchColumn: 'name', searchString: word.slice(0, 5) })).is(200, without({ name: word }));
  }),
  ...parameters.each(
    [
      ['gt finds what is greater', 'gt', [false, true]],
      ['gte finds what is greater or equal', 'gte', [true, true]],
      ['ne finds what is other', 'ne', [false, true]],
    ],
    async (api, searchOperator, expected) => {
      const [one, two] = [await api.made(), await api.made()];
      const answer = await api.list({ searchColumn: 'id', searchString: one.id, searchOperator, skip: 0, limit: 1000 });
      const ids = answer
        .is(200)
        .list()
        .map(({ id }) => id);
      // A list may end before the newest customers, so `ne` is looked at only for what it must leave out.
      const found = [ids.includes(one.id), searchOperator === 'ne' || ids.includes(two.id)];
      if (found.join() !== expected.join()) answer.fail(`it finds ${found.join()}, expected ${expected.join()}`);
    },
  ),
  ...parameters.each(
    [
      ['lt finds what is less', 'lt', false],
      ['lte finds what is less or equal', 'lte', true],
    ],
    async (api, searchOperator, itself) => {
      const country_iso = 'PT';
      const edi_identifier = `0${uniqueWord()}`;
      const { id } = await api.made({ country_iso, edi_identifier });
      const answer = await api.list({
        searchColumn: 'edi_identifier',
        searchString: edi_identifier,
        searchOperator,
        limit: 1000,
      });
      const ids = answer
        .is(200)
        .list()
        .map((each) => each.id);
      if (ids.includes(id) !== itself) answer.fail(`the customer itself is ${itself ? 'not ' : ''}there`);
    },
  ),
  parameters('limit is kept', async (api) => {
    await api.made();
    await api.made();
    (await api.list({ limit: 2 })).is(200, [{ id: any.whole }, { id: any.whole }]);
  }),
  parameters('skip leaves out the first customers', async (api) => {
    await api.made();
    await api.made();
    const [, second] = (await api.list({ limit: 2 })).is(200).list();
    (await api.list({ skip: 1, limit: 1 })).is(200, [{ id: second!.id }]);
  }),
  parameters('the limit is 50 when left out', async (api) => {
    const answer = (await api.list()).is(200);
    const more = (await api.list({ limit: 51 })).is(200).list().length;
    if (answer.list().length !== Math.min(50, more)) answer.fail(`it has ${answer.list().length} customers`);
  }),
  parameters('1000 is a limit', async (api) => (await api.list({ limit: 1000, skip: 1_000_000_000 })).is(200, [])),
  rule('a limit above 1000 means 1000', async (api) =>
    (await api.list({ limit: 1001, skip: 1_000_000_000 })).is(200, []),
  ),
  rule('a limit of 0 answers no customer', async (api) => (await api.list({ limit: 0 })).is(200, [])),
  rule('customers are in the order of their IDs', async (api) => {
    const answer = (await api.list({ limit: 1000 })).is(200);
    const ids = answer.list().map(({ id }) => Number(id));
    if (ids.some((id, at) => at > 0 && id <= ids[at - 1]!)) answer.fail('the IDs do not rise');
  }),
  ...bad.each(
    [
      ['a negative limit is refused', 'limit=-1'],
      ['a limit in words is refused', 'limit=ten'],
      ['a negative skip is refused', 'skip=-1'],
      ['an unknown column is refused', 'searchColumn=colour&searchString=red'],
      ['an unknown operator is refused', 'searchColumn=name&searchString=a&searchOperator=like'],
    ],
    async (api, query) => (await api.send('GET', `/customers?${query}`)).is(400, INVALID),
  ),
  ...rule.each(
    [
      ['a column without a text is refused', 'searchColumn=name'],
      ['an operator without a text is refused', 'searchOperator=gt'],
      ['an unknown parameter is refused', 'colour=red'],
      ['a parameter given twice is refused', 'limit=1&limit=2'],
    ],
    async (api, query) => (await api.send('GET', `/customers?${query}`)).is(400, INVALID),
  ),
  rule('an operation that is not served is refused in other words than a missing customer', async (api) =>
    (await api.send('GET', '/suppliers')).is(400, {
      ...INVALID,
      message: 'There is nothing at this address.',
      path: '/suppliers',
    }),
  ),
  seed('listCustomers', 'erp.txt, GET /customers: Request')('another version than v4.0.0 is refused', async (api) =>
    (
      await api.target.send('GET', `/api/${api.credentials.account}/v4.0.1/customers`, { headers: await api.headers() })
    ).is(400, INVALID),
  ),
  everywhere('a method that there is not is refused with those that there are', async (api) =>
    (await api.send('DELETE', '/customers')).is(405, INVALID).header('allow', /GET/),
  ),
];
