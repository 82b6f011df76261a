import { randomBytes } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { IdentitiesService } from '../auth/identities.service.js';
import { PERMISSIONS } from '../auth/permissions.js';
import { type UserAccount, UserAccountsService } from '../auth/user-accounts.service.js';
import { UsersService } from '../auth/users.service.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { command, optional, required, UsageError } from './command.js';
import { userAccount, assertOneUser, tenantBySlug, userByEmail, userOptions } from './lookups.js';
import type { Group } from './program.js';
import { suspensionCommands } from './suspension.js';
import { email, line, optionalText, loginName, passwordFile, permissions, slug } from './value-parsers.js';

const newPassword = () => randomBytes(15).toString('base64url');

const keepPassword = (answer: unknown) =>
  'password' in (answer as object) ? 'Keep the password: it is not shown again.' : undefined;

/** The table shows only the slugs of the tenants. */
const row = ({ tenants, ...user }: UserAccount) => ({ ...user, tenants: tenants.map(({ slug }) => slug) });

const rows = (answer: unknown) =>
  Array.isArray(answer) ? (answer as UserAccount[]).map(row) : row(answer as UserAccount);

const create = command({
  name: 'user create',
  about: 'Create a user and make it a member of a tenant. Without a password file, a new password is shown once.',
  options: {
    tenant: required(slug, 'Slug of the tenant.'),
    email: required(email, 'Email address, unique among users.'),
    login: optional(loginName, 'Login name. Without one: the email address.'),
    firstName: optional(line, 'First name.'),
    lastName: optional(line, 'Last name.'),
    permissions: optional(permissions, 'What the member may do. Without it: everything.'),
    passwordFile: optional(passwordFile, 'File with the password, at least 12 characters; - reads standard input.'),
  },
  examples: ['user create --tenant acme --email ada@acme.example --permissions customers:read'],
  async run(app, { tenant: slug, permissions = PERMISSIONS, passwordFile: given, ...options }) {
    const tenant = await tenantBySlug(app, slug);
    const password = given ?? newPassword();
    const { email, login = email, firstName = null, lastName = null } = options;
    const users = app.get(UsersService);
    const user = await users.create({ email, login, password, firstName, lastName, mobile: null });
    await users.join(tenant.id, user.id, permissions);
    return given ? user : { ...user, password };
  },
  note: keepPassword,
});

const join = command({
  name: 'user join',
  about: 'Make a user a member of another tenant, or change what a member may do there.',
  options: {
    tenant: required(slug, 'Slug of the tenant.'),
    email: required(email, 'Email address of the user.'),
    permissions: optional(permissions, 'What the member may do. Without it: everything.'),
  },
  async run(app, { tenant, email, permissions = PERMISSIONS }) {
    const [{ id, slug }, user] = [await tenantBySlug(app, tenant), await userByEmail(app, email)];
    await app.get(UsersService).join(id, user.id, permissions);
    return { tenant: slug, user: user.id, permissions };
  },
});

const list = command({
  name: 'user list',
  about: 'List users, of a tenant or all.',
  options: { tenant: optional(slug, 'Only users of this tenant: its slug.') },
  run: async (app, { tenant }) =>
    app.get(UserAccountsService).list(tenant === undefined ? undefined : (await tenantBySlug(app, tenant)).id),
  rows,
  emptyText: 'There are no users.',
});

const show = command({
  name: 'user show',
  about: 'Show a user, with the tenants that the user works for and what the user may do there.',
  options: userOptions,
  check: assertOneUser,
  run: userAccount,
});

const set = command({
  name: 'user set',
  about: 'Change a user. An empty text clears a name or the mobile number.',
  options: {
    ...userOptions,
    newEmail: optional(email, 'New email address.'),
    login: optional(loginName, 'New login name.'),
    firstName: optional(optionalText, 'First name.'),
    lastName: optional(optionalText, 'Last name.'),
    mobile: optional(optionalText, 'Mobile number.'),
  },
  check({ email, id, newEmail, login, firstName, lastName, mobile }) {
    assertOneUser({ email, id });
    if ([newEmail, login, firstName, lastName, mobile].some((value) => value !== undefined)) return;
    throw new UsageError('nothing to change: give --new-email, --login, --first-name, --last-name or --mobile');
  },
  async run(app, { email, id, newEmail, login, firstName, lastName, mobile }) {
    const user = await userAccount(app, { email, id });
    return app.get(UserAccountsService).set(user.id, { email: newEmail, login, firstName, lastName, mobile });
  },
  rows,
});

const password = command({
  name: 'user password',
  about: 'Set a password and end all sessions of the user. Without a password file, a new password is shown once.',
  options: {
    ...userOptions,
    passwordFile: optional(passwordFile, 'File with the password, at least 12 characters; - reads standard input.'),
  },
  check: assertOneUser,
  async run(app, { passwordFile: given, ...which }) {
    const { id, email } = await userAccount(app, which);
    const password = given ?? newPassword();
    await app.get(UserAccountsService).setPassword(id, password);
    return given ? { id, email } : { id, email, password };
  },
  note: keepPassword,
});

const signOut = command({
  name: 'user sign-out',
  about: 'End all sessions of a user, of every contract. Running servers refuse them within a second.',
  options: userOptions,
  check: assertOneUser,
  async run(app, which) {
    const { id, email } = await userAccount(app, which);
    await app.get(UserAccountsService).signOut(id);
    return { id, email };
  },
});

const issuerOption = optional(line, 'The issuer of the identity provider. Without it: OIDC_ISSUER.');

function issuerFor(app: INestApplicationContext, given: string | undefined): string {
  const issuer = given ?? app.get<Env>(ENV).oidc?.issuer;
  if (issuer === undefined) throw new UsageError('--issuer is needed, because OIDC_ISSUER is not set');
  return issuer;
}

const link = command({
  name: 'user link',
  about:
    'Let an account at the identity provider sign in as a user. An account that the user had there before cannot any ' +
    'more, and all sessions of the user end then.',
  options: {
    ...userOptions,
    subject: required(line, 'The ID of the account at the provider (the claim sub).'),
    issuer: issuerOption,
  },
  check: assertOneUser,
  async run(app, { subject, issuer, ...which }) {
    const { id } = await userAccount(app, which);
    const identities = app.get(IdentitiesService);
    await identities.link(id, { issuer: issuerFor(app, issuer), subject });
    return identities.listOf(id);
  },
});

const unlink = command({
  name: 'user unlink',
  about:
    'Let the account at the identity provider not sign in as the user any more. All sessions of the user end, and ' +
    'the password works on.',
  options: { ...userOptions, issuer: issuerOption },
  check: assertOneUser,
  async run(app, { issuer: given, ...which }) {
    const [{ id, email }, issuer] = [await userAccount(app, which), issuerFor(app, given)];
    const identities = app.get(IdentitiesService);
    if (!(await identities.unlink(id, issuer))) throw new Error(`The user ${email} has no account at ${issuer}`);
    return identities.listOf(id);
  },
  emptyText: 'The user has no account at an identity provider.',
});

const suspension = suspensionCommands({
  word: 'user',
  about: {
    suspend:
      'Refuse all sign-ins and sessions of a user, and the keys that the user has made, until the user is resumed.',
    resume: 'End the suspension of a user.',
  },
  options: userOptions,
  check: assertOneUser,
  rows,
  run: async (app, which, action) => app.get(UserAccountsService)[action]((await userAccount(app, which)).id),
});

const leave = command({
  name: 'user leave',
  about: 'End the membership of a user in a tenant. Sessions there, and keys made there, end within a second.',
  options: { tenant: required(slug, 'Slug of the tenant.'), ...userOptions },
  check: assertOneUser,
  async run(app, { tenant, ...which }) {
    const [{ id, slug }, user] = [await tenantBySlug(app, tenant), await userAccount(app, which)];
    if (!user.tenants.some((one) => one.slug === slug)) throw new Error(`The tenant has no user ${user.email}`);
    await app.get(UsersService).leave(id, user.id);
    return app.get(UserAccountsService).get(user.id);
  },
  rows,
});

const remove = command({
  name: 'user delete',
  about: 'Delete a user for good. Sessions and keys end, the private data is removed, and the ID stays.',
  options: userOptions,
  check: assertOneUser,
  question: ({ email, id }) => `This deletes the user ${email ?? id} for good.`,
  async run(app, which) {
    const { id } = await userAccount(app, which);
    await app.get(UsersService).delete(id);
    return { id, deleted: true };
  },
});

export const users: Group = {
  word: 'user',
  about: 'Users: people who sign in and work for tenants.',
  commands: [create, list, show, set, join, leave, ...suspension, password, signOut, link, unlink, remove],
};
