import { aCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { asOwner } from '../support/owner.js';
import { COMMANDS } from '../../src/cli/commands.js';
import { eventually } from '../support/eventually.js';
import { useApp } from '../support/use-app.js';

const app = useApp();

/** A tenant with one customer, and one user, for each moment; the company says when it was written. */
async function written(
  timeZone: string,
  moments: string[],
  billingTimes: 'iso' | 'local' = 'iso',
): Promise<TestTenant> {
  const tenant = await aTenant(app, { timeZone, billingTimes });
  for (const moment of moments) {
    const { id } = await aCustomer(app, tenant, { displayName: moment, firstName: moment });
    for (const [table, own] of [
      ['customers', 'id'],
      ['contact_persons', 'customer_id'],
    ]) {
      await asOwner(
        app,
        tenant,
        `UPDATE ${table} SET created_at = $3, updated_at = $3 WHERE tenant_id = $1 AND ${own} = $2`,
        [tenant.id, id, moment],
      );
    }
  }
  return tenant;
}

/** What a condition on the time of the last change finds, among customers and among users. */
async function found(tenant: TestTenant, ...conditions: string[]): Promise<unknown> {
  const where = conditions.map((condition) => `mod_datetime:${condition}`).join(',');
  const { billing } = app.as(tenant);
  const [customers, users] = [
    await billing.get('/customer', { where, order: 'mod_datetime:ASC' }),
    await billing.get('/user', { where, order: 'mod_datetime:ASC' }),
  ];
  if (customers.status !== 200) return customers.status;
  const names = (customers.body.response as { company: string }[]).map(({ company }) => company);
  expect((users.body.response as { first_name: string }[]).map(({ first_name: name }) => name)).toEqual(names);
  expect((await billing.get('/customer/_count', { where })).body.response).toBe(names.length);
  return names;
}

const MOMENT = '2026-10-05T15:11:57.500Z';

describe('a time of a billing answer', () => {
  it.each([
    ['iso', 'America/Chicago', '2026-10-05T10:11:57-05:00'],
    ['iso', 'UTC', '2026-10-05T15:11:57+00:00'],
    ['iso', 'Asia/Kathmandu', '2026-10-05T20:56:57+05:45'],
    ['local', 'America/Chicago', '2026-10-05 10:11:57'],
  ] as const)('%s in %s is %s, and finds the record', async (form, zone, shown) => {
    const tenant = await written(zone, [MOMENT], form);
    const { billing } = app.as(tenant);
    const [customer] = (await billing.get('/customer')).body.response;
    const [user] = (await billing.get('/user')).body.response;
    expect([customer.write_datetime, customer.mod_datetime, user.write_datetime, user.mod_datetime]).toEqual([
      shown,
      shown,
      shown,
      shown,
    ]);
    expect((await billing.get(`/customer/${customer.customer_id}`)).body.response.mod_datetime).toBe(shown);
    expect(await found(tenant, `EQUALS:${shown}`)).toEqual([MOMENT]);
    expect(await found(tenant, `EQUALS:${shown.replaceAll(':', '\\:')}`)).toEqual([MOMENT]);
    expect(await found(tenant, `NOTEQUALS:${shown}`)).toEqual([]);
  });

  it('follows the setting of the tenant within a second', async () => {
    const tenant = await written('UTC', [MOMENT]);
    await COMMANDS['tenant set']!.run(app.nest, ['--slug', tenant.slug, '--billing-times', 'local']);
    await eventually(
      async () =>
        (await app.as(tenant).billing.get('/customer')).body.response[0].mod_datetime === '2026-10-05 15:11:57',
      3000,
    );
  });
});

describe('a time of a billing condition', () => {
  it('has any form: with T or a blank, with an offset or without, colons escaped or not', async () => {
    const tenant = await written('America/Chicago', ['2022-10-25T13:50:45Z', '2022-10-25T13:50:46Z']);
    const forms = [
      '2022-10-25T08:50:45-05:00',
      '2022-10-25 08:50:45-05:00',
      '2022-10-25T13:50:45Z',
      '2022-10-25 15:50:45+02:00',
      '2022-10-25T08\\:50\\:45-05\\:00',
      '2022-10-25 08:50:45',
      '2022-10-25T08:50:45',
      '2022-10-25 08\\:50\\:45',
    ];
    for (const form of forms) {
      expect([form, await found(tenant, `EQUALS:${form}`)]).toEqual([form, ['2022-10-25T13:50:45Z']]);
      expect([form, await found(tenant, `GT:${form}`)]).toEqual([form, ['2022-10-25T13:50:46Z']]);
      expect([form, await found(tenant, `GTE:${form}`)]).toEqual([
        form,
        ['2022-10-25T13:50:45Z', '2022-10-25T13:50:46Z'],
      ]);
      expect([form, await found(tenant, `LT:${form}`)]).toEqual([form, []]);
      expect([form, await found(tenant, `LTE:${form}`)]).toEqual([form, ['2022-10-25T13:50:45Z']]);
      expect([form, await found(tenant, `NOTEQUALS:${form}`)]).toEqual([form, ['2022-10-25T13:50:46Z']]);
    }
  });

  it('may have the plus of its offset unescaped', async () => {
    const tenant = await written('UTC', ['2022-10-25T13:50:45Z']);
    expect(
      (await app.as(tenant).billing.send('GET', '/customer?where=mod_datetime:EQUALS:2022-10-25T15:50:45+02:00')).body
        .response,
    ).toHaveLength(1);
  });

  it('that is a date alone means the whole day on the clocks of the tenant', async () => {
    const [before, early, late, after] = [
      '2024-10-27T03:59:59Z',
      '2024-10-27T04:00:00Z',
      '2024-10-28T03:59:59.9Z',
      '2024-10-28T04:00:00Z',
    ];
    const tenant = await written('America/New_York', [before, early, late, after]);
    expect(await found(tenant, 'EQUALS:2024-10-27')).toEqual([early, late]);
    expect(await found(tenant, 'NOTEQUALS:2024-10-27')).toEqual([before, after]);
    expect(await found(tenant, 'GTE:2024-10-27')).toEqual([early, late, after]);
    expect(await found(tenant, 'GT:2024-10-27')).toEqual([after]);
    expect(await found(tenant, 'LTE:2024-10-27')).toEqual([before, early, late]);
    expect(await found(tenant, 'LT:2024-10-27')).toEqual([before]);
    expect(await found(tenant, 'GTE:2024-10-27', 'LTE:2024-10-28')).toEqual([early, late, after]);
    expect(await found(tenant, 'LTE:9999-12-31')).toEqual([before, early, late, after]);
    expect(await found(tenant, 'GT:9999-12-31')).toEqual([]);
  });

  it('that clocks showed twice begins at the earlier moment and ends at the later', async () => {
    const [first, between, second] = ['2024-10-27T00:30:00Z', '2024-10-27T01:10:00Z', '2024-10-27T01:30:00Z'];
    const tenant = await written('Europe/Lisbon', [first, between, second], 'local');
    expect(await found(tenant, 'GTE:2024-10-27 01:00:00', 'LT:2024-10-28')).toEqual([first, between, second]);
    expect(await found(tenant, 'EQUALS:2024-10-27 01:30:00')).toEqual([first, second]);
    expect(await found(tenant, 'NOTEQUALS:2024-10-27 01:30:00')).toEqual([between]);
    expect(await found(tenant, 'GT:2024-10-27 01:30:00')).toEqual([between, second]);
    expect(await found(tenant, 'LTE:2024-10-27 01:30:00')).toEqual([first, between, second]);
    expect(await found(tenant, 'LT:2024-10-27 01:30:00')).toEqual([first, between]);
    expect(await found(tenant, 'EQUALS:2024-10-27T01:30:00+01:00')).toEqual([first]);
    expect(await found(tenant, 'EQUALS:2024-10-27T01:30:00+00:00')).toEqual([second]);
  });

  it.each(['UTC', 'Asia/Tokyo', 'America/Chicago'])(
    'may be the first or the last of the calendar in %s',
    async (zone) => {
      const all = ['2024-10-27T04:00:00Z', '2024-10-28T04:00:00Z'];
      const tenant = await written(zone, all);
      for (const time of ['9999-12-31', '9999-12-31 23:59:59', '9999-12-31T23:59', '9999-12-31T23:59:59']) {
        for (const operator of ['LT', 'LTE', 'NOTEQUALS'])
          expect([time, operator, await found(tenant, `${operator}:${time}`)]).toEqual([time, operator, all]);
        for (const operator of ['GT', 'GTE', 'EQUALS'])
          expect([time, operator, await found(tenant, `${operator}:${time}`)]).toEqual([time, operator, []]);
      }
      for (const time of ['0001-01-01', '0001-01-01 00:00:00', '0001-01-01T00:00']) {
        for (const operator of ['GT', 'GTE', 'NOTEQUALS'])
          expect([time, operator, await found(tenant, `${operator}:${time}`)]).toEqual([time, operator, all]);
        for (const operator of ['LT', 'LTE', 'EQUALS'])
          expect([time, operator, await found(tenant, `${operator}:${time}`)]).toEqual([time, operator, []]);
      }
      expect(await found(tenant, 'LTE:9999-12-31T23:59:59Z')).toEqual(all);
      expect(await found(tenant, 'GTE:0001-01-01T00:00:00Z')).toEqual(all);
    },
  );

  it.each([
    [
      'Atlantic/Azores',
      '2024-10-26',
      '2024-10-27',
      '2024-10-26T23:59:59Z',
      '2024-10-27T00:30:00Z',
      '2024-10-27T01:30:00Z',
    ],
    [
      'America/Havana',
      '2024-11-02',
      '2024-11-03',
      '2024-11-03T03:59:59Z',
      '2024-11-03T04:30:00Z',
      '2024-11-03T05:30:00Z',
    ],
  ])('that is a day with two midnights begins at the first: %s', async (zone, day, next, last, first, second) => {
    const tenant = await written(zone, [last, first, second]);
    expect(await found(tenant, `EQUALS:${day}`)).toEqual([last]);
    expect(await found(tenant, `LTE:${day}`)).toEqual([last]);
    expect(await found(tenant, `GT:${day}`)).toEqual([first, second]);
    expect(await found(tenant, `NOTEQUALS:${day}`)).toEqual([first, second]);
    expect(await found(tenant, `LT:${next}`)).toEqual([last]);
    expect(await found(tenant, `GTE:${next}`)).toEqual([first, second]);
    expect(await found(tenant, `EQUALS:${next}`)).toEqual([first, second]);
    expect(await found(tenant, `NOTEQUALS:${next}`)).toEqual([last]);
  });

  it('of a day that was skipped finds nothing of its neighbours', async () => {
    const [last, next] = ['2011-12-30T09:59:59Z', '2011-12-30T10:00:00Z'];
    const tenant = await written('Pacific/Apia', [last, next]);
    expect(await found(tenant, 'EQUALS:2011-12-30')).toEqual([]);
    expect(await found(tenant, 'EQUALS:2011-12-29')).toEqual([last]);
    expect(await found(tenant, 'EQUALS:2011-12-31')).toEqual([next]);
  });

  it.each([
    '2024-02-30',
    '2024-01-01T25:00:00Z',
    '2024-01-01T10:00:00+25:00',
    '10:18:49',
    '2024-01-01 10:00:00 EST',
    '',
  ])('%j is refused', async (value) => {
    expect(await found(await written('UTC', []), `GTE:${value}`)).toBe(400);
  });
});

it('a colon of any value may be escaped, beside a comma', async () => {
  const tenant = await aTenant(app);
  await aCustomer(app, tenant, { displayName: 'Colon', custom1: 'at 10:18:49, sharp', externalKey: 'a:b' });
  const { billing } = app.as(tenant);
  for (const where of [
    'custom_1:EQUALS:at 10\\:18\\:49\\, sharp',
    'external_key:EQUALS:a\\:b,custom_1:CONTAINS:10:18',
    'company:EQUALS:Colon',
  ]) {
    expect([where, (await billing.get('/customer', { where })).body.response?.length]).toEqual([where, 1]);
  }
});
