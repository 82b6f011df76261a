/** What a credential may do. Permissions belong to the record, not to a contract. */
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

/** What a key may do unless its maker asks for something else. To make further keys is only for keys that were made for it. */
export const KEY_PERMISSIONS = PERMISSIONS.filter((permission) => permission !== 'keys:write');

export const isPermission = (word: string): word is Permission => (PERMISSIONS as readonly string[]).includes(word);
