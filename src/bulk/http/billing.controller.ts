import { Controller, Post, Req } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Writes } from '../../auth/access.js';
import { Answers, Refuses } from '../../contracts/answers.js';
import { billing, BillingApi } from '../../contracts/billing.js';
import { Chapter } from '../../contracts/chapter.js';
import { type Item, Items } from '../../contracts/input.js';
import { BaseUrl } from '../../contracts/location.js';
import { invalid, Problem } from '../../problem.js';
import { type InnerRequest, InnerRequests } from '../inner-requests.js';
import { BULK, type BulkAnswer, BulkEntryInput, type BulkOutput, MOST_ENTRIES, toAnswer } from './billing.dto.js';
import { pathOf } from './billing.uri.js';

const METHODS: readonly InnerRequest['method'][] = ['GET', 'POST', 'PUT', 'DELETE'];

@BillingApi()
@Chapter('Bulk', 'Several requests in one.')
@Controller('api/v3/_bulk')
export class BillingBulkController {
  constructor(private readonly requests: InnerRequests) {}

  // Each entry needs the permission of its own route; this one is for being let in at all.
  @Post()
  @Writes('customers:read')
  @Answers(200, BULK)
  @Refuses(invalid(`The list must have at most ${MOST_ENTRIES} items.`))
  @ApiOperation({
    operationId: 'sendRequests',
    summary: 'Make several requests at once',
    description: `At most ${MOST_ENTRIES}, one after the other. Each is answered by itself: one that is refused does not stop or undo the others. Together they count as one write.`,
  })
  async bulk(@Req() request: FastifyRequest, @BaseUrl() baseUrl: string, @Items(BulkEntryInput, { most: MOST_ENTRIES }) entries: Item<BulkEntryInput>[]): Promise<BulkOutput> {
    if (request.principal!.delegated) throw invalid('A bulk request cannot hold another one.');
    const answers: BulkAnswer[] = [];
    for (const entry of entries) answers.push(await this.answer(request, baseUrl, entry));
    return { _bulk: answers };
  }

  private async answer(request: FastifyRequest, baseUrl: string, entry: Item<BulkEntryInput>): Promise<BulkAnswer> {
    try {
      const answer = await this.requests.send(request, billing.credentials, toRequest(entry(), baseUrl));
      if (!answer) throw nowhere();
      return toAnswer(answer as BulkAnswer);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      return toAnswer(billing.failure(problem, request).body as BulkAnswer);
    }
  }
}

function toRequest({ request_method, uri, payload }: BulkEntryInput, baseUrl: string): InnerRequest {
  const method = METHODS.find((one) => one === request_method.toUpperCase());
  if (!method) throw new Problem('method_not_allowed', `${request_method} is not possible here.`);
  const path = pathOf(uri, baseUrl);
  if (!path) throw nowhere();
  return { method, path, body: payload === undefined || payload === null ? undefined : JSON.stringify(payload) };
}

const nowhere = () => new Problem('no_such_route', 'There is nothing at this address.');
