/** The operations of the committed document, by operation ID. */
export const OPERATIONS = {
  signIn: 'POST /apidev/v1/login',
  createClient: 'POST /apidev/v1/clients',
  listClients: 'GET /apidev/v1/clients',
  updateClient: 'PUT /apidev/v1/clients/{id}',
  getClient: 'GET /apidev/v1/clients/{id}',
} as const;

export type Operation = keyof typeof OPERATIONS;
