import { Inject, Injectable } from '@nestjs/common';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { credentialRefused, Problem } from '../problem.js';
import { ContractTerms } from './contract-terms.js';
import { KeyUse } from './key-use.js';
import { KeyGrantsService } from './key-grants.service.js';
import { KeysService } from './keys.service.js';
import type { Permission } from './permissions.js';
import type { Choice, Principal, Tenant, TenantGrant } from './principal.js';
import { PasswordHashing } from './hashing/password-hashing.js';
import { AccountLockout } from './throttle/account-lockout.js';
import type { KeyContract } from './credentials.js';
import { type TokenContract, TokensService } from './tokens.service.js';
import { type User, UsersService } from './users.service.js';

export interface SignedIn {
  token: string;
  user: User;
  tenant: Tenant;
  permissions: readonly Permission[];
}

/** The address that a sign-in comes from, and the tenant that it selects. */
export interface From {
  address: string;
  choice?: Choice;
}

/**
 * Issues a token for a password or an API token. One message for an unknown name, a wrong password and a suspended
 * tenant.
 */
@Injectable()
export class SignInService {
  constructor(
    private readonly users: UsersService,
    private readonly keys: KeysService,
    private readonly keyGrants: KeyGrantsService,
    private readonly tokens: TokensService,
    private readonly lockout: AccountLockout,
    private readonly hashing: PasswordHashing,
    private readonly keyUse: KeyUse,
    private readonly terms: ContractTerms,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** `choice` selects among the tenants of the user. Without it, the oldest membership is used. */
  async withPassword(
    aud: TokenContract,
    by: 'email' | 'login',
    name: string,
    password: string,
    { address, choice = () => true }: From,
  ): Promise<SignedIn> {
    await this.lockout.countSignIn(address);
    // Wait for a hashing slot first: if too many sign in at once, most are refused without using the database.
    return this.hashing.withSlot(async () => {
      const account = await this.users.named(by, name);
      const counters = await this.lockout.countersFor(account, address);
      return counters.count(async () => {
        const user = (await this.hashing.verify(account.passwordHash, password)) ? account.user : undefined;
        const grant = user && (await this.users.grantsOf(user.id)).find(({ tenant }) => choice(tenant));
        if (!user || !grant) throw wrongPassword();
        return {
          user,
          tenant: grant.tenant,
          permissions: grant.permissions,
          token: this.issue(aud, `user:${user.id}`, grant, user.generation),
        };
      });
    });
  }

  /** A session of a user who has signed in elsewhere. Undefined if the user or the tenant is not open to it. */
  async asUser(aud: TokenContract, userId: number, choice: Choice = () => true): Promise<string | undefined> {
    const granted = await this.users.sessionOf(userId);
    const grant = granted?.tenants.find(({ tenant }) => choice(tenant));
    return granted && grant && this.issue(aud, `user:${userId}`, grant, granted.generation);
  }

  /** A session of a contract from one of its API keys. */
  async withApiToken(contract: KeyContract & TokenContract, apiToken: string, choice: Choice): Promise<string> {
    const granted = await this.keyGrants.grantOfSecret(contract, apiToken);
    const grant = granted?.tenants.find(({ tenant }) => choice(tenant));
    if (!granted || !grant) throw credentialRefused('The API token is invalid or revoked.');
    this.keyUse.note(grant.tenant.id, granted.keyId!);
    return this.issue(contract, granted.caller, grant);
  }

  /** The name of a session's caller: the login name of a user, or the name of an API token. */
  async nameOf({ tenant, caller, userId }: Principal): Promise<string> {
    if (userId !== undefined) return (await this.users.find(userId))?.login ?? caller;
    const key = await this.keys.find(tenant.id, Number(caller.replace('key:', '')));
    return key?.name ?? key?.hint ?? caller;
  }

  private issue(aud: TokenContract, sub: string, { tenant }: TenantGrant, generation?: number): string {
    const { minutes } = this.terms.sessions[aud];
    return this.tokens.issue(
      { sub, tenant: tenant.id, aud, generation },
      typeof minutes === 'number' ? minutes : minutes(this.env),
    );
  }
}

const wrongPassword = () => new Problem('credential_refused', 'Invalid email or password.', { reason: 'password' });
