import { aCustomer } from '../factories/customer.js';
import { asOwner } from '../support/owner.js';
import { useApp, useTenantPerTest } from '../support/use-app.js';

const app = useApp();
const acme = useTenantPerTest(app);

/** The patches of updates, in the order in which they were kept. */
const patches = async () =>
  (
    await asOwner<{ customer_id: number; patch: object }>(
      app,
      acme,
      `SELECT customer_id, patch FROM changes WHERE tenant_id = $1 AND record = 'customer' AND kind = 'changed' ORDER BY seq`,
      [acme.id],
    )
  ).map(({ customer_id, patch }) => [customer_id, patch]);

const update = (set: string) => asOwner(app, acme, `UPDATE customers SET ${set} WHERE tenant_id = $1`, [acme.id]);

// PostgreSQL compares columns that are seldom written in functions of their own, and these pass differences on.
it('each customer of one statement has its own differences, of all columns that it names', async () => {
  const ids = [(await aCustomer(app, acme)).id, (await aCustomer(app, acme)).id];
  await update(
    `note = 'of ' || customers.id, custom_3 = customers.id, billing_city = 'Paris', salesperson = 'Bob', main_phone_id = NULL`,
  );
  expect(await patches()).toEqual(
    ids.map((id) => [
      id,
      {
        note: [null, `of ${id}`],
        custom_3: [null, String(id)],
        billing_city: [null, 'Paris'],
        salesperson: [null, 'Bob'],
      },
    ]),
  );
});

it('differences of one statement are not kept with the next one', async () => {
  const { id } = await aCustomer(app, acme);
  await update(`custom_1 = 'red', version = version + 1`);
  await update(`version = version + 1`);
  await update(`custom_1 = 'red', note = 'new'`);
  await update(`custom_1 = 'red'`);
  expect(await patches()).toEqual([
    [id, { custom_1: [null, 'red'] }],
    [id, {}],
    [id, { note: [null, 'new'] }],
  ]);
});

it('differences of a statement that fails are not kept with one after it in the transaction', async () => {
  const { id } = await aCustomer(app, acme);
  await asOwner(
    app,
    acme,
    `DO $$ BEGIN
       BEGIN
         UPDATE customers SET custom_1 = 'lost' WHERE tenant_id = ${acme.id};
         RAISE division_by_zero;
       EXCEPTION WHEN division_by_zero THEN NULL;
       END;
       UPDATE customers SET note = 'new' WHERE tenant_id = ${acme.id};
     END $$`,
  );
  expect(await patches()).toEqual([[id, { note: [null, 'new'] }]]);
});
