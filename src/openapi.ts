import { STATUS_CODES } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { HEADERS_METADATA } from '@nestjs/common/constants.js';
import { DECORATORS, SwaggerModule } from '@nestjs/swagger';
import { type AnyOf, CREDENTIALS } from './contracts/credentials.js';
import { isPaged } from './contracts/answers.js';
import { chapterOf } from './contracts/chapter.js';
import type { Contract } from './contracts/contract.js';
import { footprintOf } from './contracts/footprint.js';
import { CONTRACTS, contracts, type RegisteredContract } from './contracts/index.js';
import { type Link, linksOf } from './contracts/links.js';
import { only } from './contracts/schema.js';
import { HANDLER } from './contracts/speaks.js';
import { conditionParameters, hasEntityTag, notModified } from './openapi/conditions.js';
import { everyOne, inWords, ORIGIN, requirementsOf, schemesOf } from './openapi/credentials.js';
import {
  type Document,
  JSON_TYPE,
  type Operation,
  operationsOf,
  type Parameter,
  type Response,
} from './openapi/document.js';
import { HEADERS, headersOf, RATE_HEADERS } from './openapi/headers.js';
import { addLinks } from './openapi/links.js';
import { addLimits } from './openapi/limits.js';
import { problemsOf } from './openapi/problems.js';
import { REFUSAL, refusals } from './openapi/refusals.js';
import { closeAnswers, modernise, prune } from './openapi/schemas.js';
import { inSnakeCaseThroughout } from './openapi/snake-case.js';
import { type Route, routesOf } from './routes.js';

export { CONTRACTS };

/** One published document: `openapi/<name>.json`, served at `/docs/<name>.json`. */
export interface Publication {
  name: string;
  title: string;
  contract: RegisteredContract;
  draw: (app: INestApplication) => Document;
}

/** A document for each contract, and one more for accounting in snake_case. */
export const DOCUMENTS: readonly Publication[] = [
  ...CONTRACTS.map((contract) => ({
    name: contract.name,
    title: contract.title,
    contract,
    draw: (app: INestApplication) => documentOf(app, contract),
  })),
  {
    name: 'accounting-snake',
    title: 'Accounting (snake_case)',
    contract: contracts.accounting,
    draw: (app) => inSnakeCase(documentOf(app, contracts.accounting)),
  },
];

function inSnakeCase(document: Document): Document {
  const { info, ...rest } = inSnakeCaseThroughout(document);
  const title = `${info.title} (snake_case)`;
  return {
    ...rest,
    info: {
      ...info,
      title,
      description: `For organizations and API keys that are set to snake_case.\n\n${info.description}`,
    },
  };
}

/**
 * The OpenAPI 3.1 document of one contract, from the decorators of its routes, its envelope and its refusals.
 */
export function documentOf(app: INestApplication, contract: Contract): Document {
  const routes = routesOf(app).filter((route) => route.contract === contract && !route.undocumented);
  const { paths, components } = drawn(app, contract);
  const document: Document = {
    ...frameOf(contract),
    tags: [],
    paths,
    components: {
      schemas: components.schemas,
      responses: {},
      headers: HEADERS,
      securitySchemes: schemesOf([contract.credentials, ...routes.map(credentialsOf)], contract.name),
    },
    'x-footprint': footprintOf([...new Set(routes.map(({ controller }) => controller))]),
  };
  modernise(document);
  const leads = new Map<string, readonly Link[]>();
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const route = routes.find(({ controller, handler }) => operation[HANDLER] === `${controller.name}.${handler}`)!;
      leads.set(operation.operationId, linksOf(handlerOf(route)));
      operations[method] = completed(operation, { contract, path, route, document });
    }
  }
  document.tags = [...new Set(operationsOf(document).flatMap(({ tags = [] }) => tags))].map((name) => ({
    name,
    description: describing(name, routes),
  }));
  document.components.schemas[REFUSAL] = contract.refusal;
  addLimits(document);
  addLinks(document, ({ operationId }) => leads.get(operationId)!);
  shareResponses(document);
  closeAnswers(document);
  prune(document);
  return document;
}

const describing = (name: string, routes: Route[]) =>
  routes.map(({ controller }) => chapterOf(controller)).find((chapter) => chapter?.name === name && chapter.description)
    ?.description;

/** The text of a document, for the file and for the answer. */
export const written = (document: Document) => `${JSON.stringify(document, null, 2)}\n`;

// Nest documents whole applications, where classes with equal names would overwrite each other. So the controllers of
// other contracts are excluded while this document is created.
function drawn(app: INestApplication, contract: Contract): Document {
  const others = [
    ...new Set(routesOf(app).flatMap((route) => (route.contract === contract ? [] : [route.controller]))),
  ];
  // This is what `@ApiExcludeController()` sets, but it can be removed again.
  for (const controller of others) Reflect.defineMetadata(DECORATORS.API_EXCLUDE_CONTROLLER, [true], controller);
  try {
    return SwaggerModule.createDocument(app, { ...frameOf(contract), components: {} }) as unknown as Document;
  } finally {
    for (const controller of others) Reflect.deleteMetadata(DECORATORS.API_EXCLUDE_CONTROLLER, controller);
  }
}

const frameOf = ({ title, description, credentials }: Contract) => ({
  openapi: '3.1.0',
  info: {
    title: `Clientela: ${title}`,
    description: `${description}\n\n${inWords(credentials)}\n\n${ORIGIN}`,
    version: '1.0.0',
    contact: { name: 'The operator of this server' },
    license: { name: 'MIT', url: 'https://spdx.org/licenses/MIT.html' },
  },
  servers: [{ url: '/', 'x-internal': false }],
});

interface Place {
  contract: Contract;
  path: string;
  route: Route;
  document: Document;
}

function completed(operation: Operation, { contract, path, route, document }: Place): Operation {
  const credentials = credentialsOf(route);
  const { operationId, summary, description, tags, deprecated, parameters, requestBody, responses } = operation;
  const url = path.replace('{account}', 'demo').replace(/\{\w+\}/g, '42');
  return {
    operationId,
    summary,
    description: [description, permissionOf(route)].filter(Boolean).join('\n\n') || undefined,
    tags,
    deprecated,
    parameters: inOrder(
      [...pathParameters(path, parameters, contract.credentials), ...parameters, ...conditionParameters(route)],
      path,
    ).map(withExample),
    requestBody,
    responses: {
      ...successes(responses as Record<string, Response>, contract, route),
      ...notModified(route),
      ...refusals(contract, problemsOf(route, credentials, operation, document.components.schemas), {
        url,
        isCounted: route.access?.kind !== 'signsIn',
      }),
    },
    security: requirementsOf(credentials, { isWrite: route.access?.kind === 'writes' }),
    'x-contract': contract.name,
    'x-permission': operation['x-permission'],
  };
}

const permissionOf = ({ access }: Route) =>
  access?.kind !== 'signsIn' && access?.permission ? `Needs the permission \`${access.permission}\`.` : undefined;

const successes = (responses: Record<string, Response>, contract: Contract, route: Route): Record<string, Response> =>
  Object.fromEntries(
    Object.entries(responses).map(([status, response]) => [status, wrapped(response, contract, route, Number(status))]),
  );

function wrapped(
  { description, headers, content }: Response,
  contract: Contract,
  route: Route,
  status: number,
): Response {
  const handler = handlerOf(route);
  const answer = content?.[JSON_TYPE]?.schema;
  const set = (Reflect.getMetadata(HEADERS_METADATA, handler) as { name: string; value: string }[] | undefined) ?? [];
  // Headers of `@Header` are in the answer, so they are in the document.
  const all = {
    ...headers,
    ...Object.fromEntries(set.map(({ name, value }) => [name, { description: `\`${value}\``, schema: only(value) }])),
    ...(hasEntityTag(route) && headersOf('ETag')),
    ...(route.access?.kind !== 'signsIn' && headersOf(...RATE_HEADERS)),
  };
  return {
    description,
    headers: Object.keys(all).length > 0 ? all : undefined,
    // Lines are in no envelope.
    content: answer
      ? { [JSON_TYPE]: { schema: contract.envelope(answer, { status, paged: isPaged(handler) }) } }
      : content,
  };
}

const handlerOf = ({ controller, handler }: Route) => (controller.prototype as Record<string, object>)[handler]!;

/** Path parameters that no handler takes: the account, which selects the tenant. */
const pathParameters = (path: string, parameters: Parameter[], credentials: AnyOf): Parameter[] =>
  everyOne([credentials]).flatMap(({ parameter }) =>
    parameter && path.includes(`{${parameter.name}}`) && !parameters.some(({ name }) => name === parameter.name)
      ? [{ ...parameter, in: 'path' as const, required: true }]
      : [],
  );

/** Path parameters first, in the order of the path. */
const inOrder = (parameters: Parameter[], path: string): Parameter[] => {
  const place = (parameter: Parameter) => (parameter.in === 'path' ? path.indexOf(`{${parameter.name}}`) : path.length);
  return parameters.toSorted((one, other) => place(one) - place(other));
};

/** Tools that build requests look for one example beside the schema. */
function withExample(parameter: Parameter): Parameter {
  const {
    examples,
    enum: words,
    default: fallback,
  } = parameter.schema as { examples?: unknown[]; enum?: unknown[]; default?: unknown };
  const example = examples?.[0] ?? fallback ?? words?.[0];
  return example === undefined ? parameter : { ...parameter, example };
}

const credentialsOf = (route: Route): AnyOf =>
  (Reflect.getMetadata(CREDENTIALS, handlerOf(route)) as AnyOf | undefined) ?? route.contract!.credentials;

/** By status, moves the most frequent refusal into a named component. */
function shareResponses(document: Document): void {
  const uses = new Map<string, { status: string; response: Response; places: Operation['responses'][] }>();
  for (const { responses } of operationsOf(document)) {
    for (const [status, response] of Object.entries(responses).filter(([status]) => Number(status) >= 400)) {
      const use = uses.get(status + JSON.stringify(response)) ?? { status, response: response as Response, places: [] };
      uses.set(status + JSON.stringify(response), { ...use, places: [...use.places, responses] });
    }
  }
  for (const { status, response, places } of [...uses.values()].sort(
    (one, other) => other.places.length - one.places.length,
  )) {
    const name = STATUS_CODES[status]!.replaceAll(' ', '');
    if (places.length === 1 || document.components.responses[name]) continue;
    document.components.responses[name] = response;
    for (const responses of places) responses[status] = { $ref: `#/components/responses/${name}` };
  }
}
