import type { Event } from './format.js';
import { awaitWork, beginPull, makeDeleted, makeTwo, mergeTwo } from './scripts.js';

/** What a run of the requests needs to know and the OpenAPI documents do not say. */

interface Made {
  /** The operation that makes the record. */
  by: string;
  /** Its ID in the answer. */
  id: string;
}

/** Requests that end a record for good, and the request that makes one for them. */
export const ENDS: Record<string, Made> = {
  deleteEmail: { by: 'addEmail', id: 'email_id' },
  deletePhone: { by: 'addPhone', id: 'phone_id' },
  deleteCompanyName: { by: 'addCompanyName', id: 'company_name_id' },
  deleteCustomer: { by: 'createCustomer', id: 'id' },
  bulkDeleteCustomers: { by: 'createCustomer', id: 'id' },
  deleteUser: { by: 'createUser', id: 'id' },
  revokeApiKey: { by: 'generateApiKey', id: 'id' },
  rotateKey: { by: 'createKey', id: 'id' },
  revokeKey: { by: 'createKey', id: 'id' },
  removeUser: { by: 'inviteUser', id: 'id' },
  deleteWebhook: { by: 'createWebhook', id: 'id' },
  endSubscription: { by: 'subscribeToEvent', id: 'id' },
  undoImport: { by: 'createImport', id: 'id' },
};

/** By contract: requests that change a record which an earlier request has made, so that they change no other. */
export const USES: Record<string, Record<string, string>> = {
  clientela: {
    updateUser: 'inviteUser',
    getWebhook: 'createWebhook',
    updateWebhook: 'createWebhook',
    rotateWebhookSecret: 'createWebhook',
    replayWebhook: 'createWebhook',
    resumeWebhook: 'createWebhook',
    testWebhook: 'createWebhook',
    listDeliveries: 'createWebhook',
    getImport: 'createImport',
    stageRows: 'createImport',
    listImportRows: 'createImport',
    exportRefusedRows: 'createImport',
    planImport: 'createImport',
    runImport: 'createImport',
  },
};

interface Prepared {
  before: Event;
  /** The variable that has the ID of the record that a script has made. */
  id?: string;
  /** By field of the body: the variable that has its value. */
  body?: Record<string, string>;
}

/** Requests that a script goes before, because they ask for what no request of the collection makes. */
export const PREPARED: Record<string, Prepared> = {
  restoreCustomer: { before: makeDeleted('deletedId'), id: 'deletedId' },
  runImport: { before: awaitWork('createImportId', 'planDigest'), body: { digest: 'planDigest' } },
  resumeImport: { before: beginPull('pullId'), id: 'pullId' },
  undoImport: { before: awaitWork('createImportId', 'planDigest') },
  mergeCustomers: { before: makeTwo('intoId', 'goneId'), body: { intoId: 'intoId', goneId: 'goneId' } },
  undoMerge: { before: mergeTwo('intoId', 'goneId', 'mergeId'), id: 'mergeId' },
};

/** Bodies that are no JSON. */
export const BODIES: Record<string, { type: string; text: string }> = {
  stageRows: { type: 'application/x-ndjson', text: '{"customer_id": 77, "company": "Acme Corporation"}\n' },
};

/** Requests that only succeed after another one. */
export const AFTER: Record<string, string> = { activateContact: 'inactivateContact' };

interface Token {
  /** Its place in the answer. */
  field: string;
  /** The variable that keeps it, called as the security scheme that asks for it. */
  variable: string;
}

/** By contract and operation: the sign-ins and the tokens that they answer. */
export const SIGN_INS: Record<string, Record<string, Token>> = {
  contacts: { signIn: { field: 'token', variable: 'contactsToken' } },
  clients: { signIn: { field: 'authorization', variable: 'clientsToken' } },
  erp: {
    openSession: { field: 'xa-token', variable: 'erpToken' },
    signIn: { field: 'xa-token', variable: 'erpToken' },
  },
  accounting: { signIn: { field: 'access_token', variable: 'accountingToken' } },
  clientela: { signIn: { field: 'csrfToken', variable: 'clientelaForgery' } },
};

/** By parameter, whatever the request: the variable that has its value. */
export const PARAMETERS: Record<string, string> = { account: 'account', nonce: 'nonce' };

/** By field or parameter of a sign-in: the variable that has its value. */
export const CREDENTIALS: Record<string, string> = {
  usuario_login: 'login',
  usuario_password: 'password',
  username: 'login',
  email: 'email',
  password: 'password',
};
