import type { PoolClient } from 'pg';
import { ClientDisconnected, activeRequest } from '../../active-request.js';
import { cancel } from './cancelling.js';
import type { Connected } from './connections.js';
import { toProblem } from './postgres-errors.js';
import type { ServerPool } from './server-pool.js';

/** Sends one statement on a connection. */
export type Ask = <Row>(client: PoolClient, statement: Asked, isFirst: boolean) => Promise<Row[]>;

type HowAsked = Pick<Asked, 'isPrepared'>;

const BEGIN = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';

export interface Asked {
  text: string;
  values: readonly unknown[];
  /** Is the text one of few, so that the server keeps its plan? */
  isPrepared: boolean;
}

/**
 * A transaction that only reads and sees the database at one moment. It has a connection to itself until `end`, or
 * until the request under way has ended. PostgreSQL ends one that is idle for too long.
 */
export class Snapshot {
  private isOver = false;
  private isCancelled = false;
  private failure?: Error;
  private isAsking = false;
  private isFirst = true;

  private constructor(
    private readonly client: PoolClient,
    private readonly ask: Ask,
    private readonly giveBack: (error?: Error) => void,
  ) {
    client.once('error', this.lost);
    activeRequest()?.whenEnded(() => this.end());
  }

  static open(connected: Connected, pool: ServerPool, ask: Ask): Promise<Snapshot> {
    return new Promise((resolve, reject) => {
      const held = (client: PoolClient) =>
        new Promise<void>((free, fail) => {
          resolve(new Snapshot(client, ask, (error) => (error === undefined ? free() : fail(error))));
        });
      // After `resolve`, this only says that the connection was lost.
      connected(pool, held).catch(reject);
    });
  }

  /** One statement at a time. */
  async rows<Row>(text: string, values: readonly unknown[], { isPrepared }: HowAsked): Promise<Row[]> {
    if (this.isOver) throw this.failure ?? new ClientDisconnected(false);
    // If it fails, so does the statement behind it.
    if (this.isFirst) this.client.query(BEGIN).catch(() => {});
    this.isAsking = true;
    try {
      return await this.ask<Row>(this.client, { text, values, isPrepared }, this.isFirst);
    } catch (error) {
      if (this.isCancelled) throw new ClientDisconnected(true);
      this.end(error);
      throw error;
    } finally {
      this.isAsking = false;
      this.isFirst = false;
    }
  }

  /** Gives the connection back. A statement that is still under way is cancelled. */
  end(error?: unknown): void {
    if (this.isOver) return;
    this.isOver = true;
    this.client.off('error', this.lost);
    if (this.isAsking && error === undefined) {
      this.isCancelled = true;
      cancel(this.client);
      this.giveBack(new ClientDisconnected(true));
    } else if (this.isFirst && !this.isAsking) this.giveBack();
    else
      this.client.query('COMMIT').then(
        () => this.giveBack(),
        (lost: unknown) => this.giveBack(toProblem(lost) as Error),
      );
  }

  private readonly lost = (error: unknown): void => {
    this.isOver = true;
    this.failure = toProblem(error) as Error;
    this.giveBack(this.failure);
  };
}
