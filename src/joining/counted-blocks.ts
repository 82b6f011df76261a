import { type Frequencies, wordBlock } from './name-similarity.js';
import { hashed, houseBlock } from './blocks.js';
import type { Traits } from './traits.js';

/** More counts are forgotten, so that a comparison of very many rows needs no more memory than one of many. */
const MOST_KEPT = 200_000;

/** How many customers have a block, and how many rows of the source that is compared with them. */
export interface Count {
  customers: number;
  rows: number;
}

/** What the database counts, by the hashes of blocks. */
type Counting = (blocks: readonly string[]) => Promise<Map<string, Count>>;

/** Two rows that are known to be two customers count as four of which some may be one. */
const APART = 2;

const apart = (count: number) => (count > 1 ? count + APART : count);

const NONE: Count = { customers: 0, rows: 0 };

/** How many rows have a block, as far as that was asked before. */
export class CountedBlocks implements Frequencies {
  private readonly counts = new Map<string, Count>();

  constructor(
    private readonly count: Counting,
    readonly total: number,
  ) {}

  of(block: string): number {
    const { customers, rows } = this.counts.get(block) ?? NONE;
    return Math.max(customers, rows);
  }

  holders(block: string): number {
    return this.of(block);
  }

  /** Between rows and customers. Two rows of one source are two customers. */
  betweenSources(): Frequencies {
    const holders = (block: string) => {
      const { customers, rows } = this.counts.get(block) ?? NONE;
      return Math.max(apart(customers), apart(rows));
    };
    return { of: (block) => this.of(block), holders, total: this.total };
  }

  /** Counts what the evidence for these descriptions asks for. */
  async learn(all: readonly Traits[]): Promise<void> {
    if (this.counts.size > MOST_KEPT) this.counts.clear();
    const unknown = new Map<string, string>();
    for (const traits of all)
      for (const block of countedIn(traits))
        if (!this.counts.has(block) && !unknown.has(block)) unknown.set(block, hashed(block));
    if (unknown.size === 0) return;
    const found = await this.count([...unknown.values()]);
    for (const [block, hash] of unknown) this.counts.set(block, found.get(hash) ?? NONE);
  }
}

function* countedIn({ document, taxIds, emails, domains, phones, names, persons, places }: Traits): Generator<string> {
  if (document) yield document.block;
  for (const values of [taxIds, emails, domains, phones]) for (const { block } of values) yield block;
  for (const { line } of phones) yield line;
  for (const all of [names, persons]) for (const { words } of all) yield* words.map(wordBlock);
  for (const place of places) if (place.numbers.length > 0) yield houseBlock(place);
}
