/**
 * Texts that people write if there is no tax ID, in normal form. They identify no customer, so two customers may have
 * an equal one. A value of zeros only and a value without any letter or digit are placeholders, too.
 *
 * Sources: Portugal, AT, "consumidor final" 999999990; Mexico, SAT, generic RFCs XAXX010101000 and XEXX010101000;
 * Guatemala, SAT, "consumidor final" CF; Ecuador, SRI, 9999999999999; Colombia, DIAN, 222222222222; Chile, SII,
 * 66666666-6 and 55555555-5 (abroad); Paraguay, SET, "innominado" 44444401-7 and X; Bolivia, SIN, 99001 to 99003; Peru
 * and Argentina, 99999999; Uruguay, DGI, e-tickets without a recipient have zeros or "consumidor final".
 */
export const PLACEHOLDERS: readonly string[] = [
  '999999990',
  'PT999999990',
  'XAXX010101000',
  'XEXX010101000',
  'CF',
  '9999999999',
  '9999999999999',
  '222222222222',
  '2222222222',
  '666666666',
  '555555555',
  '444444017',
  'X',
  '99001',
  '99002',
  '99003',
  '99999999',
  '99999999999',
  'CONSUMIDORFINAL',
  'NA',
  'ND',
  'NT',
  'NONE',
  'NULL',
  'NIL',
  'NO',
  'SN',
  'SD',
  'SINRUT',
  'SINNIT',
  'SINRUC',
  'SINRFC',
  'SINNIF',
  'SEMNIF',
  'NINGUNO',
  'UNKNOWN',
  'PENDING',
  'PENDIENTE',
  'TBD',
  'NOTAPPLICABLE',
  'NOAPLICA',
  'NOTAXID',
  'NOVAT',
  'XX',
  'XXX',
];

// In quotes: an unquoted NULL would be no text, and no comparison with it is true.
const LIST = `{${PLACEHOLDERS.map((one) => `"${one}"`).join(',')}}`;

/** An SQL condition: the normal form is a tax ID and not a placeholder. */
export const isTaxId = (normal: string): string =>
  `(${normal} <> ALL('${LIST}') AND letters_and_digits(${normal}) ~ '[^0]')`;
