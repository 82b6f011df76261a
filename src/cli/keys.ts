import type { INestApplicationContext } from '@nestjs/common';
import { type ApiKey, KeysService } from '../auth/keys.service.js';
import { NoncesService } from '../auth/nonces.service.js';
import { PrivateKeysService, type Reencrypted } from '../auth/private-keys.service.js';
import { ACCOUNTING_CASES } from '../auth/principal.js';
import { UsersService } from '../auth/users.service.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import { WebhookSecrets } from '../webhooks/webhook-secrets.js';
import { command, optional, required, withDefault, UsageError } from './command.js';
import { tenantBySlug } from './lookups.js';
import type { Group } from './program.js';
import { contract, duration, email, futureTime, id, line, oneOf, permissions, slug } from './value-parsers.js';

const ofKey = {
  tenant: required(slug, 'Slug of the tenant.'),
  id: required(id, 'ID of the key, as key list shows it.'),
};

const create = command({
  name: 'key create',
  about: 'Create an API key. Its secret is shown this once.',
  options: {
    tenant: required(slug, 'Slug of the tenant.'),
    contract: required(contract, 'Contract that the key is for.'),
    name: optional(line, 'Name to tell keys apart.'),
    permissions: optional(permissions, 'What the key may do. Without it: everything but what administers a tenant.'),
    expires: optional(futureTime, 'When it ends: 2030-01-31, or 2030-01-31T18:00:00Z. Without it: never.'),
    accountingCase: optional(
      oneOf(ACCOUNTING_CASES),
      'Case of the keys in accounting answers. Without it: as the tenant has it.',
    ),
  },
  examples: ['key create --tenant acme --contract erp --name warehouse --permissions customers:read'],
  check({ contract, accountingCase }) {
    if (accountingCase && contract !== 'accounting')
      throw new UsageError('--accounting-case is for keys of accounting');
  },
  async run(app, { tenant, contract, name, permissions, expires: expiresAt = null, accountingCase }) {
    const { id } = await tenantBySlug(app, tenant);
    const key = await app.get(KeysService).create(id, contract, { name, permissions, expiresAt, accountingCase });
    return { ...shown(key), secret: key.secret };
  },
  note: () => 'Keep the secret: it is not shown again.',
});

const list = command({
  name: 'key list',
  about: 'List the keys of a tenant with their last use, without their secrets.',
  options: {
    tenant: required(slug, 'Slug of the tenant.'),
    contract: optional(contract, 'Only keys of this contract.'),
  },
  async run(app, { tenant, contract }) {
    const { id } = await tenantBySlug(app, tenant);
    return (await app.get(KeysService).list(id, contract)).map(shown);
  },
  emptyText: 'The tenant has no keys.',
});

const show = command({
  name: 'key show',
  about: 'Show a key, without its secret.',
  options: ofKey,
  async run(app, { tenant, id }) {
    const key = await app.get(KeysService).find((await tenantBySlug(app, tenant)).id, id);
    if (!key) throw new Error(`The tenant has no key ${id}`);
    return shown(key);
  },
});

const rotate = command({
  name: 'key rotate',
  about: 'Replace a key by a new one. The old key works for some more time. Keys that it has made end with it.',
  options: {
    ...ofKey,
    overlap: withDefault('24h', duration, 'How long the old key still works: 90s, 30m, 24h, 7d, or 0.'),
    expires: optional(futureTime, 'When the new key ends. Without it: when the old one would have.'),
  },
  examples: ['key rotate --tenant acme --id 3 --overlap 24h'],
  async run(app, { tenant, id, overlap: overlapMs, expires: expiresAt }) {
    const { id: tenantId } = await tenantBySlug(app, tenant);
    const { secret, replaced, ...key } = await app.get(KeysService).rotate(tenantId, id, { overlapMs, expiresAt });
    return { ...shown(key), secret, replaces: replaced.id, oldKeyEndsAt: replaced.expiresAt };
  },
  note: () => 'Keep the secret: it is not shown again.',
});

const revoke = command({
  name: 'key revoke',
  about: 'End a key, and the keys that it has made, for good. Running servers refuse them within a second.',
  options: ofKey,
  async run(app, { tenant, id }) {
    return shown(await app.get(KeysService).revoke((await tenantBySlug(app, tenant)).id, id));
  },
});

const resetNonce = command({
  name: 'key reset-nonce',
  about: 'Forget the last erp nonce of an API token or a user. For a client that sent a nonce which is too large.',
  options: {
    tenant: required(slug, 'Slug of the tenant.'),
    id: optional(id, 'ID of an erp key.'),
    email: optional(email, 'Email address of a user.'),
  },
  check({ id, email }) {
    if ((id === undefined) === (email === undefined)) throw new UsageError('give either --id or --email');
  },
  async run(app, { tenant, id, email }) {
    const { id: tenantId, slug } = await tenantBySlug(app, tenant);
    const caller = id === undefined ? await userOf(app, tenantId, email!) : await erpKeyOf(app, tenantId, id);
    return { tenant: slug, caller, forgotten: (await app.get(NoncesService).reset(tenantId, caller)) ?? null };
  },
});

const reencrypt = command({
  name: 'key re-encrypt',
  about:
    'Encrypt the private keys of all billing pairs and the secrets of all webhooks under the first ENCRYPTION_KEY. ' +
    'Then older keys can be removed. ' +
    'The exit code is 1 if it cannot read some of them.',
  run: async (app) => {
    const [pairs, webhooks] = [
      await app.get(PrivateKeysService).reencrypt(),
      await app.get(WebhookSecrets).reencrypt(),
    ];
    return {
      encrypted: pairs.encrypted + webhooks.encrypted,
      unreadable: pairs.unreadable + webhooks.unreadable,
    } satisfies Reencrypted;
  },
  isFailure: (answer) => (answer as Reencrypted).unreadable > 0,
});

export const keys: Group = {
  word: 'key',
  about: 'API keys of a tenant.',
  commands: [create, list, show, rotate, revoke, reencrypt, resetNonce],
};

async function erpKeyOf(app: INestApplicationContext, tenant: TenantId, id: number): Promise<string> {
  const key = await app.get(KeysService).find(tenant, id);
  if (key?.contract !== 'erp') throw new Error(`The tenant has no erp key ${id}`);
  return `key:${key.id}`;
}

async function userOf(app: INestApplicationContext, tenant: TenantId, email: string): Promise<string> {
  const users = app.get(UsersService);
  const user = await users.byEmail(email);
  const isMember = user && (await users.grantsOf(user.id)).some((grant) => grant.tenant.id === tenant);
  if (!isMember) throw new Error(`The tenant has no user ${email}`);
  return `user:${user.id}`;
}

const shown = ({ publicKey, accountingCase, ...key }: ApiKey) => {
  const {
    id,
    contract,
    name,
    hint,
    permissions,
    isUsable,
    maker,
    createdAt,
    lastUsedAt,
    expiresAt,
    revokedAt,
    replacedBy,
  } = key;
  const own = { ...(publicKey && { publicKey }), permissions, ...(accountingCase && { accountingCase }) };
  return { id, contract, name, hint, ...own, isUsable, maker, createdAt, lastUsedAt, expiresAt, revokedAt, replacedBy };
};
