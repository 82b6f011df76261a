import { applyDecorators, createParamDecorator, type ExecutionContext, type Type } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiQuery, DECORATORS, getSchemaPath } from '@nestjs/swagger';
import { plainToInstance } from 'class-transformer';
import type { ValidationError } from 'class-validator';
import { requestOf } from '../request-of.js';
import { memoized } from '../engine/kit/memoized.js';
import { type Detail, invalid, Problem } from '../problem.js';
import { examplesOf } from './example.js';
import { type Names, withRecords } from './named-records.js';
import { type Checked, Changes } from './partial-update.js';
import { isStorable } from '../normal-forms/texts.js';
import { RawBody } from './raw-body.js';
import { declaredBy, errorsOf } from './rules.js';
import { documentedFields, shapely, takesAnything } from './shape.js';
import { type Case, asDeclared, asSpelled, type Keys, keysFor, keysIn, type Spelling } from './spelling.js';

export { Changes };

/** Maximum number of unknown parameters in a refusal: a query may have thousands. */
const MOST_NAMED = 20;

interface Reading {
  /** The accepted spellings of keys. By default, only the names of the class. */
  spelling?: Spelling;
  /** Fields with IDs of other records, and what they name. The records' own IDs take the place of the contract's. */
  names?: Names;
  /** A missing body means `{}`. */
  optional?: boolean;
}

/** The body of a request as a DTO: declared fields are checked, all others are dropped. */
export function Fields<Dto extends object>(
  dto: Type<Dto>,
  { spelling, names = {}, optional = false }: Reading = {},
): ParameterDecorator {
  const read = createParamDecorator((_: unknown, context: ExecutionContext) =>
    withRecords(checked(dto, bodyOf(context, optional), spelledFor(context, spelling)).orRefuse(), names),
  );
  return both(read(), ApiBody({ type: dto, required: !optional, examples: examplesOf(dto) }));
}

/** The body of a partial update. `Changes.against` compares it with the stored record. */
export function Changed<Dto extends object>(dto: Type<Dto>, { spelling, names }: Reading = {}): ParameterDecorator {
  const read = createParamDecorator(
    (_: unknown, context: ExecutionContext) =>
      new Changes(checked(dto, bodyOf(context), spelledFor(context, spelling)), names),
  );
  return both(read(), ApiBody({ type: dto, examples: examplesOf(dto) }));
}

/** Returns one DTO of a list, or throws a Problem. */
export type Item<Dto> = () => Dto;

/**
 * The body of a request that is a list. Each item is checked when it is read, so an invalid item does not affect
 * others.
 */
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

// The examples of an item together are an example of a list.
const asList = (dto: Type<object>) => ({
  several: { summary: 'One after the other', value: Object.values(examplesOf(dto) ?? {}).map(({ value }) => value) },
});

/**
 * The query of a list as a DTO. Unknown names are refused, because an ignored filter would give wrong answers. Names
 * that match `tolerating` are ignored.
 */
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

// For a field of a query, Nest leaves `enum` out of the document, but copies everything below `schema`.
function keepWords(dto: Type<object>): void {
  const prototype = dto.prototype as object;
  for (const name of documentedFields(prototype)) {
    const documented = Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES, prototype, name) as { enum?: unknown };
    if (documented.enum)
      Reflect.defineMetadata(
        DECORATORS.API_MODEL_PROPERTIES,
        { ...documented, schema: { enum: documented.enum } },
        prototype,
        name,
      );
  }
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

/** Checks an object by the rules of a DTO, as the body of a request. It is for objects that no request has brought. */
export const checkedAs = <Dto extends object>(
  dto: Type<Dto>,
  source: Readonly<Record<string, unknown>>,
  spelling: Spelling = asDeclared,
): Checked<Dto> => checked(dto, source, { spelling, preferred: 'camel' });

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

/** A way to spell keys, and the case that takes precedence if a request has both. */
interface Spelled {
  spelling: Spelling;
  preferred: Case;
}

const AS_DECLARED: Spelled = { spelling: asDeclared, preferred: 'camel' };

/** The case of the answers to the caller takes precedence. */
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

const both =
  (read: ParameterDecorator, document: MethodDecorator): ParameterDecorator =>
  (target, key, index) => {
    read(target, key, index);
    document(target, key!, Object.getOwnPropertyDescriptor(target, key!)!);
  };
