import { Inject, Injectable } from '@nestjs/common';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { readEmail } from '../normal-forms/emails.js';
import type { Normal } from '../normal-forms/normal.js';
import { AccountEvents } from './account-events.js';
import { type Account, issuerName } from './oidc/identity-provider.js';
import { requiredLine } from './single-line.js';
import { type Identity, UserIdentitiesRepository } from './user-identities.repository.js';
import type { UserIdentity } from './user-identity.entity.js';
import { UserAccountsService } from './user-accounts.service.js';
import { UsersService } from './users.service.js';

export type { Identity, UserIdentity };

/** OpenID Connect allows so many characters. */
const LONGEST_SUBJECT = 255;

/**
 * Which account at an identity provider signs in as which user. An account is known by its issuer and its subject, and
 * not by an email address, which may pass to another person.
 */
@Injectable()
export class IdentitiesService {
  constructor(
    private readonly identities: UserIdentitiesRepository,
    private readonly users: UsersService,
    private readonly accounts: UserAccountsService,
    private readonly events: AccountEvents,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** The ID of the user that the account signs in as. It may be linked now, if the settings allow it. */
  async userOf(account: Account): Promise<number | undefined> {
    const known = await this.identities.userOf(account);
    if (known !== undefined || !this.env.oidc?.linksByEmail) return known;
    const user = await this.userWith(await account.verifiedEmail());
    if (user === undefined) return undefined;
    // A user who has an account at this provider keeps it: the address may be of another person by now.
    if (await this.identities.add(user, account)) {
      this.events.record('user.linked', { user }, `user:${user}`);
      return user;
    }
    // Another request of the same person may have been faster.
    return this.identities.userOf(account);
  }

  listOf(userId: number): Promise<UserIdentity[]> {
    return this.identities.listOf(userId);
  }

  /** Links an account with a user, for an operator. It replaces the account that the user had at this provider. */
  async link(userId: number, { issuer, subject }: Identity): Promise<void> {
    const identity = { issuer: issuerName(issuer), subject: requiredLine('subject', subject) };
    if (identity.subject.length > LONGEST_SUBJECT)
      throw new Error(`A subject has at most ${LONGEST_SUBJECT} characters`);
    const known = await this.identities.userOf(identity);
    if (known === userId) return;
    if (known !== undefined) throw new Error(`The account is linked with the user ${known}. Unlink it there first`);
    const isReplaced = await this.identities.remove(userId, identity.issuer);
    if (!(await this.identities.add(userId, identity))) throw new Error('Another operator has linked it just now');
    this.events.record('user.linked', { user: userId });
    if (isReplaced) await this.accounts.signOut(userId);
  }

  /**
   * False if the user has no account at this provider. All sessions of the user end, since none says how it began: who
   * has the account must not go on.
   */
  async unlink(userId: number, issuer: string): Promise<boolean> {
    const isDone = await this.identities.remove(userId, issuerName(issuer));
    if (isDone) {
      this.events.record('user.unlinked', { user: userId });
      await this.accounts.signOut(userId);
    }
    return isDone;
  }

  /** The ID of the user with this email address, by the comparison of the record. */
  private async userWith(given: string | undefined): Promise<number | undefined> {
    const email = given === undefined ? undefined : readEmail(given);
    if (!email) return undefined;
    for (const spelling of new Set([email.text, email.normal])) {
      const { user } = await this.users.named('email', spelling);
      const known = user && readEmail(user.email);
      if (known && mailboxOf(known) === mailboxOf(email)) return user.id;
    }
    return undefined;
  }
}

/** The record also takes `mıke@…` and `mike@…` for one address, but they may be mailboxes of two people. */
function mailboxOf({ text, normal }: Normal): string {
  const local = text.slice(0, text.lastIndexOf('@')).replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  return local + normal.slice(normal.lastIndexOf('@'));
}
