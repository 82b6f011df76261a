import { SetMetadata, type Type } from '@nestjs/common';

/** What a contract may do with a word: read it, give it when a record is made, or write it whenever it likes. */
export type WordAccess = 'read' | 'create' | 'write';

/** A word of a contract's readings and the fields of the record that it stands for. */
export interface Word<Field extends string = string> {
  /** What it shows. One that is composed of several fields names them all. */
  readonly of: readonly Field[];
  readonly access: WordAccess;
  /** What a request calls it, best first, where that is not the word itself. */
  readonly as?: readonly string[];
  /** The only action that writes it; an update passes it over. */
  readonly by?: string;
  /** What a write of it changes beside the fields that it shows. */
  readonly moves?: readonly Field[];
  /** It tells of the last change, so every write moves it. */
  readonly stamp?: true;
}

/**
 * All that a contract can see or change, by the words of its readings: `address.city` is a key in an object,
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

/** The words of objects that stand under a key, or in a list under it: `inside('emails[]', { name: … })` has `emails[].name`. */
export const inside = <Field extends string>(key: string, words: Footprint<Field>): Footprint<Field> =>
  Object.fromEntries(Object.entries(words).map(([word, meaning]) => [`${key}.${word}`, meaning]));

/** Says which part of the record the words of a controller stand for. The document shows it, and the laws of the record are held against it. */
export const Covers = (footprint: Footprint): ClassDecorator => SetMetadata(FOOTPRINT, footprint);

/** What one controller said by `Covers`. */
export const coveredBy = (controller: Type) => Reflect.getMetadata(FOOTPRINT, controller) as Footprint | undefined;

/** What controllers cover together. */
export const footprintOf = (controllers: readonly Type[]): Footprint =>
  Object.assign({}, ...controllers.map(coveredBy)) as Footprint;

/** By field of the record, what a request calls it: for refusals. Of several words the one that can be written counts, then the first. */
export function wordsOf(footprint: Footprint): Record<string, string> {
  const single = Object.entries(footprint).filter(([, { of }]) => of.length === 1);
  const best = [
    ...single.filter(([, { access }]) => access !== 'read'),
    ...single.filter(([, { access }]) => access === 'read'),
  ];
  return Object.fromEntries(best.toReversed().map(([word, { of, as = [word] }]) => [of[0]!, as[0]!]));
}

/** Every field that the words show. */
export const fieldsOf = <Shown extends Footprint>(footprint: Shown) =>
  [...new Set(Object.values(footprint).flatMap(({ of }) => of))] as Shown[keyof Shown]['of'][number][];

const FOOTPRINT = 'clientela:footprint';
