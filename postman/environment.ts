import type { Demo } from '../src/demo.js';
import type { Environment } from './format.js';

const SECRETS = [
  'password',
  'privateKey',
  'X-API-Key',
  'apiToken',
  'apiKey',
  'contactsToken',
  'clientsToken',
  'erpToken',
  'accountingToken',
  'clientelaKey',
  'clientelaForgery',
];

/** The variables of the collections: empty, or with what data/demo.json says. The sign-ins fill in the tokens. */
export function environmentOf(demo?: Demo): Environment {
  const values = {
    baseUrl: demo?.baseUrl ?? 'http://127.0.0.1:3000',
    login: demo?.contacts.usuario_login ?? 'demo',
    email: demo?.clients.email ?? 'demo@example.com',
    password: demo?.contacts.usuario_password ?? '',
    publicKey: demo?.billing.publicKey ?? '',
    privateKey: demo?.billing.privateKey ?? '',
    tenant: demo?.clients.tenant ?? 'demo.localhost',
    'X-API-Key': demo?.clients.apiKey ?? '',
    account: demo?.erp.account ?? 'demo',
    apiToken: demo?.erp.apiToken ?? '',
    apiKey: demo?.accounting.apiKey ?? '',
    'organization-id': demo?.accounting.organizationId ?? '1',
    contactsToken: '',
    clientsToken: '',
    erpToken: '',
    accountingToken: '',
    clientelaKey: demo?.clientela.apiKey ?? '',
    clientelaForgery: '',
  };
  return {
    name: 'Clientela',
    values: Object.entries(values).map(([key, value]) => ({
      key,
      value,
      type: SECRETS.includes(key) ? 'secret' : 'default',
      enabled: true,
    })),
  };
}
