import fc from 'fast-check';
import type { ContractName } from '../../src/contracts/index.js';
import type { Schema } from '../../src/contracts/schema.js';
import { JSON_TYPE, type Parameter } from '../../src/openapi/document.js';
import { committedDocument, placesOf, requiredHeaders } from '../support/documents.js';
import { beyond, nested, objectOf, type Raw, slot, spoilt, traps, Values } from './values.js';

type Place = ReturnType<typeof placesOf>[number];

/** A request that is made up, with slots where IDs go. */
export interface Plan {
  contract: ContractName;
  place: Place;
  method: string;
  path: string;
  query: [name: string, value: string][];
  /** `undefined` leaves one out that would be sent. */
  headers: Record<string, string | undefined>;
  body?: Buffer | string;
  /** How it was broken; '' when it was not. */
  broken: string;
}

const SIGN_INS = /^(?:signIn|openSession)$/;
const WRITES_OF_ERP = /^(?:createCustomer|updateCustomer)$/;

/** Requests to every operation of a contract. */
export function requestsTo(contract: ContractName): fc.Arbitrary<Plan> {
  const { document } = committedDocument(contract);
  const maker = new Maker(contract, new Values(document.components.schemas));
  // A password takes its time, and has tests of its own.
  return fc.oneof(
    ...placesOf(document).map((place) => ({
      weight: SIGN_INS.test(place.operation.operationId) ? 1 : place.operation.requestBody ? 24 : 10,
      arbitrary: maker.plan(place),
    })),
  );
}

class Maker {
  constructor(
    private readonly contract: ContractName,
    private readonly values: Values,
  ) {}

  plan(place: Place): fc.Arbitrary<Plan> {
    const sound = this.sound(place);
    const schema = this.bodyOf(place);
    const breaks: { weight: number; arbitrary: fc.Arbitrary<Plan> }[] = [
      { weight: 4, arbitrary: sound },
      { weight: 1, arbitrary: fc.tuple(sound, PATHS).chain(([plan, part]) => brokenPath(plan, part)) },
      {
        weight: 1,
        arbitrary: fc.tuple(sound, METHODS).map(([plan, method]) => ({ ...plan, method, broken: `method ${method}` })),
      },
      {
        weight: 1,
        arbitrary: fc.tuple(sound, HEADERS).map(([plan, headers]) => ({
          ...plan,
          headers: { ...plan.headers, ...headers },
          broken: `headers ${Object.keys(headers).join()}`,
        })),
      },
      {
        weight: place.operation.parameters.some(({ in: where }) => where === 'query') ? 6 : 1,
        arbitrary: sound.chain((plan) => brokenQuery(plan)),
      },
    ];
    if (schema) {
      breaks.push({ weight: 10, arbitrary: this.oneFieldBroken(place, schema) });
      breaks.push({
        weight: 4,
        arbitrary: fc
          .tuple(sound, this.brokenBody(schema))
          .map(([plan, [broken, body]]) => ({ ...plan, body, broken })),
      });
    }
    return fc.oneof(...breaks);
  }

  private sound(place: Place): fc.Arbitrary<Plan> {
    const { path, method, operation } = place;
    const schema = this.bodyOf(place);
    const asked = operation.parameters.filter(({ in: where, name }) => where === 'query' && name !== 'nonce');
    const query = fc.tuple(...asked.map((parameter) => this.asked(parameter))).map((some) => some.flat());
    const nonce: [string, string][] =
      this.contract === 'erp' && WRITES_OF_ERP.test(operation.operationId) ? [['nonce', '%nonce%']] : [];
    return fc.tuple(fc.nat(7), query, schema ? this.body(schema) : fc.constant(undefined)).map(([at, some, body]) => ({
      contract: this.contract,
      place,
      method: method.toUpperCase(),
      path: path.replaceAll(/\{(\w+)\}/g, (_, name: string) => slotOf(path, name, at)),
      query: [...some, ...nonce],
      headers: { ...requiredHeaders(operation), ...(body !== undefined && { 'content-type': JSON_TYPE }) },
      body,
      broken: '',
    }));
  }

  private asked({ name, required, schema }: Parameter): fc.Arbitrary<[string, string][]> {
    const value = TEXTS[name] ? fc.constantFrom(...TEXTS[name]) : this.values.valid(schema).map(plainly);
    return fc
      .option(value, { freq: required ? 1000 : 1, nil: undefined })
      .map((text) => (text === undefined ? [] : [[name, text]]));
  }

  private bodyOf({ operation }: Place): Schema | undefined {
    return operation.requestBody?.content[JSON_TYPE]!.schema;
  }

  private body(schema: Schema): fc.Arbitrary<Raw> {
    return schema['type'] === 'array' ? this.entries() : this.values.fields(schema).map(objectOf);
  }

  private oneFieldBroken(place: Place, schema: Schema): fc.Arbitrary<Plan> {
    const all = Object.entries(this.values.resolved(schema).properties ?? {});
    if (all.length === 0)
      return fc
        .tuple(this.sound(place), this.entries(true))
        .map(([plan, body]) => ({ ...plan, body, broken: 'an entry' }));
    const breaking = fc.constantFrom(...all).chain(([name, field]) => {
      const rules = this.values.resolved(field);
      const some = rules.examples?.find((example) => typeof example === 'string');
      const value = some
        ? fc.oneof(
            { weight: 3, arbitrary: beyond(rules) },
            spoilt(some).map((text) => JSON.stringify(text)),
          )
        : beyond(rules);
      return fc.tuple(fc.constant(name), value);
    });
    return fc.tuple(this.sound(place), this.values.fields(schema), breaking).map(([plan, fields, [name, raw]]) => ({
      ...plan,
      body: objectOf([...fields].filter(([field]) => field !== name).concat([[name, raw]])),
      broken: `field ${name}`,
    }));
  }

  private brokenBody(schema: Schema): fc.Arbitrary<[string, Buffer | string | undefined]> {
    return this.body(schema).chain((sound) => {
      const fields = sound.slice(1, -1);
      return fc.oneof(
        {
          weight: 4,
          arbitrary: fc
            .constantFrom(...BODIES)
            .map(([broken, body]): [string, Buffer | string | undefined] => [
              broken,
              body(sound, (more) => `{${more}${fields ? `,${fields}` : ''}}`),
            ]),
        },
        fc
          .tuple(fc.constantFrom(...KEYS), fc.constantFrom('{"toString":null,"name":"x"}', '1', 'null'))
          .map(([key, raw]): [string, string] => [
            `key ${key}`,
            `{"${key}":1,"${key}":${raw}${fields ? `,${fields}` : ''}}`,
          ]),
        traps.map((raw): [string, string] => [
          'a key twice',
          fields ? `{${fields},${/^"(?:[^"\\\\]|\\\\.)*"/.exec(fields)?.[0] ?? '""'}:${raw}}` : '{}',
        ]),
        spoilt(sound).map((text): [string, string] => ['JSON', text]),
      );
    });
  }

  // Of _bulk: requests to the other operations.
  private entries(broken = false): fc.Arbitrary<Raw> {
    const { document } = committedDocument(this.contract);
    const others = placesOf(document).filter(({ path }) => !path.endsWith('/_bulk'));
    const sound = fc
      .constantFrom(...others)
      .chain((place) => (broken ? this.plan(place) : this.sound(place)))
      .map(({ method, path, query, body }) =>
        objectOf([
          ['request_method', JSON.stringify(method)],
          ['uri', JSON.stringify(path + searchOf(query))],
          ...(body === undefined ? [] : [['payload', asPayload(body)] as const]),
        ]),
      );
    const entry = broken
      ? fc.oneof(
          sound,
          traps,
          fc.tuple(fc.constantFrom('request_method', 'uri', 'payload'), traps).map(([key, raw]) =>
            objectOf([
              ['request_method', '"GET"'],
              ['uri', '"/customer"'],
              [key, raw],
            ]),
          ),
        )
      : sound;
    return fc.array(entry, { minLength: broken ? 1 : 0, maxLength: 3 }).map((some) => `[${some.join(',')}]`);
  }
}

type Body = Buffer | string | undefined;

const KEYS = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'prototype',
  'then',
  'toJSON',
  '',
  '__defineGetter__',
  '\\u0000',
  '\\ud800',
  '\\u005f_proto__',
  'id',
  'tenant_id',
  'tenantId',
  'version',
  'deleted_at',
  'is_locked',
];

const LIMIT = 262_144;

/** What may be wrong with a body as a whole, made of a sound one; `beside` puts more before its fields. */
const BODIES: [string, (sound: Raw, beside: (more: string) => Raw) => Body][] = [
  ['empty', () => ''],
  ['none', () => undefined],
  ['BOM', (sound) => `\ufeff${sound}`],
  ['two BOMs', (sound) => `\ufeff\ufeff${sound}`],
  ['UTF-16', (sound) => Buffer.from(sound, 'utf16le')],
  ['Latin-1', (_, beside) => Buffer.from(beside('"x":"é"'), 'latin1')],
  ['overlong UTF-8', () => Buffer.from('7b2278223a22c080227d', 'hex')],
  ['a surrogate in UTF-8', () => Buffer.from('7b2278223a22eda080227d', 'hex')],
  ['cut', (sound) => sound.slice(0, -1)],
  ['more behind', (sound) => `${sound} {}`],
  ['a comma too many', (sound) => `${sound.slice(0, -1)},}`],
  ['single quotes', () => "{'name':'x'}"],
  ['a comment', (sound) => `/* */${sound}`],
  ['NaN', () => '{"name":NaN}'],
  ['a raw NUL', () => '{"name":"a\0b"}'],
  ['a raw newline', () => '{"name":"a\nb"}'],
  ['a list', (sound) => `[${sound}]`],
  ...['"x"', 'null', '1e400', '{}', '[]', '   '].map((text): [string, () => Body] => [text, () => text]),
  ...[15, 16, 17, 5000, 100_000].flatMap((depth): typeof BODIES => [
    [`${depth} lists`, (_, beside) => beside(`"x":${nested(depth)}`)],
    [`${depth} objects`, (_, beside) => beside(`"x":${nested(depth, ['{"a":', '}'])}`)],
  ]),
  ['open lists', () => '['.repeat(200_000)],
  [
    'just below the limit',
    (sound, beside) => beside(`"x":"${'x'.repeat(Math.max(LIMIT - Buffer.byteLength(sound) - 30, 0))}"`),
  ],
  ['above the limit', (_, beside) => beside(`"x":"${'x'.repeat(LIMIT)}"`)],
  ['many keys', (_, beside) => beside(Array.from({ length: 15_000 }, (__, at) => `"k${at}":1`).join(','))],
  ['many escapes', (_, beside) => beside(`"x":"${'\\u0041'.repeat(40_000)}"`)],
  ['many objects', (_, beside) => beside(`"x":[${'{},'.repeat(80_000)}{}],"\\u0041":1`)],
  ['many commas', () => `[${','.repeat(200_000)}]`],
];

const asPayload = (body: Buffer | string): Raw => {
  const text = body.toString();
  return text.trim() === '' || text.length > 50_000 ? 'null' : text;
};

const slotOf = (path: string, name: string, at: number): string => {
  const kind = ({ emailId: 'email', phoneId: 'phone', companyNameId: 'name', user_id: 'user' } as const)[name];
  if (name === 'account') return '%account%';
  if (kind) return slot(kind, at);
  if (path.includes('api-keys')) return '9007199254740000';
  return /\{(?:emailId|phoneId|companyNameId)\}/.test(path)
    ? `%${path.includes('emailId') ? 'email' : path.includes('phoneId') ? 'phone' : 'name'}-customer:${at}%`
    : slot('customer', at);
};

const plainly = (raw: Raw): string => (raw.startsWith('"') ? (JSON.parse(raw) as string) : raw);

export const searchOf = (query: [string, string][]) =>
  query.length === 0 ? '' : `?${query.map(([name, value]) => `${escaped(name)}=${escaped(value)}`).join('&')}`;

// Slots and what is escaped already stay as they are.
const escaped = (text: string) =>
  /%[0-9a-f]{2}|%[\w-]+(?::\d+)?%/i.test(text) && /^[\x21-\x7e]*$/.test(text)
    ? text.replace(/[&#]/g, '')
    : encodeURIComponent(text.toWellFormed());

// What the grammars of the filters take.
const TEXTS: Record<string, string[]> = {
  where: [
    'company:CONTAINS:test',
    'customer_id:EQUALS:1',
    'customer_id:GREATER:1,company:STARTS:A',
    'superuser_email:EQUALS:a@example.com',
    'customers.customer_id:EQUALS:1',
    'company:EQUALS:a\\,b',
    'mod_datetime:GREATER:2024-01-01',
    'last_name:NOT EQUALS:x',
    'first_name:ENDS:x',
  ],
  order: ['customer_id:DESC', 'company:ASC', 'last_name:ASC', 'company:ASC,customer_id:DESC', 'mod_datetime:DESC'],
  stringifiedFilterRoles: [
    '[{"fieldKey":"balance","comparator":"bigger_than","value":1000}]',
    '[{"fieldKey":"displayName","comparator":"contains","value":"a"}]',
    '[{"fieldKey":"createdAt","comparator":"smaller_than","value":"2026-01-01"},{"fieldKey":"email","comparator":"is_empty","operator":"or"}]',
    '[]',
    `[${Array.from({ length: 51 }, () => '{"fieldKey":"email","comparator":"equal","value":"x"}').join()}]`,
    '[{"fieldKey":"__proto__","comparator":"toString","value":{}}]',
    '{"length":1}',
    nested(5000),
    '[{"fieldKey":"balance","comparator":"equal","value":1e400}]',
  ],
};

const SEGMENTS = [
  '0',
  '-1',
  '-0',
  '01',
  '1.0',
  '1e3',
  '0x1',
  '%31',
  '1%00',
  '%00',
  '..',
  '%2e%2e',
  '.',
  '%2f',
  '1%2f2',
  '%5c',
  '%252f',
  '%',
  '%zz',
  '%c0%af',
  '%ed%a0%80',
  '%ff',
  '9007199254740991',
  '9007199254740992',
  '9223372036854775807',
  '9223372036854775808',
  '1'.repeat(400),
  'x'.repeat(16_000),
  'x'.repeat(16_400),
  '__proto__',
  'constructor',
  'toString',
  'null',
  'undefined',
  'NaN',
  '%20',
  '1%20',
  '+1',
  '*',
  ':id',
  '{id}',
  ';a=1',
  "1'",
  '1;',
  '@',
  '%f0%9f%98%80',
  '1?x=1',
  '',
  '/',
  '%0d%0ax:1',
  '%u0041',
];
const PATHS = fc.constantFrom(...SEGMENTS);

function brokenPath(plan: Plan, part: string): fc.Arbitrary<Plan> {
  const segments = plan.path.split('/');
  return fc.nat(segments.length - 2).map((at) => ({
    ...plan,
    path: segments.with(segments.length - 1 - at, part).join('/') || '/',
    broken: `path ${part.slice(0, 20)}`,
  }));
}

function brokenQuery(plan: Plan): fc.Arbitrary<Plan> {
  const declared = plan.place.operation.parameters.filter(({ in: where }) => where === 'query').map(({ name }) => name);
  const values = fc.oneof(
    traps.map(plainly),
    fc.constantFrom(
      '',
      '%00',
      '%ff',
      '%ed%a0%80',
      '%',
      '+',
      '%2B1',
      '1e3',
      '-1',
      '0',
      '1.0',
      '2147483648',
      '9007199254740992',
      '9'.repeat(400),
      'x'.repeat(8001),
      'x'.repeat(16_000),
    ),
    ...(declared.some((name) => TEXTS[name]) ? [fc.constantFrom(...Object.values(TEXTS).flat()).chain(spoilt)] : []),
  );
  const names = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...(declared.length > 0 ? declared : ['x'])) },
    fc.constantFrom(
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
      'x',
      '',
      'page[]',
      'limit[a]',
      'LIMIT',
      'tenant_id',
      '_dummy',
      'a.b',
      '%00',
      '%ed%a0%80',
      'x'.repeat(8000),
    ),
  );
  return fc
    .tuple(names, values, fc.constantFrom('replace', 'replace', 'replace', 'twice', 'without', 'many'))
    .map(([name, value, how]): Plan => {
      const others = plan.query.filter(([other]) => other !== name);
      const query: [string, string][] =
        how === 'replace'
          ? [...others, [name, value]]
          : how === 'twice'
            ? [...plan.query, [name, value], [name, value]]
            : how === 'without'
              ? others
              : [...plan.query, ...Array.from({ length: 1500 }, (_, at): [string, string] => [`q${at}`, '1'])];
      return {
        ...plan,
        query: query.map(([one, text]) => [one.slice(0, 8000), text.slice(0, 16_300)]),
        broken: `query ${name.slice(0, 20)} ${how}`,
      };
    });
}

// CONNECT is no request of a client like ours.
const METHODS = fc.constantFrom(
  'HEAD',
  'OPTIONS',
  'TRACE',
  'PATCH',
  'PUT',
  'DELETE',
  'POST',
  'GET',
  'PROPFIND',
  'PURGE',
  'SEARCH',
  'QUERY',
  'M-SEARCH',
);

const CONTENT_TYPES = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/xml',
  'application/json; charset=utf-16',
  'application/json; charset=latin1',
  'application/json;charset=UTF-8',
  'application/json; charset="utf-8"',
  'application/vnd.api+json',
  'application/json5',
  'application/',
  'json',
  ';',
  '',
  'application/json, text/plain',
  'APPLICATION/JSON',
  `application/${'a+'.repeat(7_000)}json`,
  `application/json;${' '.repeat(14_000)}x`,
  'application/json; charset=',
  'application/json; charset=utf-8; charset=utf-16',
  '__proto__',
];
const HEADERS: fc.Arbitrary<Record<string, string | undefined>> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...CONTENT_TYPES).map((type) => ({ 'content-type': type })) },
  fc.constant({ 'content-type': undefined }),
  fc
    .constantFrom('gzip', 'br', 'deflate', 'identity', 'IDENTITY', 'x', '', 'gzip, identity')
    .map((encoding) => ({ 'content-encoding': encoding })),
  fc
    .constantFrom('x'.repeat(64), 'x'.repeat(65), 'x'.repeat(16_000), '../..', '\xff', 'a b')
    .map((id) => ({ 'x-request-id': id })),
  fc
    .constantFrom(
      'Bearer',
      'Bearer ',
      'Basic',
      'Basic ====',
      'Basic Og==',
      'Bearer a.b.c',
      `Bearer ${'a'.repeat(15_000)}`,
      `Bearer ${'a.'.repeat(7_000)}`,
      'Bearer __proto__',
      `Basic ${Buffer.from('__proto__:constructor').toString('base64')}`,
      `Basic ${Buffer.from('a\0:\0b').toString('base64')}`,
      'Digest x',
      '\xff\xfe',
      ' ',
      `Bearer${' '.repeat(14_000)}x`,
      `Bearer bc_${'é'.repeat(10)}`,
      'Bearer bc_',
      'Bearer gtk_x',
      'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1c2VyOjEifQ.',
      `BILLING ${'a=b,'.repeat(3_000)}`,
    )
    .map((authorization) => ({ authorization })),
  fc
    .constantFrom('__proto__', 'a\xffb', 'x'.repeat(10_000), '', '9007199254740993', '-1', '1e400', '1,1')
    .chain((value) =>
      fc
        .constantFrom(
          'tenant',
          'organization-id',
          'X-API-Key',
          'accept',
          'accept-language',
          'cookie',
          'host',
          'origin',
          'x-forwarded-for',
          'x-forwarded-proto',
          'x-forwarded-host',
          'forwarded',
          'range',
          'if-none-match',
          'x-http-method-override',
          'if-match',
          'te',
          'upgrade',
          'traceparent',
        )
        .map((name) => ({ [name]: value })),
    ),
  fc.constant(Object.fromEntries(Array.from({ length: 900 }, (_, at) => [`x-${at}`, 'v']))),
);
