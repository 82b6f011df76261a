import { Database, type TenantId } from '../../src/engine/tenant-database/index.js';
import type { TestApp } from './app.js';

/** A time after all transactions that have begun until now, and before all that begin later. */
export async function nextMoment(app: TestApp, tenant: TenantId): Promise<Date> {
  const now = async () => {
    const [row] = await app.nest.get(Database).write<{ now: Date }>(tenant, { text: 'SELECT now() AS now' });
    return row!.now.getTime();
  };
  const next = (await now()) + 1;
  while ((await now()) < next);
  return new Date(next);
}
