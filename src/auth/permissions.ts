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
] as const;

export type Permission = (typeof PERMISSIONS)[number];

/** The default permissions of a key. Making further keys must be given explicitly. */
export const KEY_PERMISSIONS = PERMISSIONS.filter((permission) => permission !== 'keys:write');

export const isPermission = (word: string): word is Permission => (PERMISSIONS as readonly string[]).includes(word);
