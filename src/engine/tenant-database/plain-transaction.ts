import type { PoolClient } from 'pg';
import { FinalStatement, type Statement } from './database.js';
import { isAftermath, statementError } from './failures.js';
import type { Opening } from './fenced-query.js';
import { ONE_TENANT, ROLLED_BACK } from './pipelined-transaction.js';
import type { TenantId } from './tenant-id.js';

/** A transaction under way, statement by statement. */
export class PlainTransaction {
  /** The statements so far: each begins when the one before it is answered. */
  private last: Promise<unknown>;
  private hasBegun = false;
  private isOpen = false;
  private readonly posted: Promise<unknown>[] = [];

  constructor(
    private readonly client: PoolClient,
    private readonly openingFor: (tenant: TenantId | undefined) => Opening,
    private tenant?: TenantId,
  ) {
    this.last = Promise.resolve();
  }

  isOf(tenant: TenantId | undefined): boolean {
    return tenant === undefined || this.tenant === undefined || this.tenant === tenant;
  }

  async rows<Row>(tenant: TenantId | undefined, statement: Statement): Promise<Row[]> {
    if (!this.isOf(tenant)) throw new Error(ONE_TENANT);
    this.tenant ??= tenant;
    const rows = this.last.then(() => this.ask<Row>(tenant, statement));
    this.last = rows.catch(ignore);
    return rows;
  }

  /** Sends a statement before COMMIT, which waits for it. `refused` throws the error of the transaction. */
  atCommit(tenant: TenantId, statement: Statement, refused: (error: unknown) => never): void {
    const posted = this.rows(tenant, statement).catch(refused);
    posted.catch(ignore);
    this.posted.push(posted);
  }

  async run<Result>(work: () => Promise<Result | FinalStatement<Result>>): Promise<Result> {
    try {
      const given = await work();
      const result = given instanceof FinalStatement ? await given.answer : given;
      await Promise.all(this.posted);
      await this.last;
      if (this.hasBegun) {
        const { command } = await this.client.query('COMMIT').catch((error: unknown) => {
          throw statementError(error);
        });
        if (command === 'ROLLBACK') throw new Error(ROLLED_BACK);
      }
      return result;
    } catch (error) {
      await this.last;
      const failures = (await Promise.allSettled(this.posted)).flatMap((one) =>
        one.status === 'rejected' ? [one.reason as unknown] : [],
      );
      if (this.hasBegun) await this.client.query('ROLLBACK').catch(ignore);
      // After a failure every later statement fails too. The first cause is the error of the transaction.
      throw [error, ...failures].find((one) => !isAftermath(one)) ?? error;
    }
  }

  private async ask<Row>(tenant: TenantId | undefined, statement: Statement): Promise<Row[]> {
    if (!this.hasBegun) await rowsOf(this.client, { text: 'BEGIN' });
    this.hasBegun = true;
    if (!this.isOpen) {
      const { text, values } = this.openingFor(tenant);
      await rowsOf(this.client, { text, values });
      this.isOpen = tenant !== undefined;
    }
    return rowsOf<Row>(this.client, statement);
  }
}

/** Runs one statement by pg's public interface. */
export async function rowsOf<Row>(
  client: PoolClient,
  { text, values = [] }: Pick<Statement, 'text' | 'values'>,
): Promise<Row[]> {
  try {
    return (await client.query<Row & object>(text, [...values])).rows;
  } catch (error) {
    throw statementError(error);
  }
}

/** As many rows as fit into so many bytes (of their JSON, as a measure), and at least one. */
export function cutAfter<Row>(rows: Row[], maxBytes = Infinity): { rows: Row[]; isCut: boolean } {
  if (maxBytes === Infinity) return { rows, isCut: false };
  let bytes = 0;
  const fitting = rows.findIndex((row, at) => (bytes += Buffer.byteLength(JSON.stringify(row))) > maxBytes && at > 0);
  return fitting === -1 ? { rows, isCut: false } : { rows: rows.slice(0, fitting), isCut: true };
}

// The caller that waits for the statement hears of its failure.
const ignore = () => {};
