import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { invalidField } from '../../problem.js';
import { IdentitiesService } from '../identities.service.js';
import type { Choice } from '../principal.js';
import { hashSecret, hashText, sameHash } from '../secrets.js';
import { SignInService } from '../sign-in.service.js';
import { AccountLockout } from '../throttle/account-lockout.js';
import { Windows } from '../throttle/windows.js';
import { type Account, type Checks, type DeviceSignIn, IdentityProvider } from './identity-provider.js';
import { signInFailed } from './provider-failures.js';
import { SealedTexts } from './sealed-texts.js';

/** How long a person may take at the provider, in seconds. */
export const TRANSACTION_SECONDS = 600;

/** Longer than a session, with which the cookie ends. */
const ENDING_SECONDS = 86_400;

/** How long the command line may take to fetch the session that a browser has opened for it. */
const HANDOVER_SECONDS = 60;

/** A command line on the person's machine that waits for the session. */
export interface Listener {
  port: number;
  /** SHA-256 of what only the command line knows (S256 of RFC 7636). */
  challenge: string;
}

/** What a sign-in remembers while the person is at the provider. */
export interface Transaction extends Checks {
  redirectUri: string;
  /** The tenant that the session is to be of, as the person named it. */
  tenant?: string;
  /** Where the browser goes afterwards, below the address of this server. */
  returnTo: string;
  listener?: Listener;
}

export type Beginning = Pick<Transaction, 'redirectUri' | 'tenant' | 'returnTo' | 'listener'>;

interface DeviceHandle extends Pick<DeviceSignIn, 'deviceCode' | 'interval'> {
  tenant?: string;
}

/** What a browser keeps until it signs out. */
interface Ending {
  idToken?: string;
}

/** A cookie has at most 4096 characters, and sealing a token makes it longer by a third. */
const LONGEST_ID_TOKEN = 2700;

interface Handover {
  session: string;
  challenge: string;
}

/** `named`: the slug or the ID of a tenant. */
type ChoiceOf = (named: string | undefined) => Choice | undefined;

/** Sessions for people who sign in at the identity provider. */
@Injectable()
export class ProviderSignInService {
  constructor(
    private readonly provider: IdentityProvider,
    private readonly identities: IdentitiesService,
    private readonly signIn: SignInService,
    private readonly sealed: SealedTexts,
    private readonly lockout: AccountLockout,
    private readonly windows: Windows,
  ) {}

  /** Where the browser signs in, and the sealed transaction that it keeps until it comes back. */
  async begin(beginning: Beginning): Promise<{ address: URL; transaction: string }> {
    // A link of another person could begin the sign-in of a command line, so the provider asks again.
    const isAskedAnew = beginning.listener !== undefined;
    const checks = await this.provider.checks();
    const address = await this.provider.addressOf(beginning.redirectUri, checks, isAskedAnew);
    return { address, transaction: this.sealed.seal({ ...beginning, ...checks }, 'transaction', TRANSACTION_SECONDS) };
  }

  /** The transaction that a browser began. */
  transactionOf(sealed: string | undefined): Transaction | undefined {
    return this.provider.settings && sealed ? this.sealed.open<Transaction>(sealed, 'transaction') : undefined;
  }

  /**
   * The session after the provider's answer, which is the query of the callback, and what the browser keeps for the
   * sign-out at the provider.
   */
  async finish(transaction: Transaction | undefined, query: string, address: string, choiceOf: ChoiceOf) {
    await this.lockout.countSignIn(address);
    if (!transaction || !isStateOf(transaction, query)) throw signInFailed('expired');
    const account = await this.provider.accountOf(new URL(`${transaction.redirectUri}?${query}`), transaction);
    const session = await this.sessionOf(account, choiceOf(transaction.tenant));
    return { session, ending: this.endingOf(account) };
  }

  /**
   * Where a browser signs out at the provider. Undefined if it has not signed in there, unless `isElsewhere`: the
   * session was on another device, and the provider asks the person.
   */
  async addressOfSignOut(sealed: string | undefined, isElsewhere: boolean, consoleUrl: string) {
    if (this.provider.settings.signOut === 'here') return undefined;
    const ending = sealed ? this.sealed.open<Ending>(sealed, 'sign-out') : undefined;
    if (!ending && !isElsewhere) return undefined;
    // The session has ended here already. A provider that is away changes nothing of that.
    return this.provider.addressOfSignOut(consoleUrl, ending?.idToken).catch(() => undefined);
  }

  /** What the browser brings to the command line, instead of the session itself. */
  handOver(session: string, { challenge }: Listener): string {
    return this.sealed.seal({ session, challenge } satisfies Handover, 'handover', HANDOVER_SECONDS);
  }

  /** The session for the command line, once. */
  async fetch(code: string, verifier: string): Promise<string> {
    const handover = this.provider.settings && this.sealed.open<Handover>(code, 'handover');
    if (!handover || !sameHash(hashSecret(challengeOf(verifier)), hashSecret(handover.challenge)))
      throw signInFailed('expired');
    const window = HANDOVER_SECONDS * 1000;
    // Several texts decode to one code, so the challenge stands for it.
    const { wait } = await this.windows.take(`handover:${handover.challenge}`, { limit: 1, window });
    if (wait > 0) throw signInFailed('expired');
    return handover.session;
  }

  /** Undefined if the provider has no sign-in on another device. */
  async beginDevice(tenant: string | undefined, address: string) {
    await this.lockout.countSignIn(address);
    const started = await this.provider.startDevice();
    if (!started) return undefined;
    const { deviceCode, interval, ...shown } = started;
    const handle = { deviceCode, interval, tenant } satisfies DeviceHandle;
    return { ...shown, interval, handle: this.sealed.seal(handle, 'device', started.expiresIn) };
  }

  /** The session, or undefined while the person has not finished. */
  async finishDevice(sealed: string, choiceOf: ChoiceOf): Promise<string | undefined> {
    const handle = this.provider.settings && this.sealed.open<DeviceHandle>(sealed, 'device');
    if (!handle) throw signInFailed('expired');
    // The provider is not asked more often than it wants to be, however often the caller asks.
    const pace = { limit: 1, window: handle.interval * 900 };
    const { wait } = await this.windows.take(`device:${hashText(handle.deviceCode)}`, pace);
    if (wait > 0) return undefined;
    const account = await this.provider.accountOfDevice(handle.deviceCode);
    return account && this.sessionOf(account, choiceOf(handle.tenant));
  }

  private endingOf({ idToken }: Account): string | undefined {
    if (this.provider.settings.signOut === 'here') return undefined;
    const ending: Ending = idToken.length > LONGEST_ID_TOKEN ? {} : { idToken };
    return this.sealed.seal(ending, 'sign-out', ENDING_SECONDS);
  }

  private async sessionOf(account: Account, choice: Choice | undefined): Promise<string> {
    const user = await this.identities.userOf(account);
    const session = user === undefined ? undefined : await this.signIn.asUser('clientela', user, choice);
    if (session === undefined) throw signInFailed('unknown');
    return session;
  }
}

/** RFC 9700: the state is compared before anything else of the answer is used. */
function isStateOf({ state }: Transaction, query: string): boolean {
  const [given, ...others] = new URLSearchParams(query).getAll('state');
  return given !== undefined && others.length === 0 && sameHash(hashSecret(given), hashSecret(state));
}

const challengeOf = (verifier: string) => hash('sha256', verifier, 'base64url');

/** A place in the console: the page itself, or one behind its `#`. Nothing else, so that no link leads elsewhere. */
export function placeInConsole(given = '/console'): string {
  if (/^\/console\/?(?:#\/[\x21\x23-\x3b\x3d\x3f-\x5b\x5d-\x7e]{0,1000})?$/.test(given)) return given;
  throw invalidField('returnTo', 'isPlace', 'must be a place in the console, such as /console#/customers');
}
