import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { INestApplicationContext } from '@nestjs/common';
import type { KeyContract } from '../auth/credentials.js';
import { type ApiKey, KeysService } from '../auth/keys.service.js';
import { NoncesService } from '../auth/nonces.service.js';
import { isPermission, type Permission, PERMISSIONS } from '../auth/permissions.js';
import { ACCOUNTING_CASES, BILLING_TIMES, type Tenant } from '../auth/principal.js';
import { TenantsService } from '../auth/tenants.service.js';
import { UsersService } from '../auth/users.service.js';
import { ClashesService } from '../customers/clashes.service.js';
import type { TenantId } from '../database/tenant-id.js';
import { optionsOf } from './arguments.js';

export interface Command {
  usage: string;
  about: string;
  /** Refuses options that can be judged without a database, before one is opened. */
  check?(argv: string[]): void;
  /** What it answers is printed as JSON. */
  run(app: INestApplicationContext, argv: string[]): Promise<unknown>;
  /** Does an answer mean that something is wrong? Then the command ends with 1. */
  isBad?(answer: unknown): boolean;
}

const CONTRACTS: readonly KeyContract[] = ['billing', 'clients', 'erp', 'accounting'];

/** What an operator can do without HTTP, by its one or two words. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  'tenant create': {
    usage: '--slug <slug> --name <name> [--domain <domain>] [--currency USD] [--country US] [--time-zone UTC]',
    about: 'Makes a tenant. The slug is the erp account, the domain the clients tenant header, the id the accounting organization-id.',
    run(app, argv) {
      const { slug, name, domain, currency = 'USD', country = 'US', 'time-zone': timeZone = 'UTC' } = optionsOf(argv, ['slug', 'name'], ['domain', 'currency', 'country', 'time-zone']);
      return app.get(TenantsService).create({ slug, name, domain, baseCurrency: currency, defaultCountry: country, timeZone });
    },
  },

  'tenant set': {
    usage: '--slug <slug> [--accounting-case camel|snake] [--billing-times iso|local]',
    about: 'Changes settings of a tenant; running servers follow within a second. The case of keys in accounting answers, and the form of times in billing answers.',
    check: (argv) => void settingsFrom(argv),
    run(app, argv) {
      const { slug, ...settings } = settingsFrom(argv);
      return app.get(TenantsService).set(slug, settings);
    },
  },

  'user create': {
    usage: '--tenant <slug> --email <e-mail> [--login <name>] [--first-name …] [--last-name …] [--permissions a,b] [--password-file <file>]',
    about: 'Makes a user of a tenant. Without a password file a password is made and shown this once.',
    async run(app, argv) {
      const options = optionsOf(argv, ['tenant', 'email'], ['login', 'first-name', 'last-name', 'permissions', 'password-file']);
      const tenant = await tenantBy(app, options.tenant);
      const permissions = permissionsFrom(options.permissions);
      const file = options['password-file'];
      const password = file ? readFileSync(file, 'utf8').trim() : randomBytes(15).toString('base64url');
      if (password.length < 12) throw new Error('A password has at least 12 characters');
      const users = app.get(UsersService);
      const user = await users.create({
        email: options.email,
        login: options.login ?? options.email,
        password,
        firstName: options['first-name'] ?? null,
        lastName: options['last-name'] ?? null,
        mobile: null,
      });
      await users.join(tenant.id, user.id, permissions);
      return file ? user : { ...user, password };
    },
  },

  'user join': {
    usage: '--tenant <slug> --email <e-mail> [--permissions a,b]',
    about: 'Makes a user who exists a member of another tenant, or changes what a member may do.',
    async run(app, argv) {
      const { tenant, email, permissions } = optionsOf(argv, ['tenant', 'email'], ['permissions']);
      const [{ id, slug }, user, granted] = [await tenantBy(app, tenant), await app.get(UsersService).byEmail(email), permissionsFrom(permissions)];
      if (!user) throw new Error(`There is no user ${email}`);
      await app.get(UsersService).join(id, user.id, granted);
      return { tenant: slug, user: user.id, permissions: granted };
    },
  },

  'key create': {
    usage: '--tenant <slug> --contract <billing|clients|erp|accounting> [--name …] [--permissions a,b] [--expires 2030-01-01] [--accounting-case camel|snake]',
    about: 'Makes a key; its secret is shown this once. An accounting key can have a case of its own; without one it answers as its tenant does.',
    check: (argv) => void keyFrom(argv),
    async run(app, argv) {
      const { tenant, contract, ...options } = keyFrom(argv);
      const { id } = await tenantBy(app, tenant);
      const key = await app.get(KeysService).create(id, contract, options);
      return { ...shown(key), secret: key.secret };
    },
  },

  'key list': {
    usage: '--tenant <slug> [--contract …]',
    about: 'Lists the keys of a tenant, never their secrets.',
    async run(app, argv) {
      const { tenant, contract } = optionsOf(argv, ['tenant'], ['contract']);
      const { id } = await tenantBy(app, tenant);
      return (await app.get(KeysService).list(id, contract ? contractFrom(contract) : undefined)).map(shown);
    },
  },

  'key revoke': {
    usage: '--tenant <slug> --id <id>',
    about: 'Ends a key for good.',
    async run(app, argv) {
      const { tenant, id } = optionsOf(argv, ['tenant', 'id']);
      return shown(await app.get(KeysService).revoke((await tenantBy(app, tenant)).id, idFrom(id)));
    },
  },

  'key reset-nonce': {
    usage: '--tenant <slug> --id <id of an erp key> | --email <e-mail of a user>',
    about: 'Forgets the last erp nonce of an API token or a user, who may then begin with any. For a client that has sent one too large.',
    async run(app, argv) {
      const { tenant, id, email } = optionsOf(argv, ['tenant'], ['id', 'email']);
      const { id: tenantId, slug } = await tenantBy(app, tenant);
      const caller = await callerBy(app, tenantId, id, email);
      return { tenant: slug, caller, forgotten: (await app.get(NoncesService).reset(tenantId, caller)) ?? null };
    },
  },

  check: {
    usage: '[--tenant <slug>]',
    about: 'Lists stored records that compare as the same by the rules of today: emails, phones, external keys and tax IDs. Ends with 1 if there are any.',
    async run(app, argv) {
      const { tenant } = optionsOf(argv, [], ['tenant']);
      const tenants = tenant === undefined ? await app.get(TenantsService).all() : [await tenantBy(app, tenant)];
      const found = [];
      for (const { id, slug } of tenants) for (const clash of await app.get(ClashesService).list(id)) found.push({ tenant: slug, ...clash });
      return found;
    },
    isBad: (clashes) => (clashes as unknown[]).length > 0,
  },
};

/** The command that a line begins with, and what is left of the line. */
export function commandOf(argv: readonly string[]): { command?: Command; rest: string[] } {
  const words = [2, 1].find((count) => Object.hasOwn(COMMANDS, argv.slice(0, count).join(' '))) ?? 0;
  return { command: words > 0 ? COMMANDS[argv.slice(0, words).join(' ')] : undefined, rest: argv.slice(words) };
}

function settingsFrom(argv: string[]) {
  const { slug, 'accounting-case': accountingCase, 'billing-times': billingTimes } = optionsOf(argv, ['slug'], ['accounting-case', 'billing-times']);
  if (accountingCase === undefined && billingTimes === undefined) throw new Error('Missing: --accounting-case or --billing-times');
  return {
    slug,
    accountingCase: oneOf('accounting-case', accountingCase, ACCOUNTING_CASES),
    billingTimes: oneOf('billing-times', billingTimes, BILLING_TIMES),
  };
}

function keyFrom(argv: string[]) {
  const { tenant, name, ...words } = optionsOf(argv, ['tenant', 'contract'], ['name', 'permissions', 'expires', 'accounting-case']);
  const contract = contractFrom(words.contract);
  const accountingCase = oneOf('accounting-case', words['accounting-case'], ACCOUNTING_CASES);
  if (accountingCase && contract !== 'accounting') throw new Error('--accounting-case is for keys of accounting');
  return { tenant, contract, name, permissions: permissionsFrom(words.permissions), expiresAt: dateFrom(words.expires), accountingCase };
}

function oneOf<Word extends string>(option: string, text: string | undefined, words: readonly Word[]): Word | undefined {
  const word = words.find((one) => one === text);
  if (text !== undefined && word === undefined) throw new Error(`--${option} must be one of ${words.join(', ')}, not ${text}`);
  return word;
}

async function tenantBy(app: INestApplicationContext, slug: string): Promise<Tenant> {
  const tenant = await app.get(TenantsService).bySlug(slug);
  if (!tenant) throw new Error(`There is no tenant ${slug}`);
  return tenant;
}

/** Whom erp nonces are counted for: an API token, or a user of the tenant. */
async function callerBy(app: INestApplicationContext, tenant: TenantId, id: string | undefined, email: string | undefined): Promise<string> {
  if ((id === undefined) === (email === undefined)) throw new Error('Give either --id or --email');
  if (id !== undefined) {
    const key = await app.get(KeysService).find(tenant, idFrom(id));
    if (key?.contract !== 'erp') throw new Error(`The tenant has no erp key ${id}`);
    return `key:${key.id}`;
  }
  const users = app.get(UsersService);
  const user = await users.byEmail(email!);
  const isMember = user && (await users.grantsOf(user.id)).some((grant) => grant.tenant.id === tenant);
  if (!isMember) throw new Error(`The tenant has no user ${email}`);
  return `user:${user.id}`;
}

function permissionsFrom(list: string | undefined): readonly Permission[] {
  if (list === undefined) return PERMISSIONS;
  return list.split(',').map((word) => {
    if (!isPermission(word)) throw new Error(`${word} is no permission; there are ${PERMISSIONS.join(', ')}`);
    return word;
  });
}

function idFrom(text: string): number {
  if (!/^[1-9]\d{0,15}$/.test(text) || !Number.isSafeInteger(Number(text))) throw new Error(`${text} is no id`);
  return Number(text);
}

function contractFrom(word: string): KeyContract {
  const contract = CONTRACTS.find((one) => one === word);
  if (!contract) throw new Error(`${word} has no keys; ${CONTRACTS.join(', ')} have`);
  return contract;
}

function dateFrom(text: string | undefined): Date | null {
  if (text === undefined) return null;
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new Error(`${text} is no date`);
  return date;
}

const shown = ({ id, contract, name, hint, publicKey, permissions, accountingCase, createdAt, expiresAt, revokedAt }: ApiKey) => ({
  id, contract, name, hint, ...(publicKey && { publicKey }), permissions, ...(accountingCase && { accountingCase }), createdAt, expiresAt, revokedAt,
});
