import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Demo } from '../../src/demo.js';
import { DocsPage } from './docs-page.js';

const demo = JSON.parse(readFileSync(process.env.DEMO_FILE!, 'utf8')) as Demo;
let docs: DocsPage;

beforeAll(async () => {
  docs = await DocsPage.open(demo.baseUrl);
});
afterAll(() => docs?.close());

// The test fills in nothing but credentials: everything else has an example value that works.
describe('the page at /docs', () => {
  it(
    'contacts: a sign-in, a read and a write',
    shown('Contacts', async () => {
      const { token } = await done('signIn', demo.contacts);
      await docs.authorize({ contactsToken: [token] });
      expect((await done('listEmails')).emails).toHaveLength(1);
      expect(await done('addEmail')).toMatchObject({ email: 'john.doe@acme.example' });
    }),
  );

  it(
    'billing: a read and a write',
    shown('Billing', async () => {
      await docs.authorize({ basic: [demo.billing.publicKey, demo.billing.privateKey] });
      expect((await done('listCustomers')).response).toHaveLength(1);
      expect((await done('updateCustomer')).response).toEqual({ id: 1 });
    }),
  );

  it(
    'clients: a sign-in, a read and a write',
    shown('Clients', async () => {
      const { tenant, email, password, apiKey } = demo.clients;
      await docs.authorize({ tenant: [tenant], 'X-API-Key': [apiKey] });
      const { authorization } = (await done('signIn', { email, password })).data;
      await docs.authorize({ clientsToken: [authorization] });
      expect((await done('listClients')).data).toHaveLength(1);
      expect((await done('updateClient')).data).toMatchObject({ id: '1' });
    }),
  );

  it(
    'erp: a session, a read and two writes, each with a nonce that begins as the time',
    shown('ERP', async () => {
      const today = Date.now() - 3_600_000;
      for (const write of ['createCustomer', 'updateCustomer']) {
        const nonce = Number(await docs.parameter(write, 'nonce'));
        expect(nonce).toBeGreaterThan(today);
        expect(nonce).toBeLessThan(Date.now() + 1_000);
      }
      await docs.authorize({ apiToken: [demo.erp.apiToken] });
      const session = await done('openSession');
      await docs.authorize({ erpToken: [session['xa-token']] });
      expect(await done('listCustomers')).toHaveLength(1);
      expect(await done('updateCustomer')).toEqual({ id: 1, entity_code: 'C0001' });
      expect(await done('updateCustomer')).toEqual({ id: 1, entity_code: 'C0001' });
    }),
  );

  it(
    'accounting: a read and a write',
    shown('Accounting', async () => {
      await docs.authorize({ apiKey: [demo.accounting.apiKey] });
      expect((await done('listCustomers')).data).toHaveLength(1);
      expect(await done('updateCustomer')).toMatchObject({ id: 1, displayName: 'John Doe - Acme Corporation' });
    }),
  );
});

describe('the page at /docs on a phone', () => {
  it('is as wide as the window, also with an operation open', async () => {
    const phone = await DocsPage.open(demo.baseUrl, { width: 390, height: 844 });
    try {
      for (const [document, operation] of [
        ['Contacts', 'addEmail'],
        ['Billing', 'updateCustomer'],
        ['Clients', 'createClient'],
        ['ERP', 'createCustomer'],
        ['Accounting', 'listCustomers'],
      ] as const) {
        await phone.choose(document);
        expect({ document, overflow: await phone.overflow(operation) }).toEqual({ document, overflow: 0 });
      }
      expect(phone.complaints).toEqual([]);
    } finally {
      await phone.close();
    }
  });
});

async function done(operationId: string, body?: object): Promise<any> {
  const { status, body: answer } = await docs.execute(operationId, body);
  if (status < 200 || status > 299) throw new Error(`${operationId} was answered ${status}: ${JSON.stringify(answer)}`);
  return answer;
}

/** With one of the documents chosen. Where it fails, it leaves a picture of the page. */
function shown(document: string, work: () => Promise<void>) {
  return async () => {
    try {
      await docs.choose(document);
      await work();
      expect(docs.complaints).toEqual([]);
    } catch (error) {
      const path = join(tmpdir(), `clientela-docs-${document.toLowerCase()}.png`);
      await docs.screenshot(path);
      throw new Error([(error as Error).message, ...docs.complaints, `The page then: ${path}`].join('\n\n'), {
        cause: error,
      });
    }
  };
}
