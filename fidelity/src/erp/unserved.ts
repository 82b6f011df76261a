/** Methods and paths below `/api/{account}/v4.0.0`. */
const OPERATIONS = [
  'POST /sms',
  'GET, POST /invoices',
  'GET, POST /orders',
  'GET, POST /receipts',
  'GET, POST /purchases',
  'GET, POST /purchase_orders',
  'GET /documents',
  'GET, POST /transfer_orders',
  'GET /serial_numbers',
  'GET /transactions',
  'GET, POST, PUT /suppliers',
  'GET, POST, PUT /articles',
  'GET /locations',
  'GET /categories',
  'GET /families',
  'GET /users',
];

export const UNSERVED = OPERATIONS.map((operation) => ({
  operation: `\`${operation}\``,
  where: 'docs.gestix.com/endpoints, Endpoints Overview',
}));
