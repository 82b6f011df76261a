import { createServer, type IncomingMessage } from 'node:http';
import { Pool, type PoolClient } from 'pg';
import { wireTypes } from '../../src/database/wire-types.js';

/**
 * The bare limit that Clientela is measured beside: node:http and pg with named prepared statements, and the same rows in
 * the end. No framework, no credential, no validation, no contract, no row-level security.
 */
const { DATABASE_URL, TENANT, POOL } = process.env;
const tenant = Number(TENANT);
const pool = new Pool({ connectionString: DATABASE_URL, max: Number(POOL), types: wireTypes });

/** What a customer is read as: every column of its row, and what is looked up beside it. */
const RECORD = `
  t.*,
  (SELECT email FROM emails e WHERE e.tenant_id = t.tenant_id AND e.id = t.primary_email_id) AS email,
  (SELECT phone FROM phones p WHERE p.tenant_id = t.tenant_id AND p.id = t.main_phone_id) AS phone,
  (SELECT phone FROM phones p WHERE p.tenant_id = t.tenant_id AND p.id = t.mobile_phone_id) AS mobile,
  (SELECT phone FROM phones p WHERE p.tenant_id = t.tenant_id AND p.id = t.fax_phone_id) AS fax,
  (SELECT first_name FROM contact_persons c WHERE c.tenant_id = t.tenant_id AND c.id = t.main_contact_id) AS first_name,
  (SELECT sum(amount) FROM ledger_entries l WHERE l.tenant_id = t.tenant_id AND l.customer_id = t.id)::text AS balance,
  (SELECT count(*) FROM customers c WHERE c.tenant_id = t.tenant_id AND c.parent_id = t.id AND c.deleted_at IS NULL) AS child_count`;

const listOf = (table: string) => `(SELECT coalesce(json_agg(r ORDER BY r.id), '[]') FROM ${table} r WHERE r.tenant_id = t.tenant_id AND r.customer_id = t.id) AS ${table}`;

const STATEMENTS = {
  read: `SELECT ${RECORD} FROM customers t WHERE t.tenant_id = $1 AND t.id = $2 AND t.deleted_at IS NULL`,
  card: `SELECT ${RECORD}, ${listOf('emails')}, ${listOf('phones')}, ${listOf('company_names')} FROM customers t WHERE t.tenant_id = $1 AND t.id = $2 AND t.deleted_at IS NULL`,
  list: `SELECT ${RECORD} FROM customers t WHERE t.tenant_id = $1 AND t.search_text LIKE $2 AND t.deleted_at IS NULL ORDER BY t.created_at DESC, t.id DESC LIMIT 50`,
  count: `SELECT count(*) AS count FROM customers t WHERE t.tenant_id = $1 AND t.search_text LIKE $2 AND t.deleted_at IS NULL`,
  update: `UPDATE customers t SET note = $3, version = version + 1, updated_at = now() WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL RETURNING ${RECORD}`,
  rename: `UPDATE customers t SET note = $3, display_name = $4, version = version + 1, updated_at = now() WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL RETURNING ${RECORD}`,
  add: `INSERT INTO customers AS t (tenant_id, display_name, note, token, currency) VALUES ($1, $2, $3, $4, 'USD') RETURNING id`,
  addEmail: 'INSERT INTO emails AS t (tenant_id, customer_id, email, email_normal) VALUES ($1, $2, $3, $3) RETURNING t.*',
  point: `UPDATE customers t SET primary_email_id = $3 WHERE tenant_id = $1 AND id = $2`,
  touch: 'UPDATE customers t SET version = version + 1, updated_at = now() WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL',
};

type Runner = Pick<Pool | PoolClient, 'query'>;
const run = async (runner: Runner, name: keyof typeof STATEMENTS, values: unknown[]) =>
  (await runner.query({ name, text: STATEMENTS[name], values: [tenant, ...values] })).rows;

async function together<Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } finally {
    client.release();
  }
}

const ROUTES: Record<string, (argument: string, body: any) => Promise<unknown>> = {
  read: async (id) => (await run(pool, 'read', [id]))[0],
  card: async (id) => (await run(pool, 'card', [id]))[0],
  list: async (word) => {
    const [rows, [{ count }]] = await Promise.all([run(pool, 'list', [`%${word}%`]), run(pool, 'count', [`%${word}%`])]);
    return { rows, total: count };
  },
  update: async (id, { note }) => (await run(pool, 'update', [id, note]))[0],
  rename: async (id, { note, name }) => (await run(pool, 'rename', [id, note, name]))[0],
  create: (_, { name, email, note }) =>
    together(async (client) => {
      const [{ id }] = await run(client, 'add', [name, note, 'abcdefghijkl']);
      const [{ id: emailId }] = await run(client, 'addEmail', [id, email]);
      await run(client, 'point', [id, emailId]);
      return (await run(client, 'read', [id]))[0];
    }),
  emails: (id, { email }) =>
    together(async (client) => {
      await run(client, 'touch', [id]);
      return (await run(client, 'addEmail', [id, email]))[0];
    }),
};

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return parts.length === 0 ? {} : JSON.parse(Buffer.concat(parts).toString());
}

const server = createServer((request, response) => {
  const [, route, argument = ''] = request.url!.split('/');
  void bodyOf(request)
    .then((body) => ROUTES[route!]!(argument, body))
    .then((result) => {
      const text = JSON.stringify(result ?? null);
      response.writeHead(result === undefined ? 404 : 200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
    })
    .catch((error: Error) => response.writeHead(500).end(error.message));
});
server.listen(0, '127.0.0.1', () => console.log(`listens on http://127.0.0.1:${(server.address() as { port: number }).port}`));
