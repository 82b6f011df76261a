import { aCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import { startApp } from '../support/app.js';

describe('Location and url_self', () => {
  it.each([
    ['name the host that was asked', 'false', { host: 'billing.example:8443' }, 'http://billing.example:8443'],
    [
      'believe no proxy unless told to',
      'false',
      { host: 'billing.example', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example' },
      'http://billing.example',
    ],
    [
      'name a trusted proxy',
      '127.0.0.1',
      { host: '10.0.0.7', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'billing.example' },
      'https://billing.example',
    ],
  ])('%s', async (_, trusted, headers, baseUrl) => {
    const app = await startApp({ TRUST_PROXY: trusted });
    try {
      const tenant = await aTenant(app);
      const { id } = await aCustomer(app, tenant);
      const { billing } = app.as(tenant);
      expect(
        (await billing.send('PUT', `/customer/${id}`, { headers, body: { custom_1: 'x' } })).headers.location,
      ).toBe(`${baseUrl}/api/v3/customer/${id}`);
      expect((await billing.send('GET', `/customer/${id}`, { headers })).body.response.url_self).toBe(
        `${baseUrl}/api/v3/customer/${id}`,
      );
      expect((await billing.send('GET', '/customer', { headers })).body.response[0].url_self).toBe(
        `${baseUrl}/api/v3/customer/${id}`,
      );
    } finally {
      await app.close();
    }
  });
});
