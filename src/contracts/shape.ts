import type { Type } from '@nestjs/common';
import { DECORATORS } from '@nestjs/swagger';
import { memoized } from '../engine/kit/memoized.js';

/** The shape of a field that is not a plain value or a list of them: any JSON, or an object with declared fields. */
type Shape = 'anything' | { fields: ReadonlySet<string> };

/** No contract takes a longer list. A longer list is cut to this length, which is enough to refuse it. */
const MOST_ITEMS = 1_001;

const MOST_KEYS_OF_ITEM = 10;

interface Documented {
  type?: unknown;
  additionalProperties?: unknown;
}

const shapes = new WeakMap<Type<object>, Map<string, Shape | undefined>>();

/** Whether the field takes any JSON. Such a value is passed on unchanged. */
export const takesAnything = (dto: Type<object>, field: string): boolean => shapeOf(dto, field) === 'anything';

/**
 * The fields of a request, reduced to what their rules check. A value of a wrong shape is refused for its type, so its
 * content is dropped: class-transformer would copy all of it, at some microseconds per value.
 */
export function shapely(dto: Type<object>, fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const shaped: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(fields)) {
    if (typeof value !== 'object' || value === null) shaped[field] = value;
    else if (!takesAnything(dto, field)) shaped[field] = shapedAs(shapeOf(dto, field), value);
  }
  return shaped;
}

function shapedAs(shape: Shape | undefined, value: object): unknown {
  if (!shape || shape === 'anything') return Array.isArray(value) ? value.slice(0, MOST_ITEMS).map(shortItem) : {};
  if (Array.isArray(value)) return [];
  const known = Object.entries(value).filter(([key]) => shape.fields.has(key));
  return Object.fromEntries(known.map(([key, inner]) => [key, emptied(inner)]));
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const emptied = (value: unknown): unknown => (isObject(value) ? (Array.isArray(value) ? [] : {}) : value);

/** An item of a list may be an object with a text in it, such as `{tag}`. */
function shortItem(item: unknown): unknown {
  if (!isObject(item) || Array.isArray(item)) return emptied(item);
  const some = Object.entries(item).slice(0, MOST_KEYS_OF_ITEM);
  return Object.fromEntries(some.map(([key, inner]) => [key, emptied(inner)]));
}

function shapeOf(dto: Type<object>, field: string): Shape | undefined {
  const known = memoized(shapes, dto, () => new Map<string, Shape | undefined>());
  if (!known.has(field)) known.set(field, declared(dto, field));
  return known.get(field);
}

// Derived classes (PartialType, …) copy the documentation of fields.
function declared(dto: Type<object>, field: string): Shape | undefined {
  const documented = Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES, dto.prototype as object, field) as
    Documented | undefined;
  if (documented?.additionalProperties === true) return 'anything';
  if (typeof documented?.type !== 'function' || documented.type.prototype !== undefined) return undefined;
  return { fields: new Set(documentedFields((documented.type as () => Type<object>)().prototype as object)) };
}

/** The plain type that a field is documented with: `integer`, `boolean`, `array`, and so on. */
export function plainTypeOf(dto: Type<object>, field: string): string | undefined {
  const documented = Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES, dto.prototype as object, field) as
    Documented | undefined;
  return typeof documented?.type === 'string' ? documented.type : undefined;
}

/** The documented fields of a class. Nest lists them as `:name`. */
export function documentedFields(prototype: object): string[] {
  const keys = Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES_ARRAY, prototype) as string[] | undefined;
  return (keys ?? []).map((key) => key.slice(1));
}
