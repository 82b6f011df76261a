import { Client } from 'pg';
import { OwnPostgres } from '../test/support/own-postgres.js';

/** How many customers share a word of their name. Lists are filtered by such a word. */
export const ALIKE = 100;

/** A PostgreSQL of the benchmark's own, with the settings of a small server. Each COMMIT waits for the disk. */
export const startPostgres = (folder: string) =>
  OwnPostgres.start(folder, {
    shared_buffers: '1GB',
    max_connections: '200',
    effective_cache_size: '4GB',
    random_page_cost: '1.1',
    max_wal_size: '4GB',
    maintenance_work_mem: '256MB',
    checkpoint_timeout: '30min',
  });

/** The word that a customer's name shares with others. */
export const wordOf = (number: number) => `grp${String(Math.floor(number / ALIKE)).padStart(6, '0')}`;

/**
 * Customers `from` to `to`, each with two emails, two phones, two company names and a main contact, and every tenth
 * with a parent and an invoice. They are numbered from 1 on, and their IDs are `BASE` plus these numbers. 200 first
 * names and 5,000 last names belong to several contacts each.
 */
export async function fill(url: string, tenant: number, from: number, to: number): Promise<void> {
  await withoutKeys(url, async (client) => {
    // In parts, so that no transaction becomes too large.
    for (let first = from; first <= to; first += PART)
      await fillPart(client, tenant, first, Math.min(first + PART - 1, to));
  });
  await settle(url);
}

/** Reads all tables and indexes, so that what is measured is not how fast the disk is. */
export const warm = (url: string): Promise<unknown> =>
  connected(url, async (client) => {
    await client.query('BEGIN');
    await client.query('CREATE EXTENSION pg_prewarm');
    await client.query(
      `SELECT pg_prewarm(oid::regclass, 'read') FROM pg_class WHERE relkind IN ('r', 'i') AND relnamespace = 'public'::regnamespace`,
    );
    // The server does not start beside functions that it does not know.
    await client.query('ROLLBACK');
  });

/** API tokens of erp beside that of the demo. Each has nonces of its own. */
export async function addErpTokens(url: string, tenant: number, count: number): Promise<string[]> {
  const tokens = Array.from({ length: count }, (_, number) => `xt_${`bench${number}`.padStart(43, '0')}`);
  await connected(url, (client) =>
    client.query(
      `INSERT INTO api_keys (tenant_id, contract, name, hint, secret_hash, permissions)
       SELECT tenant_id, contract, 'bench', hint, sha256(convert_to(token, 'UTF8')), permissions
       FROM api_keys, unnest($2::text[]) token WHERE tenant_id = $1 AND contract = 'erp' AND name = 'demo'`,
      [tenant, tokens],
    ),
  );
  return tokens;
}

/** Runs work, and then removes the customers that it created. */
export async function undoing(url: string, work: () => Promise<void>): Promise<void> {
  const last = await connected(url, (client) =>
    client
      .query<{ last: string }>(`SELECT coalesce(max(id), 0) AS last FROM customers WHERE id < ${BASE}`)
      .then(({ rows }) => rows[0]!.last),
  );
  await work();
  await withoutKeys(url, async (client) => {
    // Tables that reference others come first.
    for (const table of TABLES.toReversed()) {
      const customer = table === 'customers' ? 'id' : 'customer_id';
      await client.query(`DELETE FROM ${table} WHERE ${customer} > $1 AND ${customer} < ${BASE}`, [last]);
    }
  });
}

/** Runs the database's deferred work now, so that it does not disturb a measurement. */
export async function settle(url: string): Promise<void> {
  await connected(url, async (client) => {
    await client.query(`VACUUM (ANALYZE) ${TABLES.join(', ')}`);
    await client.query('CHECKPOINT');
  });
}

const TABLES = ['customers', 'emails', 'phones', 'company_names', 'contact_persons', 'ledger_entries'];
const PART = 20_000;

/** Switches foreign key checks off: the rows are valid as generated, and checks would cost half the time again. */
const withoutKeys = <Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> =>
  connected(url, async (client) => {
    await checkKeys(client, false);
    await mergeWords(client, 1_048_576);
    const result = await work(client);
    await mergeWords(client, 256);
    await checkKeys(client, true);
    return result;
  });

/** Kilobytes of pending entries of a GIN index before they are merged: a larger list makes filling faster. */
async function mergeWords(client: Client, kilobytes: number): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT indexrelid::regclass::text AS name FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam WHERE amname = 'gin'",
  );
  for (const { name } of rows) await client.query(`ALTER INDEX ${name} SET (gin_pending_list_limit = ${kilobytes})`);
}

async function checkKeys(client: Client, enabled: boolean): Promise<void> {
  const { rows } = await client.query<{ table: string; name: string }>(
    'SELECT tgrelid::regclass::text AS table, tgname AS name FROM pg_trigger WHERE tgisinternal AND tgrelid = ANY ($1::regclass[])',
    [TABLES],
  );
  for (const { table, name } of rows)
    await client.query(`ALTER TABLE ${table} ${enabled ? 'ENABLE' : 'DISABLE'} TRIGGER "${name}"`);
}

async function connected<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return work(client).finally(() => client.end());
}

async function fillPart(client: Client, tenant: number, first: number, last: number): Promise<void> {
  const values = [tenant, first, last];
  await client.query('BEGIN');
  // The owner of the tables, too, sees and writes only one tenant's rows.
  await client.query("SELECT set_config('app.tenant', $1, true)", [String(tenant)]);
  await client.query(
    `INSERT INTO customers (tenant_id, id, display_name, legal_name, external_key, tax_id, token, currency, status, country_iso, note, website,
       billing_line_1, billing_city, billing_country, site_street, custom_1, created_at, updated_at, primary_email_id, main_phone_id, default_company_name_id, company_name_chosen,
       main_contact_id, parent_id)
     SELECT $1, ${BASE} + n, 'Customer ' || n || ' grp' || lpad((n / ${ALIKE})::text, 6, '0'), 'Customer ' || n || ' Ltd.', 'K-' || n, 'T' || n, substr(md5(n::text), 1, 12), 'USD', CASE WHEN n % 50 = 0 THEN 'I' ELSE 'A' END, 'US',
       'Since ' || (1990 + n % 30), 'https://c' || n || '.example.com', n || ' Main Street', 'Springfield', 'US', n || ' Side Street', 'c' || n, now() - (n || ' seconds')::interval, now() - (n || ' seconds')::interval,
       ${BASE} + n * 2, ${BASE} + n * 2, ${BASE} + n * 2, true,
       ${BASE} + n, CASE WHEN n % 10 = 0 THEN ${BASE} + n / 10 END
     FROM generate_series($2::bigint, $3::bigint) n`,
    values,
  );
  await client.query(
    `INSERT INTO emails (tenant_id, customer_id, id, email, email_normal)
     SELECT $1, ${BASE} + n, ${BASE} + n * 2 + k, 'c' || n || '.' || k || '@example.com', 'c' || n || '.' || k || '@example.com' FROM generate_series($2::bigint, $3::bigint) n, generate_series(0, 1) k`,
    values,
  );
  await client.query(
    `INSERT INTO phones (tenant_id, customer_id, id, phone, phone_normal)
     SELECT $1, ${BASE} + n, ${BASE} + n * 2 + k, '+1555' || lpad((n * 2 + k)::text, 7, '0'), '+1555' || lpad((n * 2 + k)::text, 7, '0') FROM generate_series($2::bigint, $3::bigint) n, generate_series(0, 1) k`,
    values,
  );
  await client.query(
    `INSERT INTO company_names (tenant_id, customer_id, id, name)
     SELECT $1, ${BASE} + n, ${BASE} + n * 2 + k, 'Company ' || n || '.' || k FROM generate_series($2::bigint, $3::bigint) n, generate_series(0, 1) k`,
    values,
  );
  await client.query(
    `INSERT INTO contact_persons (tenant_id, customer_id, id, first_name, last_name, token)
     SELECT $1, ${BASE} + n, ${BASE} + n, 'Ada' || n % 200, 'Byron' || n % 5000, substr(md5('person ' || n), 1, 12) FROM generate_series($2::bigint, $3::bigint) n`,
    values,
  );
  await client.query(
    `INSERT INTO ledger_entries (tenant_id, customer_id, id, kind, amount, currency, occurred_at)
     SELECT $1, ${BASE} + n, ${BASE} + n, 'invoice', n % 1000, 'USD', now() FROM generate_series($2::bigint, $3::bigint) n WHERE n % 10 = 0`,
    values,
  );
  await client.query('COMMIT');
}

/** IDs of the filled-in rows are above those that the server assigns. */
export const BASE = 1_000_000_000;
