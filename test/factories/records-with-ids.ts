import { CompanyNamesRepository } from '../../src/company-names/company-names.repository.js';
import { ContactPersonsRepository } from '../../src/contact-persons/contact-persons.repository.js';
import { CustomersRepository } from '../../src/customers/customers.repository.js';
import { Database } from '../../src/engine/tenant-database/index.js';
import { EmailsRepository } from '../../src/emails/emails.repository.js';
import { PhonesRepository } from '../../src/phones/phones.repository.js';
import type { TestApp } from '../support/app.js';
import type { TestTenant } from './tenant.js';

/** Customer 1, as documents print it. IDs are unique within a tenant, so the tenant may have no other customer. */
export const customerOne = (app: TestApp, tenant: TestTenant): Promise<void> => customerWith(1, app, tenant);

/** Customer 2, for requests that name two. */
export const customerTwo = (app: TestApp, tenant: TestTenant): Promise<void> => customerWith(2, app, tenant);

/** The customers that examples of merges name. */
export async function customersToMerge(app: TestApp, tenant: TestTenant): Promise<void> {
  await customerWith(42, app, tenant);
  await customerWith(57, app, tenant);
}

async function customerWith(id: number, app: TestApp, { id: tenant }: TestTenant): Promise<void> {
  await app.nest
    .get(Database)
    .transaction(tenant, async () =>
      app.nest
        .get(CustomersRepository)
        .add(tenant, { id, displayName: 'Acme Corporation', currency: 'USD', token: 'aaaaaaaaaaaa' }),
    );
}

/**
 * Email 1, phone 1, company name 1 and contact person 1 of customer 1, each in its place. Nothing may be added to the
 * tenant afterwards, or its IDs could collide.
 */
export async function itsRecordsOne(app: TestApp, { id: tenant }: TestTenant): Promise<void> {
  const record = { id: 1, customerId: 1 };
  await app.nest.get(EmailsRepository).add(tenant, {
    ...record,
    email: 'old@acme.example',
    emailNormal: 'old@acme.example',
    name: 'John Doe',
    role: 'Finance Manager',
  });
  await app.nest.get(PhonesRepository).add(tenant, {
    ...record,
    phone: '+1234567890',
    phoneNormal: '+1234567890;ext=123',
    extension: '123',
    isWhatsapp: true,
    name: 'Jane Smith',
  });
  await app.nest.get(CompanyNamesRepository).add(tenant, {
    ...record,
    name: 'Acme Corp Ltd.',
    taxId: 'ABC123456789',
    billingEmail: 'billing@acme.example',
    address: '123 Main St',
    billingAddress: 'PO Box 456',
  });
  await app.nest.get(ContactPersonsRepository).add(tenant, { ...record, firstName: 'Todd', lastName: 'Customer' });
  await app.nest.get(Database).transaction(tenant, async () =>
    app.nest.get(CustomersRepository).setColumns(tenant, 1, {
      primaryEmailId: 1,
      mainPhoneId: 1,
      defaultCompanyNameId: 1,
      companyNameChosen: true,
      mainContactId: 1,
    }),
  );
}
