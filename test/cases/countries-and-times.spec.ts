import { momentFrom, toIso } from '../../src/contracts/iso-time.js';
import { Database } from '../../src/engine/tenant-database/index.js';
import { aCustomer, theCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

const erp = () => app.as(acme).erp;
const found = async (searchString: string) =>
  (await erp().get('/customers', { searchColumn: 'country_iso', searchString })).body.map(
    ({ id }: { id: number }) => id,
  ) as number[];

describe('country_iso', () => {
  it.each([
    ['uy', 'UY'],
    [' Pt ', 'PT'],
    ['UK', 'GB'],
    ['el', 'GR'],
    ['JP', 'JP'],
  ])('%j is stored as %s and found by both', async (sent, kept) => {
    const { id } = (await erp().post('/customers', { name: 'Ada', country_iso: sent })).body;
    expect((await theCustomer(app, acme, id)).countryIso).toBe(kept);
    expect(await found(kept)).toContain(id);
    expect(await found(sent)).toContain(id);
  });

  it.each(['ZZ', 'XX', 'EU', 'A1', 'PRT', '620', 'ß', 'ﬁ', 'ſs'])('400: %s is no country', async (country_iso) => {
    const { id } = await aCustomer(app, acme);
    expect((await erp().post('/customers', { name: 'Ada', country_iso })).status).toBe(400);
    expect((await erp().put('/customers', { id, country_iso })).status).toBe(400);
  });

  it('that is stored in another form stays, is found, and may be written back', async () => {
    const { id } = await aCustomer(app, acme);
    await app.nest.get(Database).write(acme.id, {
      text: "UPDATE customers SET country_iso = 'zz' WHERE tenant_id = $1 AND id = $2",
      values: [acme.id, id],
    });
    const before = await theCustomer(app, acme, id);
    expect(await found('zz')).toEqual([id]);
    expect((await erp().put('/customers', { id, country_iso: 'zz' })).status).toBe(201);
    expect(await theCustomer(app, acme, id)).toEqual(before);
  });

  it('is not found by a letter whose upper case is its code', async () => {
    const { id } = await aCustomer(app, acme, { countryIso: 'SS' });
    expect(await found('ss')).toEqual([id]);
    expect(await found('ß')).toEqual([]);
  });

  it('leaves the country of an address free', async () => {
    const { id } = (await erp().post('/customers', { name: 'Ada', billing_address: { country: 'el Salvador' } })).body;
    expect((await theCustomer(app, acme, id)).billingCountry).toBe('el Salvador');
  });

  it('of a tenant follows the rule too', async () => {
    expect((await aTenant(app, { defaultCountry: 'uk', user: acme.user })).defaultCountry).toBe('GB');
    await expect(aTenant(app, { defaultCountry: 'ZZ', user: acme.user })).rejects.toThrow('ISO 3166-1');
  });
});

describe('Times', () => {
  it.each([
    ['2024-01-01T00:00:00+0100', '2023-12-31T23:00:00Z'],
    ['2024-01-01T00:00:00+01', '2023-12-31T23:00:00Z'],
    ['2024-01-01T00:00:00-0530', '2024-01-01T05:30:00Z'],
    ['2024-01-01t00:00:00z', '2024-01-01T00:00:00Z'],
    ['2024-01-01 00:00:00 +0100', '2023-12-31T23:00:00Z'],
    ['2024-01-01T10:30:00.123456789012345Z', '2024-01-01T10:30:00Z'],
    ['2024-01-01T10:30:00,5Z', '2024-01-01T10:30:00Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00Z'],
    ['2017-01-01T00:59:60+01:00', '2017-01-01T00:00:00Z'],
    ['2024-01-01', '2024-01-01T00:00:00Z'],
  ])('%s is %s', async (sent, read) => {
    expect(toIso(momentFrom(sent)!)).toBe(read);
    const { body } = await app.as(acme).accounting.post('/customers', {
      customerType: 'business',
      displayName: 'Ada',
      currencyCode: 'USD',
      openingBalance: 1,
      openingBalanceAt: sent,
    });
    expect(body.openingBalanceAt).toBe(read);
    const entry = await app
      .as(acme)
      .accounting.post(`/customers/${body.id}/ledger-entries`, { kind: 'invoice', amount: 1, occurredAt: sent });
    expect(entry.body.occurredAt).toBe(read);
  });

  it.each([
    '2024-02-30',
    '2024-01-01T24:00:00Z',
    '2024-01-01T12:30:60Z',
    '2024-01-01T00:00:00+24',
    '2024-01-01T00:00:00+1',
    '2024-01-01T00:00:00+01:60',
    '2024-01-01x00:00',
    '2024-01-01T00:00:00.Z',
  ])('%s is none', (text) => {
    expect(momentFrom(text)).toBeUndefined();
  });
});
