import { rowsOf } from '../../src/imports/formats/index.js';
import { ImportsService } from '../../src/imports/imports.service.js';
import { useAppAndTenant } from '../support/use-app.js';
import { chunksOf, importing } from './support.js';

const { app, tenant } = useAppAndTenant();
const { run, rows } = importing(app, tenant);

const idsOf = async (importId: number) => (await rows(importId)).map(({ customerId }) => customerId!);

describe('an import of billing', () => {
  const customer = {
    customer_id: 42,
    token: '8c3nxe47hrdt',
    url_self: 'https://billing.example/api/v3/customer/42',
    display_as: 'Test Customer',
    parent_customer_id: 41,
    superuser_id: 354,
    external_key: 'crm-1001',
    company: 'Test Customer',
    superuser_email: 'todd@example.com',
    superuser_name: 'Todd Customer',
    superuser_first_name: 'Todd',
    superuser_last_name: 'Customer',
    superuser_phone: '802-555-1212',
    bill_addr1: '123 Main Street',
    bill_city: 'Burlington',
    bill_block: '123 Main Street\nBurlington',
    custom_1: 'blue',
    no_taxes: true,
    invoice_delivery: 'print',
    tax_ident: 'US123456789',
    tags: ['vip'],
    currency_id: 978,
    currency_iso4217: 'EUR',
    balance: 120.5,
    total: 200,
    paid: 100,
    customer_status_state: 'i',
    customer_status_str: 'inactive-manual',
    write_datetime: '2020-10-05T10:11:57-05:00',
    mod_datetime: '2021-10-05T10:11:57-05:00',
    users: [
      {
        user_id: 354,
        first_name: 'Todd',
        last_name: 'Customer',
        title: '',
        email: 'todd@example.com',
        phone: '802-555-1212',
        token: '4e7t9r5a03fv',
        write_datetime: '2020-10-05T10:11:57-05:00',
      },
      {
        user_id: 355,
        external_key: 'crm-contact-7',
        name: 'Grace Hopper',
        title: 'Admiral',
        email: 'grace@example.com',
        phone: '',
      },
    ],
  };

  it('brings users, parents, tokens, times and balances', async () => {
    const done = await run({ contract: 'billing' }, [customer, { customer_id: 41, company: 'Parent', tags: null }]);
    expect(done).toMatchObject({ totals: { create: 2, refused: 0 }, leftOver: {} });
    const [id, parent] = await idsOf(done.id);
    const { body } = await app.as(tenant).billing.get(`/customer/${id}`);
    const {
      users: _,
      url_self: __,
      customer_id: ___,
      superuser_id: ____,
      parent_customer_id: _____,
      ...rest
    } = customer;
    expect(body.response).toMatchObject({
      ...rest,
      parent_customer_id: parent,
      write_datetime: '2020-10-05T15:11:57+00:00',
      mod_datetime: '2021-10-05T15:11:57+00:00',
    });
    const users = (await app.as(tenant).billing.get(`/user?where=customers.customer_id:EQUALS:${id}&order=user_id:ASC`))
      .body.response;
    expect(users).toMatchObject([
      { name: 'Todd Customer', email: 'todd@example.com', phone: '802-555-1212', token: '4e7t9r5a03fv' },
      { name: 'Grace Hopper', external_key: 'crm-contact-7', title: 'Admiral', email: 'grace@example.com', phone: '' },
    ]);
    expect(body.response.superuser_id).toBe(users[0].user_id);
    // The row again, and then with a change.
    expect((await run({ contract: 'billing' }, [customer])).totals).toMatchObject({ unchanged: 1 });
    const changed = {
      ...customer,
      company: 'Renamed',
      users: [customer.users[0], { ...customer.users[1], title: 'Rear admiral' }],
    };
    expect((await run({ contract: 'billing' }, [changed])).totals).toMatchObject({ update: 1 });
    const after = (await app.as(tenant).billing.get(`/user/${users[1].user_id}`)).body.response;
    expect(after).toMatchObject({ title: 'Rear admiral', email: 'grace@example.com' });
  });

  it('brings a row without a parent that was refused, lists it, and connects it when the parent arrives', async () => {
    const input = { contract: 'billing', source: 'late parents' };
    const first = await run(input, [
      { customer_id: 1, company: 'Child', parent_customer_id: 2 },
      { customer_id: 2, company: '' },
      { customer_id: 5, company: 'A', parent_customer_id: 6 },
      { customer_id: 6, company: 'B', parent_customer_id: 5 },
    ]);
    expect(first.totals).toMatchObject({ create: 3, refused: 1 });
    const [child, , a, b] = await rows(first.id);
    expect(child!.notes).toEqual([{ field: 'parent', value: '2', why: expect.any(String) }]);
    expect([a!.notes, b!.notes].filter(Boolean)).toHaveLength(1);
    const second = await run(input, [{ customer_id: 2, company: 'Parent' }]);
    const [parent] = await idsOf(second.id);
    const { body } = await app.as(tenant).billing.get(`/customer/${child!.customerId}`);
    expect(body.response).toMatchObject({ parent_customer_id: parent });
  });

  it('brings the second row with an external key without it, and lists that', async () => {
    const done = await run({ contract: 'billing', source: 'keys' }, [
      { customer_id: 1, company: 'One', external_key: 'taken' },
      { customer_id: 2, company: 'Two', external_key: 'taken', token: '8c3nxe47hrdt' },
    ]);
    const [, two] = await rows(done.id);
    expect(two!.notes!.map(({ field }) => field)).toEqual(['externalKey', 'token']);
    const { body } = await app.as(tenant).billing.get(`/customer/${two!.customerId}`);
    expect(body.response).toMatchObject({ external_key: null, token: expect.not.stringMatching('8c3nxe47hrdt') });
  });
});

describe('an import of clients', () => {
  it('brings the address and the accounts', async () => {
    const client = {
      id: '982710394857200005',
      name: 'Regional Distributors',
      business_name: 'Regional Distributors S.A.',
      tax_id: '219900005018',
      email: 'info@regionaldist.com',
      phone: '+59821009876',
      mobile: '+59891009876',
      image_url: null,
      status: 'X',
      document: '4123456',
      document_type: 1,
      external_code: null,
      notes: 'Updated\nprimary contact',
      address: { street: 'Bvar. Artigas', door_number: '567', latitude: -34.894, longitude: null },
    };
    const child = { id: '7', name: 'Branch' };
    const done = await run({ contract: 'clients' }, [{ ...client, associated_accounts: 1, accounts: [child] }, child]);
    expect(done).toMatchObject({ totals: { create: 2 }, leftOver: {} });
    const [id, branch] = await idsOf(done.id);
    const { body } = await app.as(tenant).clients.get(`/clients/${id}`);
    expect(body.data).toMatchObject({ ...client, id: String(id), accounts: [{ id: String(branch), name: 'Branch' }] });
  });
});

describe('an import of erp', () => {
  it('brings a third party, and refuses what is too long for this contract', async () => {
    const party = {
      id: 9,
      code: 'CLI-77',
      name: 'New Customer Ltd',
      name_2: 'New',
      vat_id: 'PT987654321',
      country_iso: 'PT',
      phone: '+351211234567',
      mobile: null,
      fax: '+351211234568',
      email: 'contact@newcustomer.com',
      inactive: '1',
      comments: 'Key account',
      billing_address: {
        id: 17,
        postal_address: 'Av. da República 45',
        city: 'Porto',
        zip_code: '4000-001',
        country: 'PT',
      },
      shipping_address: null,
    };
    const done = await run({ contract: 'erp' }, [party, { ...party, id: 10, name: 'x'.repeat(41) }]);
    expect(done).toMatchObject({ totals: { create: 1, refused: 1 }, leftOver: {} });
    const [id] = await idsOf(done.id);
    const { body } = await app.as(tenant).erp.get(`/customers?searchString=${id}`);
    const { id: _, code: __, billing_address, ...rest } = party;
    expect(body[0]).toMatchObject({ ...rest, billing_address: { ...billing_address, id: 2 * id! - 1 } });
  });
});

describe('an import of accounting', () => {
  it('brings the opening balance, and what the balance has beside it as an entry', async () => {
    const customer = {
      id: 3,
      customerType: 'individual',
      displayName: 'John Doe',
      currencyCode: 'EUR',
      balance: 1500,
      openingBalance: 1000,
      openingBalanceAt: '2024-01-01T00:00:00Z',
      openingBalanceExchangeRate: 1.25,
      openingBalanceBranchId: 1,
      salutation: 'Mr.',
      firstName: 'John',
      lastName: 'Doe',
      email: 'john.doe@acme.com',
      workPhone: '+1 (555) 123-4567',
      personalPhone: null,
      billingAddressPostcode: '10001',
      active: false,
      createdAt: '2020-01-01T00:00:00Z',
      updatedAt: '2021-01-01T00:00:00Z',
      closingBalance: 1500,
      formattedBalance: '€1,500.00',
    };
    const snake = { display_name: 'Snake', customer_type: 'business', billing_address_1: 'Street', id: 4 };
    const done = await run({ contract: 'accounting' }, [customer, snake]);
    expect(done).toMatchObject({ totals: { create: 2, refused: 0 }, leftOver: {} });
    const [id, other] = await idsOf(done.id);
    expect((await app.as(tenant).accounting.get(`/customers/${id}`)).body).toMatchObject({ ...customer, id });
    expect((await app.as(tenant).accounting.get(`/customers/${other}`)).body).toMatchObject({
      displayName: 'Snake',
      billingAddress1: 'Street',
      currencyCode: 'USD',
    });
  });
});

describe('an import of clientela', () => {
  it('brings what a detail shows', async () => {
    const done = await run({ contract: 'billing', source: 'before' }, [
      {
        customer_id: 1,
        company: 'Whole',
        superuser_name: 'Ada Lovelace',
        superuser_email: 'ada@example.com',
        balance: 5,
        users: undefined,
      },
    ]);
    const [id] = await idsOf(done.id);
    await app.as(tenant).contacts.post(`/customers/${id}/phones`, { phone: '+1 212 555 0199', extension: '7' });
    await app.as(tenant).contacts.post(`/customers/${id}/company-names`, { name: 'Whole Ltd.' });
    const detail = (await app.as(tenant).clientela.get(`/customers/${id}`)).body;
    const moved = await run({ contract: 'clientela' }, [{ ...detail, token: undefined }]);
    expect(moved).toMatchObject({ totals: { create: 1, refused: 0 }, leftOver: {} });
    const copy = (await app.as(tenant).clientela.get(`/customers/${(await idsOf(moved.id))[0]}`)).body;
    const comparable = (whole: object): unknown =>
      JSON.parse(
        JSON.stringify(whole, (key, value: unknown) =>
          /^(id|code|token|version|updatedAt)$|Id$/.test(key) ? undefined : value,
        ),
      );
    expect(comparable(copy)).toEqual(comparable(detail));
  });
});

describe('a file', () => {
  const stage = async (contract: string, text: string, how: object) => {
    const service = app.nest.get(ImportsService);
    const { id } = await service.create(tenant.id, { contract, source: text.slice(0, 50).replace(/\s/g, ' '), ...how });
    await service.stageFile(tenant, id, chunksOf(text, 7), { format: 'csv', ...how });
    return service.plan(tenant.id, id);
  };

  it('of CSV has words, types and lists in its columns', async () => {
    const text = 'id,' + 'name,latitude,notes\r\n77,"Comma, Ltd",-34.5,"two\nlines"\r\n78,,1,\r\n79,Odd,far,\r\n';
    const plan = await stage('clients', text, {});
    expect(plan.totals).toMatchObject({ create: 1, refused: 2 });
    expect((await rows(plan.id)).map(({ faults }) => faults?.[0]?.field)).toEqual([undefined, 'name', 'latitude']);
  });

  it('of foreign CSV is read by a mapping, and its other columns are counted', async () => {
    const text = 'Nr;Firma;Mail 1;Mail 2;Farbe\n5;Müller AG;a@example.com;b@example.com;rot\n';
    const mapping = { customer_id: 'Nr', name: 'Firma', 'emails.0.email': 'Mail 1', 'emails.1.email': 'Mail 2' };
    const plan = await stage('contacts', text, { mapping, delimiter: ';' });
    expect(plan).toMatchObject({ totals: { create: 1 }, leftOver: { Farbe: 1 } });
    const { id } = await app.nest.get(ImportsService).run(tenant.id, plan.id);
    const { body } = await app.as(tenant).contacts.get(`/customers/getCustomers/${(await idsOf(id))[0]}`);
    expect(body.cliente.emails).toMatchObject([
      { email: 'a@example.com', is_primary: true },
      { email: 'b@example.com', is_primary: false },
    ]);
  });

  it('of JSON is one list, however it is cut', async () => {
    const text = '\uFEFF [ {"name":"One ]}\\""}, {"name":"Two","tags":["[",{"a":1}]} ,7 ] \n';
    const found: string[] = [];
    const cell = () => undefined;
    for await (const some of rowsOf(chunksOf(text, 3), { format: 'json', cell }))
      found.push(...some.map((one) => one.text));
    expect(found).toEqual(['{"name":"One ]}\\""}', '{"name":"Two","tags":["[",{"a":1}]}', '7']);
    const read = async (broken: string) => {
      const rows = rowsOf(chunksOf(broken), { format: 'json', cell });
      while (!(await rows.next()).done);
    };
    await expect(read('[{}')).rejects.toThrow('ends inside');
    await expect(read('{}')).rejects.toThrow('not one JSON list');
  });

  it('has lines that cannot be read, which are refused with their number', async () => {
    const text = [
      '{"name":"Fine","customer_id":1}',
      '',
      '{broken',
      '[]',
      '{"name":"\\u0000"}',
      `{"name":"${'x'.repeat(1_100_000)}"}`,
    ];
    const plan = await stage('contacts', text.join('\n'), { format: 'ndjson' });
    expect((await rows(plan.id)).map(({ row, faults }) => [row, faults?.[0]?.why])).toEqual([
      [1, undefined],
      [2, 'is not JSON'],
      [3, 'must be a JSON object'],
      [4, 'has characters that cannot be stored'],
      [5, expect.stringContaining('longer')],
    ]);
  });
});
