import { Inject, Injectable } from '@nestjs/common';
import { activeRequest } from '../../active-request.js';
import { ENV } from '../../config/config.module.js';
import type { Env } from '../../config/env.js';
import { Database, type TenantId } from '../../engine/tenant-database/index.js';
import { FinishedAnswer } from '../../finished-answer.js';
import { idempotencyKeyInUse, idempotencyKeyReused } from '../../problem.js';
import { sameHash } from '../secrets.js';
import { type FoundAnswer, KeptAnswersRepository, type KeyOnRoute } from './kept-answers.repository.js';

/** A request with a key. */
export interface KeyedRequest extends KeyOnRoute {
  tenant: TenantId;
  requestHash: Buffer;
}

/** The largest answer of a request in parts that is kept, in bytes. The answers of its parts are kept anyway. */
const MOST_BYTES = 1024 * 1024;

/** Keeps the answers to writes with an idempotency key, and gives them again. */
@Injectable()
export class KeptAnswersService {
  private readonly hours: number;

  constructor(
    private readonly database: Database,
    private readonly answers: KeptAnswersRepository,
    @Inject(ENV) env: Env,
  ) {
    this.hours = env.idempotencyHours;
  }

  /** Removes the answers that show a customer, for erasing its personal data. */
  async forgetOf(tenant: TenantId, customerId: number): Promise<void> {
    await this.answers.forgetOf(tenant, customerId);
  }

  /** The answer to the same request before, if there is one. Another request with the key is refused. */
  async find(request: KeyedRequest): Promise<FinishedAnswer | undefined> {
    const { tenant, ...key } = request;
    const found = await this.answers.find(tenant, key, this.hours);
    return found && !found.isExpired ? sameAgain(found, request) : undefined;
  }

  /**
   * Runs `answer` in a transaction that also stores its result: a crash leaves both or neither, and so does a refusal.
   * A second request with the key is refused while the first one runs.
   */
  once(request: KeyedRequest, answer: () => Promise<FinishedAnswer>): Promise<FinishedAnswer> {
    const { tenant, ...key } = request;
    const work = async () => {
      // The look-up is a statement of its own after the lock, so it sees what the previous holder has committed.
      const [isTaken, found] = await Promise.all([
        this.answers.lock(tenant, key),
        this.answers.find(tenant, key, this.hours),
      ]);
      if (!isTaken) throw idempotencyKeyInUse();
      if (found && !found.isExpired) return sameAgain(found, request);
      if (found) await this.answers.forget(tenant, key);
      const first = await answer();
      this.keep(request, first);
      return first;
    };
    return this.database.transaction(tenant, work, { encloses: true });
  }

  /** Stores the answer to a request whose parts were stored each with its own write. */
  async keepWhole(request: KeyedRequest, answer: FinishedAnswer): Promise<void> {
    if (answer.body.length > MOST_BYTES) return;
    const { tenant, ...key } = request;
    await this.database.transaction(tenant, async () => {
      const [isTaken, found] = await Promise.all([
        this.answers.lock(tenant, key),
        this.answers.find(tenant, key, this.hours),
      ]);
      if (!isTaken || (found && !found.isExpired)) return;
      if (found) await this.answers.forget(tenant, key);
      this.keep(request, answer);
    });
  }

  private keep({ tenant, ...request }: KeyedRequest, { status, headers, body }: FinishedAnswer): void {
    const customerIds = [...(activeRequest()?.changed ?? [])];
    this.answers.addAtCommit(tenant, { ...request, status, headers, body, customerIds }, this.hours, (error) => {
      throw error;
    });
  }
}

function sameAgain({ requestHash, status, headers, body }: FoundAnswer, request: KeyedRequest): FinishedAnswer {
  if (!sameHash(requestHash, request.requestHash)) throw idempotencyKeyReused();
  return new FinishedAnswer(status, headers, body);
}
