import { DataSource } from 'typeorm';
import { CustomersRepository } from '../../src/customers/customers.repository.js';
import { CustomerWriter } from '../../src/customers/customer-writer.js';
import { Database, type TenantId } from '../../src/engine/tenant-database/index.js';
import { poolOf } from '../../src/database/pool-of.js';
import { aCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { onServer } from '../support/owner.js';

let app: TestApp;
let acme: TestTenant;
let id: number;

beforeAll(async () => {
  app = await startApp({ LOG_LEVEL: 'silent' });
  acme = await aTenant(app);
  ({ id } = await aCustomer(app, acme));
});
afterAll(() => app.close());
afterEach(() => jest.restoreAllMocks());

/** Makes PostgreSQL refuse with this SQLSTATE and with the message of another SQLSTATE. */
const refuse = (tenant: TenantId, state: string, first = '') => {
  const words =
    state === '23505'
      ? 'terminating connection due to administrator command'
      : 'duplicate key value violates unique constraint';
  return app.nest.get(Database).write<never>(tenant, {
    text: `DO $$ BEGIN ${first} RAISE EXCEPTION '${words}' USING ERRCODE = '${state}'; END $$`,
  });
};

describe('an error of the database', () => {
  it.each<[status: number, states: string[]]>([
    [
      503,
      [
        '08000',
        '08003',
        '08006',
        '08P01',
        '53000',
        '53200',
        '53300',
        '57P01',
        '57P02',
        '57P03',
        '57P04',
        '57P05',
        '57014',
        '55P03',
        '55000',
        '25006',
        '25P03',
        '25P04',
        '28000',
        '28P01',
        '3D000',
        '40001',
        '40P01',
      ],
    ],
    [409, ['23505']],
    [400, ['22P02', '22P05', '22021', '22003', '22007', '22008']],
    [500, ['23502', '23503', '23514', '42P01', '42501', '22012', '40002', 'XX000']],
  ])('%i: the SQLSTATE decides, not the message: %j', async (status, states) => {
    for (const state of states) {
      jest.spyOn(CustomersRepository.prototype, 'lock').mockImplementation((tenant) => refuse(tenant, state));
      const answer = await app
        .as(acme)
        .accounting.post(`/customers/${id}/ledger-entries`, { kind: 'invoice', amount: 1 });
      expect({ state, status: answer.status, retryAfter: answer.headers['retry-after'] }).toEqual({
        state,
        status,
        retryAfter: status === 503 ? '1' : undefined,
      });
    }
  });

  it.each(['25006', '28000', '28P01', '3D000', '55000', '53300', '57P01', '57P03', '08006'])(
    'the pool drops the connection after %s, and keeps it after an error from which it recovers',
    async (state) => {
      const ended = jest.fn();
      const pool = poolOf(app.nest.get(DataSource)).on('remove', ended);
      try {
        await expect(refuse(acme.id, '55P03')).rejects.toMatchObject({ kind: 'unavailable' });
        expect(ended).not.toHaveBeenCalled();
        await expect(refuse(acme.id, state)).rejects.toMatchObject({ kind: 'unavailable' });
        await eventually(() => ended.mock.calls.length > 0);
      } finally {
        pool.off('remove', ended);
      }
    },
  );

  const NETWORK = [
    ...['EAI_AGAIN', 'EAI_FAIL', 'ENOTFOUND', 'ENETUNREACH', 'ENETDOWN', 'EHOSTUNREACH', 'EHOSTDOWN'],
    ...['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'CERT_HAS_EXPIRED'],
  ];
  it.each(NETWORK)('503: no connection can be made (%s)', async (code) => {
    jest
      .spyOn(poolOf(app.nest.get(DataSource)), 'connect')
      .mockRejectedValue(Object.assign(new Error(`connect ${code}`), { code }) as never);
    for (const answer of [
      await app.as(acme).clients.get(`/clients/${id}`),
      await app.as(acme).clients.put(`/clients/${id}`, { notes: code }),
    ]) {
      expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    }
  });

  it.each(['40001', '40P01'])('a statement that meets %s is tried four times', async (state) => {
    // A sequence counts statements that were rolled back, too.
    const tries = `tries_${state.toLowerCase()}`;
    await onServer(app, `CREATE SEQUENCE ${tries}; GRANT ALL ON SEQUENCE ${tries} TO clientela_app`);
    await expect(refuse(acme.id, state, `PERFORM nextval('${tries}');`)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await onServer(app, `SELECT last_value::int AS count FROM ${tries}`)).toEqual([{ count: 4 }]);
  });

  it.each(['40001', '40P01', '23503'])('200: a transaction that meets %s is retried', async (state) => {
    const lock = jest.spyOn(CustomersRepository.prototype, 'lock');
    for (let time = 0; time < 3; time++) lock.mockImplementationOnce((tenant) => refuse(tenant, state));
    expect((await app.as(acme).clients.put(`/clients/${id}`, { notes: `after ${state}`, mobile: null })).status).toBe(
      200,
    );
    expect(lock).toHaveBeenCalledTimes(4);
    expect((await app.as(acme).clients.get(`/clients/${id}`)).body.data.notes).toBe(`after ${state}`);
  });

  it('two transactions that wait for each other: one is retried, and both succeed', async () => {
    const [one, other] = [(await aCustomer(app, acme)).id, (await aCustomer(app, acme)).id];
    const customers = app.nest.get(CustomerWriter);
    let attempts = 0;
    let haveLocked!: () => void;
    const bothHaveLocked = new Promise<void>((resolve) => (haveLocked = resolve));
    const swap = (mine: number, theirs: number) =>
      customers.withLocked(acme.id, mine, async () => {
        if (++attempts === 2) haveLocked();
        await bothHaveLocked;
        return customers.withLocked(acme.id, theirs, () => Promise.resolve('done'));
      });
    expect(await Promise.all([swap(one, other), swap(other, one)])).toEqual(['done', 'done']);
    // The one that is retried may take its lock again before the other one goes on, and be in its way once more.
    expect(attempts).toBeGreaterThan(2);
  });
});
