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
    'const send = (method, path, body, then) =>',
    '  pm.sendRequest(',
    '    {',
    "      url: pm.variables.get('baseUrl') + path,",
    '      method,',
    "      header: { Authorization: `Bearer ${pm.variables.get('apiKey')}`, 'Content-Type': 'application/json' },",
    "      body: body && { mode: 'raw', raw: JSON.stringify(body) },",
    '    },',
    '    then,',
    '  );',
    "const customer = { displayName: 'Deleted', customerType: 'business', currencyCode: 'USD' };",
    "send('POST', '/api/customers', customer, (_, made) => {",
    `  pm.collectionVariables.set('${variable}', String(made.json().id));`,
    "  send('DELETE', `/api/customers/${made.json().id}`, undefined, () => {});",
    '});',
  ]);

const FIND = [
  "const find = (part, key) => typeof part !== 'object' || part === null ? undefined",
  '  : key in part ? part[key]',
  '  : Object.values(part).map((inner) => find(inner, key)).find((found) => found !== undefined);',
].join('\n');

const event = (listen: Event['listen'], lines: string[]): Event => ({
  listen,
  script: { type: 'text/javascript', exec: lines.flatMap((line) => line.split('\n')) },
});
