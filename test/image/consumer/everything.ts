import { Clientela, type ClientelaOptions, NotFoundError } from '@clientela/sdk';
import { createBillingClient } from '@clientela/sdk/billing';
import type { Schemas } from '@clientela/sdk/contacts';

/** What a program does that has installed the package: each contract, a list, an error, and both forms. */
export async function everything(options: ClientelaOptions & { billing: { publicKey: string; privateKey: string } }) {
  const clientela = new Clientela(options);
  const { customer } = await clientela.contacts.customers.create({ name: 'Consumer' });
  const id = customer.customer_id;
  const email: Schemas['EmailOutput'] = await clientela.contacts.emails.add(id, { email: 'consumer@example.com' });
  await clientela.billing.customers.update(id, { tags: ['vip'] });
  await clientela.clients.clients.update(String(id), { phone: '+12125550100' });
  await clientela.erp.customers.update({ id, url_link: 'https://consumer.example' });
  const { displayName } = await clientela.accounting.customers.get(id);
  const { data, etag } = await clientela.customers.get(String(id)).withResponse();
  await clientela.customers.update(data.id, { note: 'Añadido' }, { ifMatch: etag!, changeReason: 'Añadido' });
  const names: string[] = [];
  for await (const { name } of clientela.contacts.customers.list({ limit: 1, search: 'Consumer' })) names.push(name);
  const missing = await clientela.customers.get('4711').catch((error: unknown) => error);
  const billing = createBillingClient({ baseUrl: options.baseUrl, ...options.billing, signed: true });
  const counted = await billing.GET('/api/v3/customer/_count', {
    params: { query: { where: `company:EQUALS:${displayName}` } },
  });
  return {
    names,
    email: email.email,
    website: data.website,
    count: counted.data?.response,
    missing: missing instanceof NotFoundError ? [missing.status, typeof missing.requestId] : missing,
  };
}

/** What may not compile. An error that is expected and does not come is an error. */
export function refusedByTheCompiler(clientela: Clientela): unknown[] {
  return [
    // @ts-expect-error -- an unknown field of a body
    clientela.contacts.emails.add(1, { email: 'a@example.com', isPrimary: true }),
    // @ts-expect-error -- a field that is missing
    clientela.contacts.emails.add(1, {}),
    // @ts-expect-error -- a value of another type
    clientela.billing.customers.create({ company: 42 }),
    // @ts-expect-error -- an unknown field of a record in a body
    clientela.erp.customers.create({ name: 'Ada', billing_address: { street: 'Main Street' } }),
    // @ts-expect-error -- an unknown parameter
    clientela.clients.clients.list({ page: 2 }),
    // @ts-expect-error -- a nonce: the client adds it
    clientela.erp.customers.create({ name: 'Ada' }, { nonce: 1 }),
    // @ts-expect-error -- this write needs the version that it writes over
    clientela.customers.update('1', { note: null }),
    // @ts-expect-error -- sign-ins take no key
    clientela.contacts.authentication.signIn({ usuario_login: '', usuario_password: '' }, { idempotencyKey: 'a' }),
    // @ts-expect-error -- an ID of another contract
    clientela.clients.clients.get(1),
    // @ts-expect-error -- an unknown field of a body, in the path form
    clientela.billing.POST('/api/v3/customer', { body: { company: 'Ada', name: 'Ada' } }),
    // @ts-expect-error -- an unknown path
    clientela.billing.GET('/api/v3/invoice'),
    // @ts-expect-error -- a path without its parameter
    clientela.GET('/clientela/v1/customers/{id}'),
    // @ts-expect-error -- two kinds of credentials, and neither whole
    new Clientela({ baseUrl: '', contacts: { login: 'demo' } }),
  ];
}
