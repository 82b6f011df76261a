import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONTRACTS } from '../../fidelity/src/contracts.js';
import { reportOf } from '../../fidelity/src/kit/report.js';
import {
  type Contract,
  type Credentials,
  credentialsOf,
  nameOf,
  type Result,
  run,
} from '../../fidelity/src/kit/run.js';
import { Target } from '../../fidelity/src/kit/target.js';
import { committedDocument, placesOf } from '../support/documents.js';
import { useApp, useTenant } from '../support/use-app.js';
import { credentialsFile } from './credentials.js';

const REPORT = join(__dirname, '../../docs/fidelity.md');

const app = useApp();
/** The published rates: ten writes a minute by default, and for clients also ten reads. */
const strict = useApp({ THROTTLE_WRITE_LIMIT: '10', THROTTLE_READ_LIMIT: '10' });
const tenant = useTenant(app);
let credentials: Credentials;
const measured: { contract: Contract; results: Result[] }[] = [];

const cases = CONTRACTS.flatMap((contract) => contract.cases);

beforeAll(async () => {
  credentials = await credentialsFile(app, tenant);
});

describe('the suite', () => {
  it('has at least 600 cases, and at least 100 of each contract', () => {
    expect(cases.length).toBeGreaterThanOrEqual(600);
    for (const contract of CONTRACTS) expect(contract.cases.length).toBeGreaterThanOrEqual(100);
  });

  it('has no two cases of one name', () => {
    const names = cases.map((one) => `${nameOf(one)} [${one.source.kind}]`);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it('names a document and a place for every case', () => {
    for (const { source } of cases) expect(source.where).toMatch(/\S.{5}/);
  });

  it('knows one rule that Clientela does not follow', () => {
    expect(cases.filter(({ exception }) => exception).map(nameOf)).toEqual([
      'billing updateCustomer: the code in the body is 201, as in Example 1',
    ]);
  });

  it.each(CONTRACTS)(
    'lists the operations of the document of $name, each with a case',
    ({ name, operations, ...rest }) => {
      const { document } = committedDocument(name);
      const documented = placesOf(document).map(({ method, path, operation }) => [
        operation.operationId,
        `${method.toUpperCase()} ${path}`,
      ]);
      expect(operations).toEqual(Object.fromEntries(documented));
      const tested = new Set(rest.cases.map(({ operation }) => operation));
      expect(Object.keys(operations).filter((operation) => !tested.has(operation))).toEqual([]);
    },
  );

  it('lists the operations of the modelled APIs that are not served, by method and path', () => {
    const listed = CONTRACTS.flatMap(({ name, unserved }) =>
      unserved.map(({ operation }) => `${name} ${operation.replaceAll('`', '')}`),
    );
    expect(listed.filter((one, at) => listed.indexOf(one) !== at)).toEqual([]);
    // Of these, public sources have words only.
    expect(listed.filter((one) => !/^\w+ (GET|POST|PUT|PATCH|DELETE)[, A-Z]* \//.test(one))).toEqual([
      'clients the boards of a workspace, their configuration and tasks',
      'clients reading, creating, updating and moving a card',
    ]);
    const served = CONTRACTS.flatMap(({ name, operations }) =>
      Object.values(operations).map((operation) => `${name} ${operation}`),
    );
    const separate = listed.flatMap((one) => {
      const [, name, methods, path] = /^(\w+) ([A-Z, ]+) (\/.*)$/.exec(one) ?? [];
      return (methods ?? '').split(', ').map((method) => `${name} ${method} ${path}`);
    });
    expect(separate.filter((one) => served.includes(one))).toEqual([]);
  });
});

// Contracts run one after the other, because reports list them in this order.
describe.each(CONTRACTS)('$name', (contract) => {
  it('is followed, but for the exception', async () => {
    const results = await run(contract, {
      target: new Target(app.url),
      ratesTarget: new Target(strict.url),
      credentials: credentialsOf(contract.name, credentials),
    });
    measured.push({ contract, results });
    expect(results).toHaveLength(contract.cases.length);
    const failed = results.filter(
      ({ failure, case: one }) => (failure !== undefined) !== (one.exception !== undefined),
    );
    expect(failed.map(({ failure, case: one }) => [nameOf(one), failure])).toEqual([]);
  });
});

it('docs/fidelity.md is what the run reports (npm run fidelity)', () => {
  const report = reportOf(measured);
  if (process.env.FIDELITY === 'write') writeFileSync(REPORT, report);
  expect(readFileSync(REPORT, 'utf8')).toBe(report);
});
