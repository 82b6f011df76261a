import { SetMetadata, type Type } from '@nestjs/common';

/** What a contract may do with a word: read it, give it only with a new record, or write it at any time. */
export type WordAccess = 'read' | 'create' | 'write';

/** A word of a contract's answers, and the fields of the record that it stands for. */
export interface Word<Field extends string = string> {
  /** All fields that the word shows. */
  readonly of: readonly Field[];
  readonly access: WordAccess;
  /** The keys for it in a request, preferred key first, if they differ from the word. */
  readonly as?: readonly string[];
  /** The only action that writes it; an update ignores it. */
  readonly by?: string;
  /** Fields that a write of it changes beside the fields that it shows. */
  readonly moves?: readonly Field[];
  /** It shows the time of the last change, so every write changes it. */
  readonly stamp?: true;
}

/**
 * Everything that a contract can read or change, by the words of its answers: `address.city` is a key in an object,
 * `emails[].name` one in each object of a list.
 */
export type Footprint<Field extends string = string> = Readonly<Record<string, Word<Field>>>;

type Written<Field extends string> = Pick<Word<Field>, 'as' | 'by' | 'moves'>;

export const readsOf = <Field extends string>(of: Field | readonly Field[]): Word<Field> => ({
  of: [of].flat() as Field[],
  access: 'read',
});
export const reads = <Field extends string>(...of: Field[]): Word<Field> => ({ of, access: 'read' });
export const stamps = <Field extends string>(...of: Field[]): Word<Field> => ({ of, access: 'read', stamp: true });
export const creates = <Field extends string>(...of: Field[]): Word<Field> => ({ of, access: 'create' });
export const writes = <Field extends string, Moved extends string = never>(
  of: Field | readonly Field[],
  { as, by, moves }: Written<Moved> = {},
): Word<Field | Moved> => ({
  of: [of].flat() as Field[],
  access: 'write',
  ...(as && { as }),
  ...(by && { by }),
  ...(moves && { moves }),
});

/**
 * The words of objects that stand under a key, or in a list under it: `inside('emails[]', { name: … })` has
 * `emails[].name`.
 */
export const inside = <Field extends string>(key: string, words: Footprint<Field>): Footprint<Field> =>
  Object.fromEntries(Object.entries(words).map(([word, meaning]) => [`${key}.${word}`, meaning]));

/** Declares the fields of the record that a controller's words stand for. Documents show them; tests check them. */
export const Covers = (footprint: Footprint): ClassDecorator => SetMetadata(FOOTPRINT, footprint);

/** The footprint that `Covers` gave to a controller. */
export const coveredBy = (controller: Type) => Reflect.getMetadata(FOOTPRINT, controller) as Footprint | undefined;

/** The footprint of several controllers together. */
export const footprintOf = (controllers: readonly Type[]): Footprint =>
  Object.assign({}, ...controllers.map(coveredBy)) as Footprint;

/**
 * By field of the record, its key in a request: for refusals. If several words stand for a field, a word that can be
 * written is preferred, then the first.
 */
export function renamesOf(footprint: Footprint): Record<string, string> {
  const single = Object.entries(footprint).filter(([, { of }]) => of.length === 1);
  const best = [
    ...single.filter(([, { access }]) => access !== 'read'),
    ...single.filter(([, { access }]) => access === 'read'),
  ];
  return Object.fromEntries(best.toReversed().map(([word, { of, as = [word] }]) => [of[0]!, as[0]!]));
}

/** All fields that the words show. */
export const fieldsOf = <Shown extends Footprint>(footprint: Shown) =>
  [...new Set(Object.values(footprint).flatMap(({ of }) => of))] as Shown[keyof Shown]['of'][number][];

const FOOTPRINT = 'clientela:footprint';
