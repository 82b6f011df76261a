import { ExportsService } from '../../src/imports/exports.service.js';
import { ImportsService } from '../../src/imports/imports.service.js';
import { numberedBy } from '../factories/own-ids.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { useAppAndTenant } from '../support/use-app.js';
import { chunksOf, importing } from './support.js';

const { app, tenant } = useAppAndTenant();

const OWN = {
  contacts: { customer: 'own', email: 'own', phone: 'own', company_name: 'own' },
  billing: { customer: 'own', contact_person: 'own' },
  clients: { customer: 'own' },
  erp: { customer: 'own', code: 'own', billing_address: 'own', shipping_address: 'own' },
  accounting: { customer: 'own' },
} as const;

const exported = async ({ id }: TestTenant, contract: string, format: 'ndjson' | 'csv' = 'ndjson') => {
  let text = '';
  for await (const some of app.nest.get(ExportsService).lines(id, contract, format)) text += some;
  return text;
};

/** Imports a file into an empty tenant that keeps the IDs of the contract. */
async function moved(
  contract: keyof typeof OWN,
  text: string,
  format: 'ndjson' | 'csv' = 'ndjson',
): Promise<TestTenant> {
  const other = await aTenant(app, { user: tenant.user });
  await numberedBy(app, other, { [contract]: OWN[contract] });
  const service = app.nest.get(ImportsService);
  const { id } = await service.create(other.id, { contract });
  await service.stageFile(other, id, chunksOf(text), { format });
  const plan = await service.plan(other.id, id);
  expect(plan).toMatchObject({ leftOver: {}, totals: { refused: 0, unchanged: 0 } });
  await service.run(other.id, id);
  return other;
}

beforeAll(async () => {
  const { run } = importing(app, tenant);
  const customers = Array.from({ length: 230 }, (_, at) => ({
    customer_id: 7000 + at,
    company: at === 0 ? '=SUM(A1)' : `Customer ${at}`,
    token: `token${String(at).padStart(7, '0')}`,
    parent_customer_id: at % 50 === 3 ? 7000 + at + 1 : null,
    external_key: at % 2 === 0 ? `key-${at}` : null,
    tags: at % 3 === 0 ? ['a', 'b'] : [],
    bill_addr1: at % 4 === 0 ? `${at} Main Street` : null,
    bill_city: 'Porto',
    balance: 10.5,
    total: 20,
    paid: 5,
    superuser_id: 2 * at + 1,
    superuser_email: `main${at}@example.com`,
    superuser_phone: '+1 212 555 0100',
    write_datetime: '2020-10-05T10:11:57Z',
    mod_datetime: '2021-10-05T10:11:57Z',
    users: [
      {
        user_id: 2 * at + 1,
        first_name: 'Ada',
        last_name: `Nr ${at}`,
        email: `main${at}@example.com`,
        phone: '+1 212 555 0100',
      },
      {
        user_id: 2 * at + 2,
        first_name: 'Grace',
        title: 'Admiral',
        email: `grace${at}@example.com`,
        phone: '+1 212 555 0101',
      },
    ],
  }));
  await run({ contract: 'billing' }, customers);
  await run({ contract: 'contacts' }, [
    {
      customer_id: 1,
      name: 'With names',
      emails: [{ email_id: 3, email: 'a@example.com', is_primary: false, is_locked: true, notes: 'two\nlines' }],
      phones: [{ phone_id: 9, phone: '+1 212 555 0102', extension: '7', place: 'fax' }],
      company_names: [
        { company_name_id: 4, name: 'Off Ltd.', is_active: false, is_default: false },
        { company_name_id: 5, name: 'On Ltd.', is_active: true, is_default: true },
      ],
    },
  ]);
});

describe('an export', () => {
  it.each(Object.keys(OWN) as (keyof typeof OWN)[])(
    'in the words of %s, imported into an empty tenant, is exported again byte for byte',
    async (contract) => {
      const text = await exported(tenant, contract);
      expect(text.trim().split('\n')).toHaveLength(231);
      const other = await moved(contract, text);
      expect(await exported(other, contract)).toBe(text);
    },
  );

  it('goes on with new IDs above the ones that came', async () => {
    const other = await moved('billing', await exported(tenant, 'billing'));
    const highest = (await exported(tenant, 'billing')).match(/(?<="customer_id":)\d+/g)!.map(Number);
    const { body } = await app.as(other).billing.post('/customer', { company: 'New' });
    expect(body.response.id).toBe(Math.max(...highest) + 1);
  });

  it('as CSV quotes what a spreadsheet would compute, and comes back', async () => {
    const text = await exported(tenant, 'clients', 'csv');
    const [header, first] = text.split('\r\n');
    expect(header).toContain('id,name,');
    expect(first).toContain(",'=SUM(A1),");
    const other = await moved('clients', text, 'csv');
    expect(await exported(other, 'clients', 'csv')).toBe(text);
    const billing = await exported(tenant, 'billing', 'csv');
    expect(billing.split('\r\n')[0]).toMatch(/users\.0\.user_id.*users\.1\.user_id/);
    expect(await exported(await moved('billing', billing, 'csv'), 'billing', 'csv')).toBe(billing);
  });
});
