import type { Credentials } from '../../fidelity/src/kit/run.js';
import type { TestTenant } from '../factories/tenant.js';

/** What the suite needs of a tenant, in the form of `demo.json`. */
export const credentialsOf = ({ id, slug, domain, user, keys }: TestTenant): Record<string, Credentials> => ({
  contacts: { usuario_login: user.login, usuario_password: user.password },
  billing: { publicKey: keys.billing.publicKey, privateKey: keys.billing.secret },
  clients: { tenant: domain, email: user.email, password: user.password, apiKey: keys.clients.secret },
  erp: { account: slug, apiToken: keys.erp.secret, username: user.login, password: user.password },
  accounting: {
    apiKey: keys.accounting.secret,
    email: user.email,
    password: user.password,
    organizationId: String(id),
  },
});
