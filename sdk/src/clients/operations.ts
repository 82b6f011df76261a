// Generated from openapi/clients.json by `npm run openapi`.
import { Group, type Transport } from '../core/client.js';
import type { Call, CallOptions, With } from '../core/calls.js';
import type { List } from '../core/lists.js';
import type { Answered, QueryOf } from '../core/operation-types.js';
import type { components, operations } from './schema.js';

export class Authentication extends Group {
  /**
   * Sign in with email and password.
   *
   * All other requests need the token, an API key and the `tenant` header.
   *
   * `POST /apidev/v1/login`
   */
  signIn(body: components['schemas']['LoginInput'], options?: CallOptions): Call<Answered<operations['signIn']>> {
    return this.transport.call('POST', '/apidev/v1/login', { body }, options);
  }
}

export class Clients extends Group {
  /**
   * Create a client.
   *
   * Needs the permission `customers:write`.
   *
   * `POST /apidev/v1/clients`
   */
  create(
    body: components['schemas']['CreateClientInput'],
    options?: With<'idempotencyKey' | 'changeReason'>,
  ): Call<Answered<operations['createClient']>> {
    return this.transport.call('POST', '/apidev/v1/clients', { body }, options);
  }

  /**
   * List clients.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /apidev/v1/clients`
   */
  list(
    query?: QueryOf<operations['listClients']>,
    options?: CallOptions,
  ): List<Answered<operations['listClients']>, Answered<operations['listClients']>['data'][number]> {
    return this.transport.list(
      '/apidev/v1/clients',
      { query },
      options,
      { by: 'offset', offset: 'offset', most: 100 },
      (page) => page.data,
    );
  }

  /**
   * Update a client.
   *
   * Only included fields are modified; omitted fields remain unchanged. Send null to clear a nullable field.
   *
   * Needs the permission `customers:write`.
   *
   * `PUT /apidev/v1/clients/{id}`
   * @param id The ID of the customer.
   */
  update(
    id: string,
    body: components['schemas']['UpdateClientInput'],
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<Answered<operations['updateClient']>> {
    return this.transport.call('PUT', '/apidev/v1/clients/{id}', { path: { id }, body }, options);
  }

  /**
   * Read a client.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /apidev/v1/clients/{id}`
   * @param id The ID of the customer.
   */
  get(id: string, options?: With<'ifNoneMatch' | 'asOf'>): Call<Answered<operations['getClient']>> {
    return this.transport.call('GET', '/apidev/v1/clients/{id}', { path: { id } }, options);
  }
}

/** The methods of the contract, by resource. */
export class ClientsOperations {
  readonly authentication: Authentication;
  readonly clients: Clients;

  constructor(transport: Transport) {
    this.authentication = new Authentication(transport);
    this.clients = new Clients(transport);
  }
}

/** The operations that take an `Idempotency-Key`. */
export const WITH_KEY: ReadonlySet<string> = new Set(['POST /apidev/v1/clients', 'PUT /apidev/v1/clients/{id}']);

/** The operations that get a credential. */
export const SIGN_INS: ReadonlySet<string> = new Set(['POST /apidev/v1/login']);
