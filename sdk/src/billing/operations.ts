// Generated from openapi/billing.json by `npm run openapi`.
import { Group, type Transport } from '../core/client.js';
import type { Call, CallOptions, With } from '../core/calls.js';
import type { List } from '../core/lists.js';
import type { Answered, QueryOf } from '../core/operation-types.js';
import type { components, operations } from './schema.js';

export class Customers extends Group {
  /**
   * Create a customer.
   *
   * Only the company is required.
   *
   * Needs the permission `customers:write`.
   *
   * `POST /api/v3/customer`
   */
  create(
    body: components['schemas']['CreateCustomerInput'],
    options?: With<'idempotencyKey' | 'changeReason'>,
  ): Call<Answered<operations['createCustomer']>> {
    return this.transport.call('POST', '/api/v3/customer', { body }, options);
  }

  /**
   * List and search customers.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /api/v3/customer`
   */
  list(
    query?: QueryOf<operations['listCustomers']>,
    options?: CallOptions,
  ): List<Answered<operations['listCustomers']>, Answered<operations['listCustomers']>['response'][number]> {
    return this.transport.list(
      '/api/v3/customer',
      { query },
      options,
      { by: 'offset', offset: 'offset', most: 500 },
      (page) => page.response,
    );
  }

  /**
   * Update a customer.
   *
   * Omitted fields keep their value; null clears. Setting the parent_customer_id to null will effectively disconnect the child customer from its parent. Note that a customer’s parent_customer_id can only be updated if its parent has not made a payment for the customer.
   *
   * Needs the permission `customers:write`.
   *
   * `PUT /api/v3/customer/{customer_id}`
   * @param customerId The ID of the customer; or `external_key:` and the URL-encoded external key; or `token:` and the token.
   */
  update(
    customerId: number | string,
    body: components['schemas']['UpdateCustomerInput'],
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<Answered<operations['updateCustomer']>> {
    return this.transport.call(
      'PUT',
      '/api/v3/customer/{customer_id}',
      { path: { customer_id: customerId }, body },
      options,
    );
  }

  /**
   * Read a customer.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /api/v3/customer/{customer_id}`
   * @param customerId The ID of the customer; or `external_key:` and the URL-encoded external key; or `token:` and the token.
   */
  get(customerId: number | string, options?: With<'ifNoneMatch' | 'asOf'>): Call<Answered<operations['getCustomer']>> {
    return this.transport.call('GET', '/api/v3/customer/{customer_id}', { path: { customer_id: customerId } }, options);
  }

  /**
   * Delete a customer.
   *
   * A customer with transactions cannot be deleted. Its external key cannot be used again.
   *
   * Needs the permission `customers:write`.
   *
   * `DELETE /api/v3/customer/{customer_id}`
   * @param customerId The ID of the customer; or `external_key:` and the URL-encoded external key; or `token:` and the token.
   */
  delete(
    customerId: number | string,
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<Answered<operations['deleteCustomer']>> {
    return this.transport.call(
      'DELETE',
      '/api/v3/customer/{customer_id}',
      { path: { customer_id: customerId } },
      options,
    );
  }

  /**
   * Count customers.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /api/v3/customer/_count`
   */
  count(
    query?: QueryOf<operations['countCustomers']>,
    options?: CallOptions,
  ): Call<Answered<operations['countCustomers']>> {
    return this.transport.call('GET', '/api/v3/customer/_count', { query }, options);
  }
}

export class Users extends Group {
  /**
   * Create a user.
   *
   * A name or an email is required. If the customer has no main contact, the new user becomes it.
   *
   * Needs the permission `customers:write`.
   *
   * `POST /api/v3/user`
   */
  create(
    body: components['schemas']['CreateUserInput'],
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<Answered<operations['createUser']>> {
    return this.transport.call('POST', '/api/v3/user', { body }, options);
  }

  /**
   * List and search users.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /api/v3/user`
   */
  list(
    query?: QueryOf<operations['listUsers']>,
    options?: CallOptions,
  ): List<Answered<operations['listUsers']>, Answered<operations['listUsers']>['response'][number]> {
    return this.transport.list(
      '/api/v3/user',
      { query },
      options,
      { by: 'offset', offset: 'offset', most: 500 },
      (page) => page.response,
    );
  }

  /**
   * Update a user.
   *
   * Omitted fields keep their value; null clears. The customer of a user cannot change.
   *
   * Needs the permission `customers:write`.
   *
   * `PUT /api/v3/user/{user_id}`
   * @param userId The ID of the user.
   */
  update(
    userId: number,
    body: components['schemas']['UpdateUserInput'],
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<Answered<operations['updateUser']>> {
    return this.transport.call('PUT', '/api/v3/user/{user_id}', { path: { user_id: userId }, body }, options);
  }

  /**
   * Read a user.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /api/v3/user/{user_id}`
   * @param userId The ID of the user.
   */
  get(userId: number, options?: With<'ifNoneMatch' | 'asOf'>): Call<Answered<operations['getUser']>> {
    return this.transport.call('GET', '/api/v3/user/{user_id}', { path: { user_id: userId } }, options);
  }

  /**
   * Delete a user.
   *
   * The external key cannot be used again. Deleting the main contact leaves the customer without one; the email and phone of the customer stay.
   *
   * Needs the permission `customers:write`.
   *
   * `DELETE /api/v3/user/{user_id}`
   * @param userId The ID of the user.
   */
  delete(
    userId: number,
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<Answered<operations['deleteUser']>> {
    return this.transport.call('DELETE', '/api/v3/user/{user_id}', { path: { user_id: userId } }, options);
  }
}

export class Bulk extends Group {
  /**
   * Make several requests at once.
   *
   * At most 25 requests, run one after the other. Each gets its own answer; a refused request does not stop or undo the others. If an answer would make all answers together too large, it is 413 instead; if no space is left, the request is not run. Together the requests count as one write. With an `Idempotency-Key`, each request has the key at its place in the list, so a repeated bulk request runs only those that have not succeeded.
   *
   * Needs the permission `customers:read`.
   *
   * `POST /api/v3/_bulk`
   */
  sendRequests(
    body: components['schemas']['BulkEntryInput'][],
    options?: With<'idempotencyKey' | 'changeReason'>,
  ): Call<Answered<operations['sendRequests']>> {
    return this.transport.call('POST', '/api/v3/_bulk', { body }, options);
  }
}

export class RestHooks extends Group {
  /**
   * Subscribe to an event.
   *
   * Each event is sent to the URL as a POST request with `context_str`, `context_id`, `event`, `data.customer` in the words of this contract, and `security_token`, which is also in the header `X-ChargeOver-Key`. Any 2xx is success, redirects are not followed, and 410 ends the subscription. It is shown no more than the key may read.
   *
   * Needs the permission `webhooks:write`.
   *
   * `POST /api/v3/_resthook`
   */
  subscribeToEvent(
    body: components['schemas']['SubscribeInput'],
    options?: With<'idempotencyKey' | 'changeReason'>,
  ): Call<Answered<operations['subscribeToEvent']>> {
    return this.transport.call('POST', '/api/v3/_resthook', { body }, options);
  }

  /**
   * End a subscription.
   *
   * Needs the permission `webhooks:write`.
   *
   * `DELETE /api/v3/_resthook/{id}`
   * @param id The ID of the webhook.
   */
  endSubscription(
    id: number,
    options?: With<'idempotencyKey' | 'changeReason'>,
  ): Call<Answered<operations['endSubscription']>> {
    return this.transport.call('DELETE', '/api/v3/_resthook/{id}', { path: { id } }, options);
  }
}

/** The methods of the contract, by resource. */
export class BillingOperations {
  readonly customers: Customers;
  readonly users: Users;
  readonly bulk: Bulk;
  readonly restHooks: RestHooks;

  constructor(transport: Transport) {
    this.customers = new Customers(transport);
    this.users = new Users(transport);
    this.bulk = new Bulk(transport);
    this.restHooks = new RestHooks(transport);
  }
}

/** The operations that take an `Idempotency-Key`. */
export const WITH_KEY: ReadonlySet<string> = new Set([
  'POST /api/v3/customer',
  'PUT /api/v3/customer/{customer_id}',
  'DELETE /api/v3/customer/{customer_id}',
  'POST /api/v3/user',
  'PUT /api/v3/user/{user_id}',
  'DELETE /api/v3/user/{user_id}',
  'POST /api/v3/_bulk',
  'POST /api/v3/_resthook',
  'DELETE /api/v3/_resthook/{id}',
]);

/** The operations that get a credential. */
export const SIGN_INS: ReadonlySet<string> = new Set([]);
