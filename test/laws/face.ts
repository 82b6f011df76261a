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

/** One action of a client, as data, so that fast-check can print and shrink it. */
export interface Step {
  kind: string;
  view: View;
  [more: string]: any;
}

/** The result of a step. */
export interface Outcome {
  answer: Answer;
  customer: number;
  /** The values that the contract must show now, by path. */
  expected: View;
  /** Spellings of emails and phones that may be shown in place of the one that was sent. */
  known?: string[];
  mayChange(entry: Entry, after: Picture): boolean;
  /** The step changed the record and changed it back. */
  flips?: boolean;
  /** Further checks of this step. */
  also?(after: Picture): void;
}

/** The operations of a contract that the laws need. */
export interface Face {
  contract: ContractName;
  /** Requests that the server must accept. */
  writes: Arbitrary<Step>;
  perform(side: Side, step: Step, before: Picture): Promise<Outcome>;
  /** Requests that the server must refuse. */
  refusals: Arbitrary<Step>;
  /** Sends a request to be refused. Also returns the picture from before it, because it may need preparation. */
  refuse(side: Side, other: Side, step: Step, before: Picture): Promise<{ answer: Answer; before: Picture }>;
  /** Everything that the contract shows of a customer. */
  read(side: Side, id: number): Promise<View>;
  /** Writes back everything that the contract shows. */
  putBack(side: Side, before: Picture): Promise<Answer[]>;
  /** Tries to read, find and write the other tenant's records. */
  trespass(side: Side, other: Side, step: Step, theirs: Picture): Promise<Answer[]>;
}

/** What generators need from a contract: its document and its footprint. */
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
    // An object writes the keys that it has; null writes every key that it could have.
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

/** Puts a tenant's marker before the texts by which the tests tell tenants apart. */
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
