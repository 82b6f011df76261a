import type { Event } from './format.js';

/** Before each request of a contract that takes nonces. */
export const countNonces = () =>
  event('prerequest', [
    '// A nonce is greater than the last one: the time in milliseconds, or one more within the same millisecond.',
    "const last = Number(pm.collectionVariables.get('nonce') || 0);",
    "pm.collectionVariables.set('nonce', String(Math.max(Date.now(), last + 1)));",
  ]);

/** After each request. */
export const mustSucceed = () =>
  event('test', ["pm.test('succeeds', () => pm.expect(pm.response.code, pm.response.text()).to.be.within(200, 299));"]);

/** After a sign-in: its token is kept in the environment. */
export const keepToken = (field: string, variable: string) =>
  event('test', [FIND, `pm.environment.set('${variable}', find(pm.response.json(), '${field}'));`]);

/** After a record was made: its ID is kept for the request that ends it. */
export const keepId = (field: string, variable: string) =>
  event('test', [FIND, `pm.collectionVariables.set('${variable}', String(find(pm.response.json(), '${field}')));`]);

/** Before a request about a deleted customer: makes one and deletes it, through accounting. */
export const makeDeleted = (variable: string) =>
  event('prerequest', [
    ...sending('apiKey'),
    ...CUSTOMER,
    "send('POST', '/api/customers', customer('Deleted'), (made) => {",
    `  pm.collectionVariables.set('${variable}', String(made.id));`,
    "  send('DELETE', `/api/customers/${made.id}`, undefined, () => {});",
    '});',
  ]);

/** Before a merge: makes two customers, through accounting. */
export const makeTwo = (one: string, other: string) =>
  event('prerequest', [
    ...sending('apiKey'),
    ...CUSTOMER,
    "send('POST', '/api/customers', customer('One'), (made) => {",
    `  pm.collectionVariables.set('${one}', String(made.id));`,
    "  send('POST', '/api/customers', customer('Other'), (other) =>",
    `    pm.collectionVariables.set('${other}', String(other.id)));`,
    '});',
  ]);

/** Before a merge is undone: merges the two customers. */
export const mergeTwo = (one: string, other: string, merge: string) =>
  event('prerequest', [
    ...sending('clientelaKey'),
    `const pair = { intoId: pm.variables.get('${one}'), goneId: pm.variables.get('${other}') };`,
    "send('POST', '/clientela/v1/merges', pair, ({ digest }) =>",
    "  send('POST', '/clientela/v1/merges', { ...pair, digest }, (made) =>",
    `    pm.collectionVariables.set('${merge}', made.id)));`,
  ]);

/** Before work of an import that asks for earlier work: a server does that when it comes to it. */
export const awaitWork = (id: string, digest: string) =>
  event('prerequest', [
    ...sending('clientelaKey'),
    'const look = (left) =>',
    `  send('GET', \`/clientela/v1/imports/\${pm.variables.get('${id}')}\`, undefined, (found) => {`,
    `    pm.collectionVariables.set('${digest}', found.digest || '');`,
    '    if (found.wanted !== null && left > 0) setTimeout(() => look(left - 1), 250);',
    '  });',
    'look(400);',
  ]);

/** Before work that has ended goes on: begins an import from a system that cannot be reached. */
export const beginPull = (variable: string) =>
  event('prerequest', [
    ...sending('clientelaKey'),
    "const from = { url: 'https://billing.example/api/v3' };",
    "const input = { contract: 'billing', source: 'away', from, credentials: { authorization: 'Basic b2xk' } };",
    "send('POST', '/clientela/v1/imports', input, (made) =>",
    `  pm.collectionVariables.set('${variable}', made.id));`,
  ]);

const CUSTOMER = [
  "const customer = (displayName) => ({ displayName, customerType: 'business', currencyCode: 'USD' });",
];

/** A function for requests beside the one that is sent. `key`: the variable that has the API key. */
function sending(key: string): string[] {
  return [
    'const send = (method, path, body, then) =>',
    '  pm.sendRequest(',
    '    {',
    "      url: pm.variables.get('baseUrl') + path,",
    '      method,',
    `      header: { Authorization: \`Bearer \${pm.variables.get('${key}')}\`, 'Content-Type': 'application/json' },`,
    "      body: body && { mode: 'raw', raw: JSON.stringify(body) },",
    '    },',
    "    (_, answer) => then(answer.text() === '' ? undefined : answer.json()),",
    '  );',
  ];
}

const FIND = [
  "const find = (part, key) => typeof part !== 'object' || part === null ? undefined",
  '  : key in part ? part[key]',
  '  : Object.values(part).map((inner) => find(inner, key)).find((found) => found !== undefined);',
].join('\n');

const event = (listen: Event['listen'], lines: string[]): Event => ({
  listen,
  script: { type: 'text/javascript', exec: lines.flatMap((line) => line.split('\n')) },
});
