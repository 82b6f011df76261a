import { randomBytes } from 'node:crypto';
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import { KeyGrantsService } from './auth/key-grants.service.js';
import { KeysService } from './auth/keys.service.js';
import { PERMISSIONS } from './auth/permissions.js';
import { TenantsService } from './auth/tenants.service.js';
import { UsersService } from './auth/users.service.js';
import { CompanyNamesService } from './company-names/company-names.service.js';
import type { Env } from './config/env.js';
import { ID } from './customers/customer-record.js';
import { CustomersService } from './customers/customers.service.js';
import { Database } from './engine/tenant-database/index.js';
import { readSecretFile, readyDataFolder, writeSecretFile } from './engine/kit/secret-files.js';
import { Problem } from './problem.js';

/** The content of `demo.json`: credentials of the demo tenant. */
export interface Demo {
  baseUrl: string;
  tenant: { id: number; slug: string; domain: string };
  contacts: { usuario_login: string; usuario_password: string };
  billing: { publicKey: string; privateKey: string };
  clients: { tenant: string; email: string; password: string; apiKey: string };
  erp: { account: string; apiToken: string; username: string; password: string };
  accounting: { apiKey: string; email: string; password: string; organizationId: string };
  clientela: { apiKey: string; email: string; password: string };
}

const DEMO_USER = { email: 'demo@example.com', login: 'demo' };

/**
 * In an empty database, creates the demo tenant and stores its credentials in the data folder. Returns a message for
 * the user.
 */
export async function offerDemo(app: INestApplication, { dataDir }: Env, baseUrl: string): Promise<string | undefined> {
  const file = join(dataDir, 'demo.json');
  if (await app.get(TenantsService).isEmptyDatabase()) {
    const made = await makeDemo(app, file, baseUrl);
    return typeof made === 'object' ? instructions(made, file) : made;
  }
  const known = storedDemo(file);
  if (known === 'damaged') return (await app.get(TenantsService).bySlug('demo')) && lost(file);
  // The file may belong to another database, and the port may have changed.
  if (!known || !(await app.get(KeyGrantsService).grantOfSecret('accounting', known.accounting.apiKey)))
    return undefined;
  save(file, { ...known, baseUrl });
  return `The credentials with which the demo tenant was made are in ${file}`;
}

/** The credentials in the file, if it exists and can be read. */
function storedDemo(file: string): Demo | 'damaged' | undefined {
  try {
    const text = readSecretFile(file, '');
    if (text === undefined) return undefined;
    const kept = JSON.parse(text) as Demo;
    return typeof kept.accounting.apiKey === 'string' ? kept : 'damaged';
  } catch {
    return 'damaged';
  }
}

/** The database has only hashes of the credentials, so they cannot be restored. */
const lost = (file: string) => `${file} is damaged, so the credentials of the demo tenant are lost. Make new ones with
  npx clientela key create --tenant demo --contract accounting
or remove ${join(file, '..')} with all its records to start over.`;

/** Users stay when their tenants are deleted. */
const NAME_IS_TAKEN = `No demo tenant was made: the database has no tenant, but a user with the email address
${DEMO_USER.email} or the login name ${DEMO_USER.login}. See "npx clientela user list". Delete that user with "npx clientela user delete",
or make a tenant of your own with "npx clientela tenant create".`;

/**
 * The file is written before the transaction commits, so that a demo tenant never exists without its credentials.
 * Returns a message if the tenant cannot be made, or nothing if another process has made it.
 */
async function makeDemo(app: INestApplication, file: string, baseUrl: string): Promise<Made | string | undefined> {
  try {
    return await app.get(Database).transaction(undefined, async () => {
      const { customerId, ...credentials } = await makeDemoTenant(app);
      const demo = { baseUrl, ...credentials };
      if (existsSync(file)) renameSync(file, join(file, '..', `demo-until-${Date.now()}.json`));
      save(file, demo);
      return { demo, customerId };
    });
  } catch (error) {
    if (!(error instanceof Problem && error.kind === 'duplicate')) throw error;
    // Another process, started at the same time, may have created it.
    return (await app.get(TenantsService).isEmptyDatabase()) ? NAME_IS_TAKEN : undefined;
  }
}

interface Made {
  demo: Demo;
  customerId: number;
}

async function makeDemoTenant(app: INestApplication): Promise<Omit<Demo, 'baseUrl'> & { customerId: number }> {
  const tenant = await app.get(TenantsService).create({
    slug: 'demo',
    domain: 'demo.localhost',
    name: 'Demo Company',
    baseCurrency: 'USD',
    defaultCountry: 'US',
    timeZone: 'UTC',
  });
  const password = randomBytes(12).toString('base64url');
  const users = app.get(UsersService);
  const user = await users.create({
    ...DEMO_USER,
    password,
    firstName: 'Demo',
    lastName: 'User',
    mobile: null,
  });
  await users.join(tenant.id, user.id, PERMISSIONS);
  const keys = app.get(KeysService);
  const billing = await keys.create(tenant.id, 'billing', { name: 'demo' });
  const clients = await keys.create(tenant.id, 'clients', { name: 'demo' });
  const erp = await keys.create(tenant.id, 'erp', { name: 'demo' });
  const accounting = await keys.create(tenant.id, 'accounting', { name: 'demo', permissions: PERMISSIONS });
  const clientela = await keys.create(tenant.id, 'clientela', { name: 'demo', permissions: PERMISSIONS });
  const { id } = await app.get(CustomersService).create(
    tenant.id,
    {
      displayName: 'Acme Corporation',
      legalName: 'Acme Corporation Ltd.',
      firstName: 'John',
      lastName: 'Doe',
      email: 'office@acme.example',
      phone: '+1 (555) 123-4567',
      billingLine1: '123 Business Ave',
      billingCity: 'New York',
      billingCountry: 'US',
    },
    ID,
  );
  await app.get(CompanyNamesService).add(tenant.id, id, { name: 'Acme Corporation Ltd.', taxId: 'US123456789' });
  return {
    customerId: id,
    tenant: { id: tenant.id, slug: tenant.slug, domain: tenant.domain },
    contacts: { usuario_login: user.login, usuario_password: password },
    billing: { publicKey: billing.publicKey!, privateKey: billing.secret },
    clients: { tenant: tenant.domain, email: user.email, password, apiKey: clients.secret },
    erp: { account: tenant.slug, apiToken: erp.secret, username: user.login, password },
    accounting: { apiKey: accounting.secret, email: user.email, password, organizationId: String(tenant.id) },
    clientela: { apiKey: clientela.secret, email: user.email, password },
  };
}

function save(file: string, demo: Demo): void {
  readyDataFolder(join(file, '..'));
  writeSecretFile(file, `${JSON.stringify(demo, null, 2)}\n`);
}

// One command per contract. If the contract needs a sign-in, the command does that too.
function instructions({ demo, customerId }: Made, file: string): string {
  const { baseUrl, contacts, billing, clients, erp, accounting, clientela } = demo;
  const json = "-H 'Content-Type: application/json'";
  const field = (name: string) => `sed 's/.*"${name}":"\\([^"]*\\)".*/\\1/'`;
  const lines = {
    contacts: `curl -s ${baseUrl}/api/customers/${customerId}/emails -H "Authorization: Bearer $(curl -s ${baseUrl}/api/login ${json} -d '${JSON.stringify(contacts)}' | ${field('token')})"`,
    billing: `curl -s ${baseUrl}/api/v3/customer/${customerId} -u ${billing.publicKey}:${billing.privateKey}`,
    clients: `curl -s ${baseUrl}/apidev/v1/clients -H 'X-API-Key: ${clients.apiKey}' -H 'tenant: ${clients.tenant}' -H "Authorization: Bearer $(curl -s ${baseUrl}/apidev/v1/login -H 'tenant: ${clients.tenant}' ${json} -d '${JSON.stringify({ email: clients.email, password: clients.password })}' | ${field('authorization')})"`,
    erp: `curl -s ${baseUrl}/api/${erp.account}/v4.0.0/customers -H "Authorization: Bearer $(curl -s ${baseUrl}/api/${erp.account}/v4.0.0/helo -H 'Authorization: Bearer ${erp.apiToken}' | ${field('xa-token')})"`,
    accounting: `curl -s ${baseUrl}/api/customers/${customerId} -H 'Authorization: Bearer ${accounting.apiKey}'`,
    clientela: `curl -s ${baseUrl}/clientela/v1/customers/${customerId} -H 'Authorization: Bearer ${clientela.apiKey}'`,
  };
  const told = Object.entries(lines).map(([contract, line]) => `# ${contract}\n${line}`);
  return `\nA demo tenant was made. Its credentials are in ${file}:\n\n${JSON.stringify(demo, null, 2)}

Sign in at ${baseUrl}/console with the email ${clientela.email} and the password ${clientela.password}

Try each contract:

${told.join('\n')}
`;
}
