// Generated from openapi/contacts.json by `npm run openapi`.
import { Group, type Transport } from '../core/client.js';
import type { Call, CallOptions, With } from '../core/calls.js';
import type { List } from '../core/lists.js';
import type { QueryOf } from '../core/operation-types.js';
import type { components, operations } from './schema.js';

export class Authentication extends Group {
  /**
   * Sign in with login name and password.
   *
   * A user of several tenants is let into the one that was joined first.
   *
   * `POST /api/login`
   */
  signIn(
    body: components['schemas']['SignInInput'],
    options?: CallOptions,
  ): Call<components['schemas']['SignedInOutput']> {
    return this.transport.call('POST', '/api/login', { body }, options);
  }
}

export class Customers extends Group {
  /**
   * List customers.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /api/customers/getCustomers`
   */
  list(
    query?: QueryOf<operations['listCustomers']>,
    options?: CallOptions,
  ): List<
    components['schemas']['CustomerListOutput'],
    components['schemas']['CustomerListOutput']['clientes'][number]
  > {
    return this.transport.list(
      '/api/customers/getCustomers',
      { query },
      options,
      { by: 'page', first: 0, size: 'limit', most: 100 },
      (page) => page.clientes,
    );
  }

  /**
   * Create a customer.
   *
   * Needs the permission `customers:write`.
   *
   * `POST /api/customers/create`
   */
  create(
    body: components['schemas']['CreateCustomerInput'],
    options?: With<'idempotencyKey' | 'changeReason'>,
  ): Call<components['schemas']['CreatedCustomerOutput']> {
    return this.transport.call('POST', '/api/customers/create', { body }, options);
  }

  /**
   * Read a customer with its emails, phones and company names.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /api/customers/getCustomers/{id}`
   * @param id The ID of the customer.
   */
  get(id: number, options?: With<'ifNoneMatch' | 'asOf'>): Call<components['schemas']['CustomerCardOutput']> {
    return this.transport.call('GET', '/api/customers/getCustomers/{id}', { path: { id } }, options);
  }
}

export class Emails extends Group {
  /**
   * List the emails of a customer.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /api/customers/{id}/emails`
   * @param id The ID of the customer.
   */
  list(
    id: number,
    options?: With<'ifNoneMatch' | 'asOf'>,
  ): List<components['schemas']['EmailListOutput'], components['schemas']['EmailListOutput']['emails'][number]> {
    return this.transport.list(
      '/api/customers/{id}/emails',
      { path: { id } },
      options,
      { by: 'whole' },
      (page) => page.emails,
    );
  }

  /**
   * Add an email to a customer.
   *
   * If the customer has no primary email, the new email becomes the primary. With `is_primary` it always does.
   *
   * Needs the permission `emails:write`.
   *
   * `POST /api/customers/{id}/emails`
   * @param id The ID of the customer.
   */
  add(
    id: number,
    body: components['schemas']['CreateEmailInput'],
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<components['schemas']['EmailOutput']> {
    return this.transport.call('POST', '/api/customers/{id}/emails', { path: { id }, body }, options);
  }

  /**
   * Update an email.
   *
   * Omitted fields keep their value; null clears. The answer has the fields that were sent.
   *
   * Needs the permission `emails:write`.
   *
   * `PUT /api/customers/{id}/emails/{emailId}`
   * @param id The ID of the customer.
   * @param emailId The ID of the email.
   */
  update(
    id: number,
    emailId: number,
    body: components['schemas']['UpdateEmailInput'],
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<components['schemas']['UpdatedEmailOutput']> {
    return this.transport.call('PUT', '/api/customers/{id}/emails/{emailId}', { path: { id, emailId }, body }, options);
  }

  /**
   * Delete an email.
   *
   * Needs the permission `emails:write`.
   *
   * `DELETE /api/customers/{id}/emails/{emailId}`
   * @param id The ID of the customer.
   * @param emailId The ID of the email.
   */
  delete(id: number, emailId: number, options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>): Call<undefined> {
    return this.transport.call('DELETE', '/api/customers/{id}/emails/{emailId}', { path: { id, emailId } }, options);
  }

  /**
   * Lock or unlock an email.
   *
   * Needs the permission `emails:write`.
   *
   * `POST /api/customers/{id}/emails/{emailId}/toggle-lock`
   * @param id The ID of the customer.
   * @param emailId The ID of the email.
   */
  toggleLock(
    id: number,
    emailId: number,
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<components['schemas']['EmailLockOutput']> {
    return this.transport.call(
      'POST',
      '/api/customers/{id}/emails/{emailId}/toggle-lock',
      { path: { id, emailId } },
      options,
    );
  }

  /**
   * Alias of POST.
   *
   * Needs the permission `emails:write`.
   *
   * `PUT /api/customers/{id}/emails/{emailId}/toggle-lock`
   * @param id The ID of the customer.
   * @param emailId The ID of the email.
   */
  toggleLockByPut(
    id: number,
    emailId: number,
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<components['schemas']['EmailLockOutput']> {
    return this.transport.call(
      'PUT',
      '/api/customers/{id}/emails/{emailId}/toggle-lock',
      { path: { id, emailId } },
      options,
    );
  }

  /**
   * Alias of POST.
   *
   * Needs the permission `emails:write`.
   *
   * `PATCH /api/customers/{id}/emails/{emailId}/toggle-lock`
   * @param id The ID of the customer.
   * @param emailId The ID of the email.
   */
  toggleLockByPatch(
    id: number,
    emailId: number,
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<components['schemas']['EmailLockOutput']> {
    return this.transport.call(
      'PATCH',
      '/api/customers/{id}/emails/{emailId}/toggle-lock',
      { path: { id, emailId } },
      options,
    );
  }

  /**
   * Alias of POST.
   *
   * Needs the permission `emails:write`.
   *
   * `GET /api/customers/{id}/emails/{emailId}/toggle-lock`
   * @param id The ID of the customer.
   * @param emailId The ID of the email.
   * @deprecated
   */
  toggleLockByGet(
    id: number,
    emailId: number,
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<components['schemas']['EmailLockOutput']> {
    return this.transport.call(
      'GET',
      '/api/customers/{id}/emails/{emailId}/toggle-lock',
      { path: { id, emailId } },
      options,
    );
  }
}

export class Phones extends Group {
  /**
   * List the phones of a customer.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /api/customers/{id}/phones`
   * @param id The ID of the customer.
   */
  list(
    id: number,
    options?: With<'ifNoneMatch' | 'asOf'>,
  ): List<components['schemas']['PhoneListOutput'], components['schemas']['PhoneListOutput']['phones'][number]> {
    return this.transport.list(
      '/api/customers/{id}/phones',
      { path: { id } },
      options,
      { by: 'whole' },
      (page) => page.phones,
    );
  }

  /**
   * Add a phone to a customer.
   *
   * Without `place`, the new phone becomes the main phone if the customer has none.
   *
   * Needs the permission `phones:write`.
   *
   * `POST /api/customers/{id}/phones`
   * @param id The ID of the customer.
   */
  add(
    id: number,
    body: components['schemas']['CreatePhoneInput'],
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<components['schemas']['PhoneOutput']> {
    return this.transport.call('POST', '/api/customers/{id}/phones', { path: { id }, body }, options);
  }

  /**
   * Update a phone.
   *
   * Omitted fields keep their value; null clears. The answer has the fields that were sent.
   *
   * Needs the permission `phones:write`.
   *
   * `PUT /api/customers/{id}/phones/{phoneId}`
   * @param id The ID of the customer.
   * @param phoneId The ID of the phone.
   */
  update(
    id: number,
    phoneId: number,
    body: components['schemas']['UpdatePhoneInput'],
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<components['schemas']['UpdatedPhoneOutput']> {
    return this.transport.call('PUT', '/api/customers/{id}/phones/{phoneId}', { path: { id, phoneId }, body }, options);
  }

  /**
   * Delete a phone.
   *
   * Needs the permission `phones:write`.
   *
   * `DELETE /api/customers/{id}/phones/{phoneId}`
   * @param id The ID of the customer.
   * @param phoneId The ID of the phone.
   */
  delete(id: number, phoneId: number, options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>): Call<undefined> {
    return this.transport.call('DELETE', '/api/customers/{id}/phones/{phoneId}', { path: { id, phoneId } }, options);
  }

  /**
   * Lock or unlock a phone.
   *
   * Needs the permission `phones:write`.
   *
   * `POST /api/customers/{id}/phones/{phoneId}/toggle-lock`
   * @param id The ID of the customer.
   * @param phoneId The ID of the phone.
   */
  toggleLock(
    id: number,
    phoneId: number,
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<components['schemas']['PhoneLockOutput']> {
    return this.transport.call(
      'POST',
      '/api/customers/{id}/phones/{phoneId}/toggle-lock',
      { path: { id, phoneId } },
      options,
    );
  }

  /**
   * Alias of POST.
   *
   * Needs the permission `phones:write`.
   *
   * `PUT /api/customers/{id}/phones/{phoneId}/toggle-lock`
   * @param id The ID of the customer.
   * @param phoneId The ID of the phone.
   */
  toggleLockByPut(
    id: number,
    phoneId: number,
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<components['schemas']['PhoneLockOutput']> {
    return this.transport.call(
      'PUT',
      '/api/customers/{id}/phones/{phoneId}/toggle-lock',
      { path: { id, phoneId } },
      options,
    );
  }

  /**
   * Alias of POST.
   *
   * Needs the permission `phones:write`.
   *
   * `PATCH /api/customers/{id}/phones/{phoneId}/toggle-lock`
   * @param id The ID of the customer.
   * @param phoneId The ID of the phone.
   */
  toggleLockByPatch(
    id: number,
    phoneId: number,
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<components['schemas']['PhoneLockOutput']> {
    return this.transport.call(
      'PATCH',
      '/api/customers/{id}/phones/{phoneId}/toggle-lock',
      { path: { id, phoneId } },
      options,
    );
  }

  /**
   * Alias of POST.
   *
   * Needs the permission `phones:write`.
   *
   * `GET /api/customers/{id}/phones/{phoneId}/toggle-lock`
   * @param id The ID of the customer.
   * @param phoneId The ID of the phone.
   * @deprecated
   */
  toggleLockByGet(
    id: number,
    phoneId: number,
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<components['schemas']['PhoneLockOutput']> {
    return this.transport.call(
      'GET',
      '/api/customers/{id}/phones/{phoneId}/toggle-lock',
      { path: { id, phoneId } },
      options,
    );
  }
}

export class CompanyNames extends Group {
  /**
   * List the company names of a customer.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /api/customers/{id}/company-names`
   * @param id The ID of the customer.
   */
  list(
    id: number,
    options?: With<'ifNoneMatch' | 'asOf'>,
  ): List<
    components['schemas']['CompanyNameListOutput'],
    components['schemas']['CompanyNameListOutput']['company_names'][number]
  > {
    return this.transport.list(
      '/api/customers/{id}/company-names',
      { path: { id } },
      options,
      { by: 'whole' },
      (page) => page.company_names,
    );
  }

  /**
   * Add a company name to a customer.
   *
   * The first active name of a customer becomes the default in any case.
   *
   * Needs the permission `company-names:write`.
   *
   * `POST /api/customers/{id}/company-names`
   * @param id The ID of the customer.
   */
  add(
    id: number,
    body: components['schemas']['CreateCompanyNameInput'],
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<components['schemas']['CompanyNameOutput']> {
    return this.transport.call('POST', '/api/customers/{id}/company-names', { path: { id }, body }, options);
  }

  /**
   * Update a company name.
   *
   * Omitted fields keep their value; null clears. The answer has the fields that were sent. If the default is deactivated or demoted, no name is the default.
   *
   * Needs the permission `company-names:write`.
   *
   * `PUT /api/customers/{id}/company-names/{companyNameId}`
   * @param id The ID of the customer.
   * @param companyNameId The ID of the company name.
   */
  update(
    id: number,
    companyNameId: number,
    body: components['schemas']['UpdateCompanyNameInput'],
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<components['schemas']['UpdatedCompanyNameOutput']> {
    return this.transport.call(
      'PUT',
      '/api/customers/{id}/company-names/{companyNameId}',
      { path: { id, companyNameId }, body },
      options,
    );
  }

  /**
   * Delete a company name.
   *
   * Needs the permission `company-names:write`.
   *
   * `DELETE /api/customers/{id}/company-names/{companyNameId}`
   * @param id The ID of the customer.
   * @param companyNameId The ID of the company name.
   */
  delete(
    id: number,
    companyNameId: number,
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<undefined> {
    return this.transport.call(
      'DELETE',
      '/api/customers/{id}/company-names/{companyNameId}',
      { path: { id, companyNameId } },
      options,
    );
  }

  /**
   * Make a company name the default.
   *
   * Needs the permission `company-names:write`.
   *
   * `POST /api/customers/{id}/company-names/{companyNameId}/set-default`
   * @param id The ID of the customer.
   * @param companyNameId The ID of the company name.
   */
  setDefault(
    id: number,
    companyNameId: number,
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<components['schemas']['DefaultCompanyNameOutput']> {
    return this.transport.call(
      'POST',
      '/api/customers/{id}/company-names/{companyNameId}/set-default',
      { path: { id, companyNameId } },
      options,
    );
  }

  /**
   * Alias of POST.
   *
   * Needs the permission `company-names:write`.
   *
   * `PUT /api/customers/{id}/company-names/{companyNameId}/set-default`
   * @param id The ID of the customer.
   * @param companyNameId The ID of the company name.
   */
  setDefaultByPut(
    id: number,
    companyNameId: number,
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<components['schemas']['DefaultCompanyNameOutput']> {
    return this.transport.call(
      'PUT',
      '/api/customers/{id}/company-names/{companyNameId}/set-default',
      { path: { id, companyNameId } },
      options,
    );
  }

  /**
   * Alias of POST.
   *
   * Needs the permission `company-names:write`.
   *
   * `PATCH /api/customers/{id}/company-names/{companyNameId}/set-default`
   * @param id The ID of the customer.
   * @param companyNameId The ID of the company name.
   */
  setDefaultByPatch(
    id: number,
    companyNameId: number,
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<components['schemas']['DefaultCompanyNameOutput']> {
    return this.transport.call(
      'PATCH',
      '/api/customers/{id}/company-names/{companyNameId}/set-default',
      { path: { id, companyNameId } },
      options,
    );
  }

  /**
   * Alias of POST.
   *
   * Needs the permission `company-names:write`.
   *
   * `GET /api/customers/{id}/company-names/{companyNameId}/set-default`
   * @param id The ID of the customer.
   * @param companyNameId The ID of the company name.
   * @deprecated
   */
  setDefaultByGet(
    id: number,
    companyNameId: number,
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<components['schemas']['DefaultCompanyNameOutput']> {
    return this.transport.call(
      'GET',
      '/api/customers/{id}/company-names/{companyNameId}/set-default',
      { path: { id, companyNameId } },
      options,
    );
  }

  /**
   * Activate or deactivate a company name.
   *
   * The body gives the desired state. A repeated request changes nothing.
   *
   * Needs the permission `company-names:write`.
   *
   * `POST /api/customers/{id}/company-names/{companyNameId}/toggle-active`
   * @param id The ID of the customer.
   * @param companyNameId The ID of the company name.
   */
  toggleActive(
    id: number,
    companyNameId: number,
    body: components['schemas']['ToggleActiveInput'],
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<components['schemas']['ActiveCompanyNameOutput']> {
    return this.transport.call(
      'POST',
      '/api/customers/{id}/company-names/{companyNameId}/toggle-active',
      { path: { id, companyNameId }, body },
      options,
    );
  }

  /**
   * Alias of POST.
   *
   * Needs the permission `company-names:write`.
   *
   * `PUT /api/customers/{id}/company-names/{companyNameId}/toggle-active`
   * @param id The ID of the customer.
   * @param companyNameId The ID of the company name.
   */
  toggleActiveByPut(
    id: number,
    companyNameId: number,
    body: components['schemas']['ToggleActiveInput'],
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<components['schemas']['ActiveCompanyNameOutput']> {
    return this.transport.call(
      'PUT',
      '/api/customers/{id}/company-names/{companyNameId}/toggle-active',
      { path: { id, companyNameId }, body },
      options,
    );
  }

  /**
   * Alias of POST.
   *
   * Needs the permission `company-names:write`.
   *
   * `PATCH /api/customers/{id}/company-names/{companyNameId}/toggle-active`
   * @param id The ID of the customer.
   * @param companyNameId The ID of the company name.
   */
  toggleActiveByPatch(
    id: number,
    companyNameId: number,
    body: components['schemas']['ToggleActiveInput'],
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<components['schemas']['ActiveCompanyNameOutput']> {
    return this.transport.call(
      'PATCH',
      '/api/customers/{id}/company-names/{companyNameId}/toggle-active',
      { path: { id, companyNameId }, body },
      options,
    );
  }
}

/** The methods of the contract, by resource. */
export class ContactsOperations {
  readonly authentication: Authentication;
  readonly customers: Customers;
  readonly emails: Emails;
  readonly phones: Phones;
  readonly companyNames: CompanyNames;

  constructor(transport: Transport) {
    this.authentication = new Authentication(transport);
    this.customers = new Customers(transport);
    this.emails = new Emails(transport);
    this.phones = new Phones(transport);
    this.companyNames = new CompanyNames(transport);
  }
}

/** The operations that take an `Idempotency-Key`. */
export const WITH_KEY: ReadonlySet<string> = new Set([
  'POST /api/customers/create',
  'POST /api/customers/{id}/emails',
  'PUT /api/customers/{id}/emails/{emailId}',
  'DELETE /api/customers/{id}/emails/{emailId}',
  'POST /api/customers/{id}/emails/{emailId}/toggle-lock',
  'PUT /api/customers/{id}/emails/{emailId}/toggle-lock',
  'PATCH /api/customers/{id}/emails/{emailId}/toggle-lock',
  'GET /api/customers/{id}/emails/{emailId}/toggle-lock',
  'POST /api/customers/{id}/phones',
  'PUT /api/customers/{id}/phones/{phoneId}',
  'DELETE /api/customers/{id}/phones/{phoneId}',
  'POST /api/customers/{id}/phones/{phoneId}/toggle-lock',
  'PUT /api/customers/{id}/phones/{phoneId}/toggle-lock',
  'PATCH /api/customers/{id}/phones/{phoneId}/toggle-lock',
  'GET /api/customers/{id}/phones/{phoneId}/toggle-lock',
  'POST /api/customers/{id}/company-names',
  'PUT /api/customers/{id}/company-names/{companyNameId}',
  'DELETE /api/customers/{id}/company-names/{companyNameId}',
  'POST /api/customers/{id}/company-names/{companyNameId}/set-default',
  'PUT /api/customers/{id}/company-names/{companyNameId}/set-default',
  'PATCH /api/customers/{id}/company-names/{companyNameId}/set-default',
  'GET /api/customers/{id}/company-names/{companyNameId}/set-default',
  'POST /api/customers/{id}/company-names/{companyNameId}/toggle-active',
  'PUT /api/customers/{id}/company-names/{companyNameId}/toggle-active',
  'PATCH /api/customers/{id}/company-names/{companyNameId}/toggle-active',
]);

/** The operations that get a credential. */
export const SIGN_INS: ReadonlySet<string> = new Set(['POST /api/login']);
