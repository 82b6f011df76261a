// Generated from openapi/accounting.json by `npm run openapi`.
import { Group, type Transport } from '../core/client.js';
import type { Call, CallOptions, With } from '../core/calls.js';
import type { List } from '../core/lists.js';
import type { QueryOf } from '../core/operation-types.js';
import type { components, operations } from './schema.js';

export class ApiKeys extends Group {
  /**
   * Make an API key.
   *
   * The answer is the only one that shows the key. Its permissions never exceed those of its maker; `permissions` limits them further. Without `permissions`, the key cannot make keys. It ends with its maker: the user or the key.
   *
   * Needs the permission `keys:write`.
   *
   * `POST /api/api-keys/generate`
   */
  generate(
    body?: components['schemas']['GenerateApiKeyInput'],
    options?: CallOptions,
  ): Call<components['schemas']['GeneratedApiKeyOutput']> {
    return this.transport.call('POST', '/api/api-keys/generate', { body }, options);
  }

  /**
   * List the API keys of the organization, revoked ones too.
   *
   * Needs the permission `keys:read`.
   *
   * `GET /api/api-keys`
   */
  list(
    options?: CallOptions,
  ): List<components['schemas']['ApiKeyOutput'][], components['schemas']['ApiKeyOutput'][][number]> {
    return this.transport.list('/api/api-keys', {}, options, { by: 'whole' }, (page) => page);
  }

  /**
   * End an API key for good.
   *
   * The keys that it has made end too. Revoking it twice is no error.
   *
   * Needs the permission `keys:write`.
   *
   * `PUT /api/api-keys/{id}/revoke`
   * @param id The ID of the API key.
   */
  revoke(
    id: number,
    options?: With<'idempotencyKey' | 'changeReason'>,
  ): Call<components['schemas']['RevokedApiKeyOutput']> {
    return this.transport.call('PUT', '/api/api-keys/{id}/revoke', { path: { id } }, options);
  }
}

export class Auth extends Group {
  /**
   * Sign in with email and password.
   *
   * The answer names the organization that the user joined first. The token is valid for all organizations of the user; a header selects one.
   *
   * `POST /api/auth/signin`
   */
  signIn(
    body: components['schemas']['SignInInput'],
    options?: CallOptions,
  ): Call<components['schemas']['SignedInOutput']> {
    return this.transport.call('POST', '/api/auth/signin', { body }, options);
  }
}

export class Customers extends Group {
  /**
   * List customers.
   *
   * Names of parameters may be in camelCase or snake_case.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /api/customers`
   */
  list(
    query?: QueryOf<operations['listCustomers']>,
    options?: CallOptions,
  ): List<components['schemas']['CustomersOutput'], components['schemas']['CustomersOutput']['data'][number]> {
    return this.transport.list(
      '/api/customers',
      { query },
      options,
      { by: 'page', first: 1, size: 'pageSize', most: 500 },
      (page) => page.data,
    );
  }

  /**
   * Create a customer.
   *
   * An opening balance also needs the permission `ledger:write`.
   *
   * Needs the permission `customers:write`.
   *
   * `POST /api/customers`
   */
  create(
    body: components['schemas']['CreateCustomerInput'],
    options?: With<'idempotencyKey' | 'changeReason'>,
  ): Call<components['schemas']['CustomerOutput']> {
    return this.transport.call('POST', '/api/customers', { body }, options);
  }

  /**
   * Read a customer.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /api/customers/{id}`
   * @param id The ID of the customer.
   */
  get(id: number, options?: With<'ifNoneMatch' | 'asOf'>): Call<components['schemas']['CustomerOutput']> {
    return this.transport.call('GET', '/api/customers/{id}', { path: { id } }, options);
  }

  /**
   * Update a customer.
   *
   * Omitted fields keep their value; null clears. The currency and the opening balance are ignored here.
   *
   * Needs the permission `customers:write`.
   *
   * `PUT /api/customers/{id}`
   * @param id The ID of the customer.
   */
  update(
    id: number,
    body: components['schemas']['UpdateCustomerInput'],
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<components['schemas']['CustomerOutput']> {
    return this.transport.call('PUT', '/api/customers/{id}', { path: { id }, body }, options);
  }

  /**
   * Delete a customer.
   *
   * The answer is empty.
   *
   * Needs the permission `customers:write`.
   *
   * `DELETE /api/customers/{id}`
   * @param id The ID of the customer.
   */
  delete(id: number, options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>): Call<undefined> {
    return this.transport.call('DELETE', '/api/customers/{id}', { path: { id } }, options);
  }

  /**
   * Set the opening balance of a customer.
   *
   * Omitted fields keep their value. A balance needs a date: a new one, or the stored one.
   *
   * Needs the permission `ledger:write`.
   *
   * `PUT /api/customers/{id}/opening-balance`
   * @param id The ID of the customer.
   */
  updateOpeningBalance(
    id: number,
    body: components['schemas']['OpeningBalanceInput'],
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<components['schemas']['CustomerOutput']> {
    return this.transport.call('PUT', '/api/customers/{id}/opening-balance', { path: { id }, body }, options);
  }

  /**
   * Check which customers can be deleted.
   *
   * Does not delete anything.
   *
   * Needs the permission `customers:write`.
   *
   * `POST /api/customers/validate-bulk-delete`
   */
  validateBulkDelete(
    body: components['schemas']['BulkDeleteInput'],
    options?: With<'idempotencyKey' | 'changeReason'>,
  ): Call<components['schemas']['BulkDeleteValidationOutput']> {
    return this.transport.call('POST', '/api/customers/validate-bulk-delete', { body }, options);
  }

  /**
   * Delete several customers.
   *
   * Deletes all of the customers or none, unless `skipUndeletable` is set. The answer is empty. `If-Match` is possible with one customer only.
   *
   * Needs the permission `customers:write`.
   *
   * `POST /api/customers/bulk-delete`
   */
  bulkDelete(
    body: components['schemas']['BulkDeleteInput'],
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<undefined> {
    return this.transport.call('POST', '/api/customers/bulk-delete', { body }, options);
  }
}

export class Ledger extends Group {
  /**
   * List the ledger entries behind a balance.
   *
   * Oldest first.
   *
   * Needs the permission `ledger:read`.
   *
   * `GET /api/customers/{id}/ledger-entries`
   * @param id The ID of the customer.
   */
  listEntries(
    id: number,
    query?: QueryOf<operations['listLedgerEntries']>,
    options?: With<'ifNoneMatch'>,
  ): List<components['schemas']['LedgerOutput'], components['schemas']['LedgerOutput']['data'][number]> {
    return this.transport.list(
      '/api/customers/{id}/ledger-entries',
      { path: { id }, query },
      options,
      { by: 'page', first: 1, size: 'pageSize', most: 500 },
      (page) => page.data,
    );
  }

  /**
   * Add a ledger entry.
   *
   * Entries are added, never changed.
   *
   * Needs the permission `ledger:write`.
   *
   * `POST /api/customers/{id}/ledger-entries`
   * @param id The ID of the customer.
   */
  addEntry(
    id: number,
    body: components['schemas']['CreateLedgerEntryInput'],
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<components['schemas']['LedgerEntryOutput']> {
    return this.transport.call('POST', '/api/customers/{id}/ledger-entries', { path: { id }, body }, options);
  }
}

export class Contacts extends Group {
  /**
   * Suggest customers for an incomplete name.
   *
   * At most 10 active customers: first those whose name begins with the keyword, then by name. Of words that more than 10000 customers have, only names that begin with the keyword. If no name has the words, names with one typing error in a word of five letters or more, with `isSimilar`.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /api/contacts/auto-complete`
   */
  autoComplete(
    query?: QueryOf<operations['autoCompleteContacts']>,
    options?: CallOptions,
  ): Call<components['schemas']['ContactOutput'][]> {
    return this.transport.call('GET', '/api/contacts/auto-complete', { query }, options);
  }

  /**
   * Read a customer as a contact.
   *
   * The answer is that of `GET /api/customers/{id}`.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /api/contacts/{id}`
   * @param id The ID of the customer.
   */
  get(id: number, options?: With<'ifNoneMatch' | 'asOf'>): Call<components['schemas']['CustomerOutput']> {
    return this.transport.call('GET', '/api/contacts/{id}', { path: { id } }, options);
  }

  /**
   * Make a customer active.
   *
   * Needs the permission `customers:write`.
   *
   * `PATCH /api/contacts/{id}/activate`
   * @param id The ID of the customer.
   */
  activate(
    id: number,
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<components['schemas']['ActivatedOutput']> {
    return this.transport.call('PATCH', '/api/contacts/{id}/activate', { path: { id } }, options);
  }

  /**
   * Make a customer inactive.
   *
   * Needs the permission `customers:write`.
   *
   * `PATCH /api/contacts/{id}/inactivate`
   * @param id The ID of the customer.
   */
  inactivate(
    id: number,
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<components['schemas']['ActivatedOutput']> {
    return this.transport.call('PATCH', '/api/contacts/{id}/inactivate', { path: { id } }, options);
  }
}

/** The methods of the contract, by resource. */
export class AccountingOperations {
  readonly apiKeys: ApiKeys;
  readonly auth: Auth;
  readonly customers: Customers;
  readonly ledger: Ledger;
  readonly contacts: Contacts;

  constructor(transport: Transport) {
    this.apiKeys = new ApiKeys(transport);
    this.auth = new Auth(transport);
    this.customers = new Customers(transport);
    this.ledger = new Ledger(transport);
    this.contacts = new Contacts(transport);
  }
}

/** The operations that take an `Idempotency-Key`. */
export const WITH_KEY: ReadonlySet<string> = new Set([
  'PUT /api/api-keys/{id}/revoke',
  'POST /api/customers',
  'PUT /api/customers/{id}',
  'DELETE /api/customers/{id}',
  'PUT /api/customers/{id}/opening-balance',
  'POST /api/customers/validate-bulk-delete',
  'POST /api/customers/bulk-delete',
  'POST /api/customers/{id}/ledger-entries',
  'PATCH /api/contacts/{id}/activate',
  'PATCH /api/contacts/{id}/inactivate',
]);

/** The operations that get a credential. */
export const SIGN_INS: ReadonlySet<string> = new Set(['POST /api/auth/signin']);
