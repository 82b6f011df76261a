import type { KeyContract } from '../../src/auth/credentials.js';
import type { Tenant } from '../../src/auth/principal.js';
import type { TokenContract } from '../../src/auth/tokens.service.js';
import type { Answer, Sending, Served } from './app.js';

/** A client of one contract. Its paths are relative to the contract's base: `/clients/5`, `/customer/5`. */
export interface ContractClient {
  get(path: string, query?: Record<string, unknown>): Promise<Answer>;
  post(path: string, body?: unknown): Promise<Answer>;
  put(path: string, body?: unknown): Promise<Answer>;
  patch(path: string, body?: unknown): Promise<Answer>;
  delete(path: string): Promise<Answer>;
  /** Any other request: with other headers (`undefined` omits one), raw text, or a query on a write. */
  send(
    method: string,
    path: string,
    sending?: Omit<Sending, 'headers'> & { headers?: Record<string, string | undefined> },
  ): Promise<Answer>;
  /** The headers that its requests carry. */
  credentials(): Promise<Record<string, string>>;
}

/** A tenant with the credentials that its requests carry. */
export interface Speaker extends Pick<Tenant, 'slug' | 'domain'>, Partial<Pick<Tenant, 'accountingCase'>> {
  id: number;
  keys: Record<
    KeyContract,
    { publicKey: string | null; secret: string; accountingCase?: Tenant['accountingCase'] | null }
  >;
  tokens: Record<TokenContract, () => Promise<string>>;
}

export interface ContractClients {
  contacts: ContractClient;
  billing: ContractClient;
  clients: ContractClient;
  erp: ContractClient;
  /** With an API key. */
  clientela: ContractClient;
  /** With an API key. */
  accounting: ContractClient;
  /** With a token and `organization-id`. */
  accountingByToken: ContractClient;
}

export function speakAs(app: Served, tenant: Speaker): ContractClients {
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  return {
    contacts: client(app, '/api', async () => bearer(await tenant.tokens.contacts())),
    billing: client(app, '/api/v3', () =>
      Promise.resolve({
        authorization: `Basic ${Buffer.from(`${tenant.keys.billing.publicKey}:${tenant.keys.billing.secret}`).toString('base64')}`,
      }),
    ),
    clients: client(app, '/apidev/v1', async () => ({
      ...bearer(await tenant.tokens.clients()),
      'X-API-Key': tenant.keys.clients.secret,
      tenant: tenant.domain,
    })),
    erp: client(app, `/api/${tenant.slug}/v4.0.0`, async () => bearer(await tenant.tokens.erp()), {
      ofWrites: nextNonce,
    }),
    clientela: client(app, '/clientela/v1', () => Promise.resolve(bearer(tenant.keys.clientela.secret))),
    accounting: client(app, '/api', () => Promise.resolve(bearer(tenant.keys.accounting.secret)), {
      answersIn: tenant.keys.accounting.accountingCase ?? tenant.accountingCase,
    }),
    accountingByToken: client(
      app,
      '/api',
      async () => ({ ...bearer(await tenant.tokens.accounting()), 'organization-id': String(tenant.id) }),
      { answersIn: tenant.accountingCase },
    ),
  };
}

let lastNonce = Date.now();
/** For erp writes by `send`: greater than all earlier nonces. Do not send a larger one of your own beside it. */
export const nextNonce = () => ({ nonce: ++lastNonce });

interface Speaking extends Pick<Sending, 'answersIn'> {
  /** The query of writes. */
  ofWrites?: () => Record<string, unknown>;
}

function client(
  app: Served,
  base: string,
  credentials: () => Promise<Record<string, string>>,
  { ofWrites = () => ({}), answersIn }: Speaking = {},
): ContractClient {
  const send: ContractClient['send'] = async (method, path, { headers, ...rest } = {}) => {
    const all = { ...(await credentials()), ...headers };
    const kept = Object.fromEntries(
      Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    return app.send(method, base + path, { answersIn, ...rest, headers: kept });
  };
  const write = (method: string) => (path: string, body?: unknown) => send(method, path, { body, query: ofWrites() });
  return {
    send,
    credentials,
    get: (path, query) => send('GET', path, { query }),
    post: write('POST'),
    put: write('PUT'),
    patch: write('PATCH'),
    delete: (path) => send('DELETE', path),
  };
}
