import { DECORATORS } from '@nestjs/swagger';

/** By field of a record, the longest text in it. */
export type Longest<Kind> = { readonly [Field in keyof Kind]?: number };

type Documented = Readonly<Record<string, unknown>>;

/** The limit of a word that shows one field as it is stored. What `read` makes has a limit of its own. */
export function longestOf<Kind>(
  most: Longest<Kind>,
  of: (keyof Kind & string) | readonly (keyof Kind & string)[],
  made: object | undefined,
): number | undefined {
  const [field, ...others] = [of].flat() as (keyof Kind & string)[];
  const isMade = typeof made === 'function' || (made !== undefined && 'read' in made && made.read !== undefined);
  return field === undefined || others.length > 0 || isMade ? undefined : most[field];
}

/** Documents the longest text of a field of an answer, or of the items of a list. */
export function limited(prototype: object, field: string, longest: number | undefined): void {
  if (longest === undefined) return;
  const documented = documentedAs(prototype, field);
  const isList = documented['type'] === 'array' || documented['isArray'] === true || Array.isArray(documented['type']);
  const { items } = documented as { items?: object };
  const limit = isList ? { items: { type: 'string', ...items, maxLength: longest } } : { maxLength: longest };
  if (documented['enum'] !== undefined) return;
  Reflect.defineMetadata(DECORATORS.API_MODEL_PROPERTIES, { ...documented, ...limit }, prototype, field);
}

/** Refuses, at the start, a word that takes a longer text than answers of other contracts promise for its field. */
export function refuseLonger(prototype: object, field: string, longest: number | undefined): void {
  const { maxLength } = documentedAs(prototype, field) as { maxLength?: number };
  if (longest !== undefined && maxLength !== undefined && maxLength > longest)
    throw new Error(`${field} takes ${maxLength} characters, and its field has at most ${longest}`);
}

const documentedAs = (prototype: object, field: string) =>
  (Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES, prototype, field) ?? {}) as Documented;
