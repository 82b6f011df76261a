/** Object types that the public PHP client of ChargeOver has a class for, apart from those that Clientela serves. */
const TYPES = [
  '_chargeoverjs',
  '_report',
  'ach',
  'billing_package',
  'brand',
  'country',
  'creditcard',
  'invoice',
  'item',
  'item_category',
  'note',
  'package',
  'quote',
  'tierset',
  'tokenized',
  'transaction',
  'usage',
];

export const UNSERVED = [
  ...TYPES.map((type) => ({
    operation: `every method of \`/api/v3/${type}\``,
    where: 'the object types of the public PHP client chargeover_php',
  })),
  { operation: '`POST /api/v3/user/{user_id}?action=…`', where: 'recorded exchanges (`reset_password`, `welcome`)' },
  { operation: '`POST /api/v3/customer/{customer_id}?action=…`', where: 'the public PHP client chargeover_php' },
];
