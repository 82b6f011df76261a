import { PERMISSIONS } from '../../src/auth/permissions.js';
import { type User, UsersService } from '../../src/auth/users.service.js';
import { CONTRACTS } from '../../src/openapi.js';
import { JSON_TYPE, type Operation, type Response } from '../../src/openapi/document.js';
import { aCustomer } from '../factories/customer.js';
import { demoUser } from '../factories/demo-user.js';
import { aMerge } from '../factories/filled-tenant.js';
import { importFor } from '../factories/import.js';
import { customerOne, itsRecordsOne } from '../factories/records-with-ids.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { type Answer, startApp, type TestApp } from '../support/app.js';
import { nextNonce } from '../support/clients.js';
import { committedDocument, placesOf, requiredHeaders } from '../support/documents.js';
import { openEmptyDatabase, type TestDatabase } from '../support/test-database.js';

type Place = ReturnType<typeof placesOf>[number];

/**
 * Operations whose links are only held against the schemas: a new tenant has no rows for their answers, or they need
 * what an earlier answer said.
 */
const NOT_CALLED = ['listPairs', 'followChanges', 'stageRows', 'mergeCustomers'];

// Examples sign in as this user, and other files make it too.
let database: TestDatabase;
let app: TestApp;
let demo: User;

beforeAll(async () => {
  database = await openEmptyDatabase();
  app = await startApp({ DATABASE_URL: database.url });
  demo = await demoUser(app);
  // Another customer takes the first ID, so that no example makes a second customer 1.
  await aCustomer(app, await aTenant(app));
});
afterAll(async () => {
  await app?.close();
  await database?.close();
});

const linksOf = ({ responses }: Operation) =>
  Object.values(responses).flatMap((response) => Object.values((response as Response).links ?? {}));

describe.each(CONTRACTS)('the document of $name', ({ name }) => {
  const documented = committedDocument(name);
  const places = placesOf(documented.document);
  const leading = places.filter(({ operation }) => linksOf(operation).length > 0);
  const placeOf = (operationId: string) => places.find(({ operation }) => operation.operationId === operationId)!;

  it('leads from each new record to what one can do with it', () => {
    const byId = places.filter(({ path, method }) => method === 'get' && /\{(?!account)\w+\}$/.test(path));
    const targets = new Set(places.flatMap(({ operation }) => linksOf(operation).map((link) => link.operationId)));
    expect(leading.length).toBeGreaterThan(0);
    expect(byId.map(({ operation }) => operation.operationId).filter((one) => !targets.has(one))).toEqual([]);
    for (const { path, method, operation } of leading)
      for (const { operationId, parameters } of linksOf(operation)) {
        const known = placeOf(operationId).operation.parameters;
        // Every part of the path has a value, and no value is for a parameter that does not exist.
        expect([`${method} ${path}`, Object.keys(parameters)]).toEqual([
          `${method} ${path}`,
          expect.arrayContaining(known.filter((one) => one.in === 'path').map((one) => one.name)),
        ]);
        expect(Object.keys(parameters).filter((one) => !known.some((parameter) => parameter.name === one))).toEqual([]);
      }
  });

  it.each(leading.filter(({ operation }) => !NOT_CALLED.includes(operation.operationId)))(
    'has links of $operation.operationId that a live answer fills',
    async (place) => {
      const tenant = await aTenant(app);
      await app.nest.get(UsersService).join(tenant.id, demo.id, PERMISSIONS);
      await customerOne(app, tenant);
      if (place.method === 'get') await itsRecordsOne(app, tenant);
      if (place.operation.operationId === 'listWebhooks')
        await app.as(tenant).clientela.post('/webhooks', { url: 'https://receiver.example/' });
      if (place.operation.operationId === 'listImports') await importFor('getImport', app, tenant);
      if (place.operation.operationId === 'listMerges') await aMerge(app, tenant);
      const inPath = Object.fromEntries(namesIn(place.path).map((one) => [one, one === 'account' ? tenant.slug : '1']));
      const answer = await send(tenant, place, inPath);
      expect(answer.status).toBeLessThan(300);
      for (const { operationId, parameters } of linksOf(place.operation)) {
        const target = placeOf(operationId);
        const given = Object.fromEntries(
          Object.entries(parameters).map(([parameter, expression]) => [parameter, valueOf(expression, answer, inPath)]),
        );
        for (const [parameter, value] of Object.entries(given)) {
          const { schema } = target.operation.parameters.find((one) => one.name === parameter)!;
          // In an address, every value is text.
          const complaints = [String(value), Number(value)].map((one) => documented.complaint(schema, one));
          expect([operationId, parameter, complaints]).toEqual([
            operationId,
            parameter,
            expect.arrayContaining([undefined]),
          ]);
        }
        if (target.method !== 'get') continue;
        expect([operationId, (await send(tenant, target, given as Record<string, string>)).status]).toEqual([
          operationId,
          200,
        ]);
      }
    },
  );

  async function send(
    tenant: TestTenant,
    { method, path, operation }: Place,
    given: Readonly<Record<string, unknown>>,
  ): Promise<Answer> {
    const body = Object.values(operation.requestBody?.content[JSON_TYPE]!.examples ?? {})[0]?.value;
    const nonce = operation.parameters.some((parameter) => parameter.name === 'nonce' && parameter.required)
      ? nextNonce()
      : {};
    const inQuery = operation.parameters.filter((parameter) => parameter.in === 'query' && parameter.name in given);
    return app.send(
      method,
      path.replaceAll(/\{(\w+)\}/g, (_, parameter: string) => encodeURIComponent(String(given[parameter]))),
      {
        headers: { ...(await app.as(tenant)[name].credentials()), ...requiredHeaders(operation) },
        query: { ...Object.fromEntries(inQuery.map((one) => [one.name, String(given[one.name])])), ...nonce },
        body,
      },
    );
  }
});

const namesIn = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);

/** The value of a runtime expression of OpenAPI. */
function valueOf(expression: string, { headers, body }: Answer, path: Readonly<Record<string, unknown>>): unknown {
  const [, place, rest = ''] = /^\$(request\.path\.|response\.header\.|response\.body#)(.+)$/.exec(expression)!;
  if (place === 'request.path.') return path[rest];
  if (place === 'response.header.') return headers[rest.toLowerCase()];
  return rest
    .split('/')
    .slice(1)
    .reduce((part: unknown, key) => (part as Record<string, unknown>)[key], body);
}
