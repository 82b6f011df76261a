import { theCustomer } from '../factories/customer.js';
import { withOlderRecords } from '../support/as-documented.js';
import { useAppAndTenant } from '../support/use-app.js';
import { ACCOUNTING } from './partial-updates/accounting.js';
import { BILLING } from './partial-updates/billing.js';
import { CLIENTELA } from './partial-updates/clientela.js';
import { CLIENTS } from './partial-updates/clients.js';
import { CONTACTS } from './partial-updates/contacts.js';
import { ERP } from './partial-updates/erp.js';
import type { UpdateFace } from './partial-updates/face.js';

const FACES: UpdateFace[] = [CLIENTS, ACCOUNTING, BILLING, ERP, CLIENTELA, ...CONTACTS];

const { app, tenant } = useAppAndTenant();

describe.each(FACES)('$title', ({ fields, records, updated, refused, status, beside, changing, stillTooLong }) => {
  const create = () => records(app, tenant).create();
  const customerOf = ({ customer }: { customer: number }) => theCustomer(app, tenant, customer);

  describe.each(fields)(
    'with $field',
    ({ field, other, reads = other, cleared, empty, refused: wrong, alsoSet, alsoCleared }) => {
      it('sets a value and leaves every other field', async () => {
        const record = await create();
        const after = { ...record.before, ...changing, ...alsoSet, [field]: reads };
        expect(await record.put({ [field]: other })).toMatchObject(updated(record, field, other, after));
        expect(await record.read()).toEqual(after);
      });

      it('changes nothing with the value that is stored', async () => {
        const record = await create();
        const before = await customerOf(record);
        const value = record.before[field];
        const answer = await record.put({ [field]: value });
        expect(answer).toMatchObject(updated(record, field, value, record.before));
        expect(await customerOf(record)).toEqual(before);
      });

      it.each(empty)(cleared === undefined ? 'is not cleared by %j: 400' : 'is cleared by %j', async (nothing) => {
        const record = await create();
        const answer = await record.put({ [field]: nothing });
        if (cleared === undefined) {
          expect(answer).toMatchObject(refused(field));
          expect(await record.read()).toEqual(record.before);
        } else {
          const after = { ...record.before, ...changing, ...alsoCleared, [field]: cleared };
          expect(answer).toMatchObject(updated(record, field, cleared, after));
          expect(await record.read()).toEqual(after);
        }
      });

      it.each(Object.entries(wrong))('refuses %s and writes nothing: 400', async (_, value) => {
        const record = await create();
        const before = await customerOf(record);
        expect(await record.put({ ...beside(field), [field]: value })).toMatchObject(refused(field));
        expect(await customerOf(record)).toEqual(before);
        expect(await record.read()).toEqual(record.before);
      });
    },
  );

  it('changes nothing when a record is written back as it was read, also beyond the limits', () =>
    withOlderRecords(async () => {
      for (const record of await records(app, tenant).beyondLimits()) {
        const before = await customerOf(record);
        const read = await (record.writable ?? record.read)();
        expect((await record.put(read)).status).toBe(status);
        expect(await customerOf(record)).toEqual(before);
        for (const [field, value] of Object.entries(stillTooLong ?? {}))
          expect(await record.put({ ...read, [field]: value })).toMatchObject(refused(field));
      }
    }));
});
