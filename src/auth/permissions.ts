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

export const isPermission = (word: string): word is Permission => (PERMISSIONS as readonly string[]).includes(word);
