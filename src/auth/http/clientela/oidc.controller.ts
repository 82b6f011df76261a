import { applyDecorators, Controller, Get, HttpCode, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { clientela } from '../../../contracts/clientela.js';
import { allOf, cookieOf } from '../../../contracts/credentials.js';
import { Fields, Query } from '../../../contracts/input.js';
import { Speaks, withCredentials } from '../../../contracts/speaks.js';
import { Undocumented } from '../../../contracts/undocumented.js';
import { conflict, invalid, invalidField } from '../../../problem.js';
import { SignsIn } from '../../access.js';
import { placeInConsole, ProviderSignInService, TRANSACTION_SECONDS } from '../../oidc/provider-sign-in.service.js';
import { Address } from '../../principal.js';
import { addressAfter, BackToPage, beganAt } from './back-to-page.filter.js';
import {
  endedEndingCookie,
  endedTransactionCookie,
  ENDING_COOKIE,
  endingCookieOf,
  OIDC,
  sessionCookieOf,
  TRANSACTION_COOKIE,
  transactionCookieOf,
} from './cookie.js';
import {
  BeginDeviceInput,
  BeginQuery,
  type DeviceOutput,
  EndQuery,
  FinishDeviceInput,
  HandoverInput,
  isChallenge,
} from './oidc.dto.js';
import { choiceOf } from './session.dto.js';

/** A step of the sign-in. The caller has no credential yet. */
const Step = () => applyDecorators(SignsIn(), withCredentials(allOf()), Undocumented('sign-in at a provider'));

/**
 * The sign-in at an identity provider. Browsers are sent through it, and the command line of the same version uses it.
 * It is not in the documents: it may change with each version.
 */
@Speaks(clientela)
@Controller(OIDC)
export class ClientelaOidcController {
  constructor(private readonly signIn: ProviderSignInService) {}

  @Get('start')
  @HttpCode(303)
  @Step()
  @UseFilters(BackToPage)
  async start(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query(BeginQuery) { returnTo, tenant, port, challenge }: BeginQuery,
  ): Promise<void> {
    // The callback is counted as the sign-in.
    request.signsIn = false;
    const beginning = { returnTo: placeInConsole(returnTo), listener: listenerOf(port, challenge) };
    beganAt(request, beginning);
    const { address, transaction } = await this.signIn.begin({
      ...beginning,
      tenant,
      redirectUri: redirectUriOf(request),
    });
    void reply.headers({
      'Set-Cookie': transactionCookieOf(transaction, TRANSACTION_SECONDS, request),
      Location: address.href,
    });
  }

  @Get('callback')
  @HttpCode(303)
  @Step()
  @UseFilters(BackToPage)
  async callback(
    @Address() address: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const transaction = this.signIn.transactionOf(cookieOf(request, TRANSACTION_COOKIE));
    if (transaction) beganAt(request, transaction);
    const query = request.url.split('?').slice(1).join('?');
    const { session, ending } = await this.signIn.finish(transaction, query, address, choiceOf);
    const listener = transaction?.listener;
    const ended = endedTransactionCookie(request);
    const forSignOut = ending === undefined ? endedEndingCookie(request) : endingCookieOf(ending, request);
    void reply.headers({
      'Set-Cookie': listener ? ended : [ended, sessionCookieOf(session, request), forSignOut],
      Location: addressAfter(request, listener ? { code: this.signIn.handOver(session, listener) } : {}),
    });
  }

  /**
   * Sends a browser whose session has ended to the sign-out at the provider, or back to the console. It ends no session
   * itself, so a link of another page does no harm.
   */
  @Get('end')
  @HttpCode(303)
  @Step()
  async end(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query(EndQuery) { elsewhere }: EndQuery,
  ): Promise<void> {
    request.signsIn = false;
    const kept = cookieOf(request, ENDING_COOKIE);
    const address = await this.signIn.addressOfSignOut(kept, elsewhere === 'true', `${baseUrlOf(request)}/console`);
    void reply.headers({
      ...(kept !== undefined && { 'Set-Cookie': endedEndingCookie(request) }),
      'Cache-Control': 'no-store',
      Location: address?.href ?? addressAfter(request, {}),
    });
  }

  /** Gives the command line the session that a browser has opened for it. */
  @Post('handover')
  @HttpCode(204)
  @Step()
  async handOver(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Fields(HandoverInput) { code, verifier }: HandoverInput,
  ): Promise<void> {
    const session = await this.signIn.fetch(code, verifier);
    // The callback was counted already.
    request.signsIn = false;
    void reply.header('Set-Cookie', sessionCookieOf(session, request));
  }

  /** Begins a sign-in that the person finishes in a browser of any machine. */
  @Post('device')
  @HttpCode(201)
  @Step()
  async beginDevice(
    @Address() address: string,
    @Req() request: FastifyRequest,
    @Fields(BeginDeviceInput) { tenant }: BeginDeviceInput,
  ): Promise<DeviceOutput> {
    request.signsIn = false;
    const started = await this.signIn.beginDevice(tenant ?? undefined, address);
    if (!started) throw conflict('NO_DEVICE_SIGN_IN', 'The identity provider has no sign-in on another device.');
    const { verificationUriComplete = null, ...shown } = started;
    return { ...shown, verificationUriComplete };
  }

  /** Asks whether the person has finished. */
  @Post('device/session')
  @HttpCode(200)
  @Step()
  async finishDevice(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Fields(FinishDeviceInput) { handle }: FinishDeviceInput,
  ): Promise<{ isFinished: boolean }> {
    const session = await this.signIn.finishDevice(handle, choiceOf);
    request.signsIn = session !== undefined;
    if (session !== undefined) void reply.header('Set-Cookie', sessionCookieOf(session, request));
    return { isFinished: session !== undefined };
  }
}

function listenerOf(port: number | undefined, challenge: string | undefined) {
  if (port === undefined && challenge === undefined) return undefined;
  if (port === undefined || challenge === undefined) throw invalid('port and challenge belong together');
  if (!isChallenge(challenge)) throw invalidField('challenge', 'isChallenge', 'must be a challenge (RFC 7636, S256)');
  return { port, challenge };
}

/** The address of the callback, as the provider must know it. */
const redirectUriOf = (request: FastifyRequest): string => `${baseUrlOf(request)}/${OIDC}/callback`;

/** Without a Host header it cannot be said. */
function baseUrlOf({ baseUrl }: FastifyRequest): string {
  if (!URL.canParse(baseUrl)) throw invalid('The request must have a Host header');
  return baseUrl;
}
