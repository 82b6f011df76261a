import { KeysService } from '../../src/auth/keys.service.js';
import { MergingService } from '../../src/merging/merging.service.js';
import { UsersService } from '../../src/auth/users.service.js';
import { CompanyNamesService } from '../../src/company-names/company-names.service.js';
import { ContactPersonsService } from '../../src/contact-persons/contact-persons.service.js';
import { addressIdsOf, codeOf } from '../../src/customers/customer-record.js';
import { aCustomer, MISSING_ID } from '../factories/customer.js';
import { anImport } from '../factories/import.js';
import { giveId } from '../factories/own-ids.js';
import type { TestTenant } from '../factories/tenant.js';
import type { TestApp } from '../support/app.js';
import { asOwner } from '../support/owner.js';

/** Everything of a tenant that a request can name: a customer with a record of each kind, and a parent. */
export interface Records {
  account: string;
  username: string;
  password: string;
  /** A text in the names of all its records. It begins with the tenant's slug. */
  text: string;
  customer: number;
  parent: number;
  code: string;
  billingAddress: number;
  shippingAddress: number;
  externalKey: string;
  taxId: string;
  emailAddress: string;
  email: number;
  phone: number;
  companyName: number;
  person: number;
  /** The ID of the customer in clients, which shows it nowhere. */
  wireId: string;
  key: number;
  import: number;
  merge: number;
  /** A user who works for the tenant. */
  user: number;
  webhook: number;
  /** A webhook that was made by billing. */
  restHook: number;
}

let made = 0;

export async function recordsOf(app: TestApp, tenant: TestTenant): Promise<Records> {
  const text = `${tenant.slug}-${++made}`;
  const [externalKey, emailAddress, taxId] = [`key-${text}`, `${text}@example.com`, text.slice(1)];
  const address = { billingLine1: text, billingCity: text, shippingLine1: text, shippingCity: text };
  const parent = await aCustomer(app, tenant, { displayName: `Parent ${text}` });
  const { id } = await aCustomer(app, tenant, {
    displayName: text,
    externalKey,
    taxId,
    phone: '+12125550100',
    parentId: parent.id,
    note: text,
    ...address,
  });
  const person = await app.nest
    .get(ContactPersonsService)
    .add(tenant.id, id, { fullName: text, email: emailAddress, externalKey });
  const companyName = await app.nest.get(CompanyNamesService).add(tenant.id, id, { name: text });
  const wireId = String(1_000_000 + id);
  await giveId(app, tenant, ['clients', 'customer'], id, wireId);
  const key = await app.nest.get(KeysService).create(tenant.id, 'accounting', { name: text });
  const [of] = await asOwner<{ email: number; phone: number }>(
    app,
    tenant,
    'SELECT (SELECT id FROM emails WHERE tenant_id = $1 AND customer_id = $2) AS email, (SELECT id FROM phones WHERE tenant_id = $1 AND customer_id = $2) AS phone',
    [tenant.id, id],
  );
  // A pair of customers that may be one. The parent is older.
  await asOwner(app, tenant, 'INSERT INTO customer_pairs VALUES ($1, $2, $3, 80)', [tenant.id, parent.id, id]);
  const gone = await aCustomer(app, tenant, { displayName: `Gone ${text}` });
  const pair = { intoId: id, goneId: gone.id, take: [] };
  const { digest } = await app.nest.get(MergingService).preview(tenant.id, pair);
  const merge = await app.nest.get(MergingService).merge(tenant.id, pair, digest, `key:${key.id}`);
  const imported = await anImport(app, tenant, { contract: 'billing', name: text });
  // Without a password, which takes long to hash.
  const [member] = await asOwner<{ id: string }>(
    app,
    tenant,
    "INSERT INTO users (email, login, password_hash) VALUES ($1, $1, '') RETURNING id",
    [`member-${text}@example.com`],
  );
  await app.nest.get(UsersService).join(tenant.id, Number(member!.id), ['customers:read']);
  const [webhook, restHook] = await asOwner<{ id: string }>(
    app,
    tenant,
    `INSERT INTO webhooks (tenant_id, contract, url, description, secrets, maker_key_id, era, written_by, seq, state)
      SELECT $1, contract, 'https://receiver.example/' || $2, $2, '', $3, 1, '0', 0, 'paused'
      FROM unnest(ARRAY['clientela', 'billing']) AS contract RETURNING id`,
    [tenant.id, text, key.id],
  );
  const { billing, shipping } = addressIdsOf(id);
  return {
    account: tenant.slug,
    username: tenant.user.login,
    password: tenant.user.password,
    text,
    externalKey,
    emailAddress,
    taxId,
    customer: id,
    wireId,
    parent: parent.id,
    code: codeOf(id),
    billingAddress: billing,
    shippingAddress: shipping,
    email: Number(of!.email),
    phone: Number(of!.phone),
    companyName: companyName.id,
    person: person.id,
    key: key.id,
    import: imported.id,
    merge: merge.id!,
    user: Number(member!.id),
    webhook: Number(webhook!.id),
    restHook: Number(restHook!.id),
  };
}

/** Names of records that do not exist, different ones each time. */
export function missingRecords(): Records {
  const text = `nobody-${++made}`;
  return {
    account: text,
    username: text,
    password: text,
    text,
    externalKey: `key-${text}`,
    emailAddress: `${text}@example.com`,
    taxId: text,
    // The longest possible code has fewer digits than the greatest ID.
    customer: MISSING_ID,
    parent: MISSING_ID - 1,
    code: codeOf(MISSING_ID / 1000),
    billingAddress: MISSING_ID,
    shippingAddress: MISSING_ID,
    email: MISSING_ID,
    phone: MISSING_ID,
    companyName: MISSING_ID,
    wireId: '99999999999999',
    person: MISSING_ID,
    key: MISSING_ID,
    import: MISSING_ID,
    merge: MISSING_ID,
    user: MISSING_ID,
    webhook: MISSING_ID,
    restHook: MISSING_ID,
  };
}

let tables: { name: string }[] | undefined;

/**
 * All rows of a tenant, to check that they did not change. The server writes the time of a key's last use up to a
 * second after the request, so that column is left out.
 */
export async function everythingOf(app: TestApp, tenant: TestTenant): Promise<unknown> {
  tables ??= await asOwner<{ name: string }>(
    app,
    tenant,
    `SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'tenant_id' ORDER BY 1`,
  );
  const text = `(to_jsonb(t) - 'last_used_at')::text`;
  const sums = tables.map(
    ({ name }) =>
      `(SELECT md5(string_agg(${text}, E'\\n' ORDER BY ${text})) FROM ${name} t WHERE tenant_id = $1) AS ${name}`,
  );
  const [row] = await asOwner<object>(app, tenant, `SELECT ${sums.join(', ')}`, [tenant.id]);
  return row;
}
