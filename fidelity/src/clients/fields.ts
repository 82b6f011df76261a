/** The text fields of the seed's table, each with the number of characters that it may have. */
export const LIMITS = [
  ['name', 200],
  ['external_code', 120],
  ['status', 10],
  ['document', 60],
  ['business_name', 200],
  ['tax_id', 60],
  ['phone', 60],
  ['mobile', 60],
  ['email', 200],
  ['notes', 1000],
  ['image_url', 500],
  ['street', 200],
  ['door_number', 20],
  ['apartment', 20],
  ['corner', 200],
  ['zip_code', 20],
  ['country_id', 30],
  ['department_id', 30],
] as const;

/** Fields that the detail shows inside `address`. */
const ADDRESS = [
  'street',
  'door_number',
  'apartment',
  'corner',
  'zip_code',
  'latitude',
  'longitude',
  'country_id',
  'department_id',
];

/** What the detail shows of a written field. */
export const shown = (client: Record<string, unknown>, field: string): unknown =>
  ADDRESS.includes(field) ? (client.address as Record<string, unknown>)[field] : client[field];

/** A value of the field that has exactly so many characters, and is unlike those of other runs. */
export function textOf(field: string, length: number): string {
  const digits = () => Math.random().toString().slice(2, 12);
  if (field === 'email') return `${'x'.repeat(60)}@${sized('y.', length - 61 - 4)}.com`.replace('..', '.y');
  if (field === 'phone' || field === 'mobile') return `+1${'2'.repeat(length - 2)}`;
  if (field === 'image_url') return `https://example.com/${'x'.repeat(length - 20)}`;
  return field === 'external_code' ? digits().padEnd(length, 'x') : 'x'.repeat(length);
}

/** Labels of a domain name, together of that length. */
const sized = (_: string, length: number) => {
  const labels: string[] = [];
  for (let left = length; left > 0; left -= 51) labels.push('y'.repeat(Math.min(50, left)));
  return labels.join('.');
};

/** A plain value of each field. */
export const PLAIN = [
  ['status', 'B'],
  ['document', 'DOC-7'],
  ['document_type', 2],
  ['business_name', 'Regional Distributors S.A.'],
  ['tax_id', '219900005018'],
  ['phone', '+59821009876'],
  ['mobile', '+59899123456'],
  ['email', 'info@regionaldist.com'],
  ['notes', 'Line one\nline two'],
  ['image_url', 'https://example.com/logo.png'],
  ['street', 'Bvar. Artigas'],
  ['door_number', '567'],
  ['apartment', '3B'],
  ['corner', 'Av. Italia'],
  ['zip_code', '11600'],
  ['latitude', -34.9],
  ['longitude', -56.2],
  ['country_id', '1'],
  ['department_id', '10'],
] as const;
