import type { Type } from '@nestjs/common';
import { DECORATORS } from '@nestjs/swagger';
import { memoized } from '../engine/kit/memoized.js';

/** What a field holds beside plain values and lists of them: any JSON, or an object with fields of its own. */
type Shape = 'anything' | { fields: ReadonlySet<string> };

/** No contract takes a longer list; of what is longer, so much is enough to refuse it. */
const MOST_ITEMS = 1_001;

const MOST_KEYS_OF_ITEM = 10;

interface Told {
  type?: unknown;
  additionalProperties?: unknown;
}

const shapes = new WeakMap<Type<object>, Map<string, Shape | undefined>>();

/** Does the field take any JSON? Such a value is passed on as it is, and nothing walks through it. */
export const takesAnything = (dto: Type<object>, field: string): boolean => shapeOf(dto, field) === 'anything';

/**
 * The fields of a request, as much of each as its rules look at. A value of another shape is refused for its type, so its
 * content is left out: class-transformer would copy all of it, and takes some microseconds for each value.
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

// What the document tells of a field is copied to classes that are made of others.
function declared(dto: Type<object>, field: string): Shape | undefined {
  const told = Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES, dto.prototype as object, field) as Told | undefined;
  if (told?.additionalProperties === true) return 'anything';
  if (typeof told?.type !== 'function' || told.type.prototype !== undefined) return undefined;
  return { fields: new Set(fieldsTold((told.type as () => Type<object>)().prototype as object)) };
}

/** The fields that the document tells of a class. Nest lists them as `:name`. */
export function fieldsTold(prototype: object): string[] {
  const keys = Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES_ARRAY, prototype) as string[] | undefined;
  return (keys ?? []).map((key) => key.slice(1));
}
