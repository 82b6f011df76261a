/** What a credential may do. All contracts use these permissions. */
export const PERMISSIONS = [
  'customers:read',
  'customers:write',
  'emails:write',
  'phones:write',
  'company-names:write',
  'ledger:read',
  'ledger:write',
  'keys:read',
  'keys:write',
  'tenant:write',
  'users:read',
  'users:write',
  'webhooks:read',
  'webhooks:write',
  'ids:write',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

/** What administers a tenant. A key gets it only if its maker gives it explicitly. */
const ADMINISTRATION: readonly Permission[] = ['keys:write', 'tenant:write', 'users:read', 'users:write', 'ids:write'];

/** The default permissions of a key. */
export const KEY_PERMISSIONS = PERMISSIONS.filter((permission) => !ADMINISTRATION.includes(permission));

export const isPermission = (word: string): word is Permission => (PERMISSIONS as readonly string[]).includes(word);
