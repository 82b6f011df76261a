import { applyDecorators, type CanActivate, type ExecutionContext, Injectable, UseGuards } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { assertNotAhead, nonceFrom, NoncesService } from '../nonces.service.js';
import { activeRequest } from '../../active-request.js';
import { Problem } from '../../problem.js';
import { requestOf } from '../../request-of.js';

const nonceOf = (context: ExecutionContext) => (requestOf(context).query as Record<string, unknown>)['nonce'];

/**
 * Spends the nonce of a request after the caller was authenticated and throttled. It stays spent even if the request
 * fails.
 */
@Injectable()
export class NonceGuard implements CanActivate {
  constructor(private readonly nonces: NoncesService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const nonce = nonceFrom(nonceOf(context));
    assertNotAhead(nonce);
    await this.nonces.spend(requestOf(context).principal!, nonce).catch(trySoonIfKeyed);
    return true;
  }
}

/** With an idempotency key, the nonce may be that of the first try, which is under way. Its answer then comes soon. */
function trySoonIfKeyed(error: unknown): never {
  const isFirstUnderWay = error instanceof Problem && error.kind === 'nonce_reused' && activeRequest()?.keeping;
  throw isFirstUnderWay ? new Problem(error.kind, error.message, { retryAfter: 1 }) : error;
}

/** Checks the form of an optional nonce without spending it. */
@Injectable()
export class OptionalNonceGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (nonceOf(context) !== undefined) nonceFrom(nonceOf(context));
    return true;
  }
}

/** The example is a time in milliseconds. */
const schema = {
  type: 'integer',
  format: 'int64',
  minimum: 1,
  maximum: Number.MAX_SAFE_INTEGER,
  example: 1_732_800_000_000,
} as const;

export const WithNonce = () =>
  applyDecorators(
    UseGuards(NonceGuard),
    ApiQuery({
      name: 'nonce',
      required: true,
      schema,
      description:
        'Greater than the last one of this session’s user or API token: for example the time in milliseconds since 1970, one more on a tie. A time more than a day ahead is refused.',
    }),
  );

export const OptionalNonce = () =>
  applyDecorators(
    UseGuards(OptionalNonceGuard),
    ApiQuery({ name: 'nonce', required: false, schema, description: 'Checked, not spent.' }),
  );
