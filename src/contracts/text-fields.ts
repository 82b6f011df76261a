import { ArrayMaxSize, ArrayUnique, IsArray, IsIn, IsString, Matches, ValidateBy } from 'class-validator';
import { countryCode, isCountry } from '../normal-forms/countries.js';
import { isEmailAddress, trimmedEmail } from '../normal-forms/emails.js';
import { hasControlCharacters, isLongerThan, manyLines, oneLine } from '../normal-forms/texts.js';
import { type Common, field, orMissing, type QueryRules, type RuleOf } from './field.js';

interface TextRules extends Common {
  max?: number;
  format?: string;
  pattern?: RegExp;
  /** Keeps its blanks and line breaks. Other texts have one line. */
  multiline?: boolean;
  /** Documented, not checked here: the reader of the value refuses all other words. */
  words?: readonly string[];
}

/** How a text is cleaned before it is checked, and whether it must be one line. */
interface Cleaning {
  clean: (text: string) => string;
  isLine: boolean;
}

const LINE: Cleaning = { clean: oneLine, isLine: true };
const LINES: Cleaning = { clean: manyLines, isLine: false };
const EMAIL: Cleaning = { clean: trimmedEmail, isLine: false };
/** For passwords, and for conditions in a query, whose values are cleaned where they are compared. */
const VERBATIM: Cleaning = { clean: (text) => text, isLine: false };
/** A search is split into words at any white space, so it may have tabs. */
const SEARCH: Cleaning = { clean: oneLine, isLine: false };

/**
 * Text of at most `max` characters, counted after cleaning (`normal-forms/texts.ts`). For a
 * nullable field an empty text means null; for a required field it is refused.
 */
export const Text = <const Rules extends TextRules>(rules: Rules, more: PropertyDecorator[] = []) =>
  text(rules, rules.multiline ? LINES : LINE, more) as RuleOf<string, Rules>;

/** A password. */
export const Password = (rules: TextRules) => text({ ...rules, format: 'password' }, VERBATIM);

/**
 * An email address (RFC 5321, with international domains and local parts). Blanks and invisible characters around it
 * are dropped.
 */
export const EmailText = <const Rules extends Common & { max: number }>(rules: Rules) =>
  text({ format: 'email', ...rules }, EMAIL, [
    ValidateBy(
      { name: 'isEmail', validator: { validate: (value) => typeof value === 'string' && isEmailAddress(value) } },
      { message: '$property must be an email address' },
    ),
  ]) as RuleOf<string, Rules>;

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
    ...(max === undefined ? [] : [AtMost(max, { message: '$property must have at most $constraint1 characters' })]),
    ...(required ? [Matches(/\S/u, { message: '$property must not be empty' })] : []),
    ...(isLine ? [NoControlCharacters()] : []),
    ...(pattern ? [Matches(pattern, { message: '$property has a wrong form' })] : []),
    ...more,
  ]);
}

const emptyAs = (empty: null | '', text: string) => (text === '' ? empty : text);

/** `MaxLength` of class-validator does not count variation selectors, so a text of any length could pass. */
const AtMost = (max: number, options: { each?: boolean; message: string }) =>
  ValidateBy(
    {
      name: 'maxLength',
      constraints: [max],
      validator: { validate: (value) => typeof value === 'string' && !isLongerThan(max, value) },
    },
    options,
  );

const NoControlCharacters = (options: { each?: boolean } = {}) =>
  ValidateBy(
    {
      name: 'controlCharacters',
      validator: { validate: (value) => typeof value !== 'string' || !hasControlCharacters(value) },
    },
    { ...options, message: '$property must not have control characters' },
  );

/** An ISO 3166-1 country code, in upper case. The variants `UK` and `EL` are read as `GB` and `GR`. */
export const Country = <const Rules extends Common>(common: Rules) =>
  text({ max: 2, pattern: /^[A-Za-z]{2}$/, ...common }, { clean: (code) => countryCode(oneLine(code)), isLine: true }, [
    ValidateBy(
      { name: 'isCountry', validator: { validate: isCountry } },
      { message: '$property must be an ISO 3166-1 code of two letters' },
    ),
  ]) as RuleOf<string, Rules>;

/** A phone number as people write it: any text with a digit in it. */
export const PhoneText = <const Rules extends Common & { max: number }>(rules: Rules) =>
  Text(rules, [Matches(/\p{Nd}/u, { message: '$property must have a digit' })]);

/** One of a closed list of words. For a nullable field an empty text means null. */
export const Word = <const Rules extends Common & { words: readonly string[] }>({ words, ...common }: Rules) =>
  field({ ...common, transform: (value) => wordFrom(value, common) }, { type: 'string', enum: [...words] }, [
    IsIn(words, { message: orMissing(`must be one of ${words.join(', ')}`) }),
  ]) as RuleOf<Rules['words'][number], Rules>;

/** A list of words of a closed list, without duplicates. */
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

/** A list of texts of one line; empty ones are dropped. */
export const Texts = <const Rules extends Common & { max: number; most: number }>({ max, most, ...common }: Rules) =>
  field(
    { ...common, transform: linesFrom },
    { type: 'array', items: { type: 'string', maxLength: max }, maxItems: most },
    [
      IsArray({ message: '$property must be a list' }),
      ArrayMaxSize(most, { message: '$property must hold at most $constraint1 texts' }),
      IsString({ each: true, message: '$property must hold texts' }),
      AtMost(max, { each: true, message: '$property must hold texts of at most $constraint1 characters' }),
      NoControlCharacters({ each: true }),
    ],
  ) as RuleOf<string[], Rules>;

const linesFrom = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map((one: unknown) => (typeof one === 'string' ? oneLine(one) : one)).filter((one) => one !== '')
    : value;

/** One line of text in a query. With `verbatim`, blanks and line breaks stay as they are. */
export const QueryText = ({
  max,
  verbatim = false,
  ...common
}: QueryRules & { max: number; verbatim?: boolean; words?: readonly string[] }) =>
  text({ max, ...common, nullable: false }, verbatim ? VERBATIM : SEARCH);
