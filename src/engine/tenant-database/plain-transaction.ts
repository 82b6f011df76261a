import type { PoolClient } from 'pg';
import { FinalStatement, type Statement } from './database.js';
import { statementError } from './failures.js';
import { ignore, OpenTransaction, ROLLED_BACK } from './open-transaction.js';
import type { TenantId } from './tenant-id.js';

/** Sends statement by statement: each begins when the one before it is answered. */
export class PlainTransaction extends OpenTransaction {
  private last: Promise<unknown> = Promise.resolve();
  private hasBegun = false;

  async rows<Row>(tenant: TenantId | undefined, statement: Statement): Promise<Row[]> {
    this.claim(tenant);
    const rows = this.last.then(() => this.ask<Row>(tenant, statement));
    this.last = rows.catch(ignore);
    return rows;
  }

  protected sendUnawaited(tenant: TenantId, statement: Statement): Promise<unknown> {
    return this.rows(tenant, statement);
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
      const cause = await this.firstCause(error);
      if (this.hasBegun) await this.client.query('ROLLBACK').catch(ignore);
      throw cause;
    }
  }

  /** Each statement is sent when it can be. */
  protected sendOff(): void {}

  private async ask<Row>(tenant: TenantId | undefined, statement: Statement): Promise<Row[]> {
    if (!this.hasBegun) await rowsOf(this.client, { text: 'BEGIN' });
    this.hasBegun = true;
    if (!this.isOpen) {
      await rowsOf(this.client, this.openingFor(tenant));
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
