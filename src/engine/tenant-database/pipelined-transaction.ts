import type { PoolClient } from 'pg';
import { cork, uncork } from './corking.js';
import { FinalStatement } from './database.js';
import { isAftermath, statementError, toFailure } from './failures.js';
import type { Opening } from './fenced-query.js';
import { type Answer, type NamedStatement, send } from './pipeline.js';
import type { TenantId } from './tenant-id.js';

/** A transaction under way. Its BEGIN is sent with its first statement. */
export class PipelinedTransaction {
  /** Why BEGIN failed, if it did. */
  private begun?: Promise<unknown>;
  /** Whether the tenant was set, if there is one by now. */
  private isOpen = false;
  /** Statements that the work does not wait for. They are sent together with the next one. */
  private readonly posted: Promise<unknown>[] = [];
  private isCorked = false;
  private isEnded = false;

  constructor(
    private readonly client: PoolClient,
    private readonly openingFor: (tenant: TenantId | undefined) => Opening,
    /** In a transaction that makes a tenant: undefined until a statement names it. */
    private tenant?: TenantId,
  ) {}

  /** Whether a nested transaction or statement of this tenant may join. */
  isOf(tenant: TenantId | undefined): boolean {
    return tenant === undefined || this.tenant === undefined || this.tenant === tenant;
  }

  async rows<Row>(tenant: TenantId | undefined, statement: NamedStatement): Promise<Row[]> {
    const answer = this.send<Row>(tenant, statement);
    // Statements of one turn of the event loop leave together.
    process.nextTick(() => this.sendOff());
    return (await answer).rows;
  }

  /** Sends a statement with the next one, or with COMMIT. `refused` throws the error of the transaction. */
  post(tenant: TenantId, statement: NamedStatement, refused: (error: unknown) => never): void {
    const posted = this.send(tenant, statement).catch(refused);
    // The commit waits for it. It may fail before, and must not count as an unhandled rejection.
    posted.catch(ignore);
    this.posted.push(posted);
  }

  async run<Result>(work: () => Promise<Result | FinalStatement<Result>>): Promise<Result> {
    try {
      const result = await work();
      if (result instanceof FinalStatement) this.posted.push(result.answer);
      await this.commit();
      return await (result instanceof FinalStatement ? result.answer : result);
    } catch (error) {
      this.sendOff();
      const failures = (await Promise.allSettled(this.posted)).flatMap((one) =>
        one.status === 'rejected' ? [one.reason as unknown] : [],
      );
      if (this.begun && !this.isEnded) await this.client.query('ROLLBACK').catch(ignore);
      // After a failure every later statement fails too. The first cause is the error of the transaction.
      throw (await this.begun) ?? [error, ...failures].find((one) => !isAftermath(one)) ?? error;
    }
  }

  private async send<Row>(tenant: TenantId | undefined, statement: NamedStatement): Promise<Answer<Row>> {
    if (!this.isOf(tenant)) throw new Error(ONE_TENANT);
    this.tenant ??= tenant;
    const opening = this.isOpen ? undefined : this.openingFor(tenant);
    this.isOpen ||= tenant !== undefined;
    this.holdBack();
    this.begun ??= this.client.query('BEGIN').then(() => undefined, toFailure);
    return send<Row>(this.client, statement, opening);
  }

  // COMMIT checks deferred constraints, so it may fail like any statement. If an earlier statement failed and the work
  // ignored that, COMMIT does not fail: it rolls back, and only its tag says so.
  private async commit(): Promise<void> {
    if (!this.begun) return;
    this.isEnded = true;
    const ended = this.client.query('COMMIT').catch((error: unknown) => {
      throw statementError(error);
    });
    this.sendOff();
    // Only when everything is answered may other work use the connection.
    await Promise.allSettled([ended, ...this.posted]);
    await Promise.all(this.posted);
    const failed = await this.begun;
    if (failed) throw failed as Error;
    const { command } = await ended;
    if (command === 'ROLLBACK') throw new Error(ROLLED_BACK);
  }

  private holdBack(): void {
    if (!this.isCorked) cork(this.client);
    this.isCorked = true;
  }

  private sendOff(): void {
    if (this.isCorked) uncork(this.client);
    this.isCorked = false;
  }
}

export const ONE_TENANT = 'A transaction belongs to one tenant';
export const NO_TRANSACTION = 'There is no transaction that it could be part of';
export const ROLLED_BACK = 'The transaction had failed and was rolled back';

// The caller that waits for the statement hears of its failure.
const ignore = () => {};
