import { applyDecorators, createParamDecorator, type ExecutionContext, type Type } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiQuery, DECORATORS, getSchemaPath } from '@nestjs/swagger';
import { plainToInstance } from 'class-transformer';
import type { ValidationError } from 'class-validator';
import { isDeepStrictEqual } from 'node:util';
import { type AccountingCase, requestOf } from '../auth/principal.js';
import { memoized } from '../engine/kit/memoized.js';
import { type Detail, invalid, Problem } from '../problem.js';
import { examplesOf } from './example.js';
import { isStorable, RawBody } from './raw-body.js';
import { declaredBy, errorsOf } from './rules.js';
import { fieldsTold, shapely, takesAnything } from './shape.js';
import { asDeclared, asSpelled, type Keys, keysFor, keysIn, type Spelling } from './spelling.js';

/** Unknown parameters that a refusal names: a query has room for thousands. */
const MOST_NAMED = 20;

interface Reading {
  /** How the keys of a request may be spelled; as the class declares them unless said otherwise. */
  spelling?: Spelling;
  /** No body at all counts as `{}`. */
  optional?: boolean;
}

/** The body of a request as a DTO: what the class does not declare is dropped, what it declares is checked. */
export function Fields<Dto extends object>(
  dto: Type<Dto>,
  { spelling, optional = false }: Reading = {},
): ParameterDecorator {
  const read = createParamDecorator((_: unknown, context: ExecutionContext) =>
    checked(dto, bodyOf(context, optional), spelledFor(context, spelling)).orRefuse(),
  );
  return both(read(), ApiBody({ type: dto, required: !optional, examples: examplesOf(dto) }));
}

/** The body of a partial update. `against` tells it from what is stored. */
export function Changed<Dto extends object>(dto: Type<Dto>, { spelling }: Reading = {}): ParameterDecorator {
  const read = createParamDecorator(
    (_: unknown, context: ExecutionContext) =>
      new Changes(checked(dto, bodyOf(context), spelledFor(context, spelling))),
  );
  return both(read(), ApiBody({ type: dto, examples: examplesOf(dto) }));
}

/** One DTO of a list, or the Problem that it is. */
export type Item<Dto> = () => Dto;

/** The body of a request that is a list. Each item is checked when it is asked for: what is wrong with one is no matter of the others. */
export function Items<Dto extends object>(dto: Type<Dto>, { most }: { most: number }): ParameterDecorator {
  const read = createParamDecorator((_: unknown, context: ExecutionContext): Item<Dto>[] =>
    rawBodyOf(context)
      .items(most)
      .map((item) => () => checked(dto, item()).orRefuse()),
  );
  const document: MethodDecorator = applyDecorators(
    ApiExtraModels(dto),
    ApiBody({ schema: { type: 'array', items: { $ref: getSchemaPath(dto) }, maxItems: most }, examples: asList(dto) }),
  );
  return both(read(), document);
}

// What is an example of an item makes, one after the other, an example of a list.
const asList = (dto: Type<object>) => ({
  several: { summary: 'One after the other', value: Object.values(examplesOf(dto) ?? {}).map(({ value }) => value) },
});

/** The query of a list as a DTO. A name that it does not know is refused: a filter that is ignored answers wrongly. Names that fit `tolerating` are passed over. */
export function Query<Dto extends object>(
  dto: Type<Dto>,
  { tolerating, spelling = asDeclared }: Reading & { tolerating?: RegExp } = {},
): ParameterDecorator {
  const read = createParamDecorator((_: unknown, context: ExecutionContext) => {
    const query = queryOf(context, tolerating);
    const spelled = spelledFor(context, spelling);
    const known = keysOf(dto, spelled);
    const unknown = Object.keys(query)
      .filter((name) => !known.has(name))
      .slice(0, MOST_NAMED);
    if (unknown.length > 0)
      throw refusal(unknown.map((field) => ({ field, rule: 'unknown', message: `${field} is not a known parameter` })));
    return checked(dto, query, spelled).orRefuse();
  });
  keepWords(dto);
  return both(read(), ApiQuery({ type: dto }));
}

// Of what a field of a query is, Nest puts all into the document but its `enum`; what stands under `schema` it takes as it is.
function keepWords(dto: Type<object>): void {
  const prototype = dto.prototype as object;
  for (const name of fieldsTold(prototype)) {
    const told = Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES, prototype, name) as { enum?: unknown };
    if (told.enum)
      Reflect.defineMetadata(
        DECORATORS.API_MODEL_PROPERTIES,
        { ...told, schema: { enum: told.enum } },
        prototype,
        name,
      );
  }
}

/**
 * A partial update on its way in. Left out = unchanged, `null` = cleared, a value = checked and set.
 * A value equal to what is stored is never refused, whatever a contract's limits say: reading a record and writing it
 * back always works.
 */
export class Changes<Dto extends object> {
  constructor(private readonly input: Checked<Dto>) {}

  /** The fields that the request really had and the contract knows, in the request's order. */
  get keys(): string[] {
    return Object.keys(this.input.value);
  }

  /** True for `{}`: not a single key, known or not. */
  get isEmpty(): boolean {
    return this.input.sent.length === 0;
  }

  /** Was this key sent, known or not? */
  has(key: string): boolean {
    return this.input.sent.includes(key);
  }

  /**
   * The DTO. `current` is asked for the stored record in the same vocabulary only when something would be refused, or
   * when a text was cleaned: a record that was stored before a rule became stricter is written back as it is read.
   */
  async against(current: () => Promise<object>): Promise<Dto> {
    const { broken, sentAs } = this.input;
    const value = { ...this.input.value } as Record<string, unknown>;
    if (broken.length === 0 && !isCleaned(sentAs, value)) return this.input.value;
    const stored = (await current().catch(nothing)) as Record<string, unknown>;
    const unchanged = new Set(
      this.keys.filter((key) => key in stored && [value[key], sentAs[key]].some((one) => isSame(one, stored[key]))),
    );
    const wrong = broken.filter(
      ({ field }) =>
        !unchanged.has(field.split('.')[0]!) && ![value, sentAs].some((one) => sameAt(field.split('.'), one, stored)),
    );
    if (wrong.length > 0) throw this.input.refused(wrong);
    // What else is sent as it is stored is said all the same: it may contradict, or depend on, another field.
    const refused = new Set(broken.map(({ field }) => field.split('.')[0]!));
    for (const key of unchanged) if (refused.has(key) || !isSame(value[key], stored[key])) delete value[key];
    for (const key of Object.keys(value)) value[key] = withoutUnchanged(value[key], sentAs[key], stored[key]);
    return value as Dto;
  }
}

const isSame = (one: unknown, other: unknown) => isDeepStrictEqual(plain(one), plain(other));

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Is a text, here or inside, another one than was sent? An empty one that clears is not: no record holds it. */
function isCleaned(sent: unknown, value: unknown): boolean {
  if (typeof sent === 'string') return sent !== '' && sent !== value;
  if (Array.isArray(sent) && Array.isArray(value))
    return sent.length !== value.length || sent.some((one, at) => isCleaned(one, value[at]));
  return isObject(sent) && isObject(value) && Object.keys(value).some((key) => isCleaned(sent[key], value[key]));
}

/** The keys of an object that were not sent as they are stored. Left out means unchanged there too. */
function withoutUnchanged(value: unknown, sent: unknown, stored: unknown): unknown {
  if (!isObject(value) || !isObject(sent) || !isObject(stored)) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([key]) => !(key in stored && isSame(sent[key], stored[key]))),
  );
}

// Of a record that is not there nothing is unchanged: the body is refused before the record is missed.
function nothing(error: unknown): object {
  if (error instanceof Problem && error.kind === 'not_found') return {};
  throw error;
}

interface Checked<Dto> {
  value: Dto;
  broken: Detail[];
  /** By field, what the request had before it was cleaned. */
  sentAs: Record<string, unknown>;
  /** Every key of the request, known or not. */
  sent: string[];
  /** A refusal in the caller's own spelling. */
  refused(some: Detail[]): Problem;
  orRefuse(): Dto;
}

const bodyOf = (context: ExecutionContext, optional = false): Record<string, unknown> => {
  const { body } = requestOf(context);
  if (optional && (!(body instanceof RawBody) || body.bytes.length === 0)) return {};
  return rawBodyOf(context).object();
};

function rawBodyOf(context: ExecutionContext): RawBody {
  const { body } = requestOf(context);
  if (!(body instanceof RawBody)) throw new Problem('unreadable', 'The body is empty.');
  return body;
}

function queryOf(context: ExecutionContext, tolerating?: RegExp): Record<string, string> {
  const query = Object.fromEntries(
    Object.entries(requestOf(context).query as Record<string, string | string[]>).filter(
      ([name]) => !tolerating?.test(name),
    ),
  );
  const bad = Object.entries(query).find(([name, value]) => Array.isArray(value) || !isStorable(name + value));
  if (bad) throw refusal([{ field: bad[0], rule: 'single', message: `${bad[0]} must be given once, as plain text` }]);
  return query as Record<string, string>;
}

function checked<Dto extends object>(
  dto: Type<Dto>,
  source: Record<string, unknown>,
  spelled = AS_DECLARED,
): Checked<Dto> {
  const keys = keysIn(source, keysOf(dto, spelled));
  const sentAs = Object.fromEntries(Array.from(keys, ([field, key]) => [field, source[key]]));
  const value = plainToInstance(dto, shapely(dto, sentAs));
  for (const field of keys.keys()) if (takesAnything(dto, field)) Object.assign(value, { [field]: sentAs[field] });
  const broken = details(errorsOf(value));
  const refused = (some: Detail[]) => refusal(some.map((detail) => asSpelled(detail, keys)));
  const orRefuse = () => {
    if (broken.length > 0) throw refused(broken);
    return value;
  };
  return { value, broken, sentAs, sent: Object.keys(source), refused, orRefuse };
}

const refusal = (details: Detail[]) => invalid(details.map(({ message }) => message).join('; '), ...details);

function details(errors: ValidationError[], parent = ''): Detail[] {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const field = parent ? `${parent}.${property}` : property;
    return [
      ...Object.entries(constraints).map(([rule, message]) => ({ field, rule, message })),
      ...details(children, field),
    ];
  });
}

/** A way to spell keys, with the case that wins where a request has both. */
interface Spelled {
  spelling: Spelling;
  preferred: AccountingCase;
}

const AS_DECLARED: Spelled = { spelling: asDeclared, preferred: 'camel' };

/** The case of the answers to the caller wins. */
const spelledFor = (context: ExecutionContext, spelling: Spelling = asDeclared): Spelled => ({
  spelling,
  preferred: requestOf(context).principal?.tenant.accountingCase ?? 'camel',
});

const known = {
  camel: new WeakMap<Spelling, WeakMap<Type<object>, Keys>>(),
  snake: new WeakMap<Spelling, WeakMap<Type<object>, Keys>>(),
};

const keysOf = (dto: Type<object>, { spelling, preferred }: Spelled): Keys =>
  memoized(
    memoized(known[preferred], spelling, () => new WeakMap()),
    dto,
    () => keysFor(declaredBy(dto), spelling, preferred),
  );

const plain = (value: unknown): unknown =>
  value && typeof value === 'object' ? (JSON.parse(JSON.stringify(value)) as unknown) : value;

/** Is there something at this path in both, and is it the same? For what is wrong inside an object of which other parts change. */
function sameAt(path: string[], one: unknown, other: unknown): boolean {
  const [mine, theirs] = [one, other].map((object) =>
    path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | null | undefined)?.[key], object),
  );
  return mine !== undefined && isDeepStrictEqual(plain(mine), plain(theirs));
}

const both =
  (read: ParameterDecorator, document: MethodDecorator): ParameterDecorator =>
  (target, key, index) => {
    read(target, key, index);
    document(target, key!, Object.getOwnPropertyDescriptor(target, key!)!);
  };
