import { createServer, type IncomingMessage } from 'node:http';
import { Pool, type PoolClient } from 'pg';
import { wireTypes } from '../../src/engine/tenant-database/index.js';

/**
 * The reference server of the benchmark: node:http and pg with named prepared statements. It reads and writes the rows
 * that Clientela does, and answers with equal columns, but has no framework, credentials, validation, contracts or
 * row-level security.
 */
const { DATABASE_URL, TENANT, POOL } = process.env;
const tenant = Number(TENANT);
const pool = new Pool({ connectionString: DATABASE_URL, max: Number(POOL), types: wireTypes });

const JOINS = {
  email: 'LEFT JOIN emails e ON e.tenant_id = t.tenant_id AND e.id = t.primary_email_id',
  phone: 'LEFT JOIN phones p ON p.tenant_id = t.tenant_id AND p.id = t.main_phone_id',
  mobile: 'LEFT JOIN phones m ON m.tenant_id = t.tenant_id AND m.id = t.mobile_phone_id',
  fax: 'LEFT JOIN phones f ON f.tenant_id = t.tenant_id AND f.id = t.fax_phone_id',
  contact: 'LEFT JOIN contact_persons c ON c.tenant_id = t.tenant_id AND c.id = t.main_contact_id',
  ledger: `CROSS JOIN LATERAL (SELECT coalesce(sum(amount) FILTER (WHERE kind = 'invoice'), 0)::text AS invoiced, coalesce(sum(amount) FILTER (WHERE kind = 'adjustment'), 0)::text AS adjusted,
    coalesce(sum(amount) FILTER (WHERE kind = 'payment'), 0)::text AS paid, coalesce(sum(amount) FILTER (WHERE kind = 'credit'), 0)::text AS credited
    FROM ledger_entries l WHERE l.tenant_id = t.tenant_id AND l.customer_id = t.id) ledger`,
};
const CHILDREN =
  'FROM customers child WHERE child.tenant_id = t.tenant_id AND child.parent_id = t.id AND child.deleted_at IS NULL';
const listOf = (table: string) =>
  `(SELECT coalesce(json_agg(r ORDER BY r.id), '[]') FROM ${table} r WHERE r.tenant_id = t.tenant_id AND r.customer_id = t.id) AS ${table}`;

const BILLING_PARTS = ['line_1', 'line_2', 'line_3', 'city', 'state', 'postcode', 'country'];
const ERP_PARTS = ['line_1', 'line_2', 'line_3', 'city', 'postcode', 'country'];
const addressOf = (side: string, parts: readonly string[]) => parts.map((part) => `t.${side}_${part}`).join(', ');

/** The columns of a customer that each contract shows, and the joins that they need. */
const ROW = `t.id, t.display_name, t.legal_name, e.email, p.phone, t.image_url, t.status, t.document, t.tax_id, t.external_key, (SELECT count(*) ${CHILDREN}) AS child_count`;
const VIEWS = {
  clientRow: [ROW, `${JOINS.email} ${JOINS.phone}`],
  client: [
    `${ROW}, m.phone AS mobile, t.note, t.document_type, t.site_street, t.site_door_number, t.site_apartment, t.site_corner, t.site_zip_code, t.site_latitude, t.site_longitude,
     t.site_country_id, t.site_department_id, (SELECT coalesce(json_agg(json_build_object('id', child.id, 'name', child.display_name) ORDER BY child.id), '[]') ${CHILDREN}) AS children`,
    `${JOINS.email} ${JOINS.phone} ${JOINS.mobile}`,
  ],
  accounting: [
    `t.id, t.kind, t.opening_balance, ledger.*, t.currency, t.opening_balance_at, t.opening_balance_rate, t.opening_balance_branch_id, c.salutation, c.first_name, c.last_name, t.legal_name,
     t.display_name, e.email, p.phone, m.phone AS mobile, t.website, t.billing_line_1, t.billing_line_2, t.billing_city, t.billing_country, t.billing_email, t.billing_postcode, t.billing_phone,
     t.billing_state, t.shipping_line_1, t.shipping_line_2, t.shipping_city, t.shipping_country, t.shipping_email, t.shipping_postcode, t.shipping_phone, t.shipping_state, t.note, t.status,
     t.created_at, t.updated_at`,
    `${JOINS.email} ${JOINS.phone} ${JOINS.mobile} ${JOINS.contact} ${JOINS.ledger}`,
  ],
  billing: [
    `t.id, t.token, t.display_name, t.parent_id, t.main_contact_id, t.external_key, t.language_id, t.class_id, t.admin_id, t.campaign_id, t.terms_id, e.email, c.first_name, c.last_name, p.phone,
     ${addressOf('billing', BILLING_PARTS)}, ${addressOf('shipping', BILLING_PARTS)}, ${Array.from({ length: 20 }, (_, at) => `t.custom_${at + 1}`).join(', ')}, t.no_taxes, t.no_dunning, t.no_latefees,
     t.no_procfees, t.invoice_delivery, t.dunning_delivery, t.tax_id, t.tags, t.currency, t.opening_balance, ledger.*, t.status, t.created_at, t.updated_at`,
    `${JOINS.email} ${JOINS.phone} ${JOINS.contact} ${JOINS.ledger}`,
  ],
  erp: [
    `t.id, t.display_name, t.trade_name, t.tax_id, t.country_iso, p.phone, m.phone AS mobile, f.phone AS fax, e.email, t.website, t.discount_group, t.salesperson, t.electronic_document_interchange,
     t.edi_identifier, t.status, t.note, ${addressOf('billing', ERP_PARTS)}, ${addressOf('shipping', ERP_PARTS)}`,
    `${JOINS.email} ${JOINS.phone} ${JOINS.mobile} ${JOINS.fax}`,
  ],
  contactsRow: ['t.id, t.display_name, t.legal_name, t.tax_id, t.contact_origin, t.created_at, t.updated_at', ''],
  card: [
    `t.id, t.display_name, t.legal_name, t.tax_id, t.contact_origin, t.created_at, t.updated_at, ${listOf('emails')}, ${listOf('phones')}, ${listOf('company_names')}`,
    '',
  ],
} as const;

const one = ([columns, joins]: readonly [string, string]) =>
  `SELECT ${columns} FROM customers t ${joins} WHERE t.tenant_id = $1 AND t.id = $2 AND t.deleted_at IS NULL`;
const list = ([columns, joins]: readonly [string, string], order: string) =>
  `SELECT ${columns} FROM customers t ${joins} WHERE t.tenant_id = $1 AND t.search_text LIKE $2 AND t.deleted_at IS NULL ORDER BY ${order} LIMIT 50`;

const BY_ID = 't.id';
const NEWEST_FIRST = 't.created_at DESC, t.id DESC';
// The page is found first: with the joins beside it, the planner would add up all ledgers.
const firstPage = ([columns, joins]: readonly [string, string], order: string, condition = 'true') =>
  `SELECT ${columns} FROM (SELECT * FROM customers t WHERE t.tenant_id = $1 AND t.deleted_at IS NULL AND ${condition} ORDER BY ${order} LIMIT 50) t ${joins} ORDER BY ${order}`;

const STATEMENTS = {
  client: one(VIEWS.client),
  accounting: one(VIEWS.accounting),
  billing: one(VIEWS.billing),
  erp: one(VIEWS.erp),
  clientsPage: firstPage(VIEWS.clientRow, BY_ID),
  // Accounting shows active customers unless it is asked for others.
  accountingPage: firstPage(VIEWS.accounting, NEWEST_FIRST, "t.status <> 'I'"),
  billingPage: firstPage(VIEWS.billing, BY_ID),
  erpPage: firstPage(VIEWS.erp, BY_ID),
  contactsPage: firstPage(VIEWS.contactsRow, BY_ID),
  // The kept totals, as the server reads them.
  total: 'SELECT sum(living)::bigint AS count FROM customer_counts t WHERE tenant_id = $1',
  totalActive: "SELECT sum(living)::bigint AS count FROM customer_counts t WHERE tenant_id = $1 AND status <> 'I'",
  card: one(VIEWS.card),
  clientRows: list(VIEWS.clientRow, BY_ID),
  accountingRows: list(VIEWS.accounting, NEWEST_FIRST),
  count: `SELECT count(*) AS count FROM customers t WHERE t.tenant_id = $1 AND t.search_text LIKE $2 AND t.deleted_at IS NULL`,
  update: `UPDATE customers t SET note = $3, version = version + 1, updated_at = now() WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL RETURNING id`,
  updateCustom: `UPDATE customers t SET custom_1 = $3, version = version + 1, updated_at = now() WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL RETURNING id`,
  rename: `WITH t AS (UPDATE customers t SET note = $3, display_name = $4, version = version + 1, updated_at = now() WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL RETURNING *)
    SELECT ${VIEWS.accounting[0]} FROM t ${VIEWS.accounting[1]}`,
  add: `INSERT INTO customers AS t (tenant_id, display_name, note, token, currency) VALUES ($1, $2, $3, $4, 'USD') RETURNING id`,
  addCustom: `INSERT INTO customers AS t (tenant_id, display_name, custom_1, token, currency) VALUES ($1, $2, $3, $4, 'USD') RETURNING id`,
  spend: `INSERT INTO erp_nonces AS t (tenant_id, caller, nonce) VALUES ($1, $2, $3) ON CONFLICT (tenant_id, caller) DO UPDATE SET nonce = excluded.nonce WHERE t.nonce < excluded.nonce RETURNING 1 AS spent`,
  addEmail:
    'INSERT INTO emails AS t (tenant_id, customer_id, email, email_normal) VALUES ($1, $2, $3, $3) RETURNING t.*',
  point: `UPDATE customers t SET primary_email_id = $3 WHERE tenant_id = $1 AND id = $2`,
  touch:
    'UPDATE customers t SET version = version + 1, updated_at = now() WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL',
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

const found = (rows: 'clientRows' | 'accountingRows') => async (word: string) => {
  const [page, [{ count }]] = await Promise.all([run(pool, rows, [`%${word}%`]), run(pool, 'count', [`%${word}%`])]);
  return { rows: page, total: count };
};

const PAGES: Record<string, () => Promise<unknown>> = {
  clients: counted('clientsPage'),
  accounting: counted('accountingPage', 'totalActive'),
  contacts: counted('contactsPage'),
  billing: () => run(pool, 'billingPage', []),
  erp: () => run(pool, 'erpPage', []),
};

function counted(rows: 'clientsPage' | 'accountingPage' | 'contactsPage', total: 'total' | 'totalActive' = 'total') {
  return async () => {
    const [page, [{ count }]] = await Promise.all([run(pool, rows, []), run(pool, total, [])]);
    return { rows: page, total: count };
  };
}

const made =
  (answer: (client: PoolClient, id: number) => Promise<unknown>, statement: 'add' | 'addCustom' = 'add') =>
  (_: string, { name, email, note, custom = note }: any) =>
    together(async (client) => {
      const [{ id }] = await run(client, statement, [name, custom, 'abcdefghijkl']);
      const [{ id: emailId }] = await run(client, 'addEmail', [id, email]);
      await run(client, 'point', [id, emailId]);
      return answer(client, id);
    });

const itsId = (_: PoolClient, id: number) => Promise.resolve({ id });

/** A nonce is spent in a transaction of its own: it stays spent if the request fails. */
const withNonce = (work: (argument: string, body: any) => Promise<unknown>) => async (argument: string, body: any) => {
  const spent = await run(pool, 'spend', [body.caller, body.nonce]);
  if (spent.length === 0) throw new Error('The nonce was used before');
  return work(argument, body);
};

const updated = async (id: string, { note }: any) => (await run(pool, 'update', [id, note]))[0];

const ROUTES: Record<string, (argument: string, body: any) => Promise<unknown>> = {
  client: async (id) => (await run(pool, 'client', [id]))[0],
  accounting: async (id) => (await run(pool, 'accounting', [id]))[0],
  card: async (id) => (await run(pool, 'card', [id]))[0],
  clients: found('clientRows'),
  accountings: found('accountingRows'),
  billing: async (id) => (await run(pool, 'billing', [id]))[0],
  erp: async (id) => (await run(pool, 'erp', [id]))[0],
  page: (name) => PAGES[name]!(),
  update: updated,
  'update-custom': async (id, { custom }) => (await run(pool, 'updateCustom', [id, custom]))[0],
  'update-erp': withNonce(updated),
  rename: async (id, { note, name }) => (await run(pool, 'rename', [id, note, name]))[0],
  'create-client': made(itsId),
  'create-billing': made(itsId, 'addCustom'),
  'create-erp': withNonce(made(itsId)),
  'create-accounting': made(async (client, id) => (await run(client, 'accounting', [id]))[0]),
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
      response
        .writeHead(result === undefined ? 404 : 200, {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(text),
        })
        .end(text);
    })
    .catch((error: Error) => response.writeHead(500).end(error.message));
});
server.listen(0, '127.0.0.1', () =>
  console.log(`listens on http://127.0.0.1:${(server.address() as { port: number }).port}`),
);
