import type { Rows } from '../rows.js';

/** Some rows of a list and their position in it. The contract's envelope shows both. */
export class Page<Row> {
  constructor(
    readonly rows: Rows<Row>,
    readonly total: number,
    readonly limit: number,
    readonly offset: number,
  ) {}

  map<Other>(change: (row: Row) => Other): Page<Other> {
    return new Page(this.rows.map(change), this.total, this.limit, this.offset);
  }
}
