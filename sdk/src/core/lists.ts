import type { Call, Whole } from './calls.js';

/** How the pages of a list are asked for. */
export type Paging =
  /** All of it is one page. */
  | { by: 'whole' }
  /** The answer has the cursor of the next page. */
  | { by: 'cursor'; most: number }
  /** Pages have numbers. */
  | { by: 'page'; first: number; size: string; most: number }
  /** The number of items to leave out, in this parameter. */
  | { by: 'offset'; offset: string; most: number };

type Query = Record<string, unknown>;

/**
 * A list. `await` gives the first page, as the server answers it. `for await` gives the items of all pages; each page
 * is requested when the loop comes to it.
 */
export interface List<Page, Item> extends Call<Page>, AsyncIterable<Item> {
  /** The pages, as the server answers them. */
  pages(): AsyncIterable<Page>;
  /** The items of all pages. A number stops after so many. */
  toArray(most?: number): Promise<Item[]>;
  /** The first page, also with what the headers say. */
  withResponse(): Promise<Whole<Page>>;
}

/** Sends nothing until something waits for it. */
export class PagedList<Page, Item> implements List<Page, Item> {
  readonly [Symbol.toStringTag] = 'PagedList';
  private readonly ask: (query: Query) => Call<Page>;
  private readonly query: Query;
  private readonly paging: Paging;
  private readonly itemsOf: (page: Page) => readonly Item[];
  private first: Call<Page> | undefined;

  constructor(
    ask: (query: Query) => Call<Page>,
    query: object | undefined,
    paging: Paging,
    itemsOf: (page: Page) => readonly Item[],
  ) {
    this.ask = ask;
    this.query = { ...query };
    this.paging = paging;
    this.itemsOf = itemsOf;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const page of this.pages()) yield* this.itemsOf(page);
  }

  async *pages(): AsyncGenerator<Page, void, undefined> {
    let query: Query | undefined = this.sized();
    while (query) {
      const page: Page = await this.ask(query);
      yield page;
      query = this.after(query, page);
    }
  }

  async toArray(most = Infinity): Promise<Item[]> {
    const items: Item[] = [];
    if (most <= 0) return items;
    for await (const item of this) {
      items.push(item);
      if (items.length >= most) break;
    }
    return items;
  }

  withResponse(): Promise<Whole<Page>> {
    return this.page().withResponse();
  }

  then<Done = Page, Failed = never>(
    done?: ((page: Page) => Done | PromiseLike<Done>) | null,
    failed?: ((reason: unknown) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Done | Failed> {
    return this.page().then(done, failed);
  }

  catch<Failed = never>(failed?: ((reason: unknown) => Failed | PromiseLike<Failed>) | null): Promise<Page | Failed> {
    return this.page().catch(failed);
  }

  finally(always?: (() => void) | null): Promise<Page> {
    return this.page().finally(always);
  }

  private page(): Call<Page> {
    return (this.first ??= this.ask(this.query));
  }

  /** With a page size, if pages have one. A server gives less than it is asked for if it is asked for too much. */
  private sized(): Query {
    const { paging, query } = this;
    if (paging.by === 'whole') return query;
    const name = paging.by === 'page' ? paging.size : 'limit';
    const size = query[name] === undefined ? USUAL : Number(query[name]);
    return { ...query, [name]: Math.min(size, paging.most) };
  }

  private after(query: Query, page: Page): Query | undefined {
    const { paging } = this;
    const found = this.itemsOf(page).length;
    // A size of 0 is allowed in erp, and none of its pages would be the last one.
    const isLast = (size: unknown) => found === 0 || found < Number(size);
    switch (paging.by) {
      case 'whole':
        return undefined;
      case 'cursor':
        return afterCursor(query, page as { next: string | null }, found);
      case 'page':
        if (isLast(query[paging.size])) return undefined;
        return { ...query, page: Number(query['page'] ?? paging.first) + 1 };
      case 'offset':
        if (isLast(query['limit'])) return undefined;
        return { ...query, [paging.offset]: Number(query[paging.offset] ?? 0) + found };
    }
  }
}

/** Items per page of a loop, unless the caller says how many. */
const USUAL = 100;

/**
 * The feed of changes always has a next page. A loop over it ends with the newest change, unless it asks the server to
 * wait for further ones.
 */
function afterCursor(query: Query, { next }: { next: string | null }, found: number): Query | undefined {
  const isFollowing = Number(query['wait'] ?? 0) > 0;
  return next === null || (found === 0 && !isFollowing) ? undefined : { ...query, after: next };
}
