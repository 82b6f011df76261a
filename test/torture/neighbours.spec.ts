import { join } from 'node:path';
import { WORKS_BESIDE } from '../../src/database/schema-release.js';
import { VERSION } from '../../src/config/version.js';
import { BuiltServer } from '../support/built-server.js';
import { OwnPostgres } from '../support/own-postgres.js';
import { Callers, type Contract } from './callers.js';
import { HARD } from './length.js';
import { makeRelease, type Release } from './next-release.js';
import { makePlace, removePlace } from './server.js';

const [major, minor] = VERSION.split('.').map(Number) as [number, number];
const later = (by: number) => `${major}.${minor + by}.0`;

/**
 * A migration that only adds: a column, a table with a policy, and functions. Customers get a row in the new table
 * whichever server writes them, and one function is written anew.
 */
const NEXT: Release = {
  version: later(1),
  worksBeside: VERSION,
  grants: 'GRANT SELECT, INSERT, UPDATE ON badges TO clientela_app',
  migration: {
    name: 'CustomersHaveBadges9999999999991',
    up: `
      ALTER TABLE customers ADD COLUMN badge text NOT NULL DEFAULT 'none';
      CREATE TABLE badges (tenant_id bigint NOT NULL, customer_id bigint NOT NULL, PRIMARY KEY (tenant_id, customer_id));
      ALTER TABLE badges ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY its_tenant ON badges USING (tenant_id = current_tenant());
      CREATE FUNCTION give_badge() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO public.badges (tenant_id, customer_id) VALUES (NEW.tenant_id, NEW.id);
        RETURN NULL;
      END $$;
      REVOKE EXECUTE ON FUNCTION give_badge FROM PUBLIC;
      CREATE TRIGGER customers_badge AFTER INSERT ON customers FOR EACH ROW EXECUTE FUNCTION give_badge();
      DO $$ BEGIN
        EXECUTE regexp_replace(pg_get_functiondef('forget_update'::regproc), 'BEGIN', 'BEGIN /* written anew */');
      END $$`,
  },
};

/** Takes away what the release before no longer uses. */
const AFTER_NEXT: Release = {
  version: later(2),
  worksBeside: later(1),
  migration: { name: 'BadgesAreRows9999999999992', up: 'ALTER TABLE customers DROP COLUMN badge' },
};

const SECRET = {
  ...HARD,
  JWT_SECRET: 'a secret of forty characters for tests..',
  WORKERS: '1',
  PUBLIC_URL: 'https://crm.example',
};
const place = makePlace();
let postgres: OwnPostgres;
let today: BuiltServer;
let next: BuiltServer;
let afterNext: BuiltServer;
let callers: Callers;
/** The customer of the demo tenant, which is older than the migration. */
let oldest: number;

beforeAll(async () => {
  postgres = await OwnPostgres.start(join(place, 'postgres'), { fsync: 'off' });
  const empty = async (name: string) => {
    await postgres.run(`CREATE DATABASE ${name} TEMPLATE template0`);
    return postgres.url.replace(/[^/]*$/, name);
  };
  const folder = join(place, 'releases', 'next');
  const programs = [
    makeRelease(NEXT, folder, await empty('of_next')),
    makeRelease(AFTER_NEXT, join(place, 'releases', 'after-next'), await empty('of_after_next'), folder),
  ];
  const settings = { ...SECRET, DATABASE_URL: postgres.url };
  today = new BuiltServer(join(place, 'today'), settings);
  [next, afterNext] = programs.map((program, at) => new BuiltServer(join(place, `${at}`), settings, [program])) as [
    BuiltServer,
    BuiltServer,
  ];
  await today.start();
  callers = await Callers.signIn(today.url, today.demo);
  oldest = (await postgres.run<{ id: number }>('SELECT max(id)::int AS id FROM customers'))[0]!.id;
});
afterAll(async () => {
  for (const server of [today, next, afterNext]) await server?.stop();
  await postgres?.stop();
  await removePlace(place);
});

let nonce = Date.now();
const erp = (path: string) => `${path}?nonce=${++nonce}`;

/** How each contract creates a customer, shows it and writes it again. */
const CUSTOMERS: Record<
  Exclude<Contract, 'clientela'>,
  {
    create: (name: string) => [path: string, body: object];
    id: (body: any) => number;
    at: (id: number) => string;
    write: (id: number, name: string) => [method: string, path: string, body: object];
  }
> = {
  contacts: {
    create: (name) => ['/customers/create', { name }],
    id: (body) => body.customer.customer_id,
    at: (id) => `/customers/getCustomers/${id}`,
    write: (id) => ['POST', `/customers/${id}/emails`, { email: `e${id}@example.com` }],
  },
  billing: {
    create: (company) => ['/customer', { company }],
    id: (body) => body.response.id,
    at: (id) => `/customer/${id}`,
    write: (id, company) => ['PUT', `/customer/${id}`, { company }],
  },
  clients: {
    create: (name) => ['/clients', { name }],
    id: (body) => body.data.id,
    at: (id) => `/clients/${id}`,
    write: (id, name) => ['PUT', `/clients/${id}`, { name }],
  },
  erp: {
    create: (name) => [erp('/customers'), { name }],
    id: (body) => body.id,
    at: (id) => `/customers?searchColumn=id&searchString=${id}`,
    write: (id, name) => ['PUT', erp('/customers'), { id, name }],
  },
  accounting: {
    create: (displayName) => ['/customers', { displayName, customerType: 'business', currencyCode: 'USD' }],
    id: (body) => body.id,
    at: (id) => `/customers/${id}`,
    write: (id, displayName) => ['PUT', `/customers/${id}`, { displayName, customerType: 'business' }],
  },
};

const contracts = Object.keys(CUSTOMERS) as (keyof typeof CUSTOMERS)[];

const at = (server: BuiltServer, contract: Contract, method: string, path: string, body?: object, headers?: object) => {
  callers.url = server.url;
  return callers.send(contract, method, path, body, headers);
};

/** One server creates and the other one writes; both then show the same. */
async function workTogether(contract: keyof typeof CUSTOMERS, creator: BuiltServer, writer: BuiltServer) {
  const { create, id, at: of, write } = CUSTOMERS[contract];
  const name = `${contract} ${++nonce}`;
  const created = await at(creator, contract, 'POST', ...create(name));
  expect([contract, created.status < 300]).toEqual([contract, true]);
  const path = of(id(created.body));
  const shown = [await at(creator, contract, 'GET', path), await at(writer, contract, 'GET', path)];
  expect(answered(shown[1]!)).toEqual(answered(shown[0]!));
  expect(JSON.stringify(shown[0]!.body)).toContain(name);
  const written = await at(writer, contract, ...write(id(created.body), `${name} again`));
  expect([contract, written.status < 300]).toEqual([contract, true]);
  const again = [await at(creator, contract, 'GET', path), await at(writer, contract, 'GET', path)];
  expect(answered(again[1]!)).toEqual(answered(again[0]!));
  expect(answered(again[0]!)).not.toEqual(answered(shown[0]!));
  // Our own contract creates no customers. It shows this one, and each server knows the version that the other showed.
  const record = `/customers/${id(created.body)}`;
  const { headers } = await at(creator, 'clientela', 'GET', record);
  const patched = await at(writer, 'clientela', 'PATCH', record, { note: name }, { 'if-match': headers.etag });
  expect(patched).toMatchObject({ status: 200, body: { note: name } });
  const views = [await at(creator, 'clientela', 'GET', record), await at(writer, 'clientela', 'GET', record)];
  expect(answered(views[1]!)).toEqual(answered(views[0]!));
}

const answered = ({ status, body, headers }: { status: number; body: unknown; headers: Record<string, string> }) => ({
  status,
  body,
  etag: headers.etag,
});

/** The error of a server that must not start. */
const refusal = (server: BuiltServer) =>
  server.start().then(
    () => server.stop().then(() => 'started'),
    (error: Error) => error.message,
  );

describe('servers of neighbouring releases', () => {
  it('the release before may work beside this one', () => expect(WORKS_BESIDE).toMatch(/^\d+\.\d+\.\d+$/));

  it('serve one database while the newer one has migrated it', async () => {
    await next.start();
    for (const contract of contracts) {
      await workTogether(contract, today, next);
      await workTogether(contract, next, today);
    }
  });

  it('start on it in any order', async () => {
    await today.stop();
    await today.start();
    await next.stop();
    for (const contract of contracts) await workTogether(contract, today, today);
    await next.start();
    for (const contract of contracts) await workTogether(contract, today, next);
    // What the newer one adds is also done for what the older one writes.
    const [badges] = await postgres.run<{ all: boolean }>(
      `SELECT bool_and(b.customer_id IS NOT NULL) AS all FROM customers c LEFT JOIN badges b ON b.customer_id = c.id
       WHERE c.id > ${oldest}`,
    );
    expect(badges).toEqual({ all: true });
  });

  it('are both refused if a protection is missing', async () => {
    await Promise.all([today.stop(), next.stop()]);
    for (const table of ['emails', 'badges']) {
      await postgres.run(`ALTER POLICY its_tenant ON ${table} USING (true)`);
      for (const server of [today, next])
        expect(await refusal(server)).toContain(`table ${table} has: policy its_tenant for * to PUBLIC using true`);
      await postgres.run(`ALTER POLICY its_tenant ON ${table} USING (tenant_id = current_tenant())`);
    }
  });

  it('are those that follow each other: one that is two releases behind is refused', async () => {
    await afterNext.start();
    await next.start();
    for (const contract of contracts) await workTogether(contract, next, afterNext);
    expect(await refusal(today)).toContain(
      `The database was brought up to date by Clientela ${later(2)}. Servers of ${later(1)} and later can work on it, and this is ${VERSION}.`,
    );
  });
});
