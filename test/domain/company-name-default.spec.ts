import { aCustomer, theCustomer } from '../factories/customer.js';
import { useTwoProcesses } from '../support/two-processes.js';
import { useTenant } from '../support/use-app.js';

const app = useTwoProcesses();
const tenant = useTenant(app);

const WRITERS = 16;
const TURNS = 18;

interface Name {
  company_name_id: number;
  is_active: boolean;
  is_default: boolean;
}

describe('the default company name', () => {
  it('is unique and active at every moment while sixteen writers change the names', async () => {
    const { id } = await aCustomer(app, tenant);
    const { get, post, put, delete: remove } = app.as(tenant).contacts;
    const names = `/customers/${id}/company-names`;
    const known: number[] = [];

    const create = async (fields: object) => {
      const answer = await post(names, { name: 'Acme', ...fields });
      if (answer.status === 201) known.push(answer.body.company_name_id as number);
      return answer;
    };
    for (let count = 0; count < 4; count++) await create({});

    const OPERATIONS = [
      (one: string) => post(`${one}/set-default`),
      () => create({ is_default: true }),
      (one: string) => post(`${one}/toggle-active`, { is_active: false }),
      (one: string) => post(`${one}/toggle-active`, { is_active: true }),
      (one: string) => put(one, { is_default: true }),
      (one: string) => put(one, { is_default: false }),
      (one: string) => remove(one),
      (one: string) => put(one, { is_active: true, is_default: true }),
      () => create({ is_default: true, is_active: false }),
    ];

    const statuses: number[] = [];
    const snapshots: Name[][] = [];
    let writing = WRITERS;
    const writer = async (number: number) => {
      for (let turn = 0; turn < TURNS; turn++) {
        // Every writer runs all operations in its own order, mostly on names that other writers change too.
        const operation = OPERATIONS[(number * 5 + turn * (number + 1) + Math.floor(turn / 9)) % OPERATIONS.length]!;
        const answer = await operation(`${names}/${known.at(-1 - (turn % 4))}`);
        statuses.push(answer.status);
      }
      writing--;
    };
    const reader = async () => {
      while (writing > 0) snapshots.push((await get(names)).body.company_names as Name[]);
    };
    await Promise.all([...Array.from({ length: WRITERS }, (_, number) => writer(number)), reader()]);

    expect(statuses).toHaveLength(WRITERS * TURNS);
    expect(statuses.filter((status) => status >= 500)).toEqual([]);
    expect([...new Set(statuses)].sort()).toEqual([200, 201, 204, 404, 409]);
    const defaults = snapshots.map((snapshot) => snapshot.filter(({ is_default }) => is_default));
    expect(defaults.filter((some) => some.length > 1 || some.some(({ is_active }) => !is_active))).toEqual([]);
    // The default did change meanwhile.
    expect(new Set(defaults.map(([one]) => one?.company_name_id)).size).toBeGreaterThan(5);
  }, 120_000);

  it('is the last of several names that become the default at the same moment', async () => {
    const { id } = await aCustomer(app, tenant);
    const names = `/customers/${id}/company-names`;
    const answers = await Promise.all(
      Array.from({ length: WRITERS }, (_, number) =>
        app.as(tenant).contacts.post(names, { name: `Acme ${number}`, is_default: true }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    const listed = (await app.as(tenant).contacts.get(names)).body.company_names as Name[];
    const [chosen, ...others] = listed.filter(({ is_default }) => is_default);
    expect(others).toEqual([]);
    expect((await theCustomer(app, tenant, id)).defaultCompanyNameId).toBe(chosen!.company_name_id);
    // The last writer wins. Names get their IDs in the order in which the writers locked the customer's row.
    expect(chosen!.company_name_id).toBe(Math.max(...listed.map(({ company_name_id }) => company_name_id)));
  });

  it('is the first of several first names that are added at the same moment', async () => {
    const { id } = await aCustomer(app, tenant);
    const names = `/customers/${id}/company-names`;
    await Promise.all(
      Array.from({ length: WRITERS }, (_, number) => app.as(tenant).contacts.post(names, { name: `Acme ${number}` })),
    );
    const listed = (await app.as(tenant).contacts.get(names)).body.company_names as Name[];
    expect(listed.map(({ is_default }) => is_default)).toEqual([
      true,
      ...Array.from({ length: WRITERS - 1 }, () => false),
    ]);
  });
});
