import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions, DECORATORS } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  Equals,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  type ValidationArguments,
} from 'class-validator';
import { countryCode, isCountry } from '../normal-forms/countries.js';
import { isEmailAddress, trimmedEmail } from '../normal-forms/emails.js';
import { hasControlCharacters, manyLines, oneLine } from '../normal-forms/texts.js';
import { momentFrom } from './iso-time.js';

/**
 * The fields of DTOs. Each decorator checks a value and documents it, so a limit is written once and a document
 * cannot promise another one than the server keeps.
 */
interface Common {
  description: string;
  example?: unknown;
  /** Must be sent, and not as null. */
  required?: boolean;
  /** `null` clears it. On unless required. */
  nullable?: boolean;
}

interface TextRules extends Common {
  max?: number;
  format?: string;
  pattern?: RegExp;
  /** Keeps its blanks and line breaks. Other texts have one line. */
  multiline?: boolean;
  /** Told, not checked: the words that mean something, where who reads them refuses all others. */
  words?: readonly string[];
}

/** How a text is made proper before it is checked, and what one line of it must not have. */
interface Cleaning {
  clean: (text: string) => string;
  isLine: boolean;
}

const LINE: Cleaning = { clean: oneLine, isLine: true };
const LINES: Cleaning = { clean: manyLines, isLine: false };
const EMAIL: Cleaning = { clean: trimmedEmail, isLine: false };
/** A password is taken as it is typed, and so is the syntax of a query, whose values are cleaned by those who compare them. */
const VERBATIM: Cleaning = { clean: (text) => text, isLine: false };
/** Words of a search are split at any blank, so a tab between them is no mistake. */
const SEARCH: Cleaning = { clean: oneLine, isLine: false };

/**
 * Text of at most `max` characters, which are counted after it was cleaned (`normal-forms/texts.ts`). An empty text
 * clears like null where it can be cleared, and is refused where it is required.
 */
export const Text = (rules: TextRules, more: PropertyDecorator[] = []) =>
  text(rules, rules.multiline ? LINES : LINE, more);

/** A password. */
export const Password = (rules: TextRules) => text({ ...rules, format: 'password' }, VERBATIM);

/** An email address (RFC 5321, with international domains and local parts). Blanks and invisible characters around it are dropped. */
export const EmailText = ({ max, ...common }: Common & { max: number }) =>
  text({ max, format: 'email', ...common }, EMAIL, [
    ValidateBy(
      { name: 'isEmail', validator: { validate: (value) => typeof value === 'string' && isEmailAddress(value) } },
      { message: '$property must be an e-mail address' },
    ),
  ]);

function text(
  { max, format, pattern, multiline: _, words, ...common }: TextRules,
  { clean, isLine }: Cleaning,
  more: PropertyDecorator[] = [],
): PropertyDecorator {
  const { required = false, nullable = !required } = common;
  const schema = {
    type: 'string',
    maxLength: max,
    format,
    pattern: pattern?.source,
    minLength: required ? 1 : undefined,
    enum: words && [...words],
  };
  const transform = (value: unknown) =>
    typeof value === 'string' ? emptyAs(nullable ? null : '', clean(value)) : value;
  return field({ ...common, transform }, schema, [
    IsString({ message: orMissing('must be text') }),
    ...(max === undefined ? [] : [MaxLength(max, { message: '$property must have at most $constraint1 characters' })]),
    ...(required ? [Matches(/\S/u, { message: '$property must not be empty' })] : []),
    ...(isLine ? [NoControlCharacters()] : []),
    ...(pattern ? [Matches(pattern, { message: '$property has a wrong form' })] : []),
    ...more,
  ]);
}

const emptyAs = (empty: null | '', text: string) => (text === '' ? empty : text);

const NoControlCharacters = (options: { each?: boolean } = {}) =>
  ValidateBy(
    {
      name: 'controlCharacters',
      validator: { validate: (value) => typeof value !== 'string' || !hasControlCharacters(value) },
    },
    { ...options, message: '$property must not have control characters' },
  );

/** A country as ISO 3166-1 codes it, in upper case. `UK` and `EL`, which others use, are read as `GB` and `GR`. */
export const Country = (common: Common) =>
  text({ max: 2, pattern: /^[A-Za-z]{2}$/, ...common }, { clean: (code) => countryCode(oneLine(code)), isLine: true }, [
    ValidateBy(
      { name: 'isCountry', validator: { validate: isCountry } },
      { message: '$property must be an ISO 3166-1 code of two letters' },
    ),
  ]);

/** A phone number as people write it: any text with a digit in it. */
export const PhoneText = ({ max, ...common }: Common & { max: number }) =>
  Text({ max, ...common }, [Matches(/\p{Nd}/u, { message: '$property must have a digit' })]);

/** One of a closed list of words. Where it may be cleared, an empty text clears it. */
export const Word = ({ words, ...common }: Common & { words: readonly string[] }) =>
  field({ ...common, transform: (value) => wordFrom(value, common) }, { type: 'string', enum: [...words] }, [
    IsIn(words, { message: orMissing(`must be one of ${words.join(', ')}`) }),
  ]);

/** A list of words of a closed list, each of them once. */
export const Words = ({ words, ...common }: Common & { words: readonly string[] }) =>
  field(
    common,
    { type: 'array', items: { type: 'string', enum: [...words] }, maxItems: words.length, uniqueItems: true },
    [
      IsArray({ message: orMissing('must be a list') }),
      ArrayMaxSize(words.length, { message: '$property must hold at most $constraint1 words' }),
      ArrayUnique({ message: '$property must hold each word once' }),
      IsIn(words, { each: true, message: orMissing(`must hold words of ${words.join(', ')}`) }),
    ],
  );

const wordFrom = (value: unknown, { required = false, nullable = !required }: Common) =>
  typeof value === 'string' ? emptyAs(nullable ? null : '', oneLine(value)) : value;

export const Flag = (common: Common) =>
  field({ nullable: false, ...common }, { type: 'boolean' }, [
    IsBoolean({ message: orMissing('must be true or false') }),
  ]);

/** A flag that a request can only set. An update may send `false` where that is what is stored. */
export const OnlyTrue = (common: Common) =>
  field({ nullable: false, ...common }, { type: 'boolean', enum: [true] }, [
    Equals(true, { message: orMissing('can only be set to true') }),
  ]);

/** A whole number; by default any that JSON carries exactly. */
export const Whole = ({ min = 0, max = Number.MAX_SAFE_INTEGER, ...common }: Common & { min?: number; max?: number }) =>
  field(common, { type: 'integer', minimum: min, maximum: max }, [
    IsInt({ message: '$property must be a whole number' }),
    Min(min, { message: '$property must be at least $constraint1' }),
    Max(max, { message: '$property must be at most $constraint1' }),
  ]);

export const Decimal = ({ min, max, ...common }: Common & { min: number; max: number }) =>
  field(common, { type: 'number', minimum: min, maximum: max }, [
    IsNumber({ allowNaN: false, allowInfinity: false }, { message: orMissing('must be a number') }),
    Min(min, { message: '$property must be at least $constraint1' }),
    Max(max, { message: '$property must be at most $constraint1' }),
  ]);

/** An empty text for a number or an id means null: `@EmptyIsNull() @Whole(…)`. Front ends send it for inputs that are left blank. */
export const EmptyIsNull = () => Transform(({ value }: { value: unknown }) => (value === '' ? null : value));

/** An empty text leaves a number as it is that cannot be null. */
export const EmptyIsLeftOut = () => Transform(({ value }: { value: unknown }) => (value === '' ? undefined : value));

/** A date or a time, ISO 8601, that `momentFrom` reads. */
export const Moment = (common: Common) =>
  field(common, { type: 'string', format: 'date-time' }, [
    ValidateBy(
      {
        name: 'isIso8601',
        validator: { validate: (value) => typeof value === 'string' && momentFrom(value) !== undefined },
      },
      { message: orMissing('must be a date or a time, ISO 8601') },
    ),
  ]);

/** A list of texts of one line; empty ones are dropped. */
export const Texts = ({ max, most, ...common }: Common & { max: number; most: number }) =>
  field(
    { ...common, transform: linesFrom },
    { type: 'array', items: { type: 'string', maxLength: max }, maxItems: most },
    [
      IsArray({ message: '$property must be a list' }),
      ArrayMaxSize(most, { message: '$property must hold at most $constraint1 texts' }),
      IsString({ each: true, message: '$property must hold texts' }),
      MaxLength(max, { each: true, message: '$property must hold texts of at most $constraint1 characters' }),
      NoControlCharacters({ each: true }),
    ],
  );

const linesFrom = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map((one: unknown) => (typeof one === 'string' ? oneLine(one) : one)).filter((one) => one !== '')
    : value;

/** A list of ids, each of them once and at least one. */
export const Ids = ({ most, ...common }: Common & { most: number }) =>
  field(
    common,
    {
      type: 'array',
      items: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
      minItems: 1,
      maxItems: most,
      uniqueItems: true,
    },
    [
      IsArray({ message: orMissing('must be a list') }),
      ArrayNotEmpty({ message: '$property must not be empty' }),
      ArrayMaxSize(most, { message: '$property must hold at most $constraint1 ids' }),
      ArrayUnique({ message: '$property must hold each id once' }),
      IsInt({ each: true, message: '$property must hold ids' }),
      Min(1, { each: true, message: '$property must hold ids' }),
      Max(Number.MAX_SAFE_INTEGER, { each: true, message: '$property must hold ids' }),
    ],
  );

/** An object with fields of its own. */
export const Nested = (dto: new () => object, common: Common) =>
  applyDecorators(
    field(common, { type: () => dto }, [
      IsObject({ message: '$property must be an object' }),
      ValidateNested({ message: '$property must be an object' }),
    ]),
    Type(() => dto),
  );

/** Whatever JSON can say; who passes it on has it checked elsewhere. */
export const Anything = (common: Common) => field(common, { type: 'object', additionalProperties: true }, []);

interface QueryRules {
  description: string;
  example?: unknown;
}

/** A whole number in a query; above `max` it means `max` where `clamp` says so. */
export const QueryWhole = ({
  min = 0,
  max = Number.MAX_SAFE_INTEGER,
  fallback,
  clamp = false,
  ...common
}: QueryRules & { min?: number; max?: number; fallback?: number; clamp?: boolean }) =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => {
      const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
      return clamp && typeof number === 'number' && number > max ? max : number;
    }),
    field(
      { ...common, nullable: false },
      { type: 'integer', minimum: min, maximum: clamp ? undefined : max, default: fallback },
      [
        IsInt({ message: '$property must be a whole number' }),
        Min(min, { message: '$property must be at least $constraint1' }),
        Max(max, { message: '$property must be at most $constraint1' }),
      ],
    ),
  );

/** Text in a query, of one line; or, `verbatim`, conditions and values whose blanks and line breaks may mean something. */
export const QueryText = ({
  max,
  verbatim = false,
  ...common
}: QueryRules & { max: number; verbatim?: boolean; words?: readonly string[] }) =>
  text({ max, ...common, nullable: false }, verbatim ? VERBATIM : SEARCH);

/** An id in an answer. */
export const IdOf = (
  what: string,
  { nullable = false, example = 42 }: { nullable?: boolean; example?: number | null } = {},
) =>
  ApiProperty({
    type: 'integer',
    format: 'int64',
    minimum: 1,
    nullable,
    description: `The id of the ${what}.`,
    example,
  });

/**
 * A field of an answer that means what it means in a request of that class, so it is told in the same words; or in others, where those
 * are for who writes. Limits are the request's alone: what is stored may have come through another contract.
 */
export const Like =
  <Dto extends object>(dto: new () => Dto, description?: string) =>
  <Key extends keyof Dto & string>(target: object, key: Key): void => {
    const told = Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES, dto.prototype as object, key) as Record<
      string,
      unknown
    >;
    const { type, nullable, enum: words, example } = told;
    ApiProperty({
      ...defined({ type, nullable, enum: words, example }),
      description: description ?? told['description'],
    } as ApiPropertyOptions)(target, key);
  };

interface FieldOptions extends Common {
  transform?: (value: unknown) => unknown;
}

function field(
  { required = false, nullable = !required, transform, ...common }: FieldOptions,
  schema: object,
  rules: PropertyDecorator[],
): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ ...common, ...defined(schema), required, nullable }),
    ValidateIf((_: object, value: unknown) => (value !== undefined || required) && (value !== null || !nullable)),
    ...(transform ? [Transform(({ value }: { value: unknown }) => transform(value))] : []),
    ...rules,
  );
}

const orMissing =
  (must: string) =>
  ({ property, value }: ValidationArguments) =>
    `${property} ${value === undefined || value === null ? 'is required' : must}`;

const defined = (schema: object) =>
  Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined));
