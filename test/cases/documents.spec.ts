import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Schema } from '../../src/contracts/schema.js';
import { DOCUMENTS } from '../../src/openapi.js';
import { type Document, JSON_TYPE, type Operation, operationsOf, type Parameter } from '../../src/openapi/document.js';
import { inOpenApi30 } from '../../src/openapi/openapi-3-0.js';
import { committedDocument } from '../support/documents.js';

const NAMES = DOCUMENTS.map(({ name }) => name);

/** Every object in a part of a document with its place, but not what examples hold. */
function* partsOf(part: unknown, place = ''): Generator<{ place: string; part: Record<string, unknown> }> {
  if (typeof part !== 'object' || part === null) return;
  if (!Array.isArray(part)) yield { place, part: part as Record<string, unknown> };
  for (const [key, inner] of Object.entries(part))
    if (!/^(examples?|default|x-.*)$/.test(key)) yield* partsOf(inner, `${place}/${key}`);
}

/** Where schemas stand; an object under `properties` has the names of fields as its keys. */
const schemasOf = (document: Document) =>
  [...partsOf([document.paths, document.components])].filter(({ place }) => !place.endsWith('/properties'));
const placesWhere = (document: Document, isWrong: (part: Record<string, unknown>) => boolean) =>
  schemasOf(document).flatMap(({ place, part }) => (isWrong(part) ? [place] : []));

describe.each(NAMES.flatMap((name) => [name, `3.0/${name}`]))('openapi/%s.json', (name) => {
  const documented = committedDocument(name);
  const { document } = documented;

  it('has an example of every parameter, as its schema says', () => {
    const parameters = operationsOf(document).flatMap(({ operationId, parameters: all }) =>
      all.map((parameter) => ({ operationId, ...parameter })),
    );
    const wrong = parameters.filter(
      ({ schema, example }) => example === undefined || documented.complaint(schema, example) !== undefined,
    );
    expect(wrong.map(({ operationId, name: parameter }) => `${operationId} ${parameter}`)).toEqual([]);
  });

  it('says the type beside each value that must be', () => {
    const typed = ({ type }: Record<string, unknown>, values: unknown[]) =>
      values.every((value) => [type].flat().includes(typeOf(value)));
    expect(placesWhere(document, (part) => 'const' in part && !typed(part, [part['const']]))).toEqual([]);
    expect(placesWhere(document, (part) => Array.isArray(part['enum']) && !typed(part, part['enum']))).toEqual([]);
  });
});

const typeOf = (value: unknown) => (value === null ? 'null' : typeof value === 'number' ? 'integer' : typeof value);

describe.each(NAMES)('openapi/3.0/%s.json', (name) => {
  const { document } = committedDocument(`3.0/${name}`);

  it('is OpenAPI 3.0.3 of the whole contract', () => {
    const operations = (of: Document) => operationsOf(of).map(({ operationId }) => operationId);
    expect(document.openapi).toBe('3.0.3');
    expect(operations(document)).toEqual(operations(committedDocument(name).document));
  });

  it('has no word of OpenAPI 3.1', () => {
    expect(
      placesWhere(document, (part) => ['const', 'identifier', 'prefixItems', '$defs'].some((word) => word in part)),
    ).toEqual([]);
    expect(placesWhere(document, ({ type }) => Array.isArray(type) || type === 'null')).toEqual([]);
    expect(placesWhere(document, ({ examples }) => Array.isArray(examples))).toEqual([]);
    expect(
      placesWhere(document, ({ exclusiveMinimum, exclusiveMaximum }) =>
        [exclusiveMinimum, exclusiveMaximum].some((bound) => typeof bound === 'number'),
      ),
    ).toEqual([]);
    expect(placesWhere(document, (part) => '$ref' in part && Object.keys(part).length > 1)).toEqual([]);
  });

  it('has nothing that generators of clients fail on: a choice of types, null among words', () => {
    expect(
      placesWhere(
        document,
        (part) => 'anyOf' in part || 'oneOf' in part || (Array.isArray(part['enum']) && part['enum'].includes(null)),
      ),
    ).toEqual([]);
  });
});

describe('redocly.yaml', () => {
  it('lists every document', () => {
    const rules = readFileSync(join(__dirname, '../../redocly.yaml'), 'utf8');
    for (const name of NAMES)
      for (const path of [name, `3.0/${name}`]) expect(rules).toContain(`root: openapi/${path}.json`);
  });
});

describe('a schema in OpenAPI 3.0', () => {
  it.each<[what: string, now: Schema, then: Schema]>([
    [
      'a constant',
      { type: 'string', const: 'OK', description: 'Always.' },
      { type: 'string', enum: ['OK'], description: 'Always.' },
    ],
    ['a constant flag', { type: 'boolean', const: true }, { type: 'boolean' }],
    [
      'a text or null',
      { type: ['string', 'null'], maxLength: 5, examples: ['a', 'b'] },
      { type: 'string', maxLength: 5, example: 'a', nullable: true },
    ],
    [
      'an example that is null',
      { type: ['string', 'null'], examples: [null] },
      { type: 'string', example: null, nullable: true },
    ],
    [
      'a word or null',
      { type: ['string', 'null'], enum: ['a.b', 'c', null] },
      { type: 'string', nullable: true, pattern: '^(a\\.b|c)$', maxLength: 3 },
    ],
    ['a flag or null', { type: ['boolean', 'null'], enum: [false, null] }, { type: 'boolean', nullable: true }],
    ['nothing but null', { type: 'null', const: null }, { type: 'object', nullable: true, maxProperties: 0 }],
    [
      'a reference with a description',
      { $ref: '#/components/schemas/Pet', description: 'Mine.' },
      { $ref: '#/components/schemas/Pet' },
    ],
    [
      'a reference or null',
      { anyOf: [{ $ref: '#/components/schemas/Pet' }, { type: 'null' }] },
      { $ref: '#/components/schemas/PetOrNull' },
    ],
    [
      'a text or a list',
      { anyOf: [{ type: 'string' }, { type: 'array', items: {} }], description: 'Either.' },
      { description: 'Either.' },
    ],
    [
      'a number above another',
      { type: 'number', exclusiveMinimum: 0 },
      { type: 'number', format: 'double', minimum: 0, exclusiveMinimum: true },
    ],
    [
      'a number below another',
      { type: 'number', exclusiveMaximum: 9 },
      { type: 'number', format: 'double', maximum: 9, exclusiveMaximum: true },
    ],
    [
      'a list',
      { type: ['array', 'null'], items: { type: ['integer', 'null'] } },
      { type: 'array', nullable: true, items: { type: 'integer', nullable: true } },
    ],
    [
      'a field called examples',
      { type: 'object', properties: { examples: { type: 'string', const: 'x' } } },
      { type: 'object', properties: { examples: { type: 'string', enum: ['x'] } } },
    ],
    [
      'other fields',
      { type: 'object', additionalProperties: { type: ['string', 'null'] } },
      { type: 'object', additionalProperties: { type: 'string', nullable: true } },
    ],
  ])('%s', (_, now, then) => {
    expect(inOpenApi30(holding(now)).components.schemas['Held']).toEqual(then);
  });

  it('is named anew where it may be null', () => {
    const { schemas } = inOpenApi30(
      holding({ anyOf: [{ $ref: '#/components/schemas/Pet' }, { type: 'null' }] }),
    ).components;
    expect(schemas['PetOrNull']).toEqual({ type: 'object', properties: { name: { type: 'string' } }, nullable: true });
    expect(schemas).not.toHaveProperty('Pet');
  });

  it('of a parameter is text where it is a number or a text', () => {
    const parameter: Parameter = {
      name: 'id',
      in: 'path',
      required: true,
      example: 1,
      schema: { oneOf: [{ type: 'integer' }, { type: 'string' }], examples: [1] },
    };
    const { paths } = inOpenApi30(holding({}, [parameter]));
    expect(paths['/']!['get']!.parameters).toEqual([
      { name: 'id', in: 'path', required: true, example: '1', schema: { type: 'string', maxLength: 16, example: '1' } },
    ]);
  });

  const holding = (schema: Schema, parameters: Parameter[] = []): Document => {
    const answer = { description: 'OK', content: { [JSON_TYPE]: { schema: { $ref: '#/components/schemas/Held' } } } };
    const get: Operation = { operationId: 'get', summary: 'Get', parameters, responses: { 200: answer } };
    return {
      openapi: '3.1.0',
      info: {
        title: 'Pets',
        description: 'Pets.',
        version: '1',
        contact: { name: 'We' },
        license: { name: 'MIT', url: 'https://spdx.org/licenses/MIT.html' },
      },
      servers: [],
      tags: [],
      paths: { '/': { get } },
      components: {
        schemas: { Held: schema, Pet: { type: 'object', properties: { name: { type: 'string' } } } },
        responses: {},
        headers: {},
        securitySchemes: {},
      },
      'x-footprint': {},
    };
  };
});
