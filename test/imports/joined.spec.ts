import { JoiningByEvidence } from '../../src/imports/joining-by-evidence.js';
import { StagedRowsRepository } from '../../src/imports/staged-rows.repository.js';
import { ImportsService } from '../../src/imports/imports.service.js';
import { UpdatingService } from '../../src/imports/updating.service.js';
import { numberedBy } from '../factories/own-ids.js';
import { asOwner } from '../support/owner.js';
import { useAppAndTenant } from '../support/use-app.js';
import { asLines } from './support.js';

const { app, tenant } = useAppAndTenant();
const service = () => app.nest.get(ImportsService);

async function moved(contract: string, rows: readonly object[]) {
  const { id } = await service().create(tenant.id, { contract });
  await service().stage(tenant, id, asLines(rows));
  await service().plan(tenant.id, id);
  const done = await service().run(tenant.id, id);
  return { done, rows: await service().rowsAfter(tenant.id, id, 0) };
}

const firm = {
  name: 'Ferretería El Ceibo',
  email: 'info@elceibo.example',
  taxId: '30-43702933-0',
  phone: '+54 351 412 3369',
};

it('joins a row of another source by evidence, keeps both IDs and what is here, and takes it back', async () => {
  await numberedBy(app, tenant, { billing: { customer: 'own', contact_person: 'own' }, erp: { customer: 'own' } });
  const first = await moved('billing', [
    { customer_id: 7, company: firm.name, tax_ident: firm.taxId, superuser_email: firm.email, bill_city: 'Córdoba' },
  ]);
  const second = await moved('erp', [
    {
      id: 7,
      name: 'FERRETERIA EL CEIBO S.A.',
      vat_id: '30437029330',
      email: 'INFO@elceibo.example',
      phone: firm.phone,
      url_link: 'https://elceibo.example',
      billing_address: { city: 'Rosario' },
    },
    { id: 8, name: 'Panadería La Espiga', email: 'hola@laespiga.example' },
  ]);
  expect(second.done.totals).toMatchObject({ create: 1, join: 1, refused: 0 });
  const [row] = second.rows;
  expect(row).toMatchObject({ outcome: 'join', customerId: first.rows[0]!.customerId });
  expect(row!.disagreements).toEqual([
    { field: 'billingCity', here: 'Córdoba', there: 'Rosario', wins: 'here', rule: 'the value that is here' },
  ]);
  const { body } = await app.as(tenant).erp.get('/customers', { searchColumn: 'id', searchString: '7' });
  expect(body).toMatchObject([{ id: 7, name: firm.name, url_link: 'https://elceibo.example', phone: firm.phone }]);
  expect((await app.as(tenant).billing.get('/customer/7')).body).toMatchObject({
    response: { customer_id: 7, bill_city: 'Córdoba' },
  });

  expect(await service().undo(tenant.id, second.done.id)).toMatchObject({ taken: 2, left: 0 });
  expect(await service().undo(tenant.id, first.done.id)).toMatchObject({ taken: 1, left: 0 });
  expect((await app.as(tenant).clientela.get('/customers')).body).toMatchObject({ data: [] });
});

it('joins no second row to a customer, also if the two are not planned together', async () => {
  const known = { name: 'Astillero Ombú', vat_id: '30-50001091-2', email: 'ada@ombu.example' };
  await moved('erp', [{ id: 31, ...known }]);
  const { id } = await service().create(tenant.id, { contract: 'clients' });
  const { name, vat_id: tax_id, email } = known;
  await service().stage(tenant, id, asLines([31, 32].map((own) => ({ id: `${own}`, name, tax_id, email }))));
  const planned = await service().get(tenant.id, id);
  const joining = app.nest.get(JoiningByEvidence);
  const drafts = await app.nest.get(StagedRowsRepository).draftsOf(tenant.id, id, [1, 2]);
  const customersOf = (row: number) => joining.customersOf(tenant.id, planned, [{ row, draft: drafts.get(row)! }]);
  expect([(await customersOf(1)).size, (await customersOf(2)).size]).toEqual([1, 0]);
  await joining.finish(tenant.id, planned);
});

it('an undo forgets what customers were compared by, and their pairs', async () => {
  const one = await moved('billing', [
    { customer_id: 21, company: 'Vivero El Jacarandá' },
    { customer_id: 22, company: 'Imprenta Quebracho' },
  ]);
  const two = await moved('erp', [{ id: 23, name: 'Taller Lapacho' }]);
  const ids = [...one.rows, ...two.rows].map(({ customerId }) => customerId!);
  await app.as(tenant).clientela.post('/pairs/search');
  await app.as(tenant).clientela.post('/pairs', [{ oneId: `${ids[0]}`, otherId: `${ids[1]}`, decision: 'different' }]);
  const left = async (table: string, key: string) =>
    (
      await asOwner<{ count: number }>(
        app,
        tenant,
        `SELECT count(*)::int AS count FROM ${table} WHERE tenant_id = $1 AND ${key} = ANY ($2)`,
        [tenant.id, ids],
      )
    )[0]!.count;
  expect(await left('compared_rows', 'row_id')).toBe(3);
  expect(await left('customer_pairs', 'one_id')).toBeGreaterThan(0);
  for (const { done } of [two, one]) expect(await service().undo(tenant.id, done.id)).toMatchObject({ left: 0 });
  for (const [table, key] of [
    ['compared_rows', 'row_id'],
    ['compared_blocks', 'row_id'],
    ['customer_pairs', 'one_id'],
  ] as const)
    expect([table, await left(table, key)]).toEqual([table, 0]);
});

it('foresees of rows that cannot be refused what trying them would show', async () => {
  const { rows } = await moved('billing', [
    { customer_id: 21, company: 'Librería Sarandí', superuser_email: 'hola@sarandi.example', bill_city: 'Salto' },
  ]);
  const customerId = rows[0]!.customerId!;
  const { id } = await service().create(tenant.id, { contract: 'erp' });
  const row = { id: 21, name: 'LIBRERIA SARANDI', email: 'otra@sarandi.example', phone: '+598 4733 0000' };
  const withCity = { ...row, id: 22, country_iso: 'UY', billing_address: { city: 'Rivera' } };
  await service().stage(tenant, id, asLines([row, withCity]));
  const updating = app.nest.get(UpdatingService);
  const given = [...(await app.nest.get(StagedRowsRepository).draftsOf(tenant.id, id, [1, 2]))].map(
    ([number, draft]) => ({ row: number, draft, customerId, notes: null }),
  );
  const foreseen = await updating.foreseen(tenant.id, given);
  for (const one of given) {
    const tried = await updating.attemptJoin(tenant.id, one);
    if ('faults' in tried) throw new Error(JSON.stringify(tried));
    expect(foreseen.get(one.row)).toEqual({ version: 1, disagreements: tried.disagreements });
  }
  expect(foreseen.get(2)!.disagreements).toMatchObject([{ field: 'billingCity', here: 'Salto', there: 'Rivera' }]);
});
