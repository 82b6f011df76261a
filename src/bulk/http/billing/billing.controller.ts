import { setImmediate as turnOfOthers } from 'node:timers/promises';
import { Controller, Inject, Post, Req } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Writes } from '../../../auth/access.js';
import { routeOf } from '../../../auth/idempotency/idempotency.guard.js';
import { Answers, Refuses } from '../../../contracts/answers.js';
import { billing } from '../../../contracts/billing.js';
import { Chapter } from '../../../contracts/chapter.js';
import { type Item, Items } from '../../../contracts/input.js';
import { BaseUrl } from '../../../contracts/location.js';
import { Speaks } from '../../../contracts/speaks.js';
import { ENV } from '../../../config/config.module.js';
import type { Env } from '../../../config/env.js';
import { idempotencyKeyInUse, idempotencyKeyReused, invalid, Problem } from '../../../problem.js';
import { ClientDisconnected, activeRequest } from '../../../active-request.js';
import { type InProcessRequest, InProcessRequests } from '../../in-process-requests.js';
import { BulkAnswers } from './answers.js';
import { BULK, type BulkAnswer, BulkEntryInput, MOST_ENTRIES } from './billing.dto.js';
import { pathOf } from './uri.js';

const METHODS: readonly InProcessRequest['method'][] = ['GET', 'POST', 'PUT', 'DELETE'];

@Speaks(billing)
@Chapter('Bulk', 'Several requests in one.')
@Controller('api/v3/_bulk')
export class BillingBulkController {
  constructor(
    private readonly requests: InProcessRequests,
    @Inject(ENV) private readonly env: Env,
  ) {}

  // Each entry also needs the permission of its own route.
  @Post()
  @Writes('customers:read', { inParts: true })
  @Answers(200, BULK)
  @Refuses(invalid(`The list must have at most ${MOST_ENTRIES} items.`))
  @ApiOperation({
    operationId: 'sendRequests',
    summary: 'Make several requests at once',
    description:
      `At most ${MOST_ENTRIES} requests, run one after the other. Each gets its own answer; a refused request does ` +
      'not stop or undo the others. If an answer would make all answers together too large, it is 413 instead; ' +
      'if no space is left, the request is not run. Together the requests count as one write. ' +
      'With an `Idempotency-Key`, each request has the key at its place in the list, so a repeated bulk request ' +
      'runs only those that have not succeeded.',
  })
  async bulk(
    @Req() request: FastifyRequest,
    @BaseUrl() baseUrl: string,
    @Items(BulkEntryInput, { most: MOST_ENTRIES }) entries: Item<BulkEntryInput>[],
  ): Promise<BulkAnswers> {
    if (request.principal!.delegated) throw invalid('A bulk request cannot hold another one.');
    const answers = new BulkAnswers(this.env.bulkAnswerLimit);
    for (const [place, entry] of entries.entries()) {
      // The client has left, so the remaining entries are not run. Completed writes stay.
      if (activeRequest()?.isDisconnected) throw new ClientDisconnected(false);
      // Entries that are refused immediately would otherwise run without a pause, and other requests would wait.
      await turnOfOthers();
      await this.answer(request, baseUrl, { entry, part: `${routeOf(request)} ${place}` }, answers);
    }
    return answers;
  }

  private async answer(
    request: FastifyRequest,
    baseUrl: string,
    { entry, part }: { entry: Item<BulkEntryInput>; part: string },
    answers: BulkAnswers,
  ): Promise<void> {
    try {
      if (answers.isFull) throw answers.tooMuch();
      const inner = { ...toRequest(entry(), baseUrl), part };
      let refusal: BulkAnswer | undefined;
      const take = async (body: unknown) => {
        const answer = body as BulkAnswer;
        if (answer.status !== 'OK') refusal = answer;
        // The answer to a write is short, and the caller must learn what was done.
        else if (inner.method !== 'GET') answers.addShort(answer);
        else await answers.add(answer);
      };
      if (!(await this.requests.send(request, billing.credentials, inner, take))) throw nowhere();
      if (refusal) answers.addShort(refusal);
      if (refusal) assertKeyIsFree(refusal);
    } catch (problem) {
      if (!(problem instanceof Problem) || isOfKey(problem)) throw problem;
      answers.addShort(billing.failure(problem).body as BulkAnswer);
    }
  }
}

/**
 * An entry that is under way in another bulk request with the key, or was another request then, refuses the whole. This
 * contract has these statuses for keys only. An entry that may succeed later is tried again with the same key.
 */
function assertKeyIsFree({ code }: BulkAnswer): void {
  if (code === idempotencyStatus.inUse) throw idempotencyKeyInUse();
  if (code === idempotencyStatus.reused) throw idempotencyKeyReused();
  if (code === 429 || code >= 500) activeRequest()?.keeping?.skip();
}

const statusOf = (problem: Problem) => billing.failure(problem).status;
const idempotencyStatus = { inUse: statusOf(idempotencyKeyInUse()), reused: statusOf(idempotencyKeyReused()) };

const isOfKey = ({ kind }: Problem) => kind === 'idempotency_key_in_use' || kind === 'idempotency_key_reused';

function toRequest({ request_method, uri, payload }: BulkEntryInput, baseUrl: string): Omit<InProcessRequest, 'part'> {
  const method = METHODS.find((one) => one === request_method.toUpperCase());
  if (!method) throw new Problem('method_not_allowed', `${request_method} is not possible here.`);
  const path = pathOf(uri, baseUrl);
  if (!path) throw nowhere();
  return { method, path, body: payload === undefined || payload === null ? undefined : JSON.stringify(payload) };
}

const nowhere = () => new Problem('no_such_route', 'There is nothing at this address.');
