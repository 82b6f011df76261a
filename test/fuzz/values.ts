import fc from 'fast-check';
import type { Schema } from '../../src/contracts/schema.js';

/**
 * A value as it stands in a request: JSON text, because JavaScript values cannot express all that the fuzzer tries
 * (1e400, a key twice, half a surrogate pair).
 */
export type Raw = string;

interface Rules {
  $ref?: string;
  type?: string | string[];
  anyOf?: Schema[];
  enum?: unknown[];
  examples?: unknown[];
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
}

/** A placeholder for an ID. The sender fills it in, because it knows which records exist. */
export const slot = (what: 'customer' | 'email' | 'phone' | 'name' | 'user' | 'code' | 'mail', at: number) =>
  `%${what}:${at}%`;

const slots = (what: Parameters<typeof slot>[0]) => fc.nat(7).map((at) => slot(what, at));

const NAMES_A_CUSTOMER = /^(?:customer_id|parent_customer_id|payerId|id|ids)$/;

const JSON_OF = (value: unknown): Raw => JSON.stringify(value);

/** Raw JSON of values that a schema calls valid. */
export class Values {
  constructor(private readonly schemas: Record<string, Schema>) {}

  resolved(schema: Schema): Rules {
    const { $ref } = schema as Rules;
    return ($ref ? this.schemas[$ref.split('/').at(-1)!] : schema) as Rules;
  }

  valid(schema: Schema, name = ''): fc.Arbitrary<Raw> {
    const rules = this.resolved(schema);
    if (rules.enum) return fc.constantFrom(...rules.enum.map(JSON_OF));
    if (rules.anyOf) return fc.oneof(...rules.anyOf.map((one) => this.valid(one, name)));
    const types = [rules.type ?? 'object'].flat();
    return fc.oneof(
      ...types.map((type) => ({ weight: type === 'null' ? 1 : 6, arbitrary: this.ofType(type, rules, name) })),
    );
  }

  /** The fields of a valid object: all that are required and some of the others. */
  fields(schema: Schema): fc.Arbitrary<Map<string, Raw>> {
    const { properties = {}, required = [] } = this.resolved(schema);
    const optional = Object.keys(properties).filter((name) => !required.includes(name));
    const some = fc.oneof(
      { weight: 4, arbitrary: fc.subarray(optional, { maxLength: Math.min(4, optional.length) }) },
      fc.subarray(optional),
    );
    return some.chain((chosen) =>
      fc
        .tuple(
          ...[...required, ...chosen].map((name) => fc.tuple(fc.constant(name), this.valid(properties[name]!, name))),
        )
        .map((fields) => new Map(fields)),
    );
  }

  private ofType(type: string, rules: Rules, name: string): fc.Arbitrary<Raw> {
    if (type === 'null') return fc.constant('null');
    if (type === 'boolean') return fc.constantFrom('true', 'false');
    if (type === 'integer' || type === 'number')
      return NAMES_A_CUSTOMER.test(name) ? slots('customer') : this.number(rules, type === 'integer');
    if (type === 'string')
      return name === 'code' ? slots('code').map((code) => `"${code}"`) : this.text(rules).map(JSON_OF);
    if (type === 'array') return this.list(rules, name);
    return rules.properties ? this.fields(rules as Schema).map(objectOf) : fc.json();
  }

  private list({ items = {}, minItems = 0, maxItems = 4 }: Rules, name: string): fc.Arbitrary<Raw> {
    return fc
      .array(this.valid(items, name), { minLength: minItems, maxLength: Math.min(maxItems, 4) })
      .map((raws) => `[${[...new Set(raws)].join(',')}]`);
  }

  private number(
    { minimum = 0, maximum = Number.MAX_SAFE_INTEGER, examples = [] }: Rules,
    whole: boolean,
  ): fc.Arbitrary<Raw> {
    const within = whole
      ? fc.integer({ min: Math.max(minimum, -1e6), max: Math.min(maximum, 1e6) })
      : fc.double({ min: minimum, max: maximum, noNaN: true });
    return fc.oneof(fc.constantFrom(...examples.map(JSON_OF), JSON_OF(minimum), JSON_OF(maximum)), within.map(JSON_OF));
  }

  private text({ maxLength = 20, pattern, format, examples = [] }: Rules): fc.Arbitrary<string> {
    const shown = fc.constantFrom(...((examples.length > 0 ? examples : ['Ada']) as string[]));
    if (format === 'email')
      return fc.oneof(
        shown,
        slots('mail'),
        fc.constantFrom('ÜSER@münchen.example', 'a+b@EXAMPLE.com', "o'brien@xn--mnchen-3ya.example"),
        fc.stringMatching(/^[a-z]{1,12}$/).map((local) => `${local}@example.com`),
      );
    if (format === 'date-time')
      return fc.oneof(
        shown,
        fc.constantFrom(
          '2024-02-29',
          '0001-01-01T00:00:00Z',
          '9999-12-31T23:59:59Z',
          '2026-11-21T15:00:00.123456+05:30',
        ),
      );
    if (pattern || format === 'uri')
      return fc.oneof(
        shown,
        fc.constantFrom(
          ...WORDS.filter((word) => word.length <= maxLength && new RegExp(pattern ?? '^https?:').test(word)),
        ),
      );
    const filler = fc
      .constantFrom('x', '7', 'é', '字', '😀', ' x')
      .map((unit) => `1${unit.repeat(maxLength)}`)
      .map((text) => [...text].slice(0, maxLength).join(''));
    const words = fc.constantFrom('', ...WORDS.filter((word) => word.length <= maxLength));
    const anything = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: Math.min(maxLength, 30) })
      .filter((text) => [...text].length <= maxLength);
    return fc.oneof({ weight: 3, arbitrary: shown }, { weight: 2, arbitrary: words }, anything, filler);
  }
}

const WORDS = [
  'DE',
  'us',
  'PT',
  'USD',
  'EUR',
  'JPY',
  'KWD',
  'https://example.com/x',
  'http://localhost',
  'I',
  'A',
  '+1 202 555 0143',
  '+351211234567',
  '0',
  '1202',
  '__proto__',
  'constructor',
  'toString',
  '%',
  '_',
  '\\',
  "O'Brien; --",
  '${x}',
  '{{x}}',
  '<b>',
  '1,2',
  'C0001',
  '0x10',
  '1e3',
  'NaN',
  'null',
  '\u202eabc',
  '\ufeff1',
  'İ',
  'ß',
  'ﬃ1',
];

export const objectOf = (fields: Iterable<readonly [string, Raw]>): Raw =>
  `{${[...fields].map(([name, raw]) => `${JSON.stringify(name)}:${raw}`).join(',')}}`;

/** Opens `depth` lists or objects within each other. */
export const nested = (depth: number, [open, close]: readonly [string, string] = ['[', ']']): Raw =>
  open.repeat(depth) + (open === '[' ? '' : '1') + close.repeat(depth);

const long = (unit: string, length: number) => unit.repeat(Math.ceil(length / unit.length));

// Texts that slow regular expressions for emails, URLs, phones, dates and blanks would never finish with.
const STRENUOUS = [
  'a@' + long('a.', 60_000),
  long('a.', 40_000) + '@b.c',
  `"${long('\\\\ ', 20_000)}`,
  long('a@', 50_000),
  long(' ', 90_000) + 'x',
  '1' + long(' ', 90_000),
  long('1', 60_000),
  '+1 ' + long('(', 30_000),
  long('1-', 30_000) + 'ext',
  long('1 x', 30_000),
  'http://' + long('a-', 60_000),
  'http://' + long('a.', 60_000) + '!',
  'http://[' + long('::', 40_000),
  long('😀', 20_000),
  long('é', 40_000),
  long('İ', 20_000),
  '2024-01-01T00:00:00.' + long('0', 80_000) + 'x',
  long('\n', 60_000),
  long('%', 60_000),
  long('\\,', 60_000),
  long('x', 250_000),
];

/** Raw JSON that is seldom what a field takes. */
export const traps: fc.Arbitrary<Raw> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom(
      'null',
      'true',
      '0',
      '-0',
      '-1',
      '1',
      '1.5',
      '9007199254740991',
      '9007199254740992',
      '9007199254740993',
      '-9007199254740993',
      '2147483648',
      '9223372036854775808',
      '1e308',
      '1e400',
      '-1e400',
      '1e-400',
      '5e-324',
      '1E2',
      long('9', 400),
      `0.${long('3', 400)}`,
    ),
  },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      '""',
      '" "',
      '"\\t\\n"',
      '"\\u0000"',
      '"a\\u0000b"',
      '"\\ud800"',
      '"\\udc00\\ud800"',
      '"x\\udfff1@example.com"',
      '"\\ufeff"',
      '"\\u202e1"',
      '"NaN"',
      '"1"',
      '"true"',
      '"null"',
      '"[object Object]"',
      '"\\\\u0000"',
      '"1\\u2028"',
    ),
  },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      '[]',
      '{}',
      '[[]]',
      '[null]',
      '["x"]',
      '[1,1]',
      '{"a":1}',
      '{"__proto__":{"a":1}}',
      '{"constructor":{"prototype":{"a":1}}}',
      '{"toString":1}',
      '{"valueOf":null,"toString":null}',
      '{"length":1e9}',
      '{"length":1000000}',
      '{"0":"a","length":1}',
      '{"toJSON":1}',
      '{"then":1}',
      '{"type":"Buffer","data":[1]}',
      '[{"tag":1}]',
      '[{"tag":"x","tag":null}]',
      '[{"tag":{"toString":1}}]',
      '{"city":{}}',
      '{"city":"\\u0000"}',
      '{"postal_address":1e400}',
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(14, 15, 16, 17, 5000), fc.constantFrom(['[', ']'] as const, ['{"a":', '}'] as const))
      .map(([depth, pair]) => nested(depth, pair)),
  },
  { weight: 2, arbitrary: fc.constantFrom(...STRENUOUS.map(JSON_OF)) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(100, 101, 1000, 1001, 50_000)
      .map((length) => `[${Array.from({ length }, (_, at) => at + 1).join(',')}]`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(101, 20_000).map((length) => `[${Array.from({ length }, () => '"x"').join(',')}]`),
  },
);

/** What is just outside of a schema, or just of another type. */
export function beyond(rules: Rules): fc.Arbitrary<Raw> {
  const edges: Raw[] = [];
  if (rules.maxLength !== undefined)
    edges.push(
      ...['x', '1', '😀', '字'].map((unit) => JSON_OF(`${unit.repeat(rules.maxLength!)}y`)),
      JSON_OF(`${'x'.repeat(rules.maxLength)}@example.com`),
    );
  if (rules.minimum !== undefined)
    edges.push(String(rules.minimum - 1), String(rules.minimum - 1e-9), `"${rules.minimum}"`);
  if (rules.maximum !== undefined)
    edges.push(String(rules.maximum + 1), String(rules.maximum * 2 + 0.5), `"${rules.maximum}"`);
  if (rules.maxItems !== undefined)
    edges.push(
      `[${Array.from({ length: rules.maxItems + 1 }, (_, at) => (rules.items?.['type'] === 'integer' ? at + 1 : `"t${at}"`)).join(',')}]`,
    );
  if (rules.enum)
    edges.push(
      ...rules.enum.map((word) => JSON_OF(`${String(word)} `)),
      ...rules.enum.map((word) => JSON_OF(String(word).toUpperCase())),
      '"toString"',
    );
  if (rules.format === 'date-time')
    edges.push(
      '"2024-02-30"',
      '"24:00"',
      '"2024-01-01T24:00:00Z"',
      '"0000-01-01"',
      '"+012024-01-01T00:00:00Z"',
      '"9999-12-31T23:59:59-12:00"',
      '"0001-01-01T00:00:00+12:00"',
      '"2024-01-01T00:00:60Z"',
      '20240101',
    );
  if (rules.format === 'email')
    edges.push(
      '"a"',
      '"a@"',
      '"@b.c"',
      '"a@b"',
      '"a b@example.com"',
      '"a@exa mple.com"',
      '"a@[127.0.0.1]"',
      '"a@xn--.example"',
      '"a@xn--0.com"',
      '"\\"a b\\"@example.com"',
      '"a@-b-.example"',
      '"Ada <ada@example.com>"',
      '"a@b.c\\nx"',
      `"${'a'.repeat(64)}@${'b'.repeat(63)}.example"`,
      `"a@${'ü'.repeat(62)}.example"`,
    );
  return edges.length > 0 ? fc.oneof(fc.constantFrom(...edges), traps) : traps;
}

/** A text with something cut out, doubled, or put in: what nearly is a filter, an order, a token. */
export const spoilt = (text: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.nat(text.length),
      fc.nat(6),
      fc.oneof(
        fc.constantFrom(
          '',
          ':',
          ',',
          '\\',
          '"',
          "'",
          '{',
          '}',
          '[',
          ']',
          '(',
          ')',
          '.',
          ';',
          '|',
          '||',
          '%',
          '*',
          '_',
          '-',
          '+',
          ' ',
          '\0',
          '\u{1f600}',
          '1e999',
          '9007199254740993',
          '99999999999999999999',
          'null',
          '__proto__',
          'constructor',
          'toString',
          'AND',
          'OR',
          ':EQUALS:',
          ',company:CONTAINS:x',
          'customer_id:GREATER:1',
        ),
        fc.string({ maxLength: 4 }),
      ),
    )
    .map(([at, length, put]) => text.slice(0, at) + put + text.slice(at + length));
