import { aCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { startApp, type TestApp } from '../support/app.js';
import { backupOf, restoreInto } from '../support/backups.js';
import { eventually } from '../support/eventually.js';
import { openOwnedDatabase, type OwnedDatabase } from '../support/owned-database.js';
import { times } from '../torture/length.js';

const WRITERS = times(3, 8);
const BEFORE = times(6, 200);
const ROUNDS = times(1, 5);

/** Creates customers, and changes each through every contract, until it is told to stop. */
class Writer {
  readonly acknowledged: number[] = [];
  private isOver = false;
  private readonly work: Promise<void>;

  constructor(
    private readonly app: TestApp,
    private readonly tenant: TestTenant,
    /** Nonces of erp rise, so one writer of a tenant writes there. */
    private readonly writesToErp: boolean,
  ) {
    this.work = this.write();
  }

  end(): Promise<void> {
    this.isOver = true;
    return this.work;
  }

  private async write(): Promise<void> {
    const { contacts, billing, clients, erp, accounting, clientela } = this.app.as(this.tenant);
    while (!this.isOver) {
      const { id } = await aCustomer(this.app, this.tenant, { email: 'office@acme.example', firstName: 'Ada' });
      const answers = [
        await contacts.post(`/customers/${id}/emails`, { email: `second-${id}@acme.example` }),
        await billing.put(`/customer/${id}`, { tags: ['wholesale'] }),
        await clients.put(`/clients/${id}`, { email: `third-${id}@acme.example` }),
        await accounting.post(`/customers/${id}/ledger-entries`, { kind: 'invoice', amount: 12.5 }),
        await clientela.get(`/customers/${id}`),
      ];
      if (this.writesToErp)
        answers.push(await erp.put('/customers', { code: `C${String(id).padStart(4, '0')}`, phone: '+351211234567' }));
      expect(answers.filter(({ status }) => status >= 300)).toEqual([]);
      this.acknowledged.push(id);
    }
  }
}

/** What each contract answers for a customer. */
async function facesOf(app: TestApp, tenant: TestTenant, id: number): Promise<unknown[]> {
  const { contacts, billing, clients, erp, accounting, clientela } = app.as(tenant);
  const answers = [
    await contacts.get(`/customers/getCustomers/${id}`),
    await contacts.get(`/customers/${id}/emails`),
    await billing.get(`/customer/${id}`),
    await clients.get(`/clients/${id}`),
    await erp.get(`/customers?searchColumn=id&searchString=${id}`),
    await accounting.get(`/customers/${id}`),
    await accounting.get(`/customers/${id}/ledger-entries`),
    await clientela.get(`/customers/${id}`),
  ];
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  return answers.map(({ body }) => JSON.parse(JSON.stringify(body).replaceAll(app.url, '')) as unknown);
}

async function drill(source: OwnedDatabase, app: TestApp, tenants: readonly TestTenant[]): Promise<void> {
  const writers = tenants.flatMap((tenant) =>
    Array.from({ length: WRITERS }, (_, at) => ({ tenant, writer: new Writer(app, tenant, at === 0) })),
  );
  const acknowledged = () => writers.reduce((sum, { writer }) => sum + writer.acknowledged.length, 0);
  await eventually(() => acknowledged() >= BEFORE, 300_000);
  const before = writers.flatMap(({ tenant, writer }) => writer.acknowledged.map((id) => ({ tenant, id })));
  const file = await backupOf(source.url);
  await Promise.all(writers.map(({ writer }) => writer.end()));

  const target = await openOwnedDatabase();
  try {
    await restoreInto(target.url, file);
    const restored = await startApp({ DATABASE_URL: target.url });
    try {
      for (const { tenant, id } of before)
        expect(await facesOf(restored, tenant, id)).toEqual(await facesOf(app, tenant, id));
      for (const tenant of tenants) await aCustomer(restored, tenant, {});
    } finally {
      await restored.close();
    }
  } finally {
    await target.close();
  }
}

it('a backup under load brings every acknowledged customer to a fresh server, the same in all contracts', async () => {
  const source = await openOwnedDatabase();
  try {
    const app = await startApp({ DATABASE_URL: source.url });
    try {
      const tenants = [await aTenant(app), await aTenant(app)];
      for (let round = 0; round < ROUNDS; round++) await drill(source, app, tenants);
    } finally {
      await app.close();
    }
  } finally {
    await source.close();
  }
}, 600_000);
