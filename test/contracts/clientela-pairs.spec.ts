import { KeysService } from '../../src/auth/keys.service.js';
import type { Permission } from '../../src/auth/permissions.js';
import { ErasureService } from '../../src/erasure/erasure.service.js';
import { aCustomer, MISSING_ID } from '../factories/customer.js';
import { comparedRows } from '../factories/compared-rows.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { PairsRepository } from '../../src/joining/pairs.repository.js';
import { asOwner } from '../support/owner.js';
import { useApp, useTenantPerTest } from '../support/use-app.js';

const app = useApp();
const acme = useTenantPerTest(app);

const clientela = (tenant: TestTenant = acme) => app.as(tenant).clientela;
const search = () => clientela().post('/pairs/search');
const listed = async (query?: Record<string, unknown>) => (await clientela().get('/pairs', query)).body.data as any[];
const idsOf = (pairs: any[]) => pairs.map(({ oneId, otherId }) => [oneId, otherId]);
const limitedTo = async (...permissions: Permission[]) => {
  const { secret } = await app.nest.get(KeysService).create(acme.id, 'clientela', { permissions });
  return (method: string, path: string, body?: unknown) =>
    app.send(method, `/clientela/v1${path}`, { body, headers: { authorization: `Bearer ${secret}` } });
};

/** Two records of one firm, as texts of their IDs. */
async function twice(name: string, more: Parameters<typeof aCustomer>[2] = {}): Promise<[string, string]> {
  const one = await aCustomer(app, acme, { displayName: name, ...more });
  const other = await aCustomer(app, acme, { displayName: `${name.toUpperCase()} S.A.`, ...more });
  return [String(one.id), String(other.id)];
}

/** Removes a customer in the middle of the next call, as undoing an import does, after its pair was read. */
function removesInTheMiddle(method: 'replace' | 'decide', id: string): void {
  const original = PairsRepository.prototype[method] as (...given: unknown[]) => Promise<void>;
  jest.spyOn(PairsRepository.prototype, method).mockImplementationOnce(async function (
    this: PairsRepository,
    ...given: unknown[]
  ) {
    await asOwner(app, acme, 'DELETE FROM customers WHERE tenant_id = $1 AND id = $2', [acme.id, id]);
    return original.apply(this, given);
  });
}

describe('POST /clientela/v1/pairs/search', () => {
  it('200: finds customers that may be one, and goes on with those that changed later', async () => {
    const [one, other] = await twice('Quebracho Cano', { email: 'info@quebracho.example' });
    await aCustomer(app, acme, { displayName: 'Condorhuasi Textiles' });
    expect(await search()).toMatchObject({ status: 200, body: { looked: 3, found: 1, left: 0 } });
    expect(idsOf(await listed())).toEqual([[one, other]]);
    expect((await search()).body).toEqual({ looked: 0, found: 0, left: 0 });

    const renamed = { headers: { 'if-match': '*' }, body: { displayName: 'Something Else', email: null } };
    expect((await clientela().send('PATCH', `/customers/${other}`, renamed)).status).toBe(200);
    expect((await search()).body).toEqual({ looked: 1, found: 0, left: 0 });
    expect(await listed()).toEqual([]);
  });

  it('200: leaves out deleted customers', async () => {
    const [one] = await twice('Quebracho Cano', { email: 'info@quebracho.example' });
    await search();
    await app.as(acme).accounting.delete(`/customers/${one}`);
    expect(await listed()).toEqual([]);
    expect((await search()).body).toMatchObject({ looked: 0, left: 0 });
  });

  it('200: leaves out a customer that is removed while it looks', async () => {
    const [, other] = await twice('Quebracho Cano', { taxId: '30-71234567-1' });
    removesInTheMiddle('replace', other);
    expect(await search()).toMatchObject({ status: 200, body: { looked: 2 } });
    expect(await listed()).toEqual([]);
  });

  it('403: needs the permission to write', async () => {
    const may = await limitedTo('customers:read');
    expect((await may('POST', '/pairs/search')).status).toBe(403);
    expect((await may('GET', '/pairs')).status).toBe(200);
  });
});

describe('GET /clientela/v1/pairs', () => {
  it('200: shows the evidence with both values, and its sum', async () => {
    const [oneId, otherId] = await twice('Quebracho Cano', { email: 'info@quebracho.example' });
    await search();
    const [pair] = await listed();
    expect(pair).toMatchObject({ oneId, otherId, decision: null, decidedAt: null, decidedBy: null });
    expect(pair.evidence).toContainEqual({
      reason: 'email',
      weight: 37,
      ofOne: 'info@quebracho.example',
      ofOther: 'info@quebracho.example',
    });
    expect(pair.evidence.reduce((sum: number, { weight }: any) => sum + weight, 0)).toBe(pair.score);
  });

  it('200: shows each pair once on its pages, the highest score first, and those of one customer', async () => {
    const mails = Array.from({ length: 7 }, (_, at) => `own${at}@firm${at}.example`);
    const all: [string, string][] = [];
    for (const [at, email] of mails.entries()) all.push(await twice(`Zubirra${'abcdefg'[at]}ndo Mix`, { email }));
    await search();
    const pages: any[] = [];
    for (let after: string | undefined; after !== null;) {
      const { body } = await clientela().get('/pairs', { limit: 3, after });
      pages.push(...body.data);
      after = body.next;
    }
    expect(new Set(idsOf(pages).map(String)).size).toBe(pages.length);
    expect(idsOf(pages)).toEqual(expect.arrayContaining(all));
    const scores = pages.map(({ score }) => score as number);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    const ofOne = await listed({ customerId: all[0]![1] });
    expect(ofOne.every(({ oneId, otherId }) => [oneId, otherId].includes(all[0]![1]))).toBe(true);
    expect(idsOf(ofOne)).toContainEqual(all[0]);
  });

  it('200: shows what waits by the tenant’s own threshold', async () => {
    await twice('Quebracho Cano');
    await search();
    expect(await listed()).toHaveLength(1);
    await clientela().patch('/tenant', { reviewAt: 1000 });
    expect(await listed()).toHaveLength(0);
  });

  it('400: refuses a cursor that no list has answered, and an unknown decision', async () => {
    for (const query of [{ after: 'x' }, { decision: 'maybe' }, { limit: 1000 }, { customerId: 'a' }])
      expect((await clientela().get('/pairs', query)).status).toBe(400);
  });
});

describe('POST /clientela/v1/pairs', () => {
  it('200: keeps decisions, which later searches respect, and takes them back', async () => {
    const [oneId, otherId] = await twice('Quebracho Cano', { email: 'info@quebracho.example' });
    await search();
    const decide = (decision: string) => clientela().post('/pairs', [{ oneId: otherId, otherId: oneId, decision }]);
    expect(await decide('different')).toMatchObject({ status: 200, body: { decided: 1 } });
    expect(await listed()).toEqual([]);
    const [decided] = await listed({ decision: 'different' });
    expect(decided).toMatchObject({
      oneId,
      otherId,
      decision: 'different',
      decidedBy: `key:${acme.keys.clientela.id}`,
    });
    expect(decided.evidence[0]).toEqual({ reason: 'decision', weight: -1000, ofOne: '', ofOther: '' });

    await clientela().send('PATCH', `/customers/${oneId}`, { headers: { 'if-match': '*' }, body: { note: 'new' } });
    expect((await search()).body).toEqual({ looked: 1, found: 0, left: 0 });
    expect(await listed()).toEqual([]);

    await decide('same');
    expect(await listed({ decision: 'different' })).toEqual([]);
    expect(idsOf(await listed({ decision: 'same' }))).toEqual([[oneId, otherId]]);
    await decide('none');
    expect(idsOf(await listed())).toEqual([[oneId, otherId]]);
  });

  it('200: keeps a decision about customers that no search has found', async () => {
    const { id: one } = await aCustomer(app, acme, { displayName: 'Quebracho' });
    const { id: other } = await aCustomer(app, acme, { displayName: 'Condorhuasi' });
    const decision = { oneId: String(one), otherId: String(other), decision: 'same' };
    expect((await clientela().post('/pairs', [decision])).status).toBe(200);
    expect(await listed({ decision: 'same' })).toMatchObject([{ oneId: String(one), score: expect.any(Number) }]);
  });

  it('404: answers a foreign customer like a missing one, and keeps none of the decisions', async () => {
    const [oneId, otherId] = await twice('Quebracho Cano', { email: 'info@quebracho.example' });
    await search();
    const theirs = await comparedRows(app, await aTenant(app));
    const decide = (foreign: number) =>
      clientela().post('/pairs', [
        { oneId, otherId, decision: 'same' },
        { oneId, otherId: String(foreign), decision: 'same' },
      ]);
    const missing = await decide(MISSING_ID);
    expect(missing.status).toBe(404);
    expect(await decide(theirs.oneId)).toLookLike(missing);
    expect(idsOf(await listed())).toEqual([[oneId, otherId]]);
  });

  it('404: refuses a decision about a customer that is removed meanwhile', async () => {
    const [oneId, otherId] = await twice('Quebracho Cano', { taxId: '30-71234567-1' });
    await search();
    removesInTheMiddle('decide', otherId);
    expect((await clientela().post('/pairs', [{ oneId, otherId, decision: 'same' }])).status).toBe(404);
  });

  it('400: says which decision is refused, and why', async () => {
    const [oneId, otherId] = await twice('Quebracho Cano');
    const good = { oneId, otherId, decision: 'same' };
    for (const [bad, pointer] of [
      [{ ...good, otherId: oneId }, '#/1/otherId'],
      [{ ...good, decision: 'perhaps' }, '#/1/decision'],
      [good, '#/1'],
      [{ oneId, decision: 'same' }, '#/1/otherId'],
    ] as const) {
      const answer = await clientela().post('/pairs', [good, bad]);
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
    }
  });
});

describe('erasing a customer', () => {
  it('removes what comparisons know of it', async () => {
    const [oneId, otherId] = await twice('Quebracho Cano', { email: 'info@quebracho.example' });
    await search();
    await app.nest.get(ErasureService).erase(acme.id, Number(oneId));
    const rows = await asOwner<{ id: string }>(
      app,
      acme,
      `SELECT row_id AS id FROM compared_rows WHERE tenant_id = $1 UNION SELECT row_id FROM compared_blocks WHERE tenant_id = $1`,
      [acme.id],
    );
    expect(rows.map(({ id }) => String(id))).toEqual([otherId]);
    expect(await listed()).toEqual([]);
  });
});
