import { setTimeout as delay } from 'node:timers/promises';
import { NumberingService } from '../../src/wire-ids/numbering.service.js';
import { Database } from '../../src/engine/tenant-database/index.js';
import { aCustomer } from '../factories/customer.js';
import { giveId } from '../factories/own-ids.js';
import { useApp, useTenantPerTest } from '../support/use-app.js';

const app = useApp();
const acme = useTenantPerTest(app);

const OWN = { clients: { customer: 'own' }, billing: { customer: 'own', contact_person: 'own' } } as const;

interface Shown {
  records: number;
  ids: number;
  current: number;
}

/** The customers, their IDs in a contract, and how many of these are current. */
const idsIn = async (contract: string): Promise<Shown> =>
  (
    await app.nest.get(Database).write<Shown>(acme.id, {
      text: `SELECT (SELECT count(*) FROM customers WHERE tenant_id = $1) AS records,
          count(*) AS ids, count(*) FILTER (WHERE is_current) AS current
        FROM wire_ids WHERE tenant_id = $1 AND contract = $2 AND kind = 'customer'`,
      values: [acme.id, contract],
    })
  )[0]!;

describe('while clients go on', () => {
  it('a kind is switched on, and every record has one ID afterwards', async () => {
    const { id } = await aCustomer(app, acme);
    await giveId(app, acme, ['billing', 'customer'], id, '5');
    let isOn = false;
    const { clients, billing } = app.as(acme);
    const creating = Array.from({ length: 6 }, async (_, at) => {
      for (let made = 0; !isOn || made < 4; made++) {
        const [name, superuser_name] = [`Client ${at}`, `Ada ${made}`];
        const answer =
          at % 2 === 0
            ? await clients.post('/clients', { name, email: `a${at}-${made}@example.com` })
            : await billing.post('/customer', { company: name, superuser_name });
        expect(answer.status).toBe(201);
        await delay(20);
      }
    });
    await app.nest.get(NumberingService).set(acme.id, OWN);
    isOn = true;
    await Promise.all(creating);
    for (const contract of ['clients', 'billing']) {
      const { records, ids, current } = await idsIn(contract);
      expect({ ids, current }).toEqual({ ids: records, current: records });
      expect(records).toBeGreaterThan(20);
    }
  });

  it('parallel writers get different IDs, and IDs that are given meanwhile are left out', async () => {
    await app.nest.get(NumberingService).set(acme.id, OWN);
    const { id } = await aCustomer(app, acme);
    const { clients, billing, clientela } = app.as(acme);
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, at) =>
        at % 3 === 0
          ? clientela.post('/ids', [
              { contract: 'clients', kind: 'customer', recordId: String(id), id: String(1000 + 10 * at) },
              { contract: 'billing', kind: 'customer', recordId: String(id), id: String(1000 + 10 * at) },
            ])
          : at % 3 === 1
            ? clients.post('/clients', { name: `Client ${at}` })
            : billing.post('/customer', { company: `Client ${at}`, superuser_name: 'Ada Lovelace' }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map((_, at) => (at % 3 === 0 ? 200 : 201)));
    for (const contract of ['clients', 'billing']) {
      const { records, ids, current } = await idsIn(contract);
      expect({ current, records }).toEqual({ current: 21, records: 21 });
      expect(ids).toBe(21 + 10);
    }
  });
});
