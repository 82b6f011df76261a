import { randomBytes } from 'node:crypto';
import { aCustomer, theCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import type { Answer } from '../support/app.js';
import { inHeader, signed } from '../support/signed.js';
import { watched } from '../support/snapshots.js';
import { seconds, tell, times } from '../torture/length.js';
import { useTwoProcesses } from '../support/two-processes.js';
import { useTenant } from '../support/use-app.js';

/** Sixteen writers at once, through two processes, on related records. `npm run torture` runs more rounds. */
const WRITERS = 16;
const ROUNDS = times(2, 25);

const app = useTwoProcesses();
const tenant = useTenant(app);

const clients = () => app.as(tenant);

/** Runs all writers at once while a reader checks the record. Every answer must be one of the expected ones. */
async function race(
  name: string,
  allowed: readonly number[],
  prepare: () => Promise<{
    write(number: number): Promise<Answer>;
    look(): Promise<unknown>;
    settled?(answers: Answer[]): Promise<void>;
  }>,
): Promise<void> {
  const seen = new Map<number, number>();
  let [looks, slowest] = [0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    const { write, look, settled } = await prepare();
    let writing = true;
    const reader = (async () => {
      for (; writing; looks++) await look();
    })();
    const answers = await Promise.all(
      Array.from({ length: WRITERS }, async (_, number) => {
        const since = Date.now();
        const answer = await write(number);
        slowest = Math.max(slowest, Date.now() - since);
        return answer;
      }),
    );
    writing = false;
    await reader;
    await look();
    for (const { status } of answers) seen.set(status, (seen.get(status) ?? 0) + 1);
    expect(
      answers.filter(({ status }) => !allowed.includes(status)).map(({ status, body }) => ({ status, body })),
    ).toEqual([]);
    await settled?.(answers);
  }
  const counts = [...seen].sort(([one], [other]) => one - other).map(([status, count]) => `${count} × ${status}`);
  tell(
    name,
    `${ROUNDS} rounds of ${WRITERS} writers, ${counts.join(', ')}; ${looks} looks, all right; slowest answer ${seconds(slowest)}`,
  );
}

describe.each([
  {
    what: 'emails',
    idKey: 'email_id',
    value: 'email',
    pointer: 'primaryEmailId',
    of: (number: number) => `e${number}@example.com`,
  },
  {
    what: 'phones',
    idKey: 'phone_id',
    value: 'phone',
    pointer: 'mainPhoneId',
    of: (number: number) => `+12125550${100 + number}`,
  },
] as const)('$what', ({ what, idKey, value, pointer, of }) => {
  it('have one place, always held by an existing record while records are added, changed, locked and deleted', () =>
    race(`the place of the flat ${value}`, [200, 201, 204, 400, 404, 409], async () => {
      const { id } = await aCustomer(app, tenant, { [value]: of(50) });
      const path = `/customers/${id}/${what}`;
      const look = watched(app, tenant, id);
      const first = `${path}/${(await theCustomer(app, tenant, id))[pointer]}`;
      return {
        write: (number) =>
          [
            () => clients().contacts.post(path, { [value]: of(number) }),
            () => clients().clients.put(`/clients/${id}`, { [value]: of(60 + number) }),
            () => clients().contacts.post(`${first}/toggle-lock`),
            () => clients().contacts.delete(first),
            () => clients().contacts.put(first, { [value]: of(70 + number) }),
            () => clients().clients.put(`/clients/${id}`, { [value]: null }),
          ][number % 6]!(),
        look: async () => {
          const card = (await clients().contacts.get(path)).body[what] as Record<string, unknown>[];
          expect(new Set(card.map((record) => record[value])).size).toBe(card.length);
          await look();
        },
        settled: async () => {
          const customer = await theCustomer(app, tenant, id);
          const listed = (await clients().contacts.get(path)).body[what] as Record<string, unknown>[];
          const flat = (await clients().clients.get(`/clients/${id}`)).body.data[value] as string | null;
          expect(listed.find((record) => record[idKey] === customer[pointer])?.[value] ?? null).toBe(flat);
        },
      };
    }));

  it('are not changed by a flat contract while they are locked', () =>
    race(`the lock of ${what} against flat updates`, [200, 400], async () => {
      const { id } = await aCustomer(app, tenant, { [value]: of(50) });
      const path = `/customers/${id}/${what}`;
      const record = `${path}/${(await theCustomer(app, tenant, id))[pointer]}`;
      let lockedAt: unknown;
      return {
        // All writers write the place, and then one locks it. A lock is faster and would otherwise always come first.
        write: async (number) => {
          const written = await clients().clients.put(`/clients/${id}`, { [value]: of(number) });
          return number === 0 ? clients().contacts.post(`${record}/toggle-lock`) : written;
        },
        look: async () => {
          const [seen] = (await clients().contacts.get(path)).body[what] as { is_locked: boolean }[];
          if (!seen?.is_locked) return;
          // A locked record keeps the value that it had when it was locked.
          lockedAt ??= seen;
          expect(seen).toEqual(lockedAt);
        },
        settled: async (answers) => {
          const refused = answers.filter(({ status }) => status === 400).length;
          expect((await clients().contacts.get(path)).body[what]).toMatchObject([{ is_locked: true }]);
          expect((await theCustomer(app, tenant, id)).version).toBe(1 + WRITERS + 1 - refused);
        },
      };
    }));
});

describe('parents', () => {
  const put = (id: number, parent: number | null) =>
    clients().billing.put(`/customer/${id}`, { parent_customer_id: parent });
  const parentOf = async (id: number) =>
    (await clients().billing.get(`/customer/${id}`)).body.response.parent_customer_id as number | null;

  /** All of these customers, read by one request and so at one moment. */
  const aGroup = async (size: number) => {
    const displayName = `Group ${randomBytes(6).toString('hex')}`;
    const made = await Promise.all(Array.from({ length: size }, () => aCustomer(app, tenant, { displayName })));
    const parents = async () => {
      const { body } = await clients().billing.get('/customer', {
        where: `company:CONTAINS:${displayName}`,
        limit: size,
      });
      const rows = body.response as { customer_id: number; parent_customer_id: number | null }[];
      expect(rows).toHaveLength(size);
      return new Map(rows.map((row) => [row.customer_id, row.parent_customer_id]));
    };
    return { ids: made.map(({ id }) => id), parents };
  };

  /** The line of parents of each customer ends. */
  const expectNoRing = (parents: Map<number, number | null>) => {
    for (const id of parents.keys()) {
      const met = new Set<number>();
      for (let at: number | null | undefined = id; at; at = parents.get(at)) {
        expect(met).not.toContain(at);
        met.add(at);
      }
    }
  };

  it('are never mutual: of A below B and B below A at once, one is refused', () =>
    race('A below B against B below A', [202, 400], async () => {
      const {
        ids: [one, other],
        parents,
      } = await aGroup(2);
      return {
        write: (number) => (number % 2 === 0 ? put(one!, other!) : put(other!, one!)),
        look: async () => expectNoRing(await parents()),
        settled: async (answers) => {
          expect([
            [other, null],
            [null, one],
          ]).toContainEqual([await parentOf(one!), await parentOf(other!)]);
          expect(answers.filter(({ status }) => status === 202)).toHaveLength(WRITERS / 2);
        },
      };
    }));

  it('make no ring of any length while every writer moves every customer', () =>
    race('rings of sixteen', [202, 400], async () => {
      const { ids, parents } = await aGroup(WRITERS);
      return {
        write: async (number) => {
          await put(ids[number]!, ids[(number + 5) % WRITERS]!);
          return put(ids[number]!, ids[(number + 1) % WRITERS]!);
        },
        look: async () => expectNoRing(await parents()),
      };
    }));

  it('do not change once they have paid, and pay only for their children', () =>
    race('a payment by the parent against another parent', [201, 202, 400], async () => {
      const [parent, next] = [await aCustomer(app, tenant), await aCustomer(app, tenant)];
      const child = await aCustomer(app, tenant, { parentId: parent.id });
      return {
        write: (number) =>
          number % 4 === 0
            ? clients().accounting.post(`/customers/${child.id}/ledger-entries`, {
                kind: 'payment',
                amount: 5,
                payerId: parent.id,
              })
            : clients().billing.put(`/customer/${child.id}`, {
                parent_customer_id: number % 2 === 0 ? parent.id : next.id,
              }),
        look: async () => expect([parent.id, next.id]).toContain(await parentOf(child.id)),
        settled: async (answers) => {
          expect(answers.filter(({ status }) => status === 201)).toHaveLength(WRITERS / 4);
          // If the current parent has paid, it stays. Otherwise the parent may still change.
          const is = await parentOf(child.id);
          const moved = await clients().billing.put(`/customer/${child.id}`, { parent_customer_id: null });
          expect(moved.status).toBe(is === parent.id ? 400 : 202);
        },
      };
    }));
});

/** The row of a list: there is at most one, and once it exists it stays. */
const onlyOne = (list: () => Promise<Answer>, rowsOf: (body: any) => { id: unknown }[]) => {
  let first: { id: unknown } | undefined;
  return async () => {
    const { status, body } = await list();
    expect(status).toBe(200);
    const rows = rowsOf(body);
    expect(rows).toHaveLength(rows[0] || first ? 1 : 0);
    first ??= rows[0];
    expect(rows[0]).toEqual(first);
  };
};

describe('a value that may be used once', () => {
  it('an external key: belongs to one customer for good, which has the email of that request', () =>
    race('one external key', [201, 202, 400], async () => {
      const fresh = await aTenant(app);
      const { billing } = app.as(fresh);
      const others = await Promise.all(
        Array.from({ length: WRITERS / 2 }, () => aCustomer(app, fresh, { email: 'ada@example.com' })),
      );
      const having = () => billing.get('/customer', { where: 'external_key:EQUALS:crm-1' });
      return {
        write: (number) =>
          number % 2 === 0
            ? billing.post('/customer', {
                company: `Company ${number}`,
                external_key: 'crm-1',
                superuser_email: 'ada@example.com',
              })
            : billing.put(`/customer/${others[(number - 1) / 2]!.id}`, {
                external_key: 'crm-1',
                superuser_email: 'ada@example.com',
              }),
        look: onlyOne(having, ({ response }) =>
          response.map((row: any) => ({ id: row.customer_id, email: row.superuser_email })),
        ),
        settled: async (answers) => {
          expect(answers.filter(({ status }) => status !== 400)).toHaveLength(1);
          const [{ customer_id, superuser_email }] = (await having()).body.response;
          expect({ customer_id, superuser_email }).toEqual({
            customer_id: answers.find(({ status }) => status !== 400)!.body.response.id,
            superuser_email: 'ada@example.com',
          });
          expect((await billing.get('/customer', { limit: 100 })).body.response).toHaveLength(
            others.length + Number(answers.some(({ status }) => status === 201)),
          );
        },
      };
    }));

  it('a nonce: has one effect', () =>
    race('one nonce', [201, 409], async () => {
      const fresh = await aTenant(app);
      const { erp } = app.as(fresh);
      const list = () => erp.get('/customers', { limit: 1000 });
      return {
        write: (number) => erp.send('POST', '/customers', { query: { nonce: '1' }, body: { name: `Ada ${number}` } }),
        look: onlyOne(list, (rows) => rows.map(({ id, name }: any) => ({ id, name }))),
        settled: async (answers) => {
          expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
          expect((await list()).body).toMatchObject([
            { name: `Ada ${answers.findIndex(({ status }) => status === 201)}` },
          ]);
        },
      };
    }));

  it('a signature: has one effect', () =>
    race('one signed request', [201, 401], async () => {
      const fresh = await aTenant(app);
      const text = JSON.stringify({ company: 'Ada' });
      // To the client both processes are one server: the signature covers one host.
      const headers = {
        host: 'clientela.example',
        ...inHeader(signed(fresh.keys.billing, { url: 'http://clientela.example/api/v3/customer', body: text })),
      };
      const list = () => app.as(fresh).billing.get('/customer', { limit: 100 });
      return {
        write: () => app.send('POST', '/api/v3/customer', { headers, text }),
        look: onlyOne(list, ({ response }) => response.map((row: any) => ({ id: row.customer_id }))),
        settled: async (answers) => {
          expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
          expect((await list()).body.response).toHaveLength(1);
        },
      };
    }));
});

describe('contact persons', () => {
  it('show existing emails and phones while persons and records are added, changed and deleted', () =>
    race('contact persons against what they show', [200, 201, 202, 204, 400, 404, 409], async () => {
      const { id } = await aCustomer(app, tenant, {
        firstName: 'Ann',
        email: 'ann@example.com',
        phone: '+12125550150',
      });
      const bob = (
        await clients().billing.post('/user', {
          customer_id: id,
          first_name: 'Bob',
          email: 'bob@example.com',
          phone: '+12125550151',
        })
      ).body.response.id as number;
      const records = `/customers/${id}/emails`;
      const his = ((await clients().contacts.get(records)).body.emails as { email_id: number; email: string }[]).find(
        ({ email }) => email === 'bob@example.com',
      )!.email_id;
      return {
        write: (number) =>
          [
            () =>
              clients().billing.put(`/user/${bob}`, {
                email: `b${number}@example.com`,
                phone: `+12125550${100 + number}`,
              }),
            () => clients().contacts.delete(`${records}/${his}`),
            () =>
              clients().billing.post('/user', {
                customer_id: id,
                first_name: 'Eve',
                email: `b${number - 2}@example.com`,
              }),
            () => clients().billing.put(`/customer/${id}`, { superuser_id: bob }),
            () => clients().contacts.post(`${records}/${his}/toggle-lock`),
            () => clients().billing.delete(`/user/${bob}`),
            () => clients().clients.put(`/clients/${id}`, { email: `b${number - 6}@example.com` }),
            () => clients().contacts.put(`${records}/${his}`, { email: `c${number}@example.com` }),
          ][number % 8]!(),
        look: watched(app, tenant, id),
      };
    }));
});

describe('a customer that is deleted', () => {
  it('takes concurrent additions along: they are made before, or refused', () =>
    race('delete against additions', [200, 201, 202, 400, 404, 409], async () => {
      const { id } = await aCustomer(app, tenant);
      const payer = await aCustomer(app, tenant);
      const { contacts, billing } = clients();
      const bob = (await billing.post('/user', { customer_id: id, first_name: 'Bob', email: 'bob@example.com' })).body
        .response.id as number;
      const persons = async () =>
        ((await billing.get('/user', { where: `customers.customer_id:EQUALS:${id}` })).body.response as object[])
          .length;
      const watch = watched(app, tenant, id);
      let gone = false;
      let goneWith: unknown;
      return {
        write: (number) =>
          [
            () => contacts.post(`/customers/${id}/emails`, { email: `e${number}@example.com` }),
            () => contacts.post(`/customers/${id}/phones`, { phone: `+12125550${100 + number}` }),
            () => contacts.post(`/customers/${id}/company-names`, { name: `Acme ${number}` }),
            () => clients().accounting.delete(`/customers/${id}`),
            () =>
              number === 4
                ? clients().accounting.post(`/customers/${id}/ledger-entries`, {
                    kind: 'payment',
                    amount: 5,
                    payerId: payer.id,
                  })
                : contacts.post(`/customers/${id}/emails`, { email: `f${number}@example.com` }),
            () => clients().clients.put(`/clients/${id}`, { name: `Ada ${number}` }),
            () =>
              billing.post('/user', { customer_id: id, first_name: `Eve ${number}`, email: `g${number}@example.com` }),
            () =>
              number < 8 ? billing.put(`/user/${bob}`, { email: 'bobby@example.com' }) : billing.delete(`/user/${bob}`),
          ][number % 8]!(),
        look: async () => {
          const { status } = await clients().clients.get(`/clients/${id}`);
          // Once deleted, the customer and its persons stay deleted.
          if (gone) expect({ status, persons: await persons() }).toEqual({ status: 404, persons: 0 });
          gone = status === 404;
          const { customer, ...records } = await watch();
          if (customer.deleted_at === null) return;
          goneWith ??= records;
          expect(records).toEqual(goneWith);
        },
        settled: async (answers) => {
          const deleted = answers.filter((answer, number) => number % 8 === 3 && answer.status === 200).length;
          const entered = answers[4]!.status === 201;
          expect(deleted).toBe(entered ? 0 : 1);
          expect((await contacts.get(`/customers/${id}/emails`)).status).toBe(entered ? 200 : 404);
          const added = answers.filter((answer, number) => number % 8 === 6 && answer.status === 201);
          const left = answers.filter((answer, number) => number % 8 === 7 && number >= 8 && answer.status === 200);
          expect(await persons()).toBe(entered ? 1 + added.length - left.length : 0);
          for (const { body } of added)
            expect((await billing.get(`/user/${body.response.id}`)).status).toBe(entered ? 200 : 404);
        },
      };
    }));
});
