import { CONTRACTS, DOCUMENTS } from '../../src/openapi.js';
import { aCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import { startApp } from '../support/app.js';
import { useApp } from '../support/use-app.js';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';
const app = useApp();

describe('HEAD', () => {
  const paths = [
    '/',
    '/health/live',
    '/health/ready',
    '/metrics',
    '/docs',
    '/docs/',
    '/docs/start.js',
    '/docs/swagger-ui.css',
    ...DOCUMENTS.flatMap(({ name }) => [`/docs/${name}.json`, `/docs/${name}-3.0.json`]),
  ];

  it.each(paths)('200: %s, as GET without a body', async (path) => {
    const [head, get] = [await app.send('HEAD', path), await app.send('GET', path)];
    expect({ head: head.status, get: get.status }).toEqual({ head: 200, get: 200 });
    expect(head.body).toBeUndefined();
    expect(head.headers['content-type']).toBe(get.headers['content-type']);
  });

  it('405: routes of contracts, because some of their GET routes change something', async () => {
    const acme = await aTenant(app);
    const { id } = await aCustomer(app, acme);
    const { body } = await app
      .as(acme)
      .contacts.post(`/customers/${id}/emails`, { email: 'ada@example.com', is_for_invoicing: true, name: 'Ada' });
    const locks = async () => JSON.stringify((await app.as(acme).contacts.get(`/customers/${id}/emails`)).body);
    const before = await locks();
    for (const path of [`/customers/${id}/emails/${body.id}/toggle-lock`, `/customers/${id}/emails`])
      expect((await app.as(acme).contacts.send('HEAD', path)).status).toBe(405);
    expect(await locks()).toBe(before);
  });
});

describe('GET /', () => {
  it.each([undefined, '*/*', 'application/json', 'application/json, text/html;q=0.5', 'text/plain', 'text/html;q=0'])(
    'answers programs with JSON: Accept: %s',
    async (accept) => {
      const { status, headers, body } = await app.send('GET', '/', accept === undefined ? {} : { headers: { accept } });
      expect({ status, type: headers['content-type'], vary: headers['vary'], cache: headers['cache-control'] }).toEqual(
        { status: 200, type: 'application/json; charset=utf-8', vary: 'Accept', cache: 'no-store' },
      );
      expect(body).toMatchObject({
        name: 'Clientela',
        status: 'ok',
        documentation: '/docs',
        health: { live: '/health/live', ready: '/health/ready' },
      });
      expect(body.contracts.map(({ name }: { name: string }) => name)).toEqual(CONTRACTS.map(({ name }) => name));
      expect(body.contracts).toHaveLength(CONTRACTS.length);
      for (const { openapi } of body.contracts)
        expect((await app.send('GET', openapi)).body.info.title).toMatch(/^Clientela: /);
    },
  );

  it.each([BROWSER, 'text/html', 'TEXT/HTML, application/json;q=0.9'])(
    'answers browsers with a page whose links work: Accept: %s',
    async (accept) => {
      const { status, headers, body } = await app.send('GET', '/', { headers: { accept } });
      expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type: 'text/html; charset=utf-8' });
      expect(body).toContain('The server is ready.');
      for (const { title, description } of CONTRACTS) {
        expect(body).toContain(`${title}</dt>`);
        expect(body).toContain(description.split('\n\n')[0]);
      }
      // Markdown, which descriptions have behind their first paragraph, is nothing for a page.
      expect(body).not.toContain('`');
      const links = [...String(body).matchAll(/href="(\/[^"]*)"/g)].map(([, link]) => link!);
      expect(links.length).toBeGreaterThanOrEqual(12);
      expect(links).toContain('/console');
      // The build makes the console, and test/browser/ opens it.
      for (const link of links.filter((one) => one !== '/console'))
        expect((await app.send('GET', link)).status).toBe(200);
      expect(body).not.toMatch(/<script|https?:/);
    },
  );

  it('links to PUBLIC_URL, and to no other host', async () => {
    const behind = await startApp({ PUBLIC_URL: 'https://example.com/crm/' });
    try {
      for (const accept of ['*/*', BROWSER]) {
        const text = JSON.stringify(
          (await behind.send('GET', '/', { headers: { accept, host: 'evil.example' } })).body,
        );
        expect(text).toContain('https://example.com/crm/docs/erp.json');
        expect(text).not.toContain('evil');
      }
    } finally {
      await behind.close();
    }
  });
});
