import { TenantsService } from '../../src/auth/tenants.service.js';
import { commandOf } from '../../src/cli/commands.js';
import { aCustomer, theCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { contactRecords } from '../support/contact-records.js';
import { asOwner } from '../support/owner.js';
import { useApp } from '../support/use-app.js';

const app = useApp();

async function clientela(...argv: string[]): Promise<unknown> {
  const { command, rest } = commandOf(argv);
  return command!.run(app.nest, rest);
}

const moveTo = (tenant: TestTenant, country: string) =>
  clientela('tenant', 'set', '--slug', tenant.slug, '--country', country);

async function idsBy(tenant: TestTenant, phone: string): Promise<number[]> {
  const roles = JSON.stringify([{ fieldKey: 'work_phone', comparator: 'equals', value: phone }]);
  const { body } = await app.as(tenant).accounting.get('/customers', { stringifiedFilterRoles: roles });
  return (body.data as { id: number }[]).map(({ id }) => id);
}

describe('a tenant that moves to another country', () => {
  it('has the phones of customers without a usable country compared in it', async () => {
    const tenant = await aTenant(app, { defaultCountry: 'US' });
    const records = contactRecords(app, tenant);
    const { id } = await aCustomer(app, tenant, { phone: '212 555 0188' });
    const { id: antarctic } = await aCustomer(app, tenant, { countryIso: 'AQ', phone: '212 555 0199' });
    const { id: american } = await aCustomer(app, tenant, { countryIso: 'US', phone: '212 555 0177' });
    const before = await theCustomer(app, tenant, id);

    expect(await moveTo(tenant, 'DE')).toMatchObject({ defaultCountry: 'DE', phonesCompared: 2, duplicatePhones: 0 });

    expect(await theCustomer(app, tenant, id)).toEqual(before);
    expect((await records.post(id, 'phones', { phone: '2125550188' })).status).toBe(409);
    expect((await records.post(id, 'phones', { phone: '+49 212 5550188' })).status).toBe(409);
    expect((await records.post(id, 'phones', { phone: '+1 212 555 0188' })).status).toBe(201);
    expect(await idsBy(tenant, '+492125550188')).toEqual([id]);
    expect(await idsBy(tenant, '212 5550188')).toEqual([id]);
    expect(await idsBy(tenant, '+492125550199')).toEqual([antarctic]);
    expect(await idsBy(tenant, '+12125550177')).toEqual([american]);
    expect(await idsBy(tenant, '+492125550177')).toEqual([]);
  });

  it('keeps and reports phones that become duplicates', async () => {
    const tenant = await aTenant(app, { defaultCountry: 'US' });
    const records = contactRecords(app, tenant);
    const { id } = await aCustomer(app, tenant, { phone: '212 555 0188' });
    await records.add(id, 'phones', { phone: '+49 212 5550188' });

    expect(await moveTo(tenant, 'DE')).toMatchObject({ phonesCompared: 2, duplicatePhones: 1 });

    expect(await records.values(id, 'phones')).toEqual(['212 555 0188', '+49 212 5550188']);
    expect(await clientela('check', '--tenant', tenant.slug)).toMatchObject([
      { kind: 'phone', normal: '+492125550188', records: [{ customerId: id }, { customerId: id }] },
    ]);
  });

  it('goes on where an interrupted command stopped', async () => {
    const tenant = await aTenant(app, { defaultCountry: 'US' });
    const { id } = await aCustomer(app, tenant, { phone: '212 555 0188' });
    await app.nest.get(TenantsService).set(tenant.slug, { defaultCountry: 'DE' });
    expect(await idsBy(tenant, '+492125550188')).toEqual([]);

    expect(await moveTo(tenant, 'DE')).toMatchObject({ phonesCompared: 1 });
    expect(await idsBy(tenant, '+492125550188')).toEqual([id]);
    expect(await moveTo(tenant, 'DE')).toMatchObject({ phonesCompared: 0 });
  });

  it('has the phones of all customers compared, however many there are', async () => {
    const tenant = await aTenant(app, { defaultCountry: 'US' });
    await asOwner(
      app,
      tenant,
      `WITH made AS (
        INSERT INTO customers (tenant_id, display_name, currency, token)
        SELECT $1::bigint, 'Many', 'USD', gen_random_uuid()::text FROM generate_series(1, 450) RETURNING id)
      INSERT INTO phones (tenant_id, customer_id, phone, phone_normal)
      SELECT $1::bigint, id, '212 555 0188', '+12125550188' FROM made`,
      [tenant.id],
    );
    expect(await moveTo(tenant, 'DE')).toMatchObject({ phonesCompared: 450 });
  });
});
