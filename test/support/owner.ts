import { DataSource } from 'typeorm';
import type { TestTenant } from '../factories/tenant.js';
import type { TestApp } from './app.js';

/**
 * Runs a statement as the owner of the tables, for work that the application may not do. The owner, too, reads and
 * changes the rows of one tenant only.
 */
export const asOwner = <Row>(
  app: TestApp,
  tenant: Pick<TestTenant, 'id'>,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> => owning(app, String(tenant.id), text, values);

/** Runs a statement as the owner of the tables, without a tenant: for tables and connections, not for rows. */
export const onServer = <Row>(app: TestApp, text: string, values: unknown[] = []): Promise<Row[]> =>
  owning(app, '', text, values);

async function owning<Row>(app: TestApp, tenant: string, text: string, values: unknown[]): Promise<Row[]> {
  return app.nest.get(DataSource).transaction(async (owner) => {
    await owner.query('SET LOCAL ROLE NONE');
    await owner.query("SELECT set_locally('app.tenant', $1)", [tenant]);
    return owner.query<Row[]>(text, values);
  });
}
