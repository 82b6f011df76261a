/** The operations of the committed document, by operation ID. */
export const OPERATIONS = {
  createCustomer: 'POST /api/v3/customer',
  listCustomers: 'GET /api/v3/customer',
  updateCustomer: 'PUT /api/v3/customer/{customer_id}',
  getCustomer: 'GET /api/v3/customer/{customer_id}',
  deleteCustomer: 'DELETE /api/v3/customer/{customer_id}',
  countCustomers: 'GET /api/v3/customer/_count',
  createUser: 'POST /api/v3/user',
  listUsers: 'GET /api/v3/user',
  updateUser: 'PUT /api/v3/user/{user_id}',
  getUser: 'GET /api/v3/user/{user_id}',
  deleteUser: 'DELETE /api/v3/user/{user_id}',
  sendRequests: 'POST /api/v3/_bulk',
  subscribeToEvent: 'POST /api/v3/_resthook',
  endSubscription: 'DELETE /api/v3/_resthook/{id}',
} as const;

export type Operation = keyof typeof OPERATIONS;
