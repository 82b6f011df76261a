import { Client, DatabaseError } from 'pg';
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
): Promise<Row[]> =>
  owning<Row>(app, String(tenant.id), text, values).catch((error: unknown) => {
    if (!isCopyRefused(error)) throw error;
    return asSuperuser<Row>(tenant, text, values);
  });

/** Runs a statement as the owner of the tables, without a tenant: for tables and connections, not for rows. */
export const onServer = <Row>(app: TestApp, text: string, values: unknown[] = []): Promise<Row[]> =>
  owning(app, '', text, values);

/** Removes old versions of rows and counts the others anew. PostgreSQL does that outside a transaction alone. */
export async function vacuumed(app: TestApp, tables: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: app.env.databaseUrl });
  await client.connect();
  try {
    await client.query(`VACUUM (ANALYZE) ${tables.join(', ')}`);
  } finally {
    await client.end();
  }
}

/** On Citus, an INSERT from a SELECT may be a COPY, which row-level security forbids to the owner. */
const isCopyRefused = (error: unknown) =>
  process.env.CITUS_URL !== undefined &&
  (error as { driverError?: unknown }).driverError instanceof DatabaseError &&
  (error as { driverError: DatabaseError }).driverError.code === '0A000';

async function asSuperuser<Row>({ id }: Pick<TestTenant, 'id'>, text: string, values: unknown[]): Promise<Row[]> {
  const { username } = new URL(process.env.CITUS_URL!);
  const url = Object.assign(new URL(process.env.DATABASE_URL!), { username });
  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query("SELECT set_locally('app.tenant', $1)", [String(id)]);
    const { rows } = await client.query<Row & object>(text, values);
    await client.query('COMMIT');
    return rows;
  } finally {
    await client.end();
  }
}

async function owning<Row>(app: TestApp, tenant: string, text: string, values: unknown[]): Promise<Row[]> {
  return app.nest.get(DataSource).transaction(async (owner) => {
    await owner.query('SET LOCAL ROLE NONE');
    await owner.query("SELECT set_locally('app.tenant', $1)", [tenant]);
    return owner.query<Row[]>(text, values);
  });
}
