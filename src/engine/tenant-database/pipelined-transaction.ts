import type { PoolClient } from 'pg';
import { cork, uncork } from './corking.js';
import { FinalStatement, type ReadStatement, type Statement } from './database.js';
import { statementError, toFailure } from './failures.js';
import type { Opening } from './fenced-query.js';
import { ignore, OpenTransaction, ROLLED_BACK } from './open-transaction.js';
import { type Answer, type NamedStatement, send } from './pipeline.js';
import type { TenantId } from './tenant-id.js';

/** Its BEGIN is sent with its first statement, and statements that are not awaited with the next one or COMMIT. */
export class PipelinedTransaction extends OpenTransaction {
  /** Why BEGIN failed, if it did. */
  private begun?: Promise<unknown>;
  private isCorked = false;
  private isEnded = false;

  constructor(
    client: PoolClient,
    openingFor: (tenant: TenantId | undefined) => Opening,
    tenant: TenantId | undefined,
    private readonly named: (statement: ReadStatement) => NamedStatement,
  ) {
    super(client, openingFor, tenant);
  }

  async rows<Row>(tenant: TenantId | undefined, statement: ReadStatement): Promise<Row[]> {
    const answer = this.send<Row>(tenant, statement);
    // Statements of one turn of the event loop leave together.
    process.nextTick(() => this.sendOff());
    return (await answer).rows;
  }

  protected sendUnawaited(tenant: TenantId, statement: Statement): Promise<unknown> {
    return this.send(tenant, statement);
  }

  async run<Result>(work: () => Promise<Result | FinalStatement<Result>>): Promise<Result> {
    try {
      const result = await work();
      if (result instanceof FinalStatement) this.posted.push(result.answer);
      await this.commit();
      return await (result instanceof FinalStatement ? result.answer : result);
    } catch (error) {
      this.sendOff();
      const cause = await this.firstCause(error);
      if (this.begun && !this.isEnded) await this.client.query('ROLLBACK').catch(ignore);
      throw (await this.begun) ?? cause;
    }
  }

  private async send<Row>(tenant: TenantId | undefined, statement: ReadStatement): Promise<Answer<Row>> {
    this.claim(tenant);
    const opening = this.isOpen ? undefined : this.openingFor(tenant);
    this.isOpen ||= tenant !== undefined;
    this.holdBack();
    this.begun ??= this.client.query('BEGIN').then(() => undefined, toFailure);
    return send<Row>(this.client, this.named(statement), opening);
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

  protected sendOff(): void {
    if (this.isCorked) uncork(this.client);
    this.isCorked = false;
  }
}
