import type { PoolClient } from 'pg';
import { answerOf, type FinalStatement, type ReadStatement, type Statement } from './database.js';
import { isAftermath } from './failures.js';
import type { Opening } from './fenced-query.js';
import type { TenantId } from './tenant-id.js';

/** A transaction under way. It belongs to one tenant, and its first failure is its error. */
export abstract class OpenTransaction {
  /** Whether the tenant was set, if there is one by now. */
  protected isOpen = false;
  /** Statements that the work does not wait for. COMMIT waits for them. */
  protected readonly posted: Promise<unknown>[] = [];
  /** Runs after COMMIT. A transaction that starts again begins with an empty list. */
  readonly afterCommit: (() => void)[] = [];
  /** Whether nested transactions wait for their own statements: `TransactionOptions`. */
  encloses = false;

  constructor(
    protected readonly client: PoolClient,
    protected readonly openingFor: (tenant: TenantId | undefined) => Opening,
    /** In a transaction that makes a tenant: undefined until a statement names it. */
    private tenant?: TenantId,
  ) {}

  abstract rows<Row>(tenant: TenantId | undefined, statement: ReadStatement): Promise<Row[]>;

  abstract run<Result>(work: () => Promise<Result | FinalStatement<Result>>): Promise<Result>;

  /** Runs a nested transaction that waits for its statements. Its first failure is its error. */
  async nested<Result>(work: () => Promise<Result | FinalStatement<Result>>): Promise<Result> {
    try {
      const result = await answerOf(await work());
      this.sendOff();
      await Promise.all(this.posted);
      return result;
    } catch (error) {
      this.sendOff();
      throw await this.firstCause(error);
    }
  }

  /** Sends the statements that are held back to travel together. */
  protected abstract sendOff(): void;

  /** Sends a statement that nothing waits for before COMMIT. */
  protected abstract sendUnawaited(tenant: TenantId, statement: Statement): Promise<unknown>;

  /** Whether a nested transaction or statement of this tenant may join. */
  isOf(tenant: TenantId | undefined): boolean {
    return tenant === undefined || this.tenant === undefined || this.tenant === tenant;
  }

  /** Adds a statement that COMMIT waits for. `refused` throws the error of the transaction. */
  post(tenant: TenantId, statement: Statement, refused: (error: unknown) => never): void {
    const posted = this.sendUnawaited(tenant, statement).catch(refused);
    // COMMIT waits for it. It may fail before, and must not count as an unhandled rejection.
    posted.catch(ignore);
    this.posted.push(posted);
  }

  /** The transaction takes the tenant of its first statement that names one, and refuses every other tenant. */
  protected claim(tenant: TenantId | undefined): void {
    if (!this.isOf(tenant)) throw new Error(ONE_TENANT);
    this.tenant ??= tenant;
  }

  /** The error of the transaction: after a failure every later statement fails too, so the first cause counts. */
  protected async firstCause(error: unknown): Promise<unknown> {
    const failures = (await Promise.allSettled(this.posted)).flatMap((one) =>
      one.status === 'rejected' ? [one.reason as unknown] : [],
    );
    return [error, ...failures].find((one) => !isAftermath(one)) ?? error;
  }
}

export const ONE_TENANT = 'A transaction belongs to one tenant';
export const NO_TRANSACTION = 'There is no transaction that it could be part of';
export const ROLLED_BACK = 'The transaction had failed and was rolled back';

/** For a promise whose failure reaches the application in another way. */
export const ignore = () => {};
