import type { AccountingCredentials } from './accounting/client.js';
import { type AccountingClient, createAccountingClient } from './accounting/index.js';
import { type AccountingSnakeClient, createSnakeCaseAccountingClient } from './accounting-snake/index.js';
import { type BillingClient, type BillingCredentials, createBillingClient } from './billing/index.js';
import { transportOf } from './clientela/client.js';
import { ClientelaOperations } from './clientela/operations.js';
import type { paths } from './clientela/schema.js';
import type { ClientelaSignIn } from './clientela/session.js';
import { type ClientsClient, type ClientsCredentials, createClientsClient } from './clients/index.js';
import { type ContactsClient, type ContactsCredentials, createContactsClient } from './contacts/index.js';
import { type Connection, connectionOf } from './core/connection.js';
import type { PathForm } from './core/paths.js';
import { createErpClient, type ErpClient, type ErpCredentials } from './erp/index.js';

/** The address of the server, and the credentials of those contracts that you use. */
export interface ClientelaOptions extends Connection {
  /** An API key of Clientela's own contract (`ck_…`). */
  apiKey?: string;
  /** Instead of an API key: a user. A page of the server's own origin needs neither: the browser has the session. */
  user?: ClientelaSignIn;
  contacts?: ContactsCredentials;
  billing?: BillingCredentials;
  clients?: ClientsCredentials;
  erp?: ErpCredentials;
  /** For `accounting`, and for `accountingSnake` where answers are in snake_case. */
  accounting?: AccountingCredentials;
}

/**
 * All contracts of a server. Clientela's own contract is at the top (`clientela.customers.list`), the others are behind
 * their names (`clientela.contacts.emails.add`). A contract signs in when its first request needs it.
 */
// The interface below has what Object.assign adds.
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging
export class Clientela extends ClientelaOperations {
  readonly #options: ClientelaOptions;
  readonly #clients = new Map<string, unknown>();

  constructor(options: ClientelaOptions) {
    const credentials = options.user ?? (options.apiKey === undefined ? {} : { apiKey: options.apiKey });
    const { paths, transport } = transportOf({ ...connectionOf(options), ...credentials });
    super(transport);
    this.#options = options;
    Object.assign(this, paths);
  }

  /** Emails, phones and company names of a customer. */
  get contacts(): ContactsClient {
    return this.#client('contacts', (connection, credentials: ContactsCredentials) =>
      createContactsClient({ ...connection, ...credentials }),
    );
  }

  /** Customers and their users, in an envelope. */
  get billing(): BillingClient {
    return this.#client('billing', (connection, credentials: BillingCredentials) =>
      createBillingClient({ ...connection, ...credentials }),
    );
  }

  /** Clients. */
  get clients(): ClientsClient {
    return this.#client('clients', (connection, credentials: ClientsCredentials) =>
      createClientsClient({ ...connection, ...credentials }),
    );
  }

  /** Customers as third parties, with a nonce on every write, which the client adds. */
  get erp(): ErpClient {
    return this.#client('erp', (connection, credentials: ErpCredentials) =>
      createErpClient({ ...connection, ...credentials }),
    );
  }

  /** Customers with balances, in camelCase. */
  get accounting(): AccountingClient {
    return this.#client('accounting', (connection, credentials: AccountingCredentials) =>
      createAccountingClient({ ...connection, ...credentials }),
    );
  }

  /** Customers with balances, for an organization or an API key that is set to snake_case. */
  get accountingSnake(): AccountingSnakeClient {
    return this.#client(
      'accounting',
      (connection, credentials: AccountingCredentials) =>
        createSnakeCaseAccountingClient({ ...connection, ...credentials }),
      'accountingSnake',
    );
  }

  #client<Client, Credentials>(
    contract: keyof ClientelaOptions,
    create: (connection: Connection, credentials: Credentials) => Client,
    name: string = contract,
  ): Client {
    const made = this.#clients.get(name);
    if (made) return made as Client;
    const credentials = this.#options[contract] as Credentials | undefined;
    if (!credentials) throw new Error(`new Clientela({ … }) has no credentials for ${contract}`);
    const client = create(connectionOf(this.#options), credentials);
    this.#clients.set(name, client);
    return client;
  }
}

/** The path form of Clientela's own contract: `clientela.GET('/clientela/v1/customers')`. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging, @typescript-eslint/no-empty-object-type
export interface Clientela extends PathForm<paths> {}
