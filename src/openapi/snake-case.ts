import type { Schema } from '../contracts/schema.js';
import { inSnakeCase, snakeCase } from '../contracts/spelling.js';
import { type Document, type Operation, placesOf, type Response } from './document.js';
import { REFUSAL } from './refusals.js';

type Node = Record<string, unknown>;

/**
 * The document of a contract whose answers are set to snake_case: every name of a field or parameter is in snake_case,
 * also where a description mentions it. Refusals are camelCase in either case.
 */
export function inSnakeCaseThroughout(document: Document): Document {
  const { schemas } = document.components;
  const mentions = mentionsOf(document);
  const renamedText = <Part extends { description?: string }>(part: Part): Part =>
    part.description === undefined ? part : { ...part, description: mentions(part.description) };
  return {
    ...document,
    paths: Object.fromEntries(
      Object.entries(document.paths).map(([path, operations]) => [
        path,
        Object.fromEntries(
          Object.entries(operations).map(([method, operation]) => [method, renamedText(renamed(operation, mentions))]),
        ),
      ]),
    ),
    components: {
      ...document.components,
      schemas: Object.fromEntries(
        Object.entries(schemas).map(([name, schema]) => [name, name === REFUSAL ? schema : schemaOf(schema, mentions)]),
      ),
    },
    'x-footprint': Object.fromEntries(
      Object.entries(document['x-footprint']).map(([word, meaning]) => [
        snakeCase(word),
        { ...meaning, ...(meaning.as && { as: meaning.as.map(snakeCase) }) },
      ]),
    ),
  };
}

type Mentions = (text: string) => string;

function renamed(operation: Operation, mentions: Mentions): Operation {
  const { parameters, requestBody, responses } = operation;
  const isSuccess = (status: string) => Number(status) < 400;
  return {
    ...operation,
    parameters: parameters.map((parameter) =>
      parameter.in === 'query'
        ? {
            ...parameter,
            name: snakeCase(parameter.name),
            ...(parameter.description && { description: mentions(parameter.description) }),
            schema: schemaOf(parameter.schema, mentions),
          }
        : parameter,
    ),
    ...(requestBody && { requestBody: { ...requestBody, content: contentOf(requestBody.content, mentions) } }),
    responses: Object.fromEntries(
      Object.entries(responses).map(([status, response]) => [
        status,
        isSuccess(status) && !('$ref' in response) ? answerOf(response, mentions) : response,
      ]),
    ),
  };
}

const answerOf = (response: Response, mentions: Mentions): Response => ({
  ...response,
  ...(response.content && { content: contentOf(response.content, mentions) }),
  ...(response.links && { links: linksIn(response.links) }),
});

/** The places in the answer, which links name. */
const linksIn = (links: NonNullable<Response['links']>): NonNullable<Response['links']> =>
  Object.fromEntries(
    Object.entries(links).map(([name, { operationId, parameters }]) => [
      name,
      {
        operationId,
        parameters: Object.fromEntries(
          Object.entries(parameters).map(([parameter, place]) => [
            parameter,
            place.startsWith('$response.body') ? snakeCase(place) : place,
          ]),
        ),
      },
    ]),
  );

const contentOf = (content: NonNullable<Response['content']>, mentions: Mentions): NonNullable<Response['content']> =>
  Object.fromEntries(
    Object.entries(content).map(([type, { schema, examples }]) => [
      type,
      {
        schema: schemaOf(schema, mentions),
        ...(examples && {
          examples: Object.fromEntries(
            Object.entries(examples).map(([name, example]) => [
              name,
              { ...example, value: inSnakeCase(example.value) },
            ]),
          ),
        }),
      },
    ]),
  );

/** A schema with the names of its properties in snake_case, at any depth. */
function schemaOf(schema: Schema, mentions: Mentions): Schema {
  return Object.fromEntries(
    Object.entries(schema).map(([word, value]): [string, unknown] => {
      if (word === 'properties')
        return [
          word,
          Object.fromEntries(
            Object.entries(value as Node).map(([name, property]) => [
              snakeCase(name),
              schemaOf(property as Schema, mentions),
            ]),
          ),
        ];
      if (word === 'required' && Array.isArray(value)) return [word, (value as string[]).map(snakeCase)];
      if (word === 'description') return [word, mentions(value as string)];
      if (word === 'examples' || word === 'default') return [word, inSnakeCase(value)];
      if (Array.isArray(value))
        return [word, value.map((one: unknown) => (isNode(one) ? schemaOf(one, mentions) : one))];
      return [word, isNode(value) ? schemaOf(value, mentions) : value];
    }),
  );
}

const isNode = (part: unknown): part is Node => typeof part === 'object' && part !== null && !Array.isArray(part);

/** Renames the fields and parameters that a text mentions. */
function mentionsOf(document: Document): Mentions {
  const parameters = placesOf(document).flatMap(({ operation }) => operation.parameters.map(({ name }) => name));
  const names = new Set([
    ...parameters,
    ...Object.values(document.components.schemas).flatMap((schema) =>
      Object.keys((schema['properties'] ?? {}) as Node),
    ),
  ]);
  return (text) => text.replace(/\b[a-z]+(?:[A-Z][a-z]*)+\d?\b/g, (word) => (names.has(word) ? snakeCase(word) : word));
}
