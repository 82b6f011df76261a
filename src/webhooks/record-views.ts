import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Principal } from '../auth/principal.js';
import { InProcessRequests } from '../bulk/in-process-requests.js';
import { contracts } from '../contracts/index.js';
import { customerIdIn, IdLookUps } from '../contracts/request-ids.js';
import { Problem } from '../problem.js';
import type { ShownBy } from './webhook.js';

/** Shows customers as a contract shows them to a caller. */
@Injectable()
export class RecordViews {
  constructor(
    private readonly requests: InProcessRequests,
    private readonly server: HttpAdapterHost<FastifyAdapter>,
    private readonly ids: IdLookUps,
  ) {}

  /**
   * The answer of a contract to a caller who reads a customer. With a version, it is the customer as it was then.
   * Undefined if the caller cannot see it: it was deleted or erased, or a permission is missing.
   */
  async of(caller: Principal, contract: ShownBy, customerId: number, version: number | null): Promise<unknown> {
    const path = this.addressOf(contract, caller.tenant.slug, await this.idIn(contract, caller, customerId));
    if (path === undefined) return undefined;
    const read = (headers: Record<string, string>) =>
      this.requests.read(caller, contracts[contract].credentials, path, headers);
    const present = await read({});
    // Most events are sent before the customer changes again, and the past takes longer to read.
    const isOfVersion = version === null || versionIn(present.headers.etag) === version;
    const answer = isOfVersion ? present : await read({ 'clientela-as-of': String(version) });
    if (answer.status === 200) return answer.body;
    if ([403, 404, 410].includes(answer.status ?? 0)) return undefined;
    throw new Problem('unavailable', `A customer could not be read: ${answer.status}`);
  }

  /** The ID by which a contract knows a customer. */
  idIn(contract: ShownBy, { tenant }: Principal, customerId: number): Promise<number | string> {
    return customerIdIn(contracts[contract], tenant, customerId, this.ids);
  }

  private addressOf(contract: ShownBy, account: string, id: number | string): string | undefined {
    return this.server.httpAdapter.getInstance().knownRoutes.addressOfRecord(contract, account, id);
  }
}

/** An entity tag begins with the version: `"5.1"`, `W/"5.1"`. */
const versionIn = (tag: unknown) => Number(/^(?:W\/)?"(\d+)\./.exec(String(tag))?.[1] ?? NaN);
