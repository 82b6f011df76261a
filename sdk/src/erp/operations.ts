// Generated from openapi/erp.json by `npm run openapi`.
import { Group, type Transport } from '../core/client.js';
import type { Call, CallOptions, With } from '../core/calls.js';
import type { List } from '../core/lists.js';
import type { QueryOf } from '../core/operation-types.js';
import type { components, operations } from './schema.js';

export class Session extends Group {
  /**
   * Open a session with an API token.
   *
   * The token of the session is for all other requests. It is the API token’s, so it can do no more.
   *
   * `GET /helo`
   */
  open(options?: CallOptions): Call<components['schemas']['SessionOutput']> {
    return this.transport.call('GET', '/helo', {}, options);
  }

  /**
   * Open a session with a login name and a password.
   *
   * The token of the session is for all other requests.
   *
   * `POST /auth`
   */
  signIn(
    query: QueryOf<operations['signIn'], 'nonce'>,
    options?: CallOptions,
  ): Call<components['schemas']['SessionOutput']> {
    return this.transport.call('POST', '/auth', { query }, options);
  }

  /**
   * Read the signed-in user and company.
   *
   * Tells whether a token is still valid.
   *
   * `GET /status`
   */
  getStatus(options?: CallOptions): Call<components['schemas']['StatusOutput']> {
    return this.transport.call('GET', '/status', {}, options);
  }
}

export class Customers extends Group {
  /**
   * List customers.
   *
   * Ordered by ID.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /customers`
   */
  list(
    query?: QueryOf<operations['listCustomers'], 'nonce'>,
    options?: With<'ifNoneMatch' | 'asOf'>,
  ): List<components['schemas']['ThirdPartyOutput'][], components['schemas']['ThirdPartyOutput'][][number]> {
    return this.transport.list(
      '/customers',
      { query },
      options,
      { by: 'offset', offset: 'skip', most: 500 },
      (page) => page,
    );
  }

  /**
   * Add a customer.
   *
   * Needs the permission `customers:write`.
   *
   * `POST /customers`
   */
  create(
    body: components['schemas']['CreateThirdPartyInput'],
    options?: With<'idempotencyKey' | 'changeReason'>,
  ): Call<components['schemas']['EntityCreatedOutput']> {
    return this.transport.call('POST', '/customers', { body }, options);
  }

  /**
   * Update a customer.
   *
   * The body names the customer by ID or by code. Omitted keys keep their value; null clears.
   *
   * Needs the permission `customers:write`.
   *
   * `PUT /customers`
   */
  update(
    body: components['schemas']['UpdateThirdPartyInput'],
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<components['schemas']['EntityCreatedOutput']> {
    return this.transport.call('PUT', '/customers', { body }, options);
  }
}

/** The methods of the contract, by resource. */
export class ErpOperations {
  readonly session: Session;
  readonly customers: Customers;

  constructor(transport: Transport) {
    this.session = new Session(transport);
    this.customers = new Customers(transport);
  }
}

/** The operations that take an `Idempotency-Key`. */
export const WITH_KEY: ReadonlySet<string> = new Set(['POST /customers', 'PUT /customers']);

/** The operations that get a credential. */
export const SIGN_INS: ReadonlySet<string> = new Set(['GET /helo', 'POST /auth']);
