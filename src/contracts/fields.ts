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
  IsInt,
  IsNumber,
  IsObject,
  Max,
  Min,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import { type Common, defined, field, orMissing, type QueryRules, type Rule, type RuleOf } from './field.js';
import { oneLine } from '../normal-forms/texts.js';
import { idFrom, NO_ID } from './id-text.js';
import { momentFrom } from './iso-time.js';

// The fields of DTOs. Each decorator checks a value and documents it, so a limit is written once, and a document cannot
// promise another limit than the server keeps.
export * from './text-fields.js';

export const Flag = (common: Common) =>
  field({ nullable: false, ...common }, { type: 'boolean' }, [
    IsBoolean({ message: orMissing('must be true or false') }),
  ]) as Rule<boolean, false>;

/** A flag that a request can only set. An update may send `false` if `false` is stored. */
export const OnlyTrue = (common: Common) =>
  field({ nullable: false, ...common }, { type: 'boolean', enum: [true] }, [
    Equals(true, { message: orMissing('can only be set to true') }),
  ]);

/** A whole number; by default any that JSON carries exactly. */
export const Whole = <const Rules extends Common & { min?: number; max?: number }>({
  min = 0,
  max = Number.MAX_SAFE_INTEGER,
  ...common
}: Rules) =>
  field(common, { type: 'integer', minimum: min, maximum: max }, [
    IsInt({ message: '$property must be a whole number' }),
    Min(min, { message: '$property must be at least $constraint1' }),
    Max(max, { message: '$property must be at most $constraint1' }),
  ]) as RuleOf<number, Rules>;

export const Decimal = <const Rules extends Common & { min: number; max: number }>({ min, max, ...common }: Rules) =>
  field(common, { type: 'number', minimum: min, maximum: max }, [
    IsNumber({ allowNaN: false, allowInfinity: false }, { message: orMissing('must be a number') }),
    Min(min, { message: '$property must be at least $constraint1' }),
    Max(max, { message: '$property must be at most $constraint1' }),
  ]) as RuleOf<number, Rules>;

/**
 * An empty text for a number or an ID means null: `@EmptyIsNull() @Whole(…)`. Front ends send it for empty inputs.
 */
export const EmptyIsNull = () => Transform(({ value }: { value: unknown }) => (value === '' ? null : value));

/** For a number that cannot be null: an empty text means that the field is omitted. */
export const EmptyIsLeftOut = () => Transform(({ value }: { value: unknown }) => (value === '' ? undefined : value));

/** Longer than any time with a zone; a fraction of a second may have any number of digits. */
const LONGEST_MOMENT = 64;

/** A date or a time, ISO 8601, that `momentFrom` reads. */
export const Moment = <const Rules extends Common>(common: Rules) =>
  field(common, { type: 'string', format: 'date-time', maxLength: LONGEST_MOMENT }, [
    ValidateBy(
      {
        name: 'isIso8601',
        validator: { validate: (value) => isMoment(value) },
      },
      { message: orMissing('must be a date or a time, ISO 8601') },
    ),
  ]) as RuleOf<string, Rules>;

const isMoment = (value: unknown) =>
  typeof value === 'string' && value.length <= LONGEST_MOMENT && momentFrom(value) !== undefined;

/**
 * An ID as a decimal text. Not all of 16 digits are below 2^53, so the pattern takes 15. Only requests have the
 * pattern; answers have the length.
 */
const ID_TEXT = { type: 'string', pattern: '^[1-9][0-9]{0,14}$', maxLength: 16 };

/** An ID as a decimal text. An empty text means null. */
export const IdText = <const Rules extends Common>(common: Rules) =>
  field({ ...common, transform: (value) => (typeof value === 'string' ? oneLine(value) || null : value) }, ID_TEXT, [
    ValidateBy(
      { name: 'isId', validator: { validate: (value) => typeof value === 'string' && idFrom(value) !== NO_ID } },
      { message: orMissing('must be an ID: a decimal number as text') },
    ),
  ]) as RuleOf<string, Rules>;

/** A list of IDs: at least one, and no ID twice. `rules`: those of one ID. */
const listOfIds = ({ most, ...common }: Common & { most: number }, items: object, rules: PropertyDecorator[]) =>
  field(common, { type: 'array', items, minItems: 1, maxItems: most, uniqueItems: true }, [
    IsArray({ message: orMissing('must be a list') }),
    ArrayNotEmpty({ message: '$property must not be empty' }),
    ArrayMaxSize(most, { message: '$property must hold at most $constraint1 IDs' }),
    ArrayUnique({ message: '$property must hold each ID once' }),
    ...rules,
  ]);

/** A list of IDs: at least one, and no ID twice. */
export const Ids = (common: Common & { most: number }) =>
  listOfIds(common, { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER }, [
    IsInt({ each: true, message: '$property must hold IDs' }),
    Min(1, { each: true, message: '$property must hold IDs' }),
    Max(Number.MAX_SAFE_INTEGER, { each: true, message: '$property must hold IDs' }),
  ]);

/** A list of IDs as decimal texts: at least one, and no ID twice. */
export const IdTexts = (common: Common & { most: number }) =>
  listOfIds(common, ID_TEXT, [
    ValidateBy(
      { name: 'isId', validator: { validate: (value) => typeof value === 'string' && idFrom(value) !== NO_ID } },
      { each: true, message: '$property must hold IDs: decimal numbers as texts' },
    ),
  ]) as Rule<string[], false>;

/** An object with fields of its own. */
export const Nested = (dto: new () => object, common: Common) =>
  applyDecorators(
    field(common, { type: () => dto }, [
      IsObject({ message: '$property must be an object' }),
      ValidateNested({ message: '$property must be an object' }),
    ]),
    Type(() => dto),
  );

/** Any JSON value, which is not checked here. */
export const Anything = (common: Common) => field(common, { type: 'object', additionalProperties: true }, []);

/**
 * A whole number in a query. With `clamp`, a number above `max` means `max`. That holds for any number; the documents
 * name the largest one that JSON carries exactly.
 */
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
      { type: 'integer', minimum: min, maximum: clamp ? Number.MAX_SAFE_INTEGER : max, default: fallback },
      [
        IsInt({ message: '$property must be a whole number' }),
        Min(min, { message: '$property must be at least $constraint1' }),
        Max(max, { message: '$property must be at most $constraint1' }),
      ],
    ),
  );

/** An ID in an answer. */
export const IdOf = (
  what: string,
  { nullable = false, example = 42 }: { nullable?: boolean; example?: number | null } = {},
) =>
  ApiProperty({
    type: 'integer',
    format: 'int64',
    minimum: 1,
    maximum: Number.MAX_SAFE_INTEGER,
    nullable,
    description: `The ID of the ${what}.`,
    example,
  });

/** An ID as a decimal text in an answer. */
export const ShownId = (what: string, { nullable = false }: { nullable?: boolean } = {}) =>
  ApiProperty({
    type: String,
    pattern: '^[1-9][0-9]{0,15}$',
    maxLength: 16,
    nullable,
    description: `The ID of the ${what}.`,
    example: nullable ? null : '42',
  });

const LIMITS = ['maxLength', 'minimum', 'maximum', 'items', 'maxItems'];

/**
 * Documents a field of an answer like the field of that request class, or with a description of its own. Its limits are
 * copied, so no other contract may take more for this field; for a word of a vocabulary, `limited` sets those of the
 * record.
 */
export const Like =
  <Dto extends object>(dto: new () => Dto, description?: string) =>
  <Key extends keyof Dto & string>(target: object, key: Key): void => {
    const documented = Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES, dto.prototype as object, key) as Record<
      string,
      unknown
    >;
    const { type, nullable, enum: words, example } = documented;
    ApiProperty({
      ...defined({ type, nullable, enum: words, example }),
      ...Object.fromEntries(Object.entries(documented).filter(([key]) => LIMITS.includes(key))),
      description: description ?? documented['description'],
    } as ApiPropertyOptions)(target, key);
  };

/** A text in an answer, of at most `max` characters. */
export const ShownText = (
  description: string,
  example: string | null,
  { max, nullable = false }: { max: number; nullable?: boolean },
) => ApiProperty({ type: String, nullable, maxLength: max, description, example });
