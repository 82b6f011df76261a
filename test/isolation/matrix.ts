import type { RegisteredContract } from '../../src/contracts/index.js';
import type { Operation } from '../../src/openapi/document.js';
import type { TestTenant } from '../factories/tenant.js';
import type { Answer, TestApp } from '../support/app.js';
import { nextNonce } from '../support/clients.js';
import { committedDocument, isStreamed, placesOf, requiredHeaders, streamed } from '../support/documents.js';
import type { Asked, Naming } from './namings.js';
import { everythingOf, missingRecords, type Records, recordsOf } from './records.js';

type Around = (asking: () => Promise<Answer>) => Promise<Answer>;

/** Requests the records of another tenant with one tenant's credentials. */
export class Matrix {
  private own?: Records;
  /** Records of each tenant that later checks may reuse: no request has changed them or copied their values. */
  private readonly reusable = new Map<TestTenant, Records>();

  constructor(
    private readonly app: TestApp,
    private readonly mine: TestTenant,
    private readonly other: TestTenant,
    /** Runs around each request that is compared with another. */
    private readonly around: Around = (asking) => asking(),
  ) {}

  /**
   * Compares the other tenant's records with missing ones: the answers look alike, and the other tenant is unchanged.
   * It also checks that the request finds the caller's own record. Otherwise the comparison would prove nothing.
   */
  async check(contract: RegisteredContract['name'], naming: Naming): Promise<void> {
    const told: boolean[] = [];
    for (let example = 0; example < naming.examples; example++) {
      const missing = await this.untouched(this.other, naming, async (theirs) => {
        const foreign = await this.ask(contract, naming, theirs, example);
        const missing = await this.ask(contract, naming, missingRecords(), example);
        expect(foreign).toLookLike(missing);
        expect(JSON.stringify(foreign.body) ?? '').not.toContain(this.other.slug);
        return missing;
      });
      const own = await this.ask(contract, naming, undefined, example);
      // A new external key may be anything that is not the caller's own already.
      told.push((missing.status < 400 && naming.method !== 'get') || !looksLike(own, missing));
    }
    expect(told).toContain(true);
  }

  /** Another tenant's credential does not open the caller's records: they look like records that do not exist. */
  async checkCredential(contract: RegisteredContract['name'], naming: Naming): Promise<void> {
    await this.untouched(this.mine, naming, async (own) => {
      const nothing = missingRecords();
      const foreign = await this.send(contract, naming, naming.ask(own, own, 0), this.other, own);
      const missing = await this.send(contract, naming, naming.ask(nothing, nothing, 0), this.other, nothing);
      expect(foreign).toLookLike(missing);
      expect(JSON.stringify(foreign.body) ?? '').not.toContain(this.mine.slug);
    });
  }

  /**
   * Runs work that must not change a tenant's records. They are reused, unless the work may have copied their values.
   */
  private async untouched<Result>(
    tenant: TestTenant,
    { where }: Naming,
    work: (records: Records) => Promise<Result>,
  ): Promise<Result> {
    const records = this.reusable.get(tenant) ?? (await recordsOf(this.app, tenant));
    this.reusable.delete(tenant);
    const before = await everythingOf(this.app, tenant);
    const result = await work(records);
    expect(await everythingOf(this.app, tenant)).toEqual(before);
    if (!where.startsWith('body')) this.reusable.set(tenant, records);
    return result;
  }

  private async ask(
    contract: RegisteredContract['name'],
    naming: Naming,
    named: Records | undefined,
    example: number,
  ): Promise<Answer> {
    // A request that names a foreign record in its path or query does not change the caller's records.
    const isReused = named && !naming.where.startsWith('body');
    const own = isReused ? (this.own ??= await recordsOf(this.app, this.mine)) : await recordsOf(this.app, this.mine);
    return this.send(contract, naming, naming.ask(own, named ?? own, example), this.mine, named ?? own);
  }

  private async send(
    contract: RegisteredContract['name'],
    naming: Naming,
    { method, path, query, body }: Asked,
    tenant: TestTenant,
    named: Records,
  ): Promise<Answer> {
    const operation = operationNamed(contract, naming.operation);
    const nonce = operation.parameters.some(({ name }) => name === 'nonce') ? nextNonce() : {};
    const headers = { ...(await this.credentials(contract, operation, tenant)), ...requiredHeaders(operation) };
    const sent = isStreamed(operation) ? streamed(headers) : { headers, body };
    const answer = await this.around(() => this.app.send(method, path, { ...sent, query: { ...query, ...nonce } }));
    return comparable(naming.inside ? within(answer) : answer, naming, named);
  }

  private async credentials(
    contract: RegisteredContract['name'],
    { security = [] }: Operation,
    tenant: TestTenant,
  ): Promise<Record<string, string>> {
    const schemes = Object.keys(security[0] ?? {});
    if (schemes.includes('apiToken')) return { authorization: `Bearer ${tenant.keys.erp.secret}` };
    const { securitySchemes } = committedDocument(contract).document.components;
    const wanted = schemes.map((scheme) => (securitySchemes[scheme] as { name?: string }).name ?? 'authorization');
    return Object.fromEntries(
      Object.entries(await this.app.as(tenant)[contract].credentials()).filter(([name]) => wanted.includes(name)),
    );
  }
}

const operationNamed = (contract: string, name: string) =>
  placesOf(committedDocument(contract).document).find(({ operation }) => operation.operationId === name)!.operation;

const looksLike = (one: Answer, other: Answer): boolean => {
  try {
    expect(one).toLookLike(other);
    return true;
  } catch {
    return false;
  }
};

/** The answer to one entry of a bulk request. */
function within({ status, headers, body }: Answer): Answer {
  expect(status).toBe(200);
  const [answer] = (body as { response: { _bulk: { code: number }[] } }).response._bulk;
  return { status: answer!.code, headers, body: answer };
}

/** An answer to compare: without the named values, which it may repeat. Of a created record only the types count. */
function comparable({ status, headers, body }: Answer, { kind, method }: Naming, named: Records): Answer {
  const without = <Value>(value: Value) =>
    value === undefined
      ? value
      : (JSON.parse(
          JSON.stringify(value).replaceAll(new RegExp(`(?<![\\w.])${named[kind]}(?![\\w.])`, 'g'), '0'),
        ) as Value);
  const { 'content-length': _, location, ...rest } = headers;
  const isMade = status < 400 && method !== 'get';
  return {
    status,
    headers: { ...without(rest), ...(location && { location: location.replaceAll(/\d+/g, '') }) },
    body: isMade ? likeness(body) : without(body),
  };
}

function likeness(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(likeness);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, likeness(one)]));
  return typeof value;
}
