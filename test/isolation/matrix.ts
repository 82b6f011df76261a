import type { Contract } from '../../src/contracts/contract.js';
import type { Operation } from '../../src/openapi/document.js';
import type { TestTenant } from '../factories/tenant.js';
import type { Answer, TestApp } from '../support/app.js';
import { nextNonce } from '../support/clients.js';
import { committedDocument, placesOf } from '../support/documents.js';
import type { Asked, Naming } from './namings.js';
import { everythingOf, nobodys, type Records, recordsOf } from './records.js';

type Around = (asking: () => Promise<Answer>) => Promise<Answer>;

/** Two tenants, and whoever asks as one of them for what is the other's. */
export class Matrix {
  private reused?: Records;
  /** Records of each tenant that no request has changed, and whose values no request has copied. */
  private readonly kept = new Map<TestTenant, Records>();

  constructor(
    private readonly app: TestApp,
    private readonly mine: TestTenant,
    private readonly other: TestTenant,
    /** Runs around each request that is held against another. */
    private readonly around: Around = (asking) => asking(),
  ) {}

  /**
   * Holds what is the other tenant's against what does not exist: the answers look alike, and the other tenant stays as it is.
   * That the request is one which would find the caller's own is seen too, or it would show nothing.
   */
  async check(contract: Contract['name'], naming: Naming): Promise<void> {
    const told: boolean[] = [];
    for (let example = 0; example < naming.examples; example++) {
      const missing = await this.untouched(this.other, naming, async (theirs) => {
        const foreign = await this.ask(contract, naming, theirs, example);
        const missing = await this.ask(contract, naming, nobodys(), example);
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

  /** Asks with another tenant's credential for what is the caller's own: it looks like asking for nothing that exists. */
  async checkCredential(contract: Contract['name'], naming: Naming): Promise<void> {
    await this.untouched(this.mine, naming, async (own) => {
      const nothing = nobodys();
      const foreign = await this.send(contract, naming, naming.ask(own, own, 0), this.other, own);
      const missing = await this.send(contract, naming, naming.ask(nothing, nothing, 0), this.other, nothing);
      expect(foreign).toLookLike(missing);
      expect(JSON.stringify(foreign.body) ?? '').not.toContain(this.mine.slug);
    });
  }

  /** Runs work with records of a tenant that it leaves as they are. They serve again, unless the work may have copied their values. */
  private async untouched<Result>(
    tenant: TestTenant,
    { where }: Naming,
    work: (records: Records) => Promise<Result>,
  ): Promise<Result> {
    const records = this.kept.get(tenant) ?? (await recordsOf(this.app, tenant));
    this.kept.delete(tenant);
    const before = await everythingOf(this.app, tenant);
    const result = await work(records);
    expect(await everythingOf(this.app, tenant)).toEqual(before);
    if (!where.startsWith('body')) this.kept.set(tenant, records);
    return result;
  }

  private async ask(
    contract: Contract['name'],
    naming: Naming,
    named: Records | undefined,
    example: number,
  ): Promise<Answer> {
    // What names somebody else in its path or query changes nothing of the caller's.
    const isReused = named && !naming.where.startsWith('body');
    const own = isReused
      ? (this.reused ??= await recordsOf(this.app, this.mine))
      : await recordsOf(this.app, this.mine);
    return this.send(contract, naming, naming.ask(own, named ?? own, example), this.mine, named ?? own);
  }

  private async send(
    contract: Contract['name'],
    naming: Naming,
    { method, path, query, body }: Asked,
    tenant: TestTenant,
    named: Records,
  ): Promise<Answer> {
    const operation = operationNamed(contract, naming.operation);
    const nonce = operation.parameters.some(({ name }) => name === 'nonce') ? nextNonce() : {};
    const headers = await this.credentials(contract, operation, tenant);
    const answer = await this.around(() =>
      this.app.send(method, path, { headers, query: { ...query, ...nonce }, body }),
    );
    return comparable(naming.inside ? within(answer) : answer, naming, named);
  }

  private async credentials(
    contract: Contract['name'],
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

/** The answer to the one request of several. */
function within({ status, headers, body }: Answer): Answer {
  expect(status).toBe(200);
  const [answer] = (body as { response: { _bulk: { code: number }[] } }).response._bulk;
  return { status: answer!.code, headers, body: answer };
}

/** An answer without what was named, which it may repeat, and of what was made only what it is like. */
function comparable({ status, headers, body }: Answer, { kind, method }: Naming, named: Records): Answer {
  const without = <Value>(value: Value) =>
    value === undefined
      ? value
      : (JSON.parse(
          JSON.stringify(value).replaceAll(new RegExp(`(?<![\\w.])${named[kind]}(?![\\w.])`, 'g'), '0'),
        ) as Value);
  const { 'content-length': _, location, ...kept } = headers;
  const isMade = status < 400 && method !== 'get';
  return {
    status,
    headers: { ...without(kept), ...(location && { location: location.replaceAll(/\d+/g, '') }) },
    body: isMade ? likeness(body) : without(body),
  };
}

function likeness(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(likeness);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, likeness(one)]));
  return typeof value;
}
