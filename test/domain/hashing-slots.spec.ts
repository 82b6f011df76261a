import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { hash } from '@node-rs/argon2';
import { PasswordHashing } from '../../src/auth/hashing/password-hashing.js';
import { HashingThreads } from '../../src/auth/hashing/threads.js';
import { hashingSemaphore, Semaphore, LocalSemaphore, WorkerSemaphore } from '../../src/auth/hashing/semaphore.js';
import { SupervisorSemaphore } from '../../src/auth/hashing/supervisor-semaphore.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { type Answer, startApp, type TestApp } from '../support/app.js';

/** The state of a promise now. */
async function sofar<Value>(promise: Promise<Value>): Promise<Value | 'waiting'> {
  await nextTurn();
  return Promise.race([promise, Promise.resolve<'waiting'>('waiting')]);
}

describe('slots', () => {
  it('are given at once while there are some, then in order, and refused at once when too many wait', async () => {
    const semaphore = new LocalSemaphore(2, 2);
    expect(await Promise.all([semaphore.acquire(), semaphore.acquire()])).toEqual([true, true]);
    const [first, second] = [semaphore.acquire(), semaphore.acquire()];
    expect(await semaphore.acquire()).toBe(false);
    expect([await sofar(first), await sofar(second)]).toEqual(['waiting', 'waiting']);
    semaphore.release();
    expect([await sofar(first), await sofar(second)]).toEqual([true, 'waiting']);
    semaphore.release();
    expect(await second).toBe(true);
    semaphore.release();
    semaphore.release();
    expect(await Promise.all([semaphore.acquire(), semaphore.acquire()])).toEqual([true, true]);
    expect(await sofar(semaphore.acquire())).toBe('waiting');
  });

  it('that a worker had, or waited for, go back when it ends', async () => {
    const semaphore = new LocalSemaphore(1, 5);
    const [ending, other] = [new WorkerSemaphore(semaphore), new WorkerSemaphore(semaphore)];
    expect(await ending.acquire()).toBe(true);
    const [inVain, waiting] = [ending.acquire(), other.acquire()];
    ending.releaseAll();
    await inVain;
    expect(await waiting).toBe(true);
    // A worker that has ended gives nothing back a second time.
    ending.release();
    expect(await sofar(semaphore.acquire())).toBe('waiting');
  });

  it('are refused if the supervisor is gone, and go back if they come too late', async () => {
    expect(
      await new SupervisorSemaphore(
        () => Promise.reject(new Error('gone')),
        () => Promise.reject(new Error('gone')),
      ).acquire(),
    ).toBe(false);
    jest.useFakeTimers();
    try {
      let grant = (_: boolean) => {};
      let givenBack = 0;
      const late = new SupervisorSemaphore(
        () => new Promise((resolve) => (grant = resolve)),
        () => Promise.resolve(givenBack++),
      );
      const slot = late.acquire();
      await jest.advanceTimersByTimeAsync(10_000);
      expect(await slot).toBe(false);
      grant(true);
      await jest.advanceTimersByTimeAsync(0);
      expect(givenBack).toBe(1);
    } finally {
      jest.useRealTimers();
    }
  });

  it('leave one core to everything else, where there is more than one', async () => {
    const semaphore = hashingSemaphore();
    const atOnce = Math.max(1, availableParallelism() - 1);
    for (let taken = 0; taken < atOnce; taken++) expect(await semaphore.acquire()).toBe(true);
    expect(await sofar(semaphore.acquire())).toBe('waiting');
  });

  it('end with their work, also if it fails', async () => {
    const hashing = new PasswordHashing(new LocalSemaphore(1, 0));
    await expect(hashing.withSlot(() => Promise.reject(new Error('no hash')))).rejects.toThrow('no hash');
    expect(await hashing.withSlot(() => Promise.resolve('done'))).toBe('done');
    const [, refused] = await Promise.allSettled([
      hashing.withSlot(() => nextTurn()),
      hashing.withSlot(() => nextTurn()),
    ]);
    expect(refused).toMatchObject({ status: 'rejected', reason: { kind: 'too_many_requests', retryAfter: 2 } });
  });
});

describe('threads that hash', () => {
  it('are replaced when one has ended while it had no work', async () => {
    const threads = new HashingThreads();
    const stored = await hash('a password');
    expect(await threads.verify(stored, 'a password')).toBe(true);
    // As if the thread ran out of memory: the pool knows that it ended and gives it no more work.
    await threads.close();
    expect(await threads.verify(stored, 'another one')).toBe(false);
    await threads.close();
  });
});

describe('sign-ins while no slot is free', () => {
  let app: TestApp;
  let acme: TestTenant;
  let taken = 0;

  beforeAll(async () => {
    app = await startApp();
    acme = await aTenant(app);
    const semaphore = app.nest.get(Semaphore, { strict: false });
    // The waiting sign-ins keep the queue full until the end.
    for (let had: unknown = true; had !== false; taken++) had = await sofar(semaphore.acquire());
  });
  afterAll(async () => {
    const semaphore = app.nest.get(Semaphore, { strict: false });
    while (taken-- > 0) semaphore.release();
    await app.close();
  });

  it.each<[string, () => Promise<Answer>, object]>([
    [
      'contacts',
      () =>
        app.send('POST', '/api/login', {
          body: { usuario_login: acme.user.login, usuario_password: acme.user.password },
        }),
      { success: false, error: 'Demasiadas solicitudes' },
    ],
    [
      'clients',
      () =>
        app.send('POST', '/apidev/v1/login', {
          headers: { tenant: acme.domain },
          body: { email: acme.user.email, password: acme.user.password },
        }),
      { success: false, error: { code: 'RATE_LIMITED' } },
    ],
    [
      'erp',
      () =>
        app.send('POST', `/api/${acme.slug}/v4.0.0/auth`, {
          query: { username: acme.user.login, password: acme.user.password },
        }),
      { code: 'RATE_LIMITED' },
    ],
    [
      'accounting',
      () => app.send('POST', '/api/auth/signin', { body: { email: acme.user.email, password: acme.user.password } }),
      { statusCode: 429 },
    ],
  ])('are refused in the words of %s, with the time to come again, and count for nothing', async (_, signIn, body) => {
    for (let time = 0; time < 7; time++) {
      const answer = await signIn();
      expect(answer).toMatchObject({ status: 429, body });
      expect(Number(answer.headers['retry-after'])).toBe(2);
    }
  });

  it('do not delay an API token, whose hash is not a password hash', async () => {
    const helo = await app.send('GET', `/api/${acme.slug}/v4.0.0/helo`, {
      headers: { authorization: `Bearer ${acme.keys.erp.secret}` },
    });
    expect(helo.status).toBe(200);
  });
});
