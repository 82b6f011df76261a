import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { fenced } from '../../database/fence.js';
import { TenantRepository } from '../../database/tenant.repository.js';
import { Database, type TenantId } from '../../engine/tenant-database/index.js';
import { KeptAnswer } from './kept-answer.entity.js';

/** One key of one caller on one route. */
export type KeyOnRoute = Pick<KeptAnswer, 'caller' | 'route' | 'key'>;

export type FoundAnswer = Pick<KeptAnswer, 'requestHash' | 'status' | 'headers' | 'body'> & { isExpired: boolean };

@Injectable()
export class KeptAnswersRepository extends TenantRepository<KeptAnswer> {
  private readonly statements;

  constructor(database: Database, source: DataSource) {
    super(database, source, KeptAnswer);
    const found = this.select(['requestHash', 'status', 'headers', 'body'])
      .addSelect(`t.createdAt < ${OLDEST}`, 'isExpired')
      .andWhere('t.caller = :caller AND t.route = :route AND t.key = :key');
    this.statements = {
      find: fenced(found, { connection: 'shared' }),
      forgetOf: fenced(this.deleting().andWhere("(:customer::bigint = ANY(customerIds) OR customerIds = '{}')")),
      forget: fenced(this.deleting().andWhere('caller = :caller AND route = :route AND key = :key')),
    };
  }

  /** Reads on the primary: a replica might not have it yet. `hours`: the age at which an answer is expired. */
  async find(tenant: TenantId, key: KeyOnRoute, hours: number): Promise<FoundAnswer | undefined> {
    return (await this.write<FoundAnswer>(tenant, this.statements.find, { ...key, hours }))[0];
  }

  /** Takes the lock of a key until the end of the transaction. False if another transaction has it. */
  async lock(tenant: TenantId, { caller, route, key }: KeyOnRoute): Promise<boolean> {
    const [row] = await this.write<{ isTaken: boolean }>(tenant, LOCK, { what: JSON.stringify([caller, route, key]) });
    return row!.isTaken;
  }

  /** Removes an expired answer, so that its key can be used again. */
  async forget(tenant: TenantId, key: KeyOnRoute): Promise<void> {
    await this.write(tenant, this.statements.forget, { ...key });
  }

  /** Removes the answers that show a customer, and those that may: of bulk requests it is not known. */
  async forgetOf(tenant: TenantId, customer: number): Promise<void> {
    await this.write(tenant, this.statements.forgetOf, { customer });
  }

  /** Inserts an answer together with COMMIT, and removes some expired ones. `refused` throws the error. */
  addAtCommit(
    tenant: TenantId,
    answer: Omit<KeptAnswer, 'tenantId' | 'createdAt'>,
    hours: number,
    refused: (error: unknown) => never,
  ): void {
    void this.write(tenant, ADD, { ...answer, hours }, { atCommit: refused });
  }
}

const OLDEST = 'now() - make_interval(hours => :hours)';

// The query builder cannot select without a table.
const LOCK = fenced(
  `SELECT pg_try_advisory_xact_lock(hashtextextended('idempotency key ' || :what, :tenant)) AS "isTaken"`,
);

// One statement, which the query builder cannot write: it also removes a few expired answers of the tenant each time.
// It skips those that another transaction is removing, so that no writer waits.
const ADD = fenced(`WITH outdated AS (
    DELETE FROM kept_answers WHERE tenant_id = :tenant AND (caller, route, key) IN (
      SELECT caller, route, key FROM kept_answers
      WHERE tenant_id = :tenant AND created_at < ${OLDEST} LIMIT 8 FOR UPDATE SKIP LOCKED)
  )
  INSERT INTO kept_answers (tenant_id, caller, route, key, request_hash, status, headers, body, customer_ids)
  VALUES (:tenant, :caller, :route, :key, :requestHash, :status, :headers, :body, :customerIds)`);
