import { DataSource } from 'typeorm';
import type { TestTenant } from '../factories/tenant.js';
import type { TestApp } from './app.js';

/** One statement as the owner of the tables, for what the application itself may or can not do. The owner too sees one tenant's rows alone. */
export async function asOwner<Row>(app: TestApp, tenant: Pick<TestTenant, 'id'>, text: string, values: unknown[] = []): Promise<Row[]> {
  return app.nest.get(DataSource).transaction(async (owner) => {
    await owner.query(`SET LOCAL app.tenant = '${tenant.id}'`);
    return owner.query<Row[]>(text, values);
  });
}
