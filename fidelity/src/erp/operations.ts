/** The operations of the committed document, by operation ID. */
export const OPERATIONS = {
  openSession: 'GET /api/{account}/v4.0.0/helo',
  signIn: 'POST /api/{account}/v4.0.0/auth',
  getStatus: 'GET /api/{account}/v4.0.0/status',
  listCustomers: 'GET /api/{account}/v4.0.0/customers',
  createCustomer: 'POST /api/{account}/v4.0.0/customers',
  updateCustomer: 'PUT /api/{account}/v4.0.0/customers',
} as const;

export type Operation = keyof typeof OPERATIONS;
