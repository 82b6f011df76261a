import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant } = useAppAndTenant();

const BLANKS = {
  blanks: ' ',
  tabs: '\t',
  'no-break blanks': '\u00a0',
  'zero-width blanks': '\u200b',
  'soft hyphens': '\u00ad',
  'direction marks': '\u200f',
};
/** Texts as large as the largest body, in UTF-8. */
const long = (blank: string) => `a${blank.repeat(Math.floor(250_000 / Buffer.byteLength(blank)))}b`;

/** A write and a query of each contract that send a text. */
const WAYS: Record<string, (text: string) => Promise<{ status: number }>> = {
  'a name of contacts': (name) => app.as(tenant).contacts.post('/customers/create', { name }),
  'a company of billing': (company) => app.as(tenant).billing.post('/customer', { company }),
  'tags of billing': (tag) => app.as(tenant).billing.post('/customer', { company: 'Ada', tags: [tag] }),
  'a name of clients': (name) => app.as(tenant).clients.post('/clients', { name }),
  'a name of erp': (name) => app.as(tenant).erp.post('/customers', { name }),
  'a name of accounting': (displayName) =>
    app.as(tenant).accounting.post('/customers', { customerType: 'business', currencyCode: 'USD', displayName }),
  'an email of clients': (email) => app.as(tenant).clients.post('/clients', { name: 'Ada', email }),
  'an email of contacts': (email) => app.as(tenant).contacts.post('/customers/1/emails', { email }),
  'a phone of erp': (phone) => app.as(tenant).erp.post('/customers', { name: 'Ada', phone }),
};

describe.each(Object.keys(WAYS))('%s', (way) => {
  it.each(Object.entries(BLANKS))('with a long run of %s inside is refused at once', async (_, blank) => {
    const started = performance.now();
    expect((await WAYS[way]!(long(blank))).status).toBeGreaterThanOrEqual(400);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
