import { join } from 'node:path';
import { Ruleset } from '@stoplight/spectral-core';
import owasp from '@stoplight/spectral-owasp-ruleset';
import { oas } from '@stoplight/spectral-rulesets';
import { UNLIMITED } from './unlimited.js';

/** A rule that does not apply to a part of a document: the documents, a pointer, the rules, and why. */
interface Exception {
  documents: readonly string[];
  at?: readonly string[];
  rules: readonly string[];
  reason: string;
}

const pathOf = (path: string) => `/paths/${path.replaceAll('/', '~1')}`;

/** By contract, requests that have no parameter, or an ID alone. An ID that is none is answered with 404. */
const NOTHING_TO_CHECK: Readonly<Record<string, readonly string[]>> = {
  accounting: ['/api/api-keys'],
  clientela: [
    '/clientela/v1/session',
    '/clientela/v1/tenant',
    '/clientela/v1/customers/{id}/personal-data',
    '/clientela/v1/customers/{id}/faces',
    '/clientela/v1/webhooks/{id}',
    '/clientela/v1/imports/{id}',
    '/clientela/v1/imports/{id}/refused',
  ],
};

const SIGN_INS: Readonly<Record<string, readonly string[]>> = {
  contacts: ['/api/login'],
  clients: ['/apidev/v1/login'],
  erp: ['/api/{account}/v4.0.0/auth', '/api/{account}/v4.0.0/helo'],
  accounting: ['/api/auth/signin'],
  clientela: ['/clientela/v1/session'],
};

export const EXCEPTIONS: readonly Exception[] = [
  ...Object.entries(SIGN_INS).map(([name, paths]) => ({
    documents: [name],
    at: paths.map(pathOf),
    rules: ['owasp:api2:2023-write-restricted', 'owasp:api4:2023-rate-limit'],
    reason: 'A sign-in brings the credentials in its body or query. Failures are counted, not requests.',
  })),
  ...Object.entries(NOTHING_TO_CHECK).map(([name, paths]) => ({
    documents: [name],
    at: paths.map((path) => `${pathOf(path)}/get`),
    rules: ['owasp:api8:2023-define-error-validation'],
    reason: 'The request has nothing that could be invalid.',
  })),
  {
    documents: ['erp'],
    at: [pathOf('/api/{account}/v4.0.0/auth')],
    rules: ['owasp:api2:2023-no-credentials-in-url'],
    reason: 'The published sign-in takes the password in the query. No query is logged.',
  },
  {
    documents: ['erp'],
    rules: ['owasp:api8:2023-define-error-responses-401'],
    reason: 'The published contract answers 403 where others answer 401.',
  },
  {
    documents: ['billing'],
    rules: ['owasp:api2:2023-no-http-basic'],
    reason: 'The published contract has HTTP Basic. Signed requests are the other choice.',
  },
  ...Object.entries(UNLIMITED).flatMap(([name, places]) =>
    Object.entries(places).map(([place, reason]) => ({
      documents: [name],
      at: [place],
      rules: ['owasp:api4:2023-array-limit', 'owasp:api4:2023-string-limit'],
      reason,
    })),
  ),
];

/** Every document of a contract: in both versions of OpenAPI, and accounting in both cases. */
const filesOf = (name: string) =>
  [name, ...(name === 'accounting' ? ['accounting-snake'] : [])].flatMap((one) => [`${one}.json`, `3.0/${one}.json`]);

/** A pointer as a fragment of a URL. */
const encoded = (pointer: string) => pointer.replaceAll('{', '%7B').replaceAll('}', '%7D');

const { 'owasp:api4:2023-rate-limit': rateLimit } = owasp.rules as Record<string, object>;

/** Every rule of Spectral and of its OWASP rules. One that is off, or that asks for less, has its reason beside it. */
const definition = {
  extends: [
    [oas, 'all'],
    [owasp, 'all'],
  ],
  rules: {
    // Names, notes and codes are any text. A pattern would add nothing to `maxLength`.
    'owasp:api4:2023-string-restricted': 'off',
    // The published contracts name records by numbers. An ID of another tenant is answered like one that is missing.
    'owasp:api1:2023-no-numeric-ids': 'off',
    // Whether pages of other origins may read answers is a setting of the server. It is the same for all answers.
    'owasp:api8:2023-define-cors-origin': 'off',
    // In the order of the paths, which is the order in which a reader needs them.
    'openapi-tags-alphabetical': 'off',
    // The operator of a server is its contact. The documents do not know an address.
    'contact-properties': 'off',
    // Maps are what they are: by field, the problem with it. Their values and their number have limits.
    'owasp:api3:2023-no-additionalProperties': 'off',
    // The credentials are checked, and the length of a request, before the request is counted.
    'owasp:api4:2023-rate-limit': {
      ...rateLimit,
      given: '$.paths[*]..responses[?(@property.match(/^(2|4)/) && !@property.match(/^(401|403|413|414)$/))]',
    },
  },
  overrides: EXCEPTIONS.map(({ documents, at = [''], rules }) => ({
    files: documents
      .flatMap(filesOf)
      .flatMap((file) => at.map((place) => `openapi/${file}${place && `#${encoded(place)}`}`)),
    rules: Object.fromEntries(rules.map((rule) => [rule, 'off'])),
  })),
};

const ROOT = join(__dirname, '../..');

export const ruleset = new Ruleset(definition, { source: join(ROOT, 'ruleset.js') });
