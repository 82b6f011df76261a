import { KeysService } from '../../src/auth/keys.service.js';
import type { Credentials } from '../../fidelity/src/kit/run.js';
import type { TestTenant } from '../factories/tenant.js';
import type { TestApp } from '../support/app.js';

/** What the suite needs of a tenant, in the form of `demo.json`. */
export async function credentialsFile(
  app: TestApp,
  { id, slug, domain, user, keys }: TestTenant,
): Promise<Credentials> {
  const { secret } = await app.nest.get(KeysService).create(id, 'clients', { permissions: ['customers:read'] });
  const { email, password } = user;
  return {
    contacts: { usuario_login: user.login, usuario_password: password },
    billing: { publicKey: keys.billing.publicKey, privateKey: keys.billing.secret },
    clients: { tenant: domain, email, password, apiKey: keys.clients.secret, readingApiKey: secret },
    erp: { account: slug, apiToken: keys.erp.secret, username: user.login, password },
    accounting: { apiKey: keys.accounting.secret, email, password, organizationId: String(id) },
  };
}
