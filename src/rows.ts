/** A value that writes its JSON in parts, because the whole text may not fit into memory. */
export abstract class Streamed {
  abstract json(): AsyncGenerator<string | Buffer>;
}

/** The rows of a list: an array, or a stream that is read while it is sent. */
export interface Rows<Row> {
  map<Other>(change: (row: Row) => Other): Rows<Other>;
}

/** Rows that are read in portions. Each call of `json` reads them from the beginning. */
export class RowStream<Row> extends Streamed implements Rows<Row> {
  constructor(private readonly portions: () => AsyncIterable<readonly Row[]>) {
    super();
  }

  map<Other>(change: (row: Row) => Other): RowStream<Other> {
    return new RowStream(() => mapped(this.portions(), change));
  }

  async *json(): AsyncGenerator<string> {
    let separator = '[';
    for await (const rows of this.portions()) {
      for (const row of rows) {
        yield separator + JSON.stringify(row);
        separator = ',';
      }
    }
    yield separator === '[' ? '[]' : ']';
  }
}

async function* mapped<Row, Other>(
  portions: AsyncIterable<readonly Row[]>,
  change: (row: Row) => Other,
): AsyncGenerator<Other[]> {
  for await (const rows of portions) yield rows.map(change);
}
