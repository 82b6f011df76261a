import { ErasureService } from '../../src/erasure/erasure.service.js';
import { FeedService } from '../../src/feed/feed.service.js';
import { MergesRepository } from '../../src/merging/merges.repository.js';
import { MergingService } from '../../src/merging/merging.service.js';
import { RevertsService } from '../../src/changes/reverts.service.js';
import { CustomersService } from '../../src/customers/customers.service.js';
import { aCustomer } from '../factories/customer.js';
import { mergedRows } from '../factories/merged-rows.js';
import { aTenant } from '../factories/tenant.js';
import { asOwner } from '../support/owner.js';
import { useApp, useTenantPerTest } from '../support/use-app.js';

const app = useApp();
const acme = useTenantPerTest(app);
const clientela = () => app.as(acme).clientela;
const lastOf = async (id: number) => (await clientela().get(`/customers/${id}/changes`)).body.data[0];

describe('a merged customer', () => {
  it('ends with a tombstone that names the customer that stays, as one change of each', async () => {
    const { intoId, goneId } = await mergedRows(app, acme);
    const field = (name: string, after: number) => ({ field: name, before: null, after: String(after) });
    const of = (change: any) => change.records.flatMap(({ fields }: any) => fields);
    const [gone, into] = [await lastOf(goneId), await lastOf(intoId)];
    expect(gone).toMatchObject({ kind: 'deleted', version: 2, reason: `merge of ${goneId} into ${intoId}` });
    expect(of(gone)).toContainEqual(field('mergedIntoId', intoId));
    expect(into).toMatchObject({ kind: 'updated', version: 2, reason: `merge of ${goneId} into ${intoId}` });
    expect(of(into)).toContainEqual(field('mergedWithId', goneId));
    const { events } = await app.nest.get(FeedService).read(acme.id, { limit: 10 });
    expect(events.filter(({ kind }) => kind === 'deleted').map(({ customerId }) => customerId)).toEqual([goneId]);
  });

  it('cannot be restored, and nothing before the merge is reverted', async () => {
    const { intoId, goneId } = await mergedRows(app, acme);
    const restored = app.nest.get(CustomersService).restore(acme.id, goneId, { fields: ['id'] });
    await expect(restored).rejects.toMatchObject({ reason: 'MERGED' });
    const reasons: (string | undefined)[] = [];
    await app.nest
      .get(RevertsService)
      .plan(
        acme.id,
        { actor: 'server', customers: [intoId, goneId] },
        { take: ({ fields }) => void reasons.push(...fields.map(({ reason }) => reason)) },
      );
    expect(reasons).toEqual(['merged', 'merged']);
  });

  it('is as it was when it is read as of a version before', async () => {
    const into = await aCustomer(app, acme, { email: 'into@acme.example' });
    const gone = await aCustomer(app, acme, { email: 'gone@acme.example', phone: '+12125550100' });
    const pair = { intoId: into.id, goneId: gone.id, take: [] };
    const { digest } = await app.nest.get(MergingService).preview(acme.id, pair);
    await app.nest.get(MergingService).merge(acme.id, pair, digest, 'key:1');
    const at = async (id: number) =>
      (await clientela().send('GET', `/customers/${id}`, { headers: { 'clientela-as-of': '1' } })).body;
    expect(await at(gone.id)).toMatchObject({ id: String(gone.id), email: 'gone@acme.example', phone: '+12125550100' });
    expect(await at(into.id)).toMatchObject({ id: String(into.id), email: 'into@acme.example', phone: null });
  });

  it('is erased together with the customer that stays, whichever of the two is named', async () => {
    for (const named of ['into', 'gone'] as const) {
      const into = await aCustomer(app, acme, { displayName: 'Canary one', website: null });
      const gone = await aCustomer(app, acme, { displayName: 'Canary two', website: 'https://canary.example' });
      const pair = { intoId: into.id, goneId: gone.id, take: ['displayName'] };
      const merging = app.nest.get(MergingService);
      const { digest } = await merging.preview(acme.id, pair);
      const { id } = await merging.merge(acme.id, pair, digest, 'key:1');
      await app.nest.get(ErasureService).erase(acme.id, named === 'into' ? into.id : gone.id);
      for (const table of ['customers', 'changes', 'customer_merges'])
        expect(
          JSON.stringify(
            await asOwner(app, acme, `SELECT to_jsonb(t) FROM ${table} t WHERE tenant_id = $1`, [acme.id]),
          ),
        ).not.toMatch(/canary/i);
      const undo = await merging.previewUndo(acme.id, id!);
      expect(undo.notRestored).toMatchObject([{ reason: 'erased' }]);
      await merging.undo(acme.id, id!, undo.digest);
      expect((await clientela().get(`/customers/${gone.id}`)).status).toBe(200);
    }
  });

  it('belongs to its tenant alone', async () => {
    const { goneId } = await mergedRows(app, acme);
    const globex = await aTenant(app);
    expect(await app.nest.get(MergesRepository).chain(globex.id, goneId)).toEqual([]);
    expect(await app.nest.get(MergesRepository).chain(acme.id, goneId)).toHaveLength(1);
  });
});
