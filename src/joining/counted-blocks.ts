import { type Frequencies, wordBlock } from './name-similarity.js';
import { hashed, houseBlock } from './blocks.js';
import type { Traits } from './traits.js';

/** More counts are forgotten, so that a comparison of very many rows needs no more memory than one of many. */
const MOST_KEPT = 200_000;

/** What the database counts, by the hashes of blocks. */
type Count = (blocks: readonly string[]) => Promise<Map<string, number>>;

/** How many rows have a block, as far as that was asked before. */
export class CountedBlocks implements Frequencies {
  private readonly counts = new Map<string, number>();

  constructor(
    private readonly count: Count,
    readonly total: number,
  ) {}

  of(block: string): number {
    return this.counts.get(block) ?? 0;
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
    for (const [block, hash] of unknown) this.counts.set(block, found.get(hash) ?? 0);
  }
}

function* countedIn({ document, taxIds, emails, domains, phones, names, persons, places }: Traits): Generator<string> {
  if (document) yield document.block;
  for (const values of [taxIds, emails, domains, phones]) for (const { block } of values) yield block;
  for (const { line } of phones) yield line;
  for (const all of [names, persons]) for (const { words } of all) yield* words.map(wordBlock);
  for (const place of places) if (place.numbers.length > 0) yield houseBlock(place);
}
