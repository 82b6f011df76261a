import type { KeyContract } from '../../src/auth/credentials.js';
import type { TokenContract } from '../../src/auth/tokens.service.js';
import type { Served } from '../support/app.js';
import type { Speaker } from '../support/clients.js';

/** A tenant of a kept database: what it takes to sign in to it, and the IDs that its answers are about. */
export interface KeptTenant {
  id: number;
  slug: string;
  domain: string;
  email: string;
  login: string;
  password: string;
  keys: Record<KeyContract, { publicKey: string | null; secret: string }>;
  customers: number[];
  users: number[];
}

/** `tenants.json` of a kept database. The server that made it had this signing secret, and key pairs follow from it. */
export interface KeptTenants {
  jwtSecret: string;
  tenants: KeptTenant[];
}

/** Signs in to every contract over HTTP, once each. */
export async function signIn(server: Served, tenant: KeptTenant): Promise<Speaker> {
  const { id, slug, domain, email, login, password, keys } = tenant;
  const token = async (path: string, body: object, find: (answer: any) => unknown) => {
    const answer = await server.send('POST', path, { headers: { tenant: domain }, body });
    const found = find(answer.body);
    if (typeof found !== 'string')
      throw new Error(`${slug}: POST ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return found;
  };
  const tokens: Record<TokenContract, string> = {
    contacts: await token('/api/login', { usuario_login: login, usuario_password: password }, (body) => body.token),
    clients: await token('/apidev/v1/login', { email, password }, (body) => body.data.authorization),
    erp: await session(server, tenant),
    accounting: await token('/api/auth/signin', { email, password }, (body) => body.access_token),
    // A release that is kept may have no keys of it; its questions are asked with a key.
    clientela: '',
  };
  const issue = (contract: TokenContract) => () => Promise.resolve(tokens[contract]);
  return {
    id,
    slug,
    domain,
    keys,
    tokens: {
      contacts: issue('contacts'),
      clients: issue('clients'),
      erp: issue('erp'),
      accounting: issue('accounting'),
      clientela: issue('clientela'),
    },
  };
}

async function session(server: Served, { slug, keys }: KeptTenant): Promise<string> {
  const answer = await server.send('GET', `/api/${slug}/v4.0.0/helo`, {
    headers: { authorization: `Bearer ${keys.erp.secret}` },
  });
  const token = answer.body['xa-token'] as unknown;
  if (typeof token !== 'string')
    throw new Error(`${slug}: helo answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return token;
}
