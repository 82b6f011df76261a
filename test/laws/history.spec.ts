import fc from 'fast-check';
import type { ContractName } from '../../src/contracts/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { assertKeptWhole } from '../support/kept-changes.js';
import { remember } from './always.js';
import { anyWrites, cases, FACES, IS_LONG, SEED, stepsOf } from './laws.js';
import { track } from './places.js';
import { build, plans } from './record.js';
import { aSide, pictureOf, type Side } from './side.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

/** Every way to read one customer. */
const READS = {
  card: ({ speak, id }, headers) => speak.contacts.send('GET', `/customers/getCustomers/${id}`, { headers }),
  emails: ({ speak, id }, headers) => speak.contacts.send('GET', `/customers/${id}/emails`, { headers }),
  phones: ({ speak, id }, headers) => speak.contacts.send('GET', `/customers/${id}/phones`, { headers }),
  names: ({ speak, id }, headers) => speak.contacts.send('GET', `/customers/${id}/company-names`, { headers }),
  billing: ({ speak, id }, headers) => speak.billing.send('GET', `/customer/${id}`, { headers }),
  clients: ({ speak, id }, headers) => speak.clients.send('GET', `/clients/${id}`, { headers }),
  erp: ({ speak, id }, headers) =>
    speak.erp.send('GET', '/customers', { query: { searchColumn: 'id', searchString: String(id) }, headers }),
  accounting: ({ speak, id }, headers) => speak.accounting.send('GET', `/customers/${id}`, { headers }),
} satisfies Record<string, (side: Side, headers: Record<string, string>) => ReturnType<Side['speak']['erp']['send']>>;

async function readings(side: Side, headers: Record<string, string> = {}): Promise<Record<string, unknown>> {
  const all = Object.entries(READS).map(async ([name, read]) => {
    const { status, body } = await read(side, headers);
    return [name, { status, body }] as const;
  });
  return Object.fromEntries(await Promise.all(all));
}

it(
  'each version of a record is read as it was, and the changes since its creation make what it is',
  async () => {
    const steps = stepsOf(12);
    const property = fc.asyncProperty(
      plans,
      fc.array(anyWrites, { minLength: steps, maxLength: steps }),
      async (plan, taken) => {
        const side = await aSide(app);
        let picture = await build(side, plan);
        const live = new Map<number, Record<string, unknown>>();
        const look = async () => live.set(picture.rows.get(side.id)!.version, await readings(side));
        await look();
        for (const { writer, ...step } of taken) {
          await FACES[writer as ContractName].perform(side, step, picture);
          const after = await pictureOf(side);
          track(side, picture, after, writer === 'contacts');
          remember(side, after);
          picture = after;
          await look();
        }
        for (const [version, then] of live) {
          const read = await readings(side, { 'Clientela-As-Of': String(version) });
          expect({ version, read: JSON.stringify(read, null, 1) }).toEqual({
            version,
            read: JSON.stringify(then, null, 1),
          });
        }
        await assertKeptWhole(app, side.tenant.id);
      },
    );
    const numRuns = Math.ceil(cases(48) / steps);
    const { failed, errorInstance } = await fc.check(property, { seed: SEED, numRuns, endOnFailure: true });
    if (failed) throw new Error(`LAWS_SEED=${SEED}: ${(errorInstance as Error).message}`);
  },
  IS_LONG ? 3_600_000 : 180_000,
);
