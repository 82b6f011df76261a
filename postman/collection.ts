import { convertV2 } from 'openapi-to-postmanv2';
import { type Document, type Operation, operationsOf } from '../src/openapi/document.js';
import type { Collection, Folder, Item, Request, Value } from './format.js';
import { AFTER, BODIES, CREDENTIALS, ENDS, PARAMETERS, PREPARED, SIGN_INS, USES } from './knowledge.js';
import { countNonces, keepId, keepToken, mustSucceed } from './scripts.js';

const SETTINGS = { folderStrategy: 'Tags', parametersResolution: 'Example', includeDeprecated: true };

/** The document as a collection whose requests all succeed on a fresh server, one after the other as they stand. */
export async function collectionOf(document: Document): Promise<Collection> {
  const { info, item } = await converted(document);
  const takesNonces = operationsOf(document).some(({ parameters }) => parameters.some(({ name }) => name === 'nonce'));
  return {
    info: { name: info.name, description: info.description, schema: info.schema },
    item: signInsFirst(
      item.map((folder) => ({
        name: folder.name,
        item: inOrder(folder.item.map((one) => stepOf(one.request, document))),
      })),
    ),
    event: [...(takesNonces ? [countNonces()] : []), mustSucceed()],
    variable: [{ key: 'baseUrl', value: 'http://127.0.0.1:3000' }],
  };
}

function converted(document: Document): Promise<Collection> {
  return new Promise((resolve, reject) => {
    convertV2({ type: 'json', data: structuredClone(document) }, SETTINGS, (error, { result, reason, output }) => {
      if (error || !result) reject(error ?? new Error(reason));
      // Of some parts the converter makes objects of classes.
      else resolve(JSON.parse(JSON.stringify(output![0]!.data)) as Collection);
    });
  });
}

interface Step {
  operation: Operation;
  item: Item;
}

function stepOf(request: Request, document: Document): Step {
  const path = `/${request.url.path.map((part) => part.replace(/^:(.+)$/, '{$1}')).join('/')}`;
  const operation = document.paths[path]?.[request.method.toLowerCase()];
  if (!operation) throw new Error(`${request.method} ${path} is no operation of the document`);
  return {
    operation,
    item: {
      name: operation.summary,
      request: withRecord(withValues(request, operation, document), operation),
      ...eventsOf(operation),
    },
  };
}

const signInOf = ({ operationId, 'x-contract': contract }: Operation) => SIGN_INS[contract as string]?.[operationId];

function eventsOf(operation: Operation): Pick<Item, 'event'> {
  const signIn = signInOf(operation);
  const made = Object.values(ENDS).find(({ by }) => by === operation.operationId);
  const prepared = PREPARED[operation.operationId];
  if (prepared) return { event: [prepared.before] };
  if (signIn) return { event: [keepToken(signIn.field, signIn.variable)] };
  return made ? { event: [keepId(made.id, variableOf(operation.operationId))] } : {};
}

/** Names a record that an earlier request, or a script, has made. */
function withRecord(request: Request, { operationId, 'x-contract': contract }: Operation): Request {
  const maker = USES[contract as string]?.[operationId];
  const prepared = PREPARED[operationId];
  if (prepared?.id !== undefined) return naming(request, prepared.id);
  return maker === undefined ? request : naming(request, variableOf(maker));
}

function withValues(
  { method, url, header, body, description }: Request,
  operation: Operation,
  document: Document,
): Request {
  const { auth, headers } = credentialsOf(operation, document);
  const known = {
    ...PARAMETERS,
    ...(signInOf(operation) && CREDENTIALS),
    ...PREPARED[operation.operationId]?.body,
  };
  const other = BODIES[operation.operationId];
  const valued = (values: Value[]) =>
    values.map(({ key, value }) => ({ key, value: known[key] ? `{{${known[key]}}}` : value }));
  const raw =
    !other &&
    body?.raw &&
    (JSON.parse(body.raw, (key, value: unknown) => (known[key] ? `{{${known[key]}}}` : value)) as object);
  return {
    method,
    ...(description && { description }),
    url: { ...url, query: valued(url.query), variable: valued(url.variable) },
    header: [...header.map(switchedOff).map((one) => typed(one, other?.type)), ...headers],
    ...(raw && { body: { ...body, raw: JSON.stringify(raw, null, 2) } }),
    ...(other && { body: { mode: 'raw', raw: other.text } }),
    auth,
  };
}

/**
 * A request with the example of an entity tag or of a version would be refused, and two with the same idempotency key
 * are one.
 */
const CONDITIONS = ['Idempotency-Key', 'If-Match', 'If-None-Match', 'Clientela-As-Of'];

const switchedOff = ({ key, value }: Value): Value => ({
  key,
  value,
  // Where a version is required, the example is any version.
  ...(CONDITIONS.includes(key) && value !== '*' && { disabled: true }),
});

const typed = (header: Value, type: string | undefined): Value =>
  type !== undefined && header.key === 'Content-Type' ? { ...header, value: type } : header;

interface Scheme {
  type: 'http' | 'apiKey';
  scheme?: string;
  in?: string;
  name?: string;
}

/**
 * The first way in which a request may prove itself. Variables have the values, called as the document calls the
 * schemes.
 */
function credentialsOf({ security = [] }: Operation, { components }: Document): { auth: object; headers: Value[] } {
  const schemes = Object.keys(security[0] ?? {}).map(
    (name) => [name, components.securitySchemes[name] as Scheme] as const,
  );
  const headers = schemes.flatMap(([name, scheme]) =>
    scheme.type === 'apiKey' && scheme.in !== 'cookie' ? [{ key: scheme.name!, value: `{{${name}}}` }] : [],
  );
  const http = schemes.find(([, { type }]) => type === 'http');
  if (!http) return { auth: { type: 'noauth' }, headers };
  const [name, { scheme = 'bearer' }] = http;
  const values: Record<string, string> =
    scheme === 'basic' ? { username: '{{publicKey}}', password: '{{privateKey}}' } : { token: `{{${name}}}` };
  return {
    auth: { type: scheme, [scheme]: Object.entries(values).map(([key, value]) => ({ key, value, type: 'string' })) },
    headers,
  };
}

/**
 * Requests that end a record come last. Each names a record that an earlier request has created. If that record has
 * ended already, the request that creates one comes once more before it.
 */
function inOrder(steps: Step[]): Item[] {
  const isEnding = ({ operation }: Step) => ENDS[operation.operationId] !== undefined;
  const spent = new Set<string>();
  const ending = steps.filter(isEnding).flatMap(({ operation, item }) => {
    const { by } = ENDS[operation.operationId]!;
    const again = spent.has(by) ? [steps.find((step) => step.operation.operationId === by)!.item] : [];
    spent.add(by);
    return [...again, { ...item, request: naming(item.request, variableOf(by)) }];
  });
  const following = (id: string) => steps.filter(({ operation }) => AFTER[operation.operationId] === id);
  const others = steps
    .filter((step) => !isEnding(step) && !AFTER[step.operation.operationId])
    .flatMap((step) => [step, ...following(step.operation.operationId)]);
  return [...others.map(({ item }) => item), ...ending];
}

const variableOf = (maker: string) => `${maker}Id`;

/** Replaces the last ID in the path, or the IDs in the body, by the variable. */
function naming({ url, body, ...rest }: Request, variable: string): Request {
  const last = url.variable.at(-1);
  if (last && last.key !== 'account')
    return {
      ...rest,
      ...(body && { body }),
      url: { ...url, variable: [...url.variable.slice(0, -1), { ...last, value: `{{${variable}}}` }] },
    };
  return { ...rest, url, body: { ...body, raw: body!.raw!.replace(/("ids": \[)[^\]]*/, `$1{{${variable}}}`) } };
}

function signInsFirst(folders: Folder[]): Folder[] {
  const signsIn = ({ item }: Folder) =>
    item.some(({ event = [] }) =>
      event.some(({ script }) => script.exec.some((line) => line.startsWith('pm.environment.set'))),
    );
  return [...folders.filter(signsIn), ...folders.filter((folder) => !signsIn(folder))];
}
