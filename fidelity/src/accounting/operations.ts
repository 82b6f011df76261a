/** The operations of the committed document, by operation ID. */
export const OPERATIONS = {
  generateApiKey: 'POST /api/api-keys/generate',
  listApiKeys: 'GET /api/api-keys',
  revokeApiKey: 'PUT /api/api-keys/{id}/revoke',
  signIn: 'POST /api/auth/signin',
  listCustomers: 'GET /api/customers',
  createCustomer: 'POST /api/customers',
  getCustomer: 'GET /api/customers/{id}',
  updateCustomer: 'PUT /api/customers/{id}',
  deleteCustomer: 'DELETE /api/customers/{id}',
  updateOpeningBalance: 'PUT /api/customers/{id}/opening-balance',
  validateBulkDelete: 'POST /api/customers/validate-bulk-delete',
  bulkDeleteCustomers: 'POST /api/customers/bulk-delete',
  listLedgerEntries: 'GET /api/customers/{id}/ledger-entries',
  addLedgerEntry: 'POST /api/customers/{id}/ledger-entries',
  autoCompleteContacts: 'GET /api/contacts/auto-complete',
  getContact: 'GET /api/contacts/{id}',
  activateContact: 'PATCH /api/contacts/{id}/activate',
  inactivateContact: 'PATCH /api/contacts/{id}/inactivate',
} as const;

export type Operation = keyof typeof OPERATIONS;
