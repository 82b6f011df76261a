import {
  type Database,
  type DatabasePool,
  FinalStatement,
  TooManyBytes,
  violatedConstraint,
} from '../../../src/engine/tenant-database/index.js';
import { eventually } from '../../support/eventually.js';
import { ACME, GLOBEX, type Implementation, OwnDatabase } from './own-database.js';

const ALL = { text: 'SELECT name FROM things ORDER BY name' };
const add = (name: string, tenant: number = ACME) => ({
  text: 'INSERT INTO things (tenant_id, name) VALUES ($1, $2) RETURNING name',
  values: [tenant, name],
});
const NAME = { text: `SELECT current_setting('app.tenant') AS tenant, current_user::text AS role` };

let own: OwnDatabase;
beforeAll(async () => void (own = await OwnDatabase.make()));
afterAll(() => own.close());

describe.each<[Implementation]>([['pipelined'], ['plain']])('statements, %s', (implementation) => {
  let database: Database;
  let state: DatabasePool;
  beforeAll(() => void ({ database, state } = own.open(implementation)));
  beforeEach(() => own.empty());

  const names = async () => (await database.write<{ name: string }>(ACME, ALL)).map(({ name }) => name);
  const isIdle = () => eventually(() => state.counts().idle === state.counts().total);

  describe.each([
    ['read', {}],
    ['read', { connection: 'shared' }],
    ['read', { prepare: 'never' }],
    ['write', {}],
    ['write', { connection: 'shared' }],
    ['write', { prepare: 'first-variants' }],
  ] as const)('%s %j', (method, how) => {
    it('sees the rows of its tenant alone, also when many run at once', async () => {
      const tenants = Array.from({ length: 30 }, (_, at) => (at % 2 ? GLOBEX : ACME));
      const found = await Promise.all(tenants.map((tenant) => database[method](tenant, { ...ALL, ...how })));
      expect(found).toEqual(tenants.map((tenant) => [{ name: tenant === ACME ? 'anvil' : 'globe' }]));
    });

    it('runs as the working role, and leaves no tenant on the connection', async () => {
      expect(await database[method](ACME, { ...NAME, ...how })).toEqual([{ tenant: '1', role: 'engine_test_role' }]);
      expect(await database.system(NAME)).toEqual([{ tenant: '', role: 'engine_test_role' }]);
    });
  });

  it('refuses a row of another tenant', async () => {
    await expect(database.write(ACME, add('theirs', GLOBEX))).rejects.toMatchObject({ code: '42501' });
  });

  it('refuses a connection that has lost its role', async () => {
    const { database: other, pool } = own.open(implementation, {}, 1);
    await pool.query('RESET ROLE');
    await expect(other.write(ACME, ALL)).rejects.toMatchObject({ code: '22012' });
  });

  it('returns 64-bit integers as numbers, and refuses those that are not exact', async () => {
    expect(await database.read(ACME, { text: 'SELECT 9007199254740991::bigint AS id' })).toEqual([
      { id: Number.MAX_SAFE_INTEGER },
    ]);
    await expect(database.read(ACME, { text: 'SELECT 9007199254740992::bigint AS id' })).rejects.toThrow(RangeError);
  });

  it('sees no tenant’s rows without a tenant, and those of one that is known', async () => {
    expect(await database.system(ALL)).toEqual([]);
    expect(await database.system({ ...ALL, tenant: GLOBEX, connection: 'shared' })).toEqual([{ name: 'globe' }]);
  });

  it('rejects rows that have too many bytes, and takes one row however wide', async () => {
    const wide = (count: number) => ({
      text: `SELECT repeat('x', 1000) AS wide FROM generate_series(1, ${count})`,
      maxBytes: 2_500,
    });
    expect(await database.read(ACME, wide(2))).toHaveLength(2);
    await expect(database.read(ACME, wide(3))).rejects.toThrow(TooManyBytes);
    expect(await database.read(ACME, { ...wide(1), maxBytes: 10 })).toHaveLength(1);
  });

  describe('failures', () => {
    const raise = (state: string) => ({ text: `DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '${state}'; END $$` });

    it.each([
      ['23505', 'duplicate'],
      ['22P02', 'invalid'],
      ['57014', 'unavailable'],
      ['40001', 'unavailable'],
    ])('%s is %s', async (state, kind) => {
      await expect(database.write(ACME, raise(state))).rejects.toMatchObject({ kind, cause: { code: state } });
      await expect(database.transaction(ACME, () => database.write(ACME, raise(state)))).rejects.toMatchObject({
        kind,
      });
    });

    it('become the errors of the application, which the engine still knows', async () => {
      class Ours extends Error {}
      const { database: mapping } = own.open(implementation, { toError: ({ kind }) => new Ours(kind) });
      const refused = mapping.write(ACME, add('anvil'));
      await expect(refused).rejects.toThrow(Ours);
      expect(violatedConstraint(await refused.catch((error: unknown) => error))).toBe('one_name');
    });

    it('of a lost connection are told once, and the next statement gets another connection', async () => {
      const lost = database.write(ACME, { text: 'SELECT pg_sleep(60)' });
      const running = `SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'`;
      const settled = lost.catch((error: unknown) => error);
      await eventually(async () => (await own.operator.query(running)).rowCount! > 0);
      expect(await settled).toMatchObject({ kind: 'unavailable' });
      expect(await names()).toEqual(['anvil']);
    });
  });

  describe('a transaction', () => {
    it('does all or nothing', async () => {
      await database.transaction(ACME, async () => {
        await Promise.all(['bolt', 'cog'].map((name) => database.write(ACME, add(name))));
        expect(database.isInTransaction).toBe(true);
      });
      expect(database.isInTransaction).toBe(false);
      const failed = database.transaction(ACME, async () => {
        await database.write(ACME, add('dial'));
        throw new Error('the work failed');
      });
      await expect(failed).rejects.toThrow('the work failed');
      expect(await names()).toEqual(['anvil', 'bolt', 'cog']);
      await isIdle();
    });

    it('runs what waits for COMMIT once, and never after a rollback', async () => {
      const ran: string[] = [];
      const later = (what: string) => database.afterCommit(() => ran.push(what));
      later('outside');
      expect(ran).toEqual(['outside']);
      await database.transaction(ACME, async () => {
        await database.transaction(ACME, async () => later('nested'));
        await database.write(ACME, add('bolt'));
        later('outer');
        expect(ran).toEqual(['outside']);
      });
      expect(ran).toEqual(['outside', 'nested', 'outer']);
      const failed = database.transaction(ACME, async () => {
        later('failed');
        await database.write(ACME, add('bolt'));
      });
      await expect(failed).rejects.toMatchObject({ kind: 'duplicate' });
      expect(ran).toEqual(['outside', 'nested', 'outer']);
    });

    it('is joined by nested ones and by reads, and belongs to one tenant', async () => {
      await database.transaction(ACME, async () => {
        await database.transaction(ACME, () => database.write(ACME, add('bolt')));
        expect(await database.read(ACME, ALL)).toEqual([{ name: 'anvil' }, { name: 'bolt' }]);
        expect(await database.system(ALL)).toHaveLength(2);
        await expect(database.write(GLOBEX, ALL)).rejects.toThrow('one tenant');
        await expect(database.transaction(GLOBEX, () => Promise.resolve())).rejects.toThrow('one tenant');
      });
    });

    it('without a tenant takes that of its first statement', async () => {
      await database.transaction(undefined, async () => {
        expect(await database.system(ALL)).toEqual([]);
        await database.write(GLOBEX, add('bolt', GLOBEX));
        await expect(database.write(ACME, add('bolt'))).rejects.toThrow('one tenant');
      });
      expect(await database.write(GLOBEX, ALL)).toHaveLength(2);
    });

    it('sends a statement with COMMIT, and fails as that statement says', async () => {
      await database.transaction(ACME, async () => {
        expect(await database.write(ACME, { ...add('bolt'), atCommit: rethrow })).toEqual([]);
        await database.write(ACME, add('cog'));
      });
      expect(await names()).toEqual(['anvil', 'bolt', 'cog']);
      const refused = database.transaction(ACME, async () => {
        void database.write(ACME, {
          ...add('anvil'),
          atCommit: (error) => {
            throw new Error(`taken: ${violatedConstraint(error)}`);
          },
        });
        await database.write(ACME, add('dial')).catch(() => {});
      });
      await expect(refused).rejects.toThrow('taken: one_name');
      expect(await names()).toEqual(['anvil', 'bolt', 'cog']);
      expect(() => database.write(ACME, { ...add('x'), atCommit: rethrow })).toThrow('no transaction');
    });

    it('that encloses others has each fail by itself, with the error of its own statement', async () => {
      const taken = (error: unknown) => {
        throw new Error(`taken: ${violatedConstraint(error)}`);
      };
      const nested = (name: string) =>
        database
          .transaction(ACME, async () => {
            await database.write(ACME, { ...add(name), atCommit: taken });
            return new FinalStatement(database.read<{ name: string }>(ACME, ALL));
          })
          .catch((error: Error) => {
            throw new Error(`nested: ${error.message}`);
          });
      const seen = await database.transaction(ACME, () => nested('bolt'), { encloses: true });
      expect(seen).toEqual([{ name: 'anvil' }, { name: 'bolt' }]);
      const refused = database.transaction(ACME, () => nested('bolt'), { encloses: true });
      await expect(refused).rejects.toThrow('nested: taken: one_name');
      expect(await names()).toEqual(['anvil', 'bolt']);
      await isIdle();
    });

    it('returns the rows of its final statement, or its failure', async () => {
      const made = await database.transaction(ACME, async () => {
        await database.write(ACME, add('bolt'));
        return new FinalStatement(database.read<{ name: string }>(ACME, ALL));
      });
      expect(made).toEqual([{ name: 'anvil' }, { name: 'bolt' }]);
      const failed = database.transaction(ACME, async () => {
        await database.write(ACME, add('cog'));
        return new FinalStatement(database.write(ACME, add('anvil')));
      });
      await expect(failed).rejects.toMatchObject({ kind: 'duplicate' });
      expect(await names()).toEqual(['anvil', 'bolt']);
    });

    it('fails if a failure in it was ignored, or at COMMIT', async () => {
      const swallowed = database.transaction(ACME, async () => {
        await database.write(ACME, add('anvil')).catch(() => {});
      });
      await expect(swallowed).rejects.toThrow('rolled back');
      const deferred = database.transaction(ACME, async () => {
        await database.write(ACME, { text: 'SET CONSTRAINTS one_name DEFERRED' });
        await database.write(ACME, add('anvil'));
      });
      await expect(deferred).rejects.toMatchObject({ kind: 'duplicate' });
      expect(await names()).toEqual(['anvil']);
      await isIdle();
    });

    it('begins again after a serialization failure, four times in all', async () => {
      let attempts = 0;
      const work = (failures: number) => () => {
        const state = ++attempts <= failures ? '40001' : '00000';
        return database.write(ACME, {
          text: `DO $$ BEGIN IF '${state}' <> '00000' THEN RAISE EXCEPTION 'x' USING ERRCODE = '40001'; END IF; END $$`,
        });
      };
      await database.transaction(ACME, work(3));
      expect(attempts).toBe(4);
      attempts = 0;
      await expect(database.transaction(ACME, work(4))).rejects.toMatchObject({ kind: 'unavailable' });
      expect(attempts).toBe(4);
    });
  });

  it('a change on a shared connection begins again on its own when the row is locked', async () => {
    await own.operator.query(`BEGIN; UPDATE things SET name = 'axle' WHERE name = 'anvil'`);
    const changed = database.write(ACME, {
      text: `UPDATE things SET name = name || '!' WHERE tenant_id = $1 RETURNING name`,
      values: [ACME],
      connection: 'shared',
    });
    await eventually(async () => {
      const waiting = `SELECT 1 FROM pg_locks WHERE NOT granted`;
      return (await own.operator.query(waiting)).rowCount! > 0;
    });
    expect(await database.write(GLOBEX, { ...ALL, connection: 'shared' })).toEqual([{ name: 'globe' }]);
    await own.operator.query('COMMIT');
    expect(await changed).toEqual([{ name: 'axle!' }]);
  });

  it('reserves values that stay taken after a rollback', async () => {
    const next = { text: `SELECT nextval('things_id_seq') AS id` };
    const [first] = await database.reserve<{ id: number }>(ACME, next);
    await database
      .transaction(ACME, async () => {
        await database.reserve(ACME, next);
        throw new Error('no');
      })
      .catch(() => {});
    const [third] = await database.reserve<{ id: number }>(ACME, next);
    expect(third!.id).toBe(first!.id + 2);
  });

  it('one tenant has its share of the connections, and its other requests are refused as busy', async () => {
    const { database: small, state: its } = own.open(implementation, {
      timeouts: {
        connect: 300,
        statement: 20_000,
        list: 300,
        lock: 20_000,
        idleInTransaction: 20_000,
        slowReader: 300,
      },
    });
    await own.operator.query('SELECT pg_advisory_lock(1)');
    const held = { text: 'SELECT pg_advisory_xact_lock(1)' };
    const holding = [1, 2, 3, 4].map(() => small.transaction(ACME, () => small.write(ACME, held)));
    await eventually(() => its.counts().total === 4);
    await expect(small.write(ACME, ALL)).rejects.toMatchObject({ kind: 'tenant_busy' });
    expect(await small.read(ACME, { ...ALL, connection: 'shared' })).toEqual([{ name: 'anvil' }]);
    await own.operator.query('SELECT pg_advisory_unlock(1)');
    await Promise.all(holding);
  });

  describe('a snapshot', () => {
    it('sees the database at one moment, until its end', async () => {
      const snapshot = await database.snapshot(ACME);
      expect(await snapshot.rows(ALL)).toEqual([{ name: 'anvil' }]);
      await database.write(ACME, add('bolt'));
      expect(await snapshot.rows(ALL)).toEqual([{ name: 'anvil' }]);
      const wide = { text: `SELECT repeat('x', 1000) AS wide FROM generate_series(1, 5)`, maxBytes: 2_500 };
      expect(await snapshot.rows(wide)).toHaveLength(2);
      const change = snapshot.rows({ text: `INSERT INTO things (tenant_id, name) VALUES (1, 'x')` });
      await expect(change).rejects.toMatchObject({ kind: 'unavailable', cause: { code: '25006' } });
      snapshot.end();
      await isIdle();
      await expect(snapshot.rows(ALL)).rejects.toMatchObject({});
    });

    it('ends with the request that it runs for', async () => {
      const listeners: ((isDisconnected: boolean) => void)[] = [];
      const caller = {
        isDisconnected: false,
        whenEnded: (listener: (isDisconnected: boolean) => void) => (listeners.push(listener), () => {}),
      };
      const { database: called, state: its } = own.open(implementation, { caller: () => caller });
      const snapshot = await called.snapshot(ACME);
      const running = snapshot.rows({ text: 'SELECT pg_sleep(2)' }).catch((error: unknown) => error);
      for (const end of listeners) end(true);
      expect(await running).toMatchObject({ kind: 'caller_left' });
      await eventually(() => its.counts().total === its.counts().idle);
    });
  });

  it('knows whether the database takes writes', async () => {
    await expect(state.answers()).resolves.toBeUndefined();
  });
});

function rethrow(error: unknown): never {
  throw error as Error;
}
