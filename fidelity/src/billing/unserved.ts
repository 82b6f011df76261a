const CLIENT = 'the public PHP client chargeover_php';

/** Object types that the client has, apart from those that Clientela serves. It has each method for each of them. */
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
  'project',
  'quote',
  'tierset',
  'tokenized',
  'transaction',
  'usage',
];

/** Actions that its examples have. */
const ACTIONS = {
  '_report/{id}': ['getData', 'reportData'],
  currency: ['getExchangeRate', 'setExchangeRate'],
  'customer/{customer_id}': ['…'],
  'invoice/{id}': ['approve', 'email', 'pay', 'void'],
  'package/{id}': ['cancel', 'hold', 'paycycle', 'paymethod', 'suspend', 'upgrade', 'welcome'],
  transaction: ['pay'],
  'transaction/{id}': ['changeAppliedAmounts', 'email', 'refund'],
  'user/{user_id}': ['login', 'reset_password'],
};

const named = (where: string) => (operation: string) => ({ operation: `\`${operation}\``, where });

export const UNSERVED = [
  ...TYPES.flatMap((type) => [`GET, POST /api/v3/${type}`, `GET, PUT, DELETE /api/v3/${type}/{id}`]).map(named(CLIENT)),
  ...['POST /api/v3/_aggregate', 'POST /api/v3/_config'].map(named(CLIENT)),
  ...Object.entries(ACTIONS)
    .flatMap(([path, actions]) => actions.map((action) => `POST /api/v3/${path}?action=${action}`))
    .map(named(CLIENT)),
  named('recorded exchanges')('POST /api/v3/user/{user_id}?action=welcome'),
];
