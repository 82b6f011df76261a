import { type ApiDocument, type ApiOperation, type ApiSchema, nameOf, resolved } from './document.js';
import { methodNameOf } from './names.js';

/** A method of the SDK, and what it sends. */
export interface Method {
  group: string;
  name: string;
  operationId: string;
  verb: string;
  path: string;
  summary: string;
  description?: string;
  isDeprecated: boolean;
  pathParameters: { name: string; wire: string; type: string; description: string }[];
  /** `media`: the types that a body may have which is no JSON. */
  body?: { type: string; isRequired: boolean; media: string[] };
  query?: { omitted: string[]; isRequired: boolean };
  headers: { name: string; isRequired: boolean }[];
  takesKey: boolean;
  isSignIn: boolean;
  answer: string;
  list?: { paging: object; items: string; item: string };
}

export function methodsOf(document: ApiDocument): Method[] {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([verb, operation]) => ({ path, verb, operation })),
  );
  const tags = [...new Set(operations.map(({ operation }) => operation.tags[0]!))];
  const methods = operations.map(({ path, verb, operation }) => methodOf(document, tags, path, verb, operation));
  const names = methods.map(({ group, name }) => `${group}.${name}`);
  const doubled = names.filter((name, at) => names.indexOf(name) !== at);
  if (doubled.length > 0) throw new Error(`several operations have the name ${doubled.join(', ')}`);
  return methods;
}

/** What the client of erp puts before all paths and adds to all writes. */
const ADDED = { prefix: '/api/{account}/v4.0.0', path: ['account'], query: ['nonce'] };

const HEADER_NAMES: Record<string, string> = {
  'Idempotency-Key': 'idempotencyKey',
  'If-Match': 'ifMatch',
  'If-None-Match': 'ifNoneMatch',
  'Change-Reason': 'changeReason',
  'Clientela-As-Of': 'asOf',
};

function methodOf(document: ApiDocument, tags: string[], path: string, verb: string, operation: ApiOperation): Method {
  const { operationId, summary, description, parameters = [], requestBody } = operation;
  const { group, method: name } = methodNameOf(operationId, operation.tags[0]!, tags);
  const isPrefixed = path.startsWith(ADDED.prefix);
  const of = (place: string) => parameters.filter((parameter) => parameter.in === place);
  const query = of('query').filter((parameter) => !isPrefixed || !ADDED.query.includes(parameter.name));
  return {
    group,
    name,
    operationId,
    verb: verb.toUpperCase(),
    path: isPrefixed ? path.slice(ADDED.prefix.length) : path,
    summary,
    ...(description && { description }),
    isDeprecated: operation.deprecated ?? false,
    pathParameters: of('path')
      .filter((parameter) => !isPrefixed || !ADDED.path.includes(parameter.name))
      .map((parameter) => ({
        name: parameter.name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
        wire: parameter.name,
        type: primitiveOf(parameter.schema),
        description: parameter.description ?? '',
      })),
    ...(requestBody && { body: bodyOf(requestBody) }),
    ...(query.length > 0 && {
      query: { omitted: isPrefixed ? ADDED.query : [], isRequired: query.some(({ required }) => required) },
    }),
    headers: of('header').map(({ name: header, required = false }) => ({
      name: HEADER_NAMES[header] ?? unknownHeader(operationId, header),
      isRequired: required,
    })),
    takesKey: of('header').some((parameter) => parameter.name === 'Idempotency-Key'),
    isSignIn: /this is the sign-in/.test(operation['x-permission'] ?? ''),
    answer: answerOf(operation),
    ...listOf(document, operation),
  };
}

function unknownHeader(operationId: string, header: string): never {
  throw new Error(`${operationId} has the header ${header}, which no option is for (HEADER_NAMES)`);
}

function primitiveOf({ type, oneOf }: ApiSchema): string {
  const types = (oneOf ?? [{ type }]).map((schema) => (schema.type === 'integer' ? 'number' : String(schema.type)));
  return [...new Set(types)].join(' | ');
}

function typeOf(schema: ApiSchema): string {
  if (schema.$ref) return `components['schemas']['${nameOf(schema.$ref)}']`;
  if (schema.type === 'array') return `${typeOf(schema.items!)}[]`;
  if (typeof schema.type === 'string' && schema.type !== 'object') return primitiveOf(schema);
  return '';
}

function bodyOf({ content, required = false }: NonNullable<ApiOperation['requestBody']>): Method['body'] {
  const media = Object.keys(content);
  if (media.length > 1 || media[0] !== JSON_MEDIA) return { type: 'Content', isRequired: required, media };
  return { type: typeOf(content[JSON_MEDIA]!.schema), isRequired: required, media: [] };
}

const JSON_MEDIA = 'application/json';

const successOf = ({ responses }: ApiOperation) =>
  Object.entries(responses).find(([status]) => status.startsWith('2'))![1];

function answerOf(operation: ApiOperation): string {
  const content = successOf(operation).content ?? {};
  const [media] = Object.values(content);
  if (!media) return 'undefined';
  if (!content[JSON_MEDIA]) return 'Response';
  return typeOf(media.schema) || `Answered<operations['${operation.operationId}']>`;
}

/** A reading whose operation ID says so, with the array that it is about. */
function listOf(document: ApiDocument, operation: ApiOperation): Pick<Method, 'list'> {
  const [media] = Object.values(successOf(operation).content ?? {});
  if (!/^(list|follow)/.test(operation.operationId) || !media || answerOf(operation) === 'Response') return {};
  const paging = pagingOf(operation);
  const schema = resolved(document, media.schema);
  const answer = answerOf(operation);
  if (schema.type === 'array') return { list: { paging, items: 'page', item: `${answer}[number]` } };
  const arrays = Object.entries(schema.properties ?? {}).flatMap(([name, { type }]) =>
    type === 'array' ? [name] : [],
  );
  const [items] = [...arrays.filter((name) => name === 'data'), ...arrays];
  if (items === undefined) throw new Error(`${operation.operationId} lists nothing`);
  return { list: { paging, items: `page.${items}`, item: `${answer}['${items}'][number]` } };
}

const MOST_PER_PAGE = 500;

function pagingOf({ parameters = [] }: ApiOperation): object {
  const find = (...names: string[]) => parameters.find((one) => one.in === 'query' && names.includes(one.name));
  const size = find('limit', 'pageSize', 'page_size');
  // A larger page is possible, or is cut to what the contract takes.
  const most = Math.min(size?.schema.maximum ?? MOST_PER_PAGE, MOST_PER_PAGE);
  const offset = find('offset', 'skip');
  const page = find('page');
  if (find('after')) return { by: 'cursor', most };
  if (page) return { by: 'page', first: page.schema.minimum ?? 1, size: size!.name, most };
  if (offset) return { by: 'offset', offset: offset.name, most };
  return { by: 'whole' };
}
