import fc, { type Arbitrary } from 'fast-check';
import type { Schema } from '../../src/contracts/schema.js';
import { acceptable, cut, filled, isMultiline, line, lines, nothing } from './texts.js';
import { email, longEmail, word } from './values.js';

/** The fields of one request. References to records (`@parent`) are resolved when it is sent. */
export type View = Record<string, any>;

/** Generators for keys whose schema does not say enough. */
export type Refinements = Record<string, (max: number) => Arbitrary<unknown>>;

/** A key that no other customer of the tenant has: a random part makes it unique, the rest is any text. */
export const key = (max: number) =>
  fc
    .tuple(fc.constantFrom('', ' ', '\u200b'), word(10), line(max - 10))
    .map(([blank, random, rest]) => acceptable(blank + cut(random + rest, max)));

const URIS = [
  'https://example.com',
  'http://localhost:8080/a?b=c',
  'https://mañana.example/ñ',
  `https://example.com/${'x'.repeat(1900)}`,
];
const MOMENTS = [
  '2024-02-29',
  '2024-01-01T10:00',
  '2024-06-30T23:59:59+05:30',
  '2024-02-29T12:00:00.999Z',
  '0001-01-01',
  '9999-12-31T23:59:59Z',
];

/** Values by format and pattern: a generator cannot derive them from the schema. */
const FORMATS: Record<string, (max: number) => Arbitrary<unknown>> = {
  email,
  uri: () => fc.constantFrom(...URIS),
  'date-time': () =>
    fc.oneof(
      fc.constantFrom(...MOMENTS),
      fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1000).toISOString()),
    ),
  '^[A-Za-z]{2}$': () => fc.constantFrom('US', 'PT', 'UY', 'pt', ' jp ', 'uk', 'EL'),
  '^[1-9][0-9]{0,14}$': () => fc.integer({ min: 1, max: 999_999_999_999_999 }).map(String),
  '^[A-Z]{3}$': () => fc.constantFrom('USD', 'EUR', 'KWD', 'JPY'),
};

export interface SchemaOf {
  properties: Record<string, any>;
  required?: string[];
}

/** A request that a schema allows, with all of its keys or some of them. */
export function viewOf(
  { properties, required = [] }: SchemaOf,
  schemas: Record<string, Schema>,
  refinements: Refinements = {},
  whole = false,
): Arbitrary<View> {
  const values = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [
      name,
      valueOf(name, schema, schemas, refinements, required.includes(name)),
    ]),
  );
  const some = fc.record(values, { requiredKeys: required });
  return whole
    ? fc.record(values)
    : fc.oneof(
        { weight: 1, arbitrary: fc.record(values) },
        { weight: 2, arbitrary: some },
        { weight: 1, arbitrary: few(values, required) },
      );
}

/** One or two of the optional keys, and all required ones. */
const few = (values: Record<string, Arbitrary<unknown>>, required: string[]) =>
  fc
    .subarray(Object.keys(values), { minLength: 1, maxLength: 2 })
    .chain((names) => fc.record(Object.fromEntries([...required, ...names].map((name) => [name, values[name]!]))));

export function valueOf(
  name: string,
  schema: any,
  schemas: Record<string, Schema>,
  refinements: Refinements,
  required: boolean,
): Arbitrary<unknown> {
  const types = [schema.type ?? []].flat() as string[];
  const nested = (schema.anyOf ?? []).map((one: any) => one.$ref).find(Boolean) as string | undefined;
  const nullable = types.includes('null') || (schema.anyOf ?? []).some((one: any) => one.type === 'null');
  const clears = [
    ...(nullable ? [fc.constant(null)] : []),
    ...(nullable && isText(schema, types) && !schema.enum ? [nothing] : []),
  ];
  const value = nested
    ? viewOf(schemas[nested.split('/').at(-1)!] as unknown as SchemaOf, schemas, refinements)
    : refinements[name]
      ? refinements[name](schema.maxLength)
      : simple(name, schema, types);
  return clears.length === 0 || required
    ? value
    : fc.oneof({ weight: 5, arbitrary: value }, { weight: 1, arbitrary: fc.oneof(...clears) });
}

/** A date is a string, but not a text: an empty string is no date. */
const isText = (schema: any, types: string[]) => types.includes('string') && schema.format !== 'date-time';

function simple(name: string, schema: any, types: string[]): Arbitrary<unknown> {
  const { maxLength = 1000, minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = schema;
  const formatted = FORMATS[schema.format] ?? FORMATS[schema.pattern];
  if (schema.enum) return fc.constantFrom(...schema.enum.filter((one: unknown) => one !== null));
  if (formatted) return formatted(maxLength);
  if (types.includes('string'))
    return schema.minLength ? filled(maxLength) : isMultiline(name) ? lines(maxLength) : line(maxLength);
  if (types.includes('boolean')) return fc.boolean();
  if (types.includes('integer'))
    return fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: minimum, max: Math.min(maximum, 1_000_000) }) },
      { weight: 1, arbitrary: fc.constantFrom(minimum, maximum) },
    );
  if (types.includes('number'))
    return fc.oneof(
      { weight: 5, arbitrary: decimal(Math.max(minimum, -90), Math.min(maximum, 90)) },
      { weight: 1, arbitrary: fc.constantFrom(minimum, maximum) },
    );
  if (types.includes('array'))
    return fc.array(
      fc.oneof(
        line(20),
        line(20).map((tag) => ({ tag })),
      ),
      { maxLength: 4 },
    );
  throw new Error(`There is no generator for ${JSON.stringify(schema)}`);
}

/** An amount with at most four decimal places, which the server rounds to the places of the currency. */
const decimal = (min: number, max: number) =>
  fc
    .integer({ min: Math.ceil(min * 10_000), max: Math.floor(max * 10_000) })
    .map((number) => number / 10_000)
    .filter((number) => number >= min);

/** A valid request in which one field was made invalid, and the name of that field. */
export function poisonOf(
  { properties, required = [] }: SchemaOf,
  schemas: Record<string, Schema>,
  digits: (name: string) => boolean,
): Arbitrary<[name: string, poison: unknown]> {
  const poisons = Object.entries(properties).flatMap(([name, schema]) =>
    badValues(name, schema, schemas, required.includes(name), digits(name)).map((bad): [string, unknown] => [
      name,
      bad,
    ]),
  );
  return fc.constantFrom(...poisons);
}

function badValues(
  name: string,
  schema: any,
  schemas: Record<string, Schema>,
  required: boolean,
  digits: boolean,
): unknown[] {
  const types = [schema.type ?? []].flat() as string[];
  const nested = (schema.anyOf ?? []).map((one: any) => one.$ref).find(Boolean) as string | undefined;
  if (nested) {
    const { properties } = schemas[nested.split('/').at(-1)!] as unknown as SchemaOf;
    return [
      'no object',
      7,
      ...Object.entries(properties).flatMap(([key, inner]) =>
        badValues(key, inner, schemas, false, false).map((bad) => ({ [key]: bad })),
      ),
    ];
  }
  const { maxLength, minimum, maximum, format, minLength } = schema;
  return [
    ...(required || !types.includes('null') ? [null] : []),
    ...(schema.enum ? ['nonsense', 7] : []),
    ...(types.includes('string') ? [7, ['text'], { text: 1 }, '\ud800', 'a\0b'] : ['7', 'true']),
    ...(types.includes('string') && !schema.enum && maxLength
      ? [format === 'email' ? longEmail('local', maxLength + 1) : '1'.repeat(maxLength + 1)]
      : []),
    ...(minLength && !types.includes('null') ? ['', ' \t', '\u200b', '\u202e', '\u2800', '\u0007'] : []),
    ...(types.includes('string') && !schema.enum && !format && !isMultiline(name)
      ? ['a\u0007b', '1\t2', '5\u001b[31m']
      : []),
    ...(format === 'email'
      ? [
          'nobody',
          'a@b@c',
          '@example.com',
          'us\u200ber@example.com',
          'us\u202eer@example.com',
          'user@exam\u00adple.com',
        ]
      : format === 'uri'
        ? ['no url']
        : format === 'date-time'
          ? ['2024-02-30', 'yesterday', '']
          : []),
    ...(digits ? ['no digit'] : []),
    ...(schema.pattern === '^[A-Za-z]{2}$'
      ? ['XX', 'ZZ', 'PTX', 'P', '12']
      : schema.pattern === '^[A-Z]{3}$'
        ? ['XYZ', 'ANG']
        : []),
    ...(types.includes('integer') || types.includes('number') ? [minimum - 1, maximum * 2 + 1, 'x'] : []),
    ...(types.includes('integer') ? [minimum + 0.5] : []),
    ...(types.includes('array') ? [[7], 'text', ['x'.repeat(256)], Array.from({ length: 101 }, () => 'x')] : []),
  ];
}
