import { CONTRACTS } from '../../src/openapi.js';
import { type Document, JSON_TYPE } from '../../src/openapi/document.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { type Answer, startApp, type TestApp } from '../support/app.js';
import { committedDocument, placesOf } from '../support/documents.js';
import { onServer } from '../support/owner.js';
import { openTestDatabase } from '../support/test-database.js';
import { startTwo } from '../support/two-processes.js';
import { Matrix } from './matrix.js';
import { type Naming, namingsOf, pathNames } from './namings.js';
import { recordsOf } from './records.js';
import { withoutFilters } from './without-filters.js';

const documentOf = (contract: string) => committedDocument(contract).document;
const titled = (naming: Naming) => ({
  ...naming,
  title: `${naming.operation}${naming.inside ? ` → ${naming.inside}` : ''}: ${naming.where}`,
});
const ALL = CONTRACTS.flatMap(({ name: contract }) =>
  namingsOf(documentOf(contract)).map((naming) => ({ contract, naming })),
);
/** Without the requests inside a bulk request, which repeat the others. */
const ALONE = ALL.filter(({ naming }) => !naming.inside);

/** The coordinator of Citus 13.2.2 crashes on an outer join over all shards of tables with row-level security. */
const mayForget = process.env.CITUS_URL === undefined;
const WAYS: [string, boolean][] = [
  ['a foreign record looks like a missing one, whichever of two processes answers', false],
  ['a foreign record looks like a missing one, even when the application forgets the tenant', true],
];

describe.each(mayForget ? WAYS : WAYS.slice(0, 1))('%s', (_, forgetful) => {
  let app: TestApp;
  let mine: TestTenant;
  let other: TestTenant;
  let matrix: Matrix;
  let forgotten = 0;

  beforeAll(async () => {
    // Only the application in this process runs without filters.
    app = await (forgetful ? startApp() : startTwo());
    [mine, other] = [await aTenant(app), await aTenant(app)];
    matrix = new Matrix(app, mine, other, around);
  });
  afterAll(() => app.close());

  const forgetting = async <Result>(asking: () => Promise<Result>) => {
    const { result, loosened } = await withoutFilters(asking);
    forgotten += loosened;
    return result;
  };

  const around = (asking: () => Promise<Answer>) => (forgetful ? forgetting(asking) : asking());

  describe.each(CONTRACTS)('in $name', ({ name }) => {
    const namings = namingsOf(documentOf(name)).map(titled);
    const lists = placesOf(documentOf(name)).filter(
      ({ path, method }) => method === 'get' && !/\{(?!account)|helo|\/ids$/.test(path),
    );

    // Wrong sign-ins are counted per user, so each sign-in is tested with users of its own.
    const fresh = async () => new Matrix(app, await aTenant(app), await aTenant(app), around);
    it.each(namings)('$title', async (naming) => (naming.isOpen ? await fresh() : matrix).check(name, naming));

    // The credential decides about these operations, before any statement that has the filters.
    if (!forgetful)
      it.each(namings.filter(({ inside, isOpen }) => !inside && !isOpen))(
        '$title, with another’s credential',
        (naming) => matrix.checkCredential(name, naming),
      );

    it('lists and finds only the caller’s own records', async () => {
      // The matrix has written external keys of the one tenant into customers of the other, and an export shows all.
      const [own, foreign] = [await aTenant(app), await aTenant(app)];
      for (const tenant of [own, foreign]) await recordsOf(app, tenant);
      const shown: boolean[] = [];
      for (const { path, operation } of lists) {
        const searches = operation.parameters.filter((parameter) =>
          ['search', 'searchKeyword', 'keyword'].includes(parameter.name),
        );
        const required = operation.parameters.filter(
          (one) => one.required && one.in === 'query' && one.name === 'contract',
        );
        const always = Object.fromEntries(required.map((one) => [one.name, (one.schema['examples'] as unknown[])[0]]));
        // Every text of both tenants begins with this letter.
        for (const query of [
          ...(searches.some(({ required }) => required) ? [] : [{}]),
          ...searches.map((parameter) => ({ [parameter.name]: 't' })),
        ]) {
          const headers = await app.as(own)[name].credentials();
          const answer = await around(() =>
            app.send('GET', path.replace('{account}', own.slug), { headers, query: { ...always, ...query } }),
          );
          expect(answer.status).toBe(200);
          expect(JSON.stringify(answer.body)).not.toContain(foreign.slug);
          shown.push(JSON.stringify(answer.body).includes(own.slug));
        }
      }
      expect(shown).toContain(true);
    });
  });

  it('has taken the filters out of statements only if it runs without them', () => {
    expect(forgotten > ALL.length).toBe(forgetful);
  });
});

(mayForget ? describe : describe.skip)('without the application’s filters and the database’s policies', () => {
  it('the matrix finds leaks in every contract', async () => {
    const database = await openTestDatabase();
    const app = await startApp({ DATABASE_URL: database.url, LOG_LEVEL: 'silent' });
    try {
      const matrix = new Matrix(
        app,
        await aTenant(app),
        await aTenant(app),
        async (asking) => (await withoutFilters(asking)).result,
      );
      for (const { name } of await onServer<{ name: string }>(
        app,
        'SELECT relname AS name FROM pg_class WHERE relrowsecurity',
      ))
        await onServer(app, `ALTER TABLE ${name} DISABLE ROW LEVEL SECURITY`);
      for (const { text } of await onServer<{ text: string }>(
        app,
        "SELECT pg_get_functiondef(oid) AS text FROM pg_proc WHERE proname IN ('customers_mentioning', 'customers_named')",
      ))
        await onServer(app, text.replaceAll(OF_TENANT, ''));
      const leaking: typeof ALL = [];
      for (const one of ALONE) await matrix.check(one.contract, one.naming).catch(() => leaking.push(one));
      expect(
        ALONE.filter((one) => !leaking.includes(one) && !isHeldOtherwise(one.naming)).map(
          ({ naming }) => titled(naming).title,
        ),
      ).toEqual([]);
      expect(new Set(leaking.map(({ contract }) => contract))).toEqual(new Set(CONTRACTS.map(({ name }) => name)));
    } finally {
      await app.close();
      await database.close();
    }
  }, 300_000);
});

/** How the functions that searches call name the tenant. */
const OF_TENANT =
  /(\(is_large OR tenant_id = tenant\) AND tenant_id IS NOT DISTINCT FROM tenant|tenant_id = tenant) AND/g;

/**
 * Places that something else protects: the credential, the caller's own customer above the record, or an index that
 * makes keys unique within a tenant.
 */
const isHeldOtherwise = ({ kind, where }: Naming) =>
  ['account', 'username'].includes(kind) ||
  (where.startsWith('body') && ['externalKey', 'taxId', 'person'].includes(kind)) ||
  (['email', 'phone', 'companyName'].includes(kind) && /^path \w+$/.test(where));

describe('the matrix', () => {
  it('has every path parameter that the documents have', () => {
    for (const { name } of CONTRACTS) {
      const namings = namingsOf(documentOf(name)).filter(({ inside }) => !inside);
      const places = placesOf(documentOf(name));
      expect(namings.filter(({ where }) => /^path \w+$/.test(where))).toHaveLength(
        places.flatMap(({ path }) => pathNames(path)).length,
      );
      expect(JSON.stringify(places).match(/"in":"path"/g) ?? []).toHaveLength(
        places.flatMap(({ path }) => pathNames(path)).length,
      );
    }
  });

  it('includes a new operation by itself, and refuses one whose names it does not know', () => {
    const document: Document = structuredClone(documentOf('billing'));
    const { get } = document.paths['/api/v3/customer/{customer_id}']!;
    const before = namingsOf(document).length;
    document.paths['/api/v3/customer/{customer_id}/history'] = { get: { ...get!, operationId: 'listHistory' } };
    // By its ID and by its external key, alone and in a bulk request.
    expect(namingsOf(document)).toHaveLength(before + 4);
    document.paths['/api/v3/invoice/{invoice_id}'] = { get: { ...get!, operationId: 'getInvoice' } };
    expect(() => namingsOf(document)).toThrow('{invoice_id}');
    delete document.paths['/api/v3/invoice/{invoice_id}'];
    const schema = { type: 'object', properties: { invoice_id: { type: 'integer' } } };
    document.paths['/api/v3/invoice'] = {
      post: {
        ...get!,
        parameters: [],
        operationId: 'createInvoice',
        requestBody: { content: { [JSON_TYPE]: { schema } } },
      },
    };
    expect(() => namingsOf(document)).toThrow('createInvoice takes invoice_id');
  });
});
