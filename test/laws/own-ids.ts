import type { ContractName } from '../../src/contracts/index.js';
import type { IdKind } from '../../src/own-ids.js';
import { addressIdsOf, codeOf, idOfCode } from '../../src/customers/customer-record.js';
import { Database } from '../../src/engine/tenant-database/index.js';
import type { Numberings } from '../../src/auth/tenant-ports.js';
import type { TestTenant } from '../factories/tenant.js';
import { numberedBy } from '../factories/own-ids.js';
import type { Answer, TestApp } from '../support/app.js';
import type { ContractClient, ContractClients } from '../support/clients.js';

/** Which contracts have IDs of their own in a law. */
export type Numbered = 'none' | 'some' | 'all';

type OwnContract = Exclude<ContractName, 'clientela'>;

const KINDS: Record<OwnContract, readonly IdKind[]> = {
  contacts: ['customer', 'email', 'phone', 'company_name'],
  billing: ['customer', 'contact_person'],
  clients: ['customer'],
  erp: ['customer', 'code', 'billing_address', 'shipping_address'],
  accounting: ['customer', 'ledger_entry'],
};

const SOME: Partial<Record<OwnContract, readonly IdKind[]>> = {
  contacts: ['email'],
  billing: ['customer'],
  erp: ['code', 'shipping_address'],
};

/**
 * Lets contracts have IDs of their own, which begin with 1 for each kind of each tenant. The laws know the records' own
 * IDs, so the clients translate: what they send, and what they get. An answer with any other ID is an error.
 */
export async function speaking(
  app: TestApp,
  tenant: TestTenant,
  clients: ContractClients,
  numbered: Numbered,
): Promise<ContractClients> {
  if (numbered === 'none') return clients;
  const chosen = numbered === 'all' ? KINDS : SOME;
  const wanted = Object.entries(chosen).map(([contract, kinds]) => [
    contract,
    Object.fromEntries(kinds.map((kind) => [kind, 'own'])),
  ]);
  await numberedBy(app, tenant, Object.fromEntries(wanted) as Numberings);
  const translated = Object.entries(chosen).map(([contract, kinds]) => {
    const ids = new Ids(app, tenant, contract as OwnContract, kinds);
    return [contract, translating(clients[contract as OwnContract], ids)];
  });
  return { ...clients, ...Object.fromEntries(translated) } as ContractClients;
}

/** The IDs of one contract: each record by its ID there, and the other way round. */
class Ids {
  private readonly records = new Map<string, number>();
  private readonly shown = new Map<string, string>();

  constructor(
    private readonly app: TestApp,
    private readonly tenant: TestTenant,
    readonly contract: OwnContract,
    private readonly kinds: readonly IdKind[],
  ) {}

  async read(): Promise<void> {
    const rows = await this.app.nest
      .get(Database)
      .write<{ kind: IdKind; wireId: string; recordId: number }>(this.tenant.id, {
        text: `SELECT kind, wire_id AS "wireId", record_id AS "recordId" FROM wire_ids
          WHERE tenant_id = $1 AND contract = $2 AND is_current`,
        values: [this.tenant.id, this.contract],
      });
    for (const { kind, wireId, recordId } of rows) {
      this.records.set(`${kind} ${wireId}`, recordId);
      this.shown.set(`${kind} ${recordId}`, wireId);
    }
  }

  has(kind: IdKind): boolean {
    return this.kinds.includes(kind);
  }

  /** What the contract shows for the ID of a record, or that ID if it is not of this tenant. */
  shownOf(kind: IdKind, native: string): string {
    const record = recordOf(kind, native);
    return (this.has(kind) && record !== undefined && this.shown.get(`${kind} ${record}`)) || native;
  }

  /** The record's own ID for one that the contract shows. */
  nativeOf(kind: IdKind, shown: string): string {
    if (!this.has(kind)) return shown;
    const record = this.records.get(`${kind} ${shown}`);
    if (record === undefined) throw new Unknown(`${this.contract} shows ${shown}, which is no ID of a ${kind}`);
    return nativeFrom(kind, record);
  }
}

class Unknown extends Error {}

const recordOf = (kind: IdKind, native: string): number | undefined => {
  if (kind === 'code') return idOfCode(native);
  if (kind === 'billing_address') return (Number(native) + 1) / 2;
  return kind === 'shipping_address' ? Number(native) / 2 : Number(native);
};

const nativeFrom = (kind: IdKind, record: number): string => {
  if (kind === 'code') return codeOf(record);
  if (kind === 'billing_address') return String(addressIdsOf(record).billing);
  return String(kind === 'shipping_address' ? addressIdsOf(record).shipping : record);
};

/** What fields with IDs name. */
function fieldsOf(contract: OwnContract, path: string): Record<string, IdKind> {
  switch (contract) {
    case 'contacts':
      return { customer_id: 'customer', email_id: 'email', phone_id: 'phone', company_name_id: 'company_name' };
    case 'billing':
      return {
        customer_id: 'customer',
        parent_customer_id: 'customer',
        superuser_id: 'contact_person',
        user_id: 'contact_person',
        id: path.startsWith('/user') ? 'contact_person' : 'customer',
      };
    case 'clients':
      return { id: 'customer' };
    case 'erp':
      return { id: 'customer', code: 'code', entity_code: 'code' };
    case 'accounting':
      return path.includes('ledger-entries')
        ? { id: 'ledger_entry', customerId: 'customer', payerId: 'customer' }
        : { id: 'customer' };
  }
}

const IN_PATHS: Record<string, IdKind> = {
  getCustomers: 'customer',
  customers: 'customer',
  customer: 'customer',
  clients: 'customer',
  contacts: 'customer',
  user: 'contact_person',
  emails: 'email',
  phones: 'phone',
  'company-names': 'company_name',
};

type Translate = (kind: IdKind, id: string) => string;

const inPath = (path: string, translate: Translate): string =>
  path.replace(/(?<=^|\/)([\w-]+)\/(\d+)(?=\/|$)/g, (whole, name: string, id: string) =>
    IN_PATHS[name] ? `${name}/${translate(IN_PATHS[name], id)}` : whole,
  );

function inBody(value: unknown, contract: OwnContract, fields: Record<string, IdKind>, translate: Translate): unknown {
  if (Array.isArray(value)) return value.map((one) => inBody(one, contract, fields, translate));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, unknown]) => {
      const kind = fields[key];
      const isId = typeof inner === 'number' || (typeof inner === 'string' && (kind === 'code' || /^\d+$/.test(inner)));
      if (kind && isId) {
        const translated = translate(kind, String(inner));
        return [key, typeof inner === 'number' ? Number(translated) : translated];
      }
      if (key === 'url_self') return [key, inPath(String(inner), translate)];
      // The code of accounting follows from the ID that it shows.
      const { id } = value as { id?: number };
      if (contract === 'accounting' && key === 'code' && typeof id === 'number')
        return [key, codeOf(Number(translate('customer', String(id))))];
      if (contract === 'erp' && (key === 'billing_address' || key === 'shipping_address'))
        return [key, inBody(inner, contract, { id: key }, translate)];
      return [key, inBody(inner, contract, fields, translate)];
    }),
  );
}

function inQuery(query: Record<string, unknown> | undefined, contract: OwnContract, translate: Translate) {
  const { where, searchColumn, searchString } = (query ?? {}) as Record<string, string | undefined>;
  if (where !== undefined) {
    const fields = fieldsOf(contract, '');
    const translated = where.replace(
      /(?<=^|,)((?:customers\.)?(\w+)):(\w+):(\d+)(?=,|$)/g,
      (whole, name: string, field: string, operator: string, id: string) =>
        fields[field] ? `${name}:${operator}:${translate(fields[field], id)}` : whole,
    );
    return { ...query, where: translated };
  }
  if (contract !== 'erp' || searchString === undefined || (searchColumn ?? 'id') !== 'id') return query;
  return { ...query, searchString: translate('customer', searchString) };
}

function translating(client: ContractClient, ids: Ids): ContractClient {
  const { contract } = ids;
  const outward: Translate = (kind, id) => ids.shownOf(kind, id);
  const inward: Translate = (kind, id) => ids.nativeOf(kind, id);
  const understood = async (answer: Answer, path: string): Promise<Answer> => {
    if (answer.status >= 400) return answer;
    const body = () => inBody(answer.body, contract, fieldsOf(contract, path), inward);
    try {
      return { ...answer, body: body() };
    } catch (error) {
      if (!(error instanceof Unknown)) throw error;
      await ids.read();
      return { ...answer, body: body() };
    }
  };
  const send: ContractClient['send'] = async (method, path, { query, body, ...sending } = {}) => {
    await ids.read();
    const sent = {
      ...sending,
      query: inQuery(query, contract, outward),
      ...(body !== undefined && { body: inBody(body, contract, fieldsOf(contract, path), outward) }),
    };
    return understood(await client.send(method, inPath(path, outward), sent), path);
  };
  const write =
    (method: 'post' | 'put' | 'patch') =>
    async (path: string, body?: unknown): Promise<Answer> => {
      await ids.read();
      const sent = inBody(body, contract, fieldsOf(contract, path), outward);
      return understood(await client[method](inPath(path, outward), sent), path);
    };
  return {
    ...client,
    send,
    get: (path, query) => send('GET', path, { query }),
    post: write('post'),
    put: write('put'),
    patch: write('patch'),
    delete: async (path) => {
      await ids.read();
      return understood(await client.delete(inPath(path, outward)), path);
    },
  };
}
