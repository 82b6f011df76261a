import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { asOwner } from '../support/owner.js';
import { useAppAndTenant } from '../support/use-app.js';
import { importing } from './support.js';

const { app, tenant } = useAppAndTenant();
const { planned, service } = importing(app, tenant);

const ROOT = join(__dirname, '../..');
const ROWS = 12_000;
const KILLS = 10;

const row = (id: number) => ({
  customer_id: id,
  company: `Killed ${id}`,
  superuser_name: `Ada ${id}`,
  superuser_email: `ada${id}@example.com`,
  balance: 3,
  ...(id > 1 && { parent_customer_id: id % 2 === 0 ? id - 1 : undefined }),
});

/** Runs the import in a process of its own, and kills that after some rows. */
async function runFor(id: number, rows: number): Promise<number | null> {
  const argv = ['import', 'run', '--tenant', tenant.slug, '--id', String(id), '--progress', 'json'];
  const child = spawn(
    process.execPath,
    ['-r', join(ROOT, 'test/support/run-typescript.js'), join(ROOT, 'src/cli/main.ts'), ...argv],
    { cwd: ROOT, env: { ...process.env, ...settings() }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  for await (const line of createInterface({ input: child.stderr })) {
    const done = (JSON.parse(/^\{.*\}$/.exec(line)?.[0] ?? '{}') as { rows?: number }).rows ?? 0;
    if (done >= rows) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

const settings = () => ({ DATABASE_URL: app.env.databaseUrl!, JWT_SECRET: 'k'.repeat(40), LOG_LEVEL: 'warn' });

it('loses and doubles nothing when it is killed again and again', async () => {
  const plan = await planned(
    { contract: 'billing', source: 'killed' },
    Array.from({ length: ROWS }, (_, at) => row(at + 1)),
  );
  for (let kill = 0; kill < KILLS; kill++) {
    await runFor(plan.id, 1);
    expect((await service().get(tenant.id, plan.id)).state).toBe('running');
  }
  expect(await runFor(plan.id, Infinity)).toBe(0);
  expect(await service().get(tenant.id, plan.id)).toMatchObject({
    state: 'done',
    totals: { create: ROWS, refused: 0 },
  });
  const counts = await asOwner<Record<string, number>>(
    app,
    tenant,
    `SELECT (SELECT count(*)::int FROM customers WHERE tenant_id = $1) AS customers,
      (SELECT count(DISTINCT display_name)::int FROM customers WHERE tenant_id = $1) AS names,
      (SELECT count(*)::int FROM customers WHERE tenant_id = $1 AND parent_id IS NOT NULL) AS children,
      (SELECT count(*)::int FROM emails WHERE tenant_id = $1) AS emails,
      (SELECT count(*)::int FROM contact_persons WHERE tenant_id = $1) AS persons,
      (SELECT count(*)::int FROM ledger_entries WHERE tenant_id = $1) AS entries,
      (SELECT count(*)::int FROM import_links WHERE tenant_id = $1) AS links`,
    [tenant.id],
  );
  expect(counts).toEqual([
    { customers: ROWS, names: ROWS, children: ROWS / 2, emails: ROWS, persons: ROWS, entries: 0, links: ROWS },
  ]);
}, 600_000);
