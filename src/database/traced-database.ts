import {
  Database,
  type FinalStatement,
  type ReadStatement,
  type Snapshot,
  type Statement,
  type SystemStatement,
  type TenantId,
  type TransactionOptions,
  type WriteStatement,
} from '../engine/tenant-database/index.js';
import { NO_TRACES, type Span, type Traces, type Work } from '../engine/traces/index.js';
import { describedStatement } from './described-statement.js';

/**
 * A database whose statements are spans of the work that they belong to. Statements that belong to none, such as those
 * that look for due webhooks every second, have no spans. It is used only if there are traces.
 */
export class TracedDatabase extends Database {
  constructor(
    private readonly database: Database,
    private readonly traces: Traces,
  ) {
    super();
  }

  get isInTransaction(): boolean {
    return this.database.isInTransaction;
  }

  read<Row>(tenant: TenantId, statement: ReadStatement): Promise<Row[]> {
    return this.rows(tenant, statement, () => this.database.read<Row>(tenant, statement));
  }

  write<Row>(tenant: TenantId, statement: WriteStatement): Promise<Row[]> {
    const { atCommit } = statement;
    if (!atCommit) return this.rows(tenant, statement, () => this.database.write<Row>(tenant, statement));
    // The time that it takes belongs to COMMIT, and so to the transaction.
    return this.rows(tenant, statement, () => this.database.write<Row>(tenant, statement), {
      'clientela.at_commit': true,
    });
  }

  reserve<Row>(tenant: TenantId, statement: Statement): Promise<Row[]> {
    return this.rows(tenant, statement, () => this.database.reserve<Row>(tenant, statement));
  }

  system<Row>(statement: SystemStatement): Promise<Row[]> {
    return this.rows(statement.tenant, statement, () => this.database.system<Row>(statement));
  }

  transaction<Result>(
    tenant: TenantId | undefined,
    work: () => Promise<Result | FinalStatement<Result>>,
    options?: TransactionOptions,
  ): Promise<Result> {
    const run = () => this.database.transaction(tenant, work, options);
    if (this.isInTransaction) return run();
    return this.within({ name: 'transaction', attributes: attributesOf(tenant) }, run);
  }

  async snapshot(tenant: TenantId): Promise<Snapshot> {
    const snapshot = await this.database.snapshot(tenant);
    if (!this.traces.isRecording) return snapshot;
    return {
      rows: <Row>(statement: ReadStatement) => this.rows(tenant, statement, () => snapshot.rows<Row>(statement)),
      end: () => snapshot.end(),
    };
  }

  afterCommit(work: () => void): void {
    this.database.afterCommit(work);
  }

  private rows<Row>(
    tenant: TenantId | undefined,
    { text }: Statement,
    run: () => Promise<Row[]>,
    more?: Work['attributes'],
  ): Promise<Row[]> {
    if (!this.traces.isRecording) return run();
    const { summary, operation, table, placeholders } = describedStatement(text);
    const attributes = {
      ...attributesOf(tenant),
      'db.operation.name': operation,
      'db.collection.name': table,
      'db.query.summary': summary,
      'db.query.text': placeholders,
      ...more,
    };
    return this.within({ name: summary, kind: 'client', attributes }, async (span) => {
      const rows = await run();
      span.note({ 'db.response.returned_rows': rows.length });
      return rows;
    });
  }

  private within<Result>(work: Work, run: (span: Span) => Promise<Result>): Promise<Result> {
    return (this.traces.isRecording ? this.traces : NO_TRACES).within(work, run);
  }
}

const attributesOf = (tenant: TenantId | undefined) => ({
  'db.system.name': 'postgresql',
  'clientela.tenant': tenant === undefined ? undefined : Number(tenant),
});
