import { DataSource } from 'typeorm';
import type { TestTenant } from '../factories/tenant.js';
import type { TestApp } from './app.js';

/** One statement as the owner of the tables, for what the application itself may or can not do. The owner too changes one tenant's rows alone. */
export const asOwner = <Row>(
  app: TestApp,
  tenant: Pick<TestTenant, 'id'>,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> => owning(app, String(tenant.id), text, values);

/** The same for what is about tables and connections, not about rows. */
export const onServer = <Row>(app: TestApp, text: string, values: unknown[] = []): Promise<Row[]> =>
  owning(app, '', text, values);

async function owning<Row>(app: TestApp, tenant: string, text: string, values: unknown[]): Promise<Row[]> {
  return app.nest.get(DataSource).transaction(async (owner) => {
    await owner.query(`SET LOCAL ROLE NONE; SET LOCAL app.tenant = '${tenant}'`);
    return owner.query<Row[]>(text, values);
  });
}
