import { KeysService } from '../../src/auth/keys.service.js';
import { PERMISSIONS } from '../../src/auth/permissions.js';
import { TenantsService } from '../../src/auth/tenants.service.js';
import { UsersService } from '../../src/auth/users.service.js';
import type { TestApp } from '../support/app.js';
import { type KeptTenant, signIn } from './tenants.js';
import { done, ifTaken, Writer } from './writer.js';

const MONTEVIDEO = {
  slug: 'montevideo',
  domain: 'montevideo.example',
  name: 'Distribuidora',
  baseCurrency: 'UYU',
  defaultCountry: 'UY',
  timeZone: 'America/Montevideo',
};
const LISBON = {
  slug: 'lisboa',
  domain: 'lisboa.example',
  name: 'Armazém',
  baseCurrency: 'EUR',
  defaultCountry: 'PT',
  timeZone: 'Europe/Lisbon',
};

/**
 * Makes two tenants and writes customers to them through the five contracts. Some of what is stored is odd: a release
 * takes it, and a later one may refuse it or compare it in another way.
 */
export async function makeSmallDatabase(app: TestApp): Promise<KeptTenant[]> {
  const [montevideo, lisbon] = [await aKeptTenant(app, MONTEVIDEO), await aKeptTenant(app, LISBON)];
  await fillMontevideo(new Writer(montevideo, app.as(await signIn(app, montevideo))));
  await fillLisbon(new Writer(lisbon, app.as(await signIn(app, lisbon))));
  return [montevideo, lisbon];
}

async function aKeptTenant(app: TestApp, given: typeof LISBON): Promise<KeptTenant> {
  const { id, slug, domain } = await app.nest.get(TenantsService).create(given);
  const [email, login, password] = [`ada@${domain}`, `ada-${slug}`, `a password of ${slug}`];
  const user = await app.nest
    .get(UsersService)
    .create({ email, login, password, firstName: 'Ada', lastName: 'Lovelace', mobile: null });
  await app.nest.get(UsersService).join(id, user.id, PERMISSIONS);
  const key = async (contract: keyof KeptTenant['keys']) => {
    const wanted = { name: `for ${contract}`, ...(contract === 'clientela' && { permissions: PERMISSIONS }) };
    const { publicKey, secret } = await app.nest.get(KeysService).create(id, contract, wanted);
    return { publicKey, secret };
  };
  const keys = {
    billing: await key('billing'),
    clients: await key('clients'),
    erp: await key('erp'),
    accounting: await key('accounting'),
    clientela: await key('clientela'),
  };
  return { id, slug, domain, email, login, password, keys, customers: [], users: [] };
}

/** Customers of every kind. */
async function fillMontevideo(write: Writer): Promise<void> {
  const { contacts, billing, clients, erp, accounting } = write.speak;

  const acme = await write.inBilling({
    company: 'Acme Corporation',
    external_key: 'crm-1001',
    superuser_first_name: 'José',
    superuser_last_name: 'Muñoz',
    superuser_email: 'jose@acme.example',
    superuser_phone: '+1 (212) 555-0142',
    bill_addr1: '123 Business Ave',
    bill_addr2: 'Suite 4',
    bill_city: 'New York',
    bill_state: 'NY',
    bill_postcode: '10001',
    bill_country: 'US',
    ship_addr1: 'Dock 7',
    ship_city: 'Newark',
    ship_country: 'US',
    tags: ['vip', 'wholesale'],
    custom_1: 'one',
    custom_20: 'twenty',
    tax_ident: 'US-123.456/789',
    invoice_delivery: 'print',
    no_taxes: true,
    currency_id: 840,
  });
  const first = await write.email(acme, {
    email: 'billing@acme.example',
    is_for_invoicing: true,
    name: 'John Doe',
    role: 'Finance',
    notes: 'Mondays',
  });
  await write.email(acme, { email: 'İpek@acme.example', name: 'İpek' });
  await done(contacts.post(`/customers/${acme}/emails/${first}/toggle-lock`));
  for (const extension of ['5', 'x5', '05'])
    await ifTaken(write.phone(acme, { phone: '+12125550170', extension, name: `extension ${extension}` }));
  const mobile = await write.phone(acme, { phone: '+442079460018', is_whatsapp: true, role: 'Sales' });
  await done(contacts.post(`/customers/${acme}/phones/${mobile}/toggle-lock`));
  await write.companyName(acme, {
    name: 'Acme Corp Ltd.',
    tax_id: 'ABC 123-456',
    billing_email: 'pay@acme.example',
    address: '123 Main St',
    billing_address: 'PO Box 456',
  });
  const second = await write.companyName(acme, { name: 'Acme Uruguay S.A.', tax_id: '21.100.342.0017' });
  await write.companyName(acme, { name: 'Acme Old', is_active: false });
  await done(contacts.post(`/customers/${acme}/company-names/${second}/set-default`));
  await write.user({
    customer_id: acme,
    external_key: 'person-1',
    first_name: 'Todd',
    middle_name_glob: 'Q',
    last_name: 'Customer',
    name_suffix: 'Jr.',
    title: 'Accounts',
    email: 'todd@acme.example',
    phone: '+12125550143',
  });
  const left = await write.user({ customer_id: acme, first_name: 'Eve', email: 'eve@acme.example' });

  const branch = await write.inBilling({
    company: 'Acme Branch',
    parent_customer_id: acme,
    superuser_email: 'branch@acme.example',
  });
  await write.entry(branch, {
    kind: 'invoice',
    amount: 250.5,
    occurredAt: '2025-03-30T01:30:00Z',
    reference: 'INV-1',
  });
  await write.entry(branch, {
    kind: 'payment',
    amount: 100,
    payerId: acme,
    occurredAt: '2025-10-26T00:30:00Z',
    reference: 'PAY-1',
  });
  await write.entry(branch, { kind: 'credit', amount: 10.25, occurredAt: '2025-10-26T01:30:00Z' });

  // Texts of blanks, keys that are not trimmed, a status and a door number of the client's own.
  await write.inClients({
    name: 'Blank Texts',
    business_name: '   ',
    tax_id: '   ',
    notes: '   ',
    document: ' 4.123.456-7 ',
    document_type: 2,
    external_code: 'EK-77',
    status: 'GOLD',
  });
  const untrimmed = (external_code: string) => ({
    name: 'Untrimmed Key',
    external_code,
    street: 'Bvar. Artigas',
    door_number: '567',
    apartment: '2B',
    latitude: -34.894,
    longitude: -56.153,
    zip_code: '11300',
  });
  await ifTaken(write.inClients(untrimmed(' EK-77')));
  await ifTaken(write.inClients(untrimmed(' EK-78')));
  await write.inClients({
    name: 'Blank Key',
    external_code: '   ',
    phone: '099 123 456',
    mobile: '094 999 888',
    email: 'Blank.Key@Example.com',
    image_url: 'https://example.com/a.png',
  });
  await write.inClients({ name: 'Inactive', status: 'I', email: 'inactive@example.com' });
  await write.inClients({ name: 'A\u200bB invisible', phone: '+598 2 100 9876' });

  // One address twice, once with an invisible character.
  const twice = await write.inContacts({
    name: 'Seen Twice',
    legal_name: 'Seen Twice S.R.L.',
    tax_id: '21-123456-0018',
    contact_origin: 'fair',
  });
  for (const email of ['user@example.com', 'us\u200ber@example.com', 'USER.two@Example.com'])
    await ifTaken(write.email(twice, { email }));
  for (const phone of ['01 23 45 67 89', '+33 1 23 45 67 89', '+33\u202f1\u202f23\u202f45\u202f67\u202f89'])
    await ifTaken(write.phone(twice, { phone }));
  await ifTaken(write.inContacts({ name: '\u200b' }));
  await write.inContacts({ name: '  Blanks around  ', tax_id: 'N/A', legal_name: 'two\nlines' });

  const inErp = await write.inErp({
    name: 'Terceira',
    name_2: 'Third Party',
    vat_id: 'PT 509.442.013',
    country_iso: 'uy',
    phone: '+351 211 234 567',
    mobile: '+351 911 234 567',
    fax: '+351 211 234 568',
    email: 'erp@example.com',
    url_link: 'https://third.example',
    comments: 'As the ERP says',
    salesperson: 'S1',
    discount_group: 'D1',
    billing_address: { postal_address: 'Rua do Século 1', city: 'Lisboa', zip_code: '1200-433', country: 'PT' },
  });
  await ifTaken(write.inErp({ name: 'Nowhere', country_iso: 'ZZ', billing_address: { city: '   ' } }));
  await write.inErp({ name: 'Switched Off', inactive: true, vat_id: '999999990' });
  await done(erp.put('/customers', { id: inErp, comments: 'Changed once' }));

  const money = await write.inAccounting({
    customerType: 'individual',
    displayName: 'Grace Hopper',
    salutation: 'Ms.',
    firstName: 'Grace',
    lastName: 'Hopper',
    companyName: 'Navy',
    email: 'grace@example.com',
    workPhone: '+1 212 555 0170 ext. 45',
    personalPhone: '+1 212 555 0171',
    website: 'navy.example',
    currencyCode: 'KWD',
    openingBalance: 1.234,
    openingBalanceAt: '2024-01-01',
    openingBalanceExchangeRate: 3.2567,
    billingAddress1: '1 Pier',
    billingAddressCity: 'Norfolk',
    billingAddressEmail: 'pier@example.com',
    note: 'line one\nline two',
  });
  await write.entry(money, { kind: 'invoice', amount: 12.345, occurredAt: '2024-10-27T00:30:00Z' });
  await write.entry(money, {
    kind: 'adjustment',
    amount: -0.5,
    occurredAt: '2024-10-27T01:10:00Z',
    reference: ' ADJ 1 ',
  });
  const undated = await write.inAccounting({
    customerType: 'business',
    displayName: 'Undated Balance',
    currencyCode: 'JPY',
    companyName: '   ',
  });
  const open = (openingBalanceAt: string | null) =>
    accounting.put(`/customers/${undated}/opening-balance`, { openingBalance: 100, openingBalanceAt });
  await ifTaken(done(open('2024-02-29')));
  await ifTaken(done(open(null)));

  const gone = await write.inClients({
    name: 'Deleted',
    email: 'deleted@example.com',
    phone: '+598 2 100 1111',
    external_code: 'gone-1',
  });
  await write.user({ customer_id: gone, first_name: 'Goes', last_name: 'Along', email: 'along@example.com' });
  await done(billing.delete(`/user/${left}`));
  await done(accounting.delete(`/customers/${gone}`));
  await done(clients.put(`/clients/${acme}`, { notes: 'Changed through clients', mobile: '+12125550199' }));
}

/** Values that the other tenant has too, and times in the hour that Lisbon has twice. */
async function fillLisbon(write: Writer): Promise<void> {
  const { contacts, clients, accounting } = write.speak;

  // What the first tenant has too belongs to another customer here.
  const twin = await write.inBilling({
    company: 'Acme Corporation',
    external_key: 'crm-1001',
    superuser_email: 'jose@acme.example',
    superuser_phone: '211 234 567',
    tax_ident: '509442013',
  });
  await write.email(twin, { email: 'contas@acme.example', is_for_invoicing: true });
  const only = await write.companyName(twin, { name: 'Acme Lda.' });
  await done(contacts.post(`/customers/${twin}/company-names/${only}/toggle-active`, { is_active: false }));
  await write.companyName(twin, { name: 'Acme Segunda Lda.' });

  // Changed within the hour that Lisbon has twice.
  const night = await write.inAccounting({
    customerType: 'business',
    displayName: 'Noite',
    openingBalance: 10.55,
    openingBalanceAt: '2024-10-27T00:30:00Z',
    openingBalanceExchangeRate: 1,
    currencyCode: 'EUR',
  });
  await write.entry(night, {
    kind: 'invoice',
    amount: 500,
    occurredAt: '2024-10-27T01:30:00+01:00',
    reference: 'F-1',
  });
  await write.entry(night, { kind: 'payment', amount: 499.99, occurredAt: '2024-10-27T01:30:00Z', reference: 'R-1' });

  await write.inErp({
    name: 'ΟΔΟΣ Παύλος',
    email: 'ΠΑΥΛΟΣ@example.com',
    country_iso: 'PT',
    phone: '+351211234567',
    edi_identifier: 'E-1',
  });
  const changing = await write.inClients({
    name: 'Ángel Zebra',
    external_code: 'EK-77',
    status: 'B',
    phone: '+351 911 111 111',
    email: 'angel@example.com',
  });
  await done(clients.put(`/clients/${changing}`, { email: 'angel.second@example.com', phone: null, status: 'C' }));
  await write.inContacts({ name: 'Só o nome' });
  const gone = await write.inContacts({ name: 'Apagado' });
  await write.companyName(gone, { name: 'Apagado Lda.' });
  await done(accounting.delete(`/customers/${gone}`));

  await done(write.speak.clientela.post('/webhooks', { url: 'https://hooks.example/clientela', kinds: ['created'] }));
  const id = { contract: 'clients', kind: 'customer', recordId: String(twin), id: '41' };
  await done(write.speak.clientela.post('/ids', [id]));
  const once = { body: { name: 'Uma vez' }, headers: { 'idempotency-key': 'once' } };
  await done(clients.send('POST', '/clients', once));
  await done(clients.send('POST', '/clients', once));
}
