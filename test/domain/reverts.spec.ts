import { RevertsService } from '../../src/changes/reverts.service.js';
import type { RevertedCustomer } from '../../src/changes/revert-report.js';
import { KeysService } from '../../src/auth/keys.service.js';
import { PERMISSIONS } from '../../src/auth/permissions.js';
import { Database } from '../../src/engine/tenant-database/index.js';
import { aCustomer, theCustomer } from '../factories/customer.js';
import type { TestTenant } from '../factories/tenant.js';
import { assertKeptWhole } from '../support/kept-changes.js';
import type { ContractClient } from '../support/clients.js';
import { useAppAndTenant, useTenantPerTest } from '../support/use-app.js';

const { app } = useAppAndTenant();
const tenant = useTenantPerTest(app);

/** A few in the ordinary run. */
const MANY = process.env.LAWS_CASES === undefined ? 60 : 3_000;

/** A second key of the tenant: the script whose changes are taken back. */
async function aScript(of: TestTenant): Promise<{ billing: ContractClient; actor: string }> {
  const key = await app.nest.get(KeysService).create(of.id, 'billing', { permissions: PERMISSIONS });
  return { billing: app.as({ ...of, keys: { ...of.keys, billing: key } }).billing, actor: `key:${key.id}` };
}

const reverts = () => app.nest.get(RevertsService);

const accepted = async (asked: Promise<{ status: number; body: any }>) => {
  const { status, body } = await asked;
  expect({ status, body: status < 300 || body }).toEqual({ status: expect.any(Number), body: true });
  return body;
};

/** All rows of the tenant's records, by name, without what each change raises. */
async function stored(): Promise<Record<string, unknown>> {
  const tables = ['customers', 'emails', 'phones', 'company_names', 'contact_persons'];
  const rows = await app.nest.get(Database).write<{ name: string; row: object }>(tenant.id, {
    text: tables
      .map(
        (table) =>
          `SELECT '${table} ' || id AS name, to_jsonb(t) - 'version' - 'updated_at' AS row FROM ${table} t WHERE tenant_id = $1`,
      )
      .join(' UNION ALL '),
    values: [tenant.id],
  });
  return Object.fromEntries(rows.map(({ name, row }) => [name, row]));
}

async function collected(selection: Parameters<RevertsService['plan']>[1], digest?: string) {
  const customers: RevertedCustomer[] = [];
  const take = (one: RevertedCustomer) => void customers.push(one);
  const summary =
    digest === undefined
      ? await reverts().plan(tenant.id, selection, take)
      : await reverts().apply(tenant.id, selection, { digest, take });
  return { customers, summary, fields: customers.flatMap(({ fields }) => fields) };
}

it(
  `${MANY} phones that a script overwrote are as before; later edits of others stand, and locks hold`,
  async () => {
    const ids: number[] = [];
    for (let at = 0; at < MANY; at++)
      ids.push((await aCustomer(app, tenant, { phone: `+1202555${String(1000 + at)}`, note: 'as it was' })).id);
    const speak = app.as(tenant);
    const script = await aScript(tenant);
    const before = await stored();
    // Other writers change other fields and other customers meanwhile.
    const others = ids.map(async (id, at) => {
      if (at % 3 === 0) await accepted(speak.billing.put(`/customer/${id}`, { bill_city: `City ${at}` }));
    });
    for (const [at, id] of ids.entries())
      await accepted(script.billing.put(`/customer/${id}`, { superuser_phone: `+1646555${String(1000 + at)}` }));
    await Promise.all(others);
    const isLater = (at: number) => at % 10 === 4;
    const isLocked = (at: number) => at % 10 === 7;
    for (const [at, id] of ids.entries()) {
      if (isLater(at)) await accepted(speak.clients.put(`/clients/${id}`, { phone: `+1303555${String(1000 + at)}` }));
      if (isLocked(at)) {
        const { mainPhoneId } = await theCustomer(app, tenant, id);
        await accepted(speak.contacts.post(`/customers/${id}/phones/${mainPhoneId}/toggle-lock`));
      }
    }
    const overwritten = await stored();

    const dry = await collected({ actor: script.actor });
    expect(await stored()).toEqual(overwritten);
    expect(dry.summary).toMatchObject({
      customers: MANY,
      takenBack: MANY * 0.8,
      conflicts: MANY / 10,
      kept: MANY / 10,
      refused: 0,
    });
    const real = await collected({ actor: script.actor }, dry.summary.digest);
    expect(real.summary).toEqual(dry.summary);
    expect(real.fields).toEqual(expect.arrayContaining(dry.fields));

    const after = await stored();
    for (const [at, id] of ids.entries()) {
      const name = `phones ${(await theCustomer(app, tenant, id)).mainPhoneId}`;
      const [was, set, is] = [before[name], overwritten[name], after[name]];
      if (isLater(at) || isLocked(at)) expect({ at, is }).toEqual({ at, is: set });
      else expect({ at, is }).toEqual({ at, is: was });
      expect((after[`customers ${id}`] as Record<string, unknown>).billing_city).toBe(
        at % 3 === 0 ? `City ${at}` : null,
      );
    }
    const told = (outcome: string) => real.fields.filter((field) => field.outcome === outcome);
    expect(told('conflict').map(({ reason }) => reason)).toEqual(Array.from({ length: MANY / 10 }, () => 'changed'));
    expect(told('conflict')[0]).toMatchObject({
      record: 'phone',
      field: 'phone',
      before: '+12025551004',
      left: '+16465551004',
      now: '+13035551004',
      by: { actor: expect.stringMatching(/^user:\d+\+key:\d+$/), at: expect.any(Date) },
    });
    expect(told('kept').map(({ reason }) => reason)).toEqual(Array.from({ length: MANY / 10 }, () => 'locked'));
    await assertKeptWhole(app, tenant.id);

    // Nothing is left to take back but what stands.
    const again = await reverts().apply(tenant.id, { actor: script.actor });
    expect(again).toMatchObject({ takenBack: 0, conflicts: MANY / 10, kept: MANY / 10 });
    expect(await stored()).toEqual(after);
  },
  MANY * 1_000,
);
