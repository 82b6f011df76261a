import { PERMISSIONS } from '../../src/auth/permissions.js';
import { type User, UsersService } from '../../src/auth/users.service.js';
import type { Schema } from '../../src/contracts/schema.js';
import { CustomersService } from '../../src/customers/customers.service.js';
import { MergingService } from '../../src/merging/merging.service.js';
import { CONTRACTS } from '../../src/openapi.js';
import { type Example, JSON_TYPE, type Operation } from '../../src/openapi/document.js';
import { aCustomer } from '../factories/customer.js';
import { demoUser } from '../factories/demo-user.js';
import { importFor } from '../factories/import.js';
import { customerOne, customersToMerge, customerTwo, itsRecordsOne } from '../factories/records-with-ids.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import type { Answer, Sending } from '../support/app.js';
import { nextNonce } from '../support/clients.js';
import { committedDocument, isStreamed, placesOf, requiredHeaders, streamed } from '../support/documents.js';
import { needsSession, sessionOf } from '../support/session.js';
import { useApp } from '../support/use-app.js';

type Place = ReturnType<typeof placesOf>[number];

const app = useApp();
let demo: User;

beforeAll(async () => {
  demo = await demoUser(app);
  // Another customer takes the first ID, so that no example makes a second customer 1.
  await aCustomer(app, await aTenant(app));
});

const bodySchema = ({ requestBody }: Operation) => requestBody!.content[JSON_TYPE]!.schema;
const bodyExamples = ({ requestBody }: Operation): Example[] =>
  Object.values(requestBody!.content[JSON_TYPE]!.examples ?? {});
const queryExamples = ({ parameters }: Operation) =>
  parameters.flatMap(({ in: place, name, schema }) =>
    place === 'query' && name !== 'nonce' && Array.isArray(schema['examples'])
      ? [[name, (schema['examples'] as unknown[])[0]] as const]
      : [],
  );
const successOf = ({ operation }: Place) =>
  Number(Object.keys(operation.responses).find((status) => Number(status) < 400));

describe.each(CONTRACTS)('the document of $name', ({ name }) => {
  const documented = committedDocument(name);
  const places = placesOf(documented.document);
  const taking = places.filter(({ operation }) => operation.requestBody && !isStreamed(operation));
  const asking = places.filter(({ operation }) => queryExamples(operation).length > 0);

  it('has an example of every body, as its schema says', () => {
    for (const { operation } of taking) {
      expect(bodyExamples(operation).length).toBeGreaterThan(0);
      for (const { value } of bodyExamples(operation))
        expect(documented.complaint(bodySchema(operation), value)).toBeUndefined();
    }
  });

  it('has examples of parameters that are as their schemas say', () => {
    for (const { schema } of places.flatMap(({ operation }) => operation.parameters)) {
      for (const example of (schema['examples'] ?? []) as unknown[])
        expect(documented.complaint(schema, example)).toBeUndefined();
    }
  });

  it.each(taking.flatMap((place) => bodyExamples(place.operation).map((example) => ({ ...place, ...example }))))(
    '$operation.operationId takes its example: $summary',
    async ({ value, ...place }) => {
      expect(await send(place, { body: value })).toEqual(successOf(place));
    },
  );

  it.each(taking)('$operation.operationId takes the examples of its fields together', async (place) => {
    expect(await send(place, { body: exampleOf(bodySchema(place.operation)) })).toEqual(successOf(place));
  });

  it.each(asking)('$operation.operationId takes the examples of its query', async (place) => {
    expect(await send(place, { query: Object.fromEntries(queryExamples(place.operation)) })).toEqual(successOf(place));
  });

  /** As a tenant with customer 1 and, where the path names one, its record 1: the IDs that examples have. */
  async function send({ method, path, operation }: Place, { body, query }: Sending): Promise<Answer | number> {
    const tenant = await aTenant(app);
    await app.nest.get(UsersService).join(tenant.id, demo.id, PERMISSIONS);
    await customerOne(app, tenant);
    if (['mergeCustomers', 'undoMerge'].includes(operation.operationId)) await customersToMerge(app, tenant);
    if (operation.operationId === 'decidePairs') await customerTwo(app, tenant);
    if (/\{\w+Id\}|\{user_id\}/.test(path)) await itsRecordsOne(app, tenant);
    const credentials = needsSession(operation)
      ? await sessionOf(app, tenant)
      : await app.as(tenant)[name].credentials();
    const headers = { ...credentials, ...requiredHeaders(operation) };
    const { itsPath, itsBody = body } = await withItsIds(tenant, path, operation);
    if (operation.operationId === 'restoreCustomer') await app.nest.get(CustomersService).delete(tenant.id, 1);
    const nonce = operation.parameters.some((parameter) => parameter.name === 'nonce') ? nextNonce() : {};
    const answer = await app.send(method, itsPath.replace('{account}', tenant.slug).replaceAll(/\{\w+\}/g, '1'), {
      ...(isStreamed(operation) ? streamed(headers) : { headers, body: itsBody }),
      query: { ...query, ...nonce },
    });
    return answer.status < 400 ? answer.status : answer;
  }

  /** Keys, users, webhooks, imports and merges get an ID of their own, and what they ask for. */
  async function withItsIds(
    tenant: TestTenant,
    path: string,
    { operationId }: Operation,
  ): Promise<{ itsPath: string; itsBody?: unknown }> {
    const of = (id: unknown) => ({ itsPath: path.replace('{id}', String(id)) });
    if (path.includes('/webhooks/{id}')) {
      const { body } = await app.as(tenant).clientela.post('/webhooks', { url: 'https://receiver.example/' });
      return of((body as { id: string }).id);
    }
    if (path.includes('/imports/{id}')) {
      const { id, digest } = await importFor(operationId, app, tenant);
      // A run takes the digest of its plan alone.
      return { ...of(id), ...(operationId === 'runImport' && { itsBody: { digest } }) };
    }
    if (path.includes('/merges/{id}')) {
      const pair = { intoId: 42, goneId: 57, take: [] };
      const { digest } = await app.nest.get(MergingService).preview(tenant.id, pair);
      return of((await app.nest.get(MergingService).merge(tenant.id, pair, digest, 'key:1')).id);
    }
    if (path.includes('/keys/{id}')) return of(tenant.keys.erp.id);
    return path.includes('/users/{id}') ? of(demo.id) : { itsPath: path };
  }

  function exampleOf(schema: Schema): unknown {
    const { $ref, properties, items, examples } = schema as {
      $ref?: string;
      properties?: Record<string, Schema>;
      items?: Schema;
      examples?: unknown[];
    };
    if ($ref) return exampleOf(documented.document.components.schemas[$ref.split('/').at(-1)!]!);
    if (items && !examples) return [exampleOf(items)];
    return properties
      ? Object.fromEntries(Object.entries(properties).map(([field, property]) => [field, exampleOf(property)]))
      : examples?.[0];
  }
});
