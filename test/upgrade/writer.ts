import type { Answer } from '../support/app.js';
import type { ContractClients } from '../support/clients.js';
import type { KeptTenant } from './tenants.js';

/** Writes to a tenant through the five contracts, and notes the IDs of the customers and users that it makes. */
export class Writer {
  constructor(
    private readonly tenant: KeptTenant,
    readonly speak: ContractClients,
  ) {}

  inContacts = (body: object) =>
    this.customer(this.speak.contacts.post('/customers/create', body), (answer) => answer.customer.customer_id);
  inBilling = (body: object) =>
    this.customer(this.speak.billing.post('/customer', body), (answer) => answer.response.id);
  inClients = (body: object) => this.customer(this.speak.clients.post('/clients', body), (answer) => answer.data.id);
  inErp = (body: object) => this.customer(this.speak.erp.post('/customers', body), (answer) => answer.id);
  inAccounting = (body: object) => this.customer(this.speak.accounting.post('/customers', body), (answer) => answer.id);

  email = async (customer: number, body: object) =>
    (await done(this.speak.contacts.post(`/customers/${customer}/emails`, body))).email_id as number;
  phone = async (customer: number, body: object) =>
    (await done(this.speak.contacts.post(`/customers/${customer}/phones`, body))).phone_id as number;
  companyName = async (customer: number, body: object) =>
    (await done(this.speak.contacts.post(`/customers/${customer}/company-names`, body))).company_name_id as number;
  entry = (customer: number, body: object) =>
    done(this.speak.accounting.post(`/customers/${customer}/ledger-entries`, body));

  async user(body: object): Promise<number> {
    const { id } = (await done(this.speak.billing.post('/user', body))).response as { id: number };
    this.tenant.users.push(id);
    return id;
  }

  private async customer(asked: Promise<Answer>, find: (body: any) => unknown): Promise<number> {
    const id = Number(find(await done(asked)));
    if (!Number.isSafeInteger(id)) throw new Error('A customer was made and its ID was not told');
    this.tenant.customers.push(id);
    return id;
  }
}

/** The body of an answer to a request that has to succeed. */
export async function done(asked: Promise<Answer>): Promise<any> {
  const { status, body } = await asked;
  if (status >= 300) throw new Refusal(`The request was answered ${status}: ${JSON.stringify(body)}`, status);
  return body;
}

class Refusal extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

/** A write that a release may refuse, because its rules have become stricter. */
export async function ifTaken(writing: Promise<unknown>): Promise<void> {
  await writing.catch((error: unknown) => {
    if (!(error instanceof Refusal) || error.status >= 500) throw error;
  });
}
