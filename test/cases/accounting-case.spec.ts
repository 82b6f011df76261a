import { COMMANDS } from '../../src/cli/commands.js';
import { KeysService } from '../../src/auth/keys.service.js';
import { aCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import type { Sending } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { useApp, useTenant } from '../support/use-app.js';

const app = useApp();
const snake = useTenant(app, { accountingCase: 'snake' });
const camel = useTenant(app);

const ada = { customer_type: 'business', currency_code: 'USD', display_name: 'Ada Ltd.' };
const told = {
  contact_service: 'customer',
  formatted_customer_type: 'Business',
  formatted_balance: '$1,500.00',
  formatted_opening_balance: '$1,000.00',
  formatted_opening_balance_at: '2024 Jan 01',
};

/** Every key of an answer, however deep. */
const keysIn = (value: unknown): string[] =>
  Array.isArray(value)
    ? value.flatMap(keysIn)
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => [key, ...keysIn(inner)])
      : [];
const camelCased = (value: unknown) => keysIn(value).filter((key) => /[A-Z]/.test(key));
const snakeCased = (value: unknown) => keysIn(value).filter((key) => key.includes('_'));

const clientela = (line: string) => {
  const [noun, verb, ...argv] = line.split(' ');
  const command = COMMANDS[`${noun} ${verb}`]!;
  command.check?.(argv);
  return command.run(app.nest, argv) as Promise<any>;
};

describe('a tenant whose accounting case is snake', () => {
  it('reads every answer in snake_case', async () => {
    const { accounting, accountingByToken } = app.as(snake);
    const { status, body: made } = await accounting.post('/customers', {
      ...ada,
      opening_balance: 1000,
      opening_balance_at: '2024-01-01',
      billing_address1: '1 Main St',
      billing_address_2: 'Suite 2',
    });
    expect([status, made]).toEqual([
      201,
      expect.objectContaining({ ...ada, billing_address1: '1 Main St', billing_address2: 'Suite 2' }),
    ]);
    const path = `/customers/${made.id}`;
    const entry = await accounting.post(`${path}/ledger-entries`, {
      kind: 'invoice',
      amount: 500,
      occurred_at: '2024-01-15',
    });
    expect(entry.body).toMatchObject({ customer_id: made.id, occurred_at: '2024-01-15T00:00:00Z' });
    const roles = JSON.stringify([{ field_key: 'displayName', comparator: 'is', value: 'Ada Ltd.' }]);
    const list = await accountingByToken.get('/customers', { stringified_filter_roles: roles });
    expect(list.body).toMatchObject({
      pagination: { page_size: 12, total: 1 },
      filter_meta: { field_key: 'created_at', filter_roles: [{ field_key: 'displayName', comparator: 'is' }] },
    });
    const one = await accounting.get(path);
    expect(one.body).toMatchObject({ ...told, balance: 1500, closing_balance: 1500, local_opening_balance: 1000 });
    expect([list.body.customers, list.body.data]).toEqual([[one.body], [one.body]]);
    const answers = [
      list,
      one,
      entry,
      await accounting.get(`/contacts/${made.id}`),
      await accounting.get(`${path}/ledger-entries`),
      await accounting.get('/contacts/auto-complete'),
      await accounting.put(path, { ...ada, note: 'x' }),
      await accounting.put(`${path}/opening-balance`, { opening_balance: 5 }),
      await accounting.patch(`/contacts/${made.id}/inactivate`),
      await accounting.get('/api-keys'),
      await accounting.post('/customers/validate-bulk-delete', { ids: [made.id] }),
    ];
    for (const { status, body } of answers) expect([status < 300, camelCased(body)]).toEqual([true, []]);
  });

  it('reads refusals in camelCase, with the request’s spelling of fields', async () => {
    const { accounting } = app.as(snake);
    expect(await accounting.get('/customers/9007199254740000')).toMatchObject({
      status: 404,
      body: { statusCode: 404 },
    });
    expect(await accounting.post('/customers', { ...ada, company_name: 7 })).toMatchObject({
      status: 400,
      body: { statusCode: 400, message: [{ property: 'company_name' }] },
    });
  });

  it('keeps the sign-in as it is', async () => {
    const { body } = await app.send('POST', '/api/auth/signin', {
      body: { email: snake.user.email, password: snake.user.password },
    });
    expect(Object.keys(body)).toEqual(['access_token', 'organization_id', 'tenant_id', 'user_id']);
  });
});

describe('a tenant whose accounting case is camel', () => {
  it('reads camelCase alone, but for the bulk validation', async () => {
    const { accounting } = app.as(camel);
    const { id } = await aCustomer(app, camel, { openingBalance: '-20.5', kind: 'individual' });
    for (const path of [
      '/customers',
      `/customers/${id}`,
      `/contacts/${id}`,
      '/contacts/auto-complete',
      `/customers/${id}/ledger-entries`,
      '/api-keys',
    ]) {
      expect([path, snakeCased((await accounting.get(path)).body)]).toEqual([path, []]);
    }
    expect((await accounting.get('/customers')).body.data).toEqual([
      expect.objectContaining({
        formattedBalance: '-$20.50',
        formattedOpeningBalanceAt: '',
        formattedCustomerType: 'Individual',
        contactService: 'customer',
      }),
    ]);
    expect(Object.keys((await accounting.post('/customers/validate-bulk-delete', { ids: [id] })).body)).toContain(
      'deletable_count',
    );
  });
});

describe('two spellings of one key with different values', () => {
  it.each([
    ['camel', { openingBalance: 0, opening_balance: 250.5, openingBalanceAt: '2024-01-01' }, 0],
    ['snake', { openingBalance: 0, opening_balance: 250.5, openingBalanceAt: '2024-01-01' }, 250.5],
  ] as const)('%s wins where it is the case of the answers', async (setting, body, expected) => {
    const tenant = setting === 'snake' ? snake : camel;
    const { id } = await aCustomer(app, tenant);
    const answer = await app.as(tenant).accounting.put(`/customers/${id}/opening-balance`, body);
    expect(answer.body[setting === 'snake' ? 'opening_balance' : 'openingBalance']).toBe(expected);
  });

  it('are told apart in bodies, in queries and in filter roles', async () => {
    for (const [tenant, note, size, total] of [
      [snake, 'snake', 1, 0],
      [camel, 'camel', 2, 1],
    ] as const) {
      const { accounting } = app.as(tenant);
      const made = await accounting.post('/customers', {
        customerType: 'business',
        displayName: 'Both',
        currencyCode: 'USD',
        companyName: 'camel',
        company_name: 'snake',
      });
      expect(made.body.companyName ?? made.body.company_name).toBe(note);
      const { pagination } = (await accounting.get('/customers', { page_size: 1, pageSize: 2 })).body;
      expect(pagination.page_size ?? pagination.pageSize).toBe(size);
      const roles = JSON.stringify([
        { fieldKey: 'company_name', field_key: 'website', comparator: 'equals', value: 'camel' },
      ]);
      expect((await accounting.get('/customers', { stringified_filter_roles: roles })).body.pagination.total).toBe(
        total,
      );
    }
  });

  it('name a post code: Postcode wins over Zipcode in any case', async () => {
    for (const tenant of [snake, camel]) {
      const bodies = [
        { billing_address_zipcode: 'Z', billingAddressPostcode: 'P' },
        { billingAddressZipcode: 'Z', billing_address_postcode: 'P' },
      ];
      for (const body of bodies) {
        const { body: made } = await app.as(tenant).accounting.post('/customers', { ...ada, ...body });
        expect(made.billingAddressPostcode ?? made.billing_address_postcode).toBe('P');
      }
    }
  });
});

describe('the accounting case', () => {
  it('is a setting of the tenant, in effect within a second', async () => {
    const tenant = await aTenant(app);
    const headers = { authorization: `Bearer ${tenant.keys.accounting.secret}` };
    const keys = async () => keysIn(await (await fetch(`${app.url}/api/customers`, { headers })).json());
    expect(await keys()).toContain('filterMeta');
    expect(await clientela(`tenant set --slug ${tenant.slug} --accounting-case snake`)).toMatchObject({
      accountingCase: 'snake',
      billingTimes: 'iso',
    });
    await eventually(async () => (await keys()).includes('filter_meta'), 3000);
    expect((await app.send('GET', '/api/customers', { headers, answersIn: 'snake' })).status).toBe(200);
  });

  it('may be a key’s own', async () => {
    const read = async ({ secret }: { secret: string }, answersIn: Sending['answersIn']) =>
      keysIn(
        (await app.send('GET', '/api/customers', { headers: { authorization: `Bearer ${secret}` }, answersIn })).body,
      );
    expect(
      await read(await app.nest.get(KeysService).create(camel.id, 'accounting', { accountingCase: 'snake' }), 'snake'),
    ).toContain('filter_meta');
    const made = await clientela(`key create --tenant ${snake.slug} --contract accounting --accounting-case camel`);
    expect(made).toMatchObject({ accountingCase: 'camel' });
    expect(await read(made, 'camel')).toContain('filterMeta');
  });

  it.each([
    ['tenant set --slug x --accounting-case kebab', 'kebab'],
    ['tenant set --slug x --billing-times epoch', 'epoch'],
    ['tenant set --slug x', '--accounting-case'],
    ['tenant set --accounting-case snake', '--slug'],
    ['key create --tenant x --contract accounting --accounting-case Snake', 'Snake'],
    ['key create --tenant x --contract billing --accounting-case snake', 'accounting'],
  ])('%s is refused before a database is opened', (line, word) => {
    const [noun, verb, ...argv] = line.split(' ');
    expect(() => COMMANDS[`${noun} ${verb}`]!.check(argv)).toThrow(word);
  });

  it('of an unknown tenant cannot be set', async () => {
    await expect(clientela('tenant set --slug no-such-tenant --accounting-case snake')).rejects.toThrow(
      'no-such-tenant',
    );
  });
});
