import type { PoolClient } from 'pg';
import type { Connected } from './connections.js';
import type { ReadStatement, Snapshot } from './database.js';
import { DatabaseFailure, toFailure } from './failures.js';
import type { ServerPool } from './server-pool.js';
import type { Caller } from './settings.js';

/** What a snapshot needs of the implementation that opened it. */
interface Means {
  /** Sends one statement. The first one sets the tenant, too. */
  ask: <Row>(client: PoolClient, statement: ReadStatement, isFirst: boolean) => Promise<Row[]>;
  /** Cancels the statement that runs on the connection. */
  cancel: (client: PoolClient) => void;
  caller: Caller | undefined;
  /** The error that the application gets. */
  errorFor: (error: unknown) => unknown;
}

const BEGIN = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';

export function openSnapshot(connected: Connected, pool: ServerPool, means: Means): Promise<Snapshot> {
  return new Promise((resolve, reject) => {
    const untilEnd = (client: PoolClient) =>
      new Promise<void>((free, fail) => {
        resolve(new OpenSnapshot(client, means, (error) => (error === undefined ? free() : fail(error))));
      });
    // After `resolve`, a rejection only says that the connection was lost.
    connected(pool, untilEnd).catch(reject);
  });
}

/**
 * It has a connection to itself until `end`, or until the request that it runs for has ended. PostgreSQL ends a
 * transaction that is idle for too long.
 */
class OpenSnapshot implements Snapshot {
  private isOver = false;
  private isCancelled = false;
  private failure?: Error;
  private isAsking = false;
  private isFirst = true;

  constructor(
    private readonly client: PoolClient,
    private readonly means: Means,
    private readonly giveBack: (error?: Error) => void,
  ) {
    client.once('error', this.lost);
    means.caller?.whenEnded(() => this.end());
  }

  rows<Row>(statement: ReadStatement): Promise<Row[]> {
    return this.ask<Row>(statement).catch((error: unknown) => {
      throw this.means.errorFor(error);
    });
  }

  end(error?: unknown): void {
    if (this.isOver) return;
    this.isOver = true;
    this.client.off('error', this.lost);
    if (this.isAsking && error === undefined) {
      this.isCancelled = true;
      this.means.cancel(this.client);
      this.giveBack(new DatabaseFailure('caller_left', undefined, true));
    } else if (this.isFirst && !this.isAsking) this.giveBack();
    else
      this.client.query('COMMIT').then(
        () => this.giveBack(),
        (lost: unknown) => this.giveBack(toFailure(lost) as Error),
      );
  }

  private async ask<Row>(statement: ReadStatement): Promise<Row[]> {
    if (this.isOver) throw this.failure ?? new DatabaseFailure('caller_left');
    // If it fails, so does the statement behind it.
    if (this.isFirst) this.client.query(BEGIN).catch(() => {});
    this.isAsking = true;
    try {
      const rows = await this.means.ask<Row>(this.client, statement, this.isFirst);
      // PostgreSQL had not begun the statement when it was told to cancel it.
      if (this.isCancelled) throw new DatabaseFailure('caller_left', undefined, true);
      return rows;
    } catch (error) {
      if (this.isCancelled) throw new DatabaseFailure('caller_left', undefined, true);
      this.end(error);
      throw error;
    } finally {
      this.isAsking = false;
      this.isFirst = false;
    }
  }

  private readonly lost = (error: unknown): void => {
    this.isOver = true;
    this.failure = toFailure(error) as Error;
    this.giveBack(this.failure);
  };
}
