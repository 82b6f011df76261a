/**
 * What people write where there is no tax ID, in normal form. Such values identify no customer, so they make no twins. Besides
 * these, a value of zeros alone and one without any letter or digit count as placeholders.
 *
 * Sources: Portugal, AT, "consumidor final" 999999990; Mexico, SAT, generic RFCs XAXX010101000 and XEXX010101000;
 * Guatemala, SAT, "consumidor final" CF; Ecuador, SRI, 9999999999999; Colombia, DIAN, 222222222222; Chile, SII,
 * 66666666-6 and 55555555-5 (abroad); Paraguay, SET, "innominado" 44444401-7 and X; Bolivia, SIN, 99001 to 99003;
 * Peru and Argentina, 99999999; Uruguay, DGI, e-tickets without a recipient have zeros or "consumidor final".
 */
const PLACEHOLDERS: readonly string[] = [
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

// In quotes, because NULL without them is no text, and nothing is unequal to it.
const LIST = `{${PLACEHOLDERS.map((one) => `"${one}"`).join(',')}}`;

/** A condition of SQL on a normal form: it is a tax ID, and no placeholder. */
export const isTaxId = (normal: string): string =>
  `(${normal} <> ALL('${LIST}') AND letters_and_digits(${normal}) ~ '[^0]')`;
