/** The text fields of the published model, each with the number of characters that it may have. */
export const LIMITS = [
  ['name', 40],
  ['name_2', 40],
  ['vat_id', 20],
  ['phone', 20],
  ['mobile', 20],
  ['fax', 20],
  ['edi_identifier', 40],
] as const;

export const ADDRESS_LIMITS = [
  ['postal_address', 40],
  ['city', 40],
  ['zip_code', 40],
] as const;

/** Limits that the published model leaves open. */
export const OWN_LIMITS = [
  ['discount_group', 255],
  ['salesperson', 255],
  ['electronic_document_interchange', 255],
] as const;

export const textOf = (field: string, length: number): string =>
  ['phone', 'mobile', 'fax'].includes(field)
    ? `+351${'2'.repeat(length - 4)}`
    : field === 'vat_id'
      ? Math.random().toString().slice(2, 12).padEnd(length, 'A')
      : 'x'.repeat(length);

/** A plain value of each field. */
export const PLAIN = [
  ['name_2', 'Trade name'],
  ['country_iso', 'PT'],
  ['phone', '+351211234567'],
  ['mobile', '+351921234567'],
  ['fax', '+351211234568'],
  ['email', 'billing@acme.com'],
  ['url_link', 'https://acme.example/about'],
  ['discount_group', 'GOLD'],
  ['salesperson', 'JOHN'],
  ['electronic_document_interchange', 'S'],
  ['edi_identifier', '5600000000001'],
  ['comments', 'Line one\nline two'],
] as const;

export const KEYS = [
  'id',
  'code',
  'name',
  'name_2',
  'vat_id',
  'country_iso',
  'phone',
  'mobile',
  'fax',
  'email',
  'url_link',
  'discount_group',
  'salesperson',
  'electronic_document_interchange',
  'edi_identifier',
  'inactive',
  'comments',
  'billing_address',
  'shipping_address',
];

export const ADDRESS = {
  postal_address: 'Rua da Liberdade 1',
  city: 'Lisboa',
  zip_code: '1250-001',
  country: 'PT',
};
