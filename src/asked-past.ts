/** A version of a customer, or the last one at a time. */
export type Moment = { version: number } | { time: Date };

/** That a request asks for a record as it was. */
export class AskedPast<Rows = unknown> {
  /** By customer, its rows at the moment. Statements of one request read them once. */
  readonly rows = new Map<number, Promise<Rows>>();

  constructor(readonly moment: Moment) {}

  /** Whether the request has read something of the past. If not, its route cannot. */
  get isServed(): boolean {
    return this.rows.size > 0;
  }
}
