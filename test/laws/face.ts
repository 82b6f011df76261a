import fc, { type Arbitrary } from 'fast-check';
import type { ContractName } from '../../src/contracts/index.js';
import type { Footprint, Word } from '../../src/contracts/footprint.js';
import type { Schema } from '../../src/contracts/schema.js';
import type { Document } from '../../src/openapi/document.js';
import type { Answer, TestApp } from '../support/app.js';
import { committed } from '../support/documents.js';
import type { SchemaOf, View } from './arbitraries.js';
import { type Entry, type Picture, type Side } from './side.js';
import { beginning, isSeen } from './texts.js';

/** Something that a client of a contract does, as data: fast-check prints it and makes it smaller. */
export interface Step {
  kind: string;
  view: View;
  [more: string]: any;
}

/** What became of a step. */
export interface Outcome {
  answer: Answer;
  customer: number;
  /** What the contract must now show, by path. */
  expected: View;
  /** Spellings of e-mails and phones that may be shown in place of the one that was sent. */
  known?: string[];
  mayChange(entry: Entry, after: Picture): boolean;
  /** It was changed and changed back. */
  flips?: boolean;
  /** What must also be so. */
  also?(after: Picture): void;
}

/** A contract as the laws see it. */
export interface Face {
  contract: ContractName;
  /** Requests that are to be accepted. */
  writes: Arbitrary<Step>;
  perform(side: Side, step: Step, before: Picture): Promise<Outcome>;
  /** Requests that are to be refused. */
  refusals: Arbitrary<Step>;
  /** Sends one; answers the picture from before it too, because it may have had to prepare something. */
  refuse(side: Side, other: Side, step: Step, before: Picture): Promise<{ answer: Answer; before: Picture }>;
  /** All that the contract shows of a customer. */
  read(side: Side, id: number): Promise<View>;
  /** Writes back all that the contract shows. */
  putBack(side: Side, before: Picture): Promise<Answer[]>;
  /** Tries to read, find and write what belongs to the other tenant. */
  trespass(side: Side, other: Side, step: Step, theirs: Picture): Promise<Answer[]>;
}

/** What generators have to know of a contract: its document and its footprint. */
export interface Vocabulary {
  contract: ContractName;
  footprint: Footprint;
  schemas: Record<string, Schema>;
}

export function vocabularyOf(contract: ContractName): Vocabulary {
  const document = JSON.parse(committed(contract)) as Document;
  return { contract, footprint: document['x-footprint'], schemas: document.components.schemas };
}

export const schema = ({ schemas }: Vocabulary, name: string) => schemas[name] as unknown as SchemaOf;

/** The word that a key of a request writes. */
export function wordFor(
  { footprint }: Vocabulary,
  key: string,
  inner?: string,
): [name: string, word: Word] | undefined {
  const name = inner ? `${key}.${inner}` : key;
  return Object.entries(footprint).find(([word, { as = [word], access }]) => access !== 'read' && as.includes(name));
}

/** Every field of the record that a request may change. */
export function fieldsOf(vocabulary: Vocabulary, view: View): Set<string> {
  const words = Object.entries(view).flatMap(([key, value]) => {
    const own = wordFor(vocabulary, key);
    // An object writes the keys that it has; null writes all that it could have.
    const inside =
      typeof value === 'object' && value !== null
        ? Object.keys(value as View)
        : Object.keys(vocabulary.footprint)
            .filter((word) => word.startsWith(`${key}.`))
            .map((word) => word.slice(key.length + 1));
    return own ? [own[1]] : inside.flatMap((inner) => wordFor(vocabulary, key, inner)?.[1] ?? []);
  });
  return new Set(words.flatMap(({ of, moves = [] }) => [...of, ...moves]));
}

/** Puts a tenant's marker before the texts that tell tenants apart. */
export function marked(
  vocabulary: Vocabulary,
  { properties }: SchemaOf,
  view: View,
  marker: string,
  prefix = '',
): View {
  return Object.fromEntries(
    Object.entries(view).map(([key, value]) => {
      const word = vocabulary.footprint[prefix + key];
      const isMarked = word?.of.some((field) => MARKED.has(field)) && typeof value === 'string' && isSeen(value);
      return [key, isMarked ? beginning(value, marker, properties[key]?.maxLength ?? 1000) : value];
    }),
  );
}

const MARKED = new Set(['displayName', 'note', 'legalName', 'emails.name', 'phones.name', 'companyNames.name']);

export const oneOf = <Kind extends string>(...kinds: Kind[]) => fc.constantFrom(...kinds);

export type { Answer, TestApp };
