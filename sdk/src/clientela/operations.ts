// Generated from openapi/clientela.json by `npm run openapi`.
import { Group, type Transport } from '../core/client.js';
import type { Call, CallOptions, Content, With } from '../core/calls.js';
import type { List } from '../core/lists.js';
import type { Answered, QueryOf } from '../core/operation-types.js';
import type { components, operations } from './schema.js';

export class Session extends Group {
  /**
   * Sign in with email and password.
   *
   * The answer sets a cookie. Writes with it send the `csrfToken` in the header `X-CSRF-Token`.
   *
   * `POST /clientela/v1/session`
   */
  signIn(
    body: components['schemas']['SignInInput'],
    options?: CallOptions,
  ): Call<components['schemas']['SessionOutput']> {
    return this.transport.call('POST', '/clientela/v1/session', { body }, options);
  }

  /**
   * Read who the caller is and what it may do.
   *
   * For a session and for an API key.
   *
   * `GET /clientela/v1/session`
   */
  get(options?: CallOptions): Call<components['schemas']['SessionOutput']> {
    return this.transport.call('GET', '/clientela/v1/session', {}, options);
  }

  /**
   * Sign out.
   *
   * The answer removes the cookie. With `everywhere`, all sessions of the user end.
   *
   * `DELETE /clientela/v1/session`
   */
  end(query?: QueryOf<operations['endSession']>, options?: CallOptions): Call<undefined> {
    return this.transport.call('DELETE', '/clientela/v1/session', { query }, options);
  }
}

export class Tenant extends Group {
  /**
   * Read the settings of the tenant.
   *
   * Of the tenant that the caller works for.
   *
   * `GET /clientela/v1/tenant`
   */
  get(options?: CallOptions): Call<components['schemas']['TenantOutput']> {
    return this.transport.call('GET', '/clientela/v1/tenant', {}, options);
  }

  /**
   * Change the settings of the tenant.
   *
   * All servers follow within a second. The slug and the currency stay as they are. With another country, the phones without a country code are compared in that country, and the answer waits for it. With another numbering, all records get their IDs, and the answer waits for that, too. If the request is interrupted, send it again.
   *
   * Needs the permission `tenant:write`.
   *
   * `PATCH /clientela/v1/tenant`
   */
  update(
    body: components['schemas']['UpdateTenantInput'],
    options?: With<'idempotencyKey' | 'changeReason'>,
  ): Call<components['schemas']['TenantOutput']> {
    return this.transport.call('PATCH', '/clientela/v1/tenant', { body }, options);
  }
}

export class Keys extends Group {
  /**
   * List the API keys of the tenant, ended ones too.
   *
   * Needs the permission `keys:read`.
   *
   * `GET /clientela/v1/keys`
   */
  list(
    query?: QueryOf<operations['listKeys']>,
    options?: CallOptions,
  ): List<components['schemas']['KeyListOutput'], components['schemas']['KeyListOutput']['data'][number]> {
    return this.transport.list(
      '/clientela/v1/keys',
      { query },
      options,
      { by: 'cursor', most: 500 },
      (page) => page.data,
    );
  }

  /**
   * Make an API key of any contract.
   *
   * The answer is the only one that shows the secret. The key ends with its maker: the user or the key.
   *
   * Needs the permission `keys:write`.
   *
   * `POST /clientela/v1/keys`
   */
  create(
    body: components['schemas']['CreateKeyInput'],
    options?: CallOptions,
  ): Call<components['schemas']['KeyWithSecretOutput']> {
    return this.transport.call('POST', '/clientela/v1/keys', { body }, options);
  }

  /**
   * Replace an API key by a new one.
   *
   * The old key works for some more time; keys that it has made end with it. A caller rotates only keys whose permissions it has itself.
   *
   * Needs the permission `keys:write`.
   *
   * `POST /clientela/v1/keys/{id}/rotate`
   * @param id The ID of the API key.
   */
  rotate(
    id: string,
    body?: components['schemas']['RotateKeyInput'],
    options?: CallOptions,
  ): Call<components['schemas']['RotatedKeyOutput']> {
    return this.transport.call('POST', '/clientela/v1/keys/{id}/rotate', { path: { id }, body }, options);
  }

  /**
   * End an API key for good.
   *
   * The keys that it has made end too. Revoking it twice is no error.
   *
   * Needs the permission `keys:write`.
   *
   * `POST /clientela/v1/keys/{id}/revoke`
   * @param id The ID of the API key.
   */
  revoke(id: string, options?: With<'idempotencyKey' | 'changeReason'>): Call<components['schemas']['KeyOutput']> {
    return this.transport.call('POST', '/clientela/v1/keys/{id}/revoke', { path: { id } }, options);
  }
}

export class Users extends Group {
  /**
   * List the users of the tenant.
   *
   * Needs the permission `users:read`.
   *
   * `GET /clientela/v1/users`
   */
  list(
    query?: QueryOf<operations['listUsers']>,
    options?: CallOptions,
  ): List<components['schemas']['UserListOutput'], components['schemas']['UserListOutput']['data'][number]> {
    return this.transport.list(
      '/clientela/v1/users',
      { query },
      options,
      { by: 'cursor', most: 500 },
      (page) => page.data,
    );
  }

  /**
   * Let a user work for the tenant.
   *
   * A person has one account. A new user gets a password, which only this answer shows. A user who works for another tenant keeps login name, names and password.
   *
   * Needs the permission `users:write`.
   *
   * `POST /clientela/v1/users`
   */
  invite(
    body: components['schemas']['InviteUserInput'],
    options?: CallOptions,
  ): Call<components['schemas']['InvitedUserOutput']> {
    return this.transport.call('POST', '/clientela/v1/users', { body }, options);
  }

  /**
   * Change what a user may do.
   *
   * Needs the permission `users:write`.
   *
   * `PATCH /clientela/v1/users/{id}`
   * @param id The ID of the user.
   */
  update(
    id: string,
    body: components['schemas']['UpdateUserInput'],
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<components['schemas']['UserOutput']> {
    return this.transport.call('PATCH', '/clientela/v1/users/{id}', { path: { id }, body }, options);
  }

  /**
   * End the membership of a user.
   *
   * Sessions of the user for this tenant, and keys that the user made here, end within a second.
   *
   * Needs the permission `users:write`.
   *
   * `DELETE /clientela/v1/users/{id}`
   * @param id The ID of the user.
   */
  remove(id: string, options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>): Call<undefined> {
    return this.transport.call('DELETE', '/clientela/v1/users/{id}', { path: { id } }, options);
  }
}

export class Ids extends Group {
  /**
   * Find the record with an ID, or the IDs of a record.
   *
   * All IDs of the record in the contract. The list is empty if there is no such ID. IDs can be given before the contract shows them: the numbering of the tenant decides.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /clientela/v1/ids`
   */
  find(query: QueryOf<operations['findIds']>, options?: CallOptions): Call<components['schemas']['WireIdListOutput']> {
    return this.transport.call('GET', '/clientela/v1/ids', { query }, options);
  }

  /**
   * Give records their IDs in contracts.
   *
   * All of them or none. A current ID takes the place of the one that the record had there, which keeps leading to the record. New records get IDs above the highest one.
   *
   * Needs the permission `ids:write`.
   *
   * `POST /clientela/v1/ids`
   */
  give(
    body: components['schemas']['GiveIdInput'][],
    options?: With<'idempotencyKey' | 'changeReason'>,
  ): Call<components['schemas']['GivenIdsOutput']> {
    return this.transport.call('POST', '/clientela/v1/ids', { body }, options);
  }
}

export class Customers extends Group {
  /**
   * List and search customers.
   *
   * Filters must all hold. Customers that are added or deleted meanwhile move no other to another page.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /clientela/v1/customers`
   */
  list(
    query?: QueryOf<operations['listCustomers']>,
    options?: CallOptions,
  ): List<components['schemas']['CustomerListOutput'], components['schemas']['CustomerListOutput']['data'][number]> {
    return this.transport.list(
      '/clientela/v1/customers',
      { query },
      options,
      { by: 'cursor', most: 500 },
      (page) => page.data,
    );
  }

  /**
   * Update a customer.
   *
   * It needs `If-Match`, so that a caller overwrites no change that it has not seen.
   *
   * Needs the permission `customers:write`.
   *
   * `PATCH /clientela/v1/customers/{id}`
   * @param id The ID of the customer.
   */
  update(
    id: string,
    body: components['schemas']['UpdateCustomerInput'],
    options: With<'idempotencyKey' | 'ifMatch' | 'changeReason'> & { ifMatch: string },
  ): Call<components['schemas']['CustomerOutput']> {
    return this.transport.call('PATCH', '/clientela/v1/customers/{id}', { path: { id }, body }, options);
  }

  /**
   * Read a customer with all of its records.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /clientela/v1/customers/{id}`
   * @param id The ID of the customer.
   */
  get(id: string, options?: With<'ifNoneMatch' | 'asOf'>): Call<components['schemas']['CustomerCardOutput']> {
    return this.transport.call('GET', '/clientela/v1/customers/{id}', { path: { id } }, options);
  }

  /**
   * Restore a deleted customer.
   *
   * The customer returns with its records, and with the contact persons that were deleted with it. Customers that had it as their parent stay without one.
   *
   * Needs the permission `customers:write`.
   *
   * `POST /clientela/v1/customers/{id}/restore`
   * @param id The ID of the customer.
   */
  restore(
    id: string,
    body?: components['schemas']['RestoreCustomerInput'],
    options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>,
  ): Call<components['schemas']['CustomerOutput']> {
    return this.transport.call('POST', '/clientela/v1/customers/{id}/restore', { path: { id }, body }, options);
  }

  /**
   * Read the history of a customer.
   *
   * The newest change comes first. A deleted customer has a history, too. Balances and entries of the ledger need the permission `ledger:read`.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /clientela/v1/customers/{id}/changes`
   * @param id The ID of the customer.
   */
  listChanges(
    id: string,
    query?: QueryOf<operations['listCustomerChanges']>,
    options?: CallOptions,
  ): List<components['schemas']['HistoryOutput'], components['schemas']['HistoryOutput']['data'][number]> {
    return this.transport.list(
      '/clientela/v1/customers/{id}/changes',
      { path: { id }, query },
      options,
      { by: 'cursor', most: 500 },
      (page) => page.data,
    );
  }

  /**
   * Read what each of the other contracts shows of a customer.
   *
   * Each answer is that of the contract itself, also its refusal if a permission is missing.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /clientela/v1/customers/{id}/faces`
   * @param id The ID of the customer.
   */
  listFaces(
    id: string,
    options?: With<'ifNoneMatch'>,
  ): List<components['schemas']['FaceListOutput'], components['schemas']['FaceListOutput']['data'][number]> {
    return this.transport.list(
      '/clientela/v1/customers/{id}/faces',
      { path: { id } },
      options,
      { by: 'whole' },
      (page) => page.data,
    );
  }
}

export class Changes extends Group {
  /**
   * Take back what one caller or one request has changed.
   *
   * Without `digest`, this is a dry run, which writes nothing. With the digest of a dry run and otherwise the same fields, the changes are taken back. Customers come in parts: go on with `next` as `after`. It needs the permissions to read and to change customers and all of their records. Balances and entries of the ledger are shown with `ledger:read`.
   *
   * Needs the permission `customers:write`.
   *
   * `POST /clientela/v1/reverts`
   */
  revert(
    body: components['schemas']['RevertInput'],
    options?: With<'idempotencyKey' | 'changeReason'>,
  ): Call<components['schemas']['RevertOutput']> {
    return this.transport.call('POST', '/clientela/v1/reverts', { body }, options);
  }

  /**
   * Follow the changes of all customers.
   *
   * Nothing appears behind a cursor that was given out. A deleted customer is a change of the kind `deleted`. Changes that a caller has still to read are kept as long as it goes on to read. Balances and entries of the ledger need the permission `ledger:read`.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /clientela/v1/changes`
   */
  follow(
    query?: QueryOf<operations['followChanges']>,
    options?: CallOptions,
  ): List<components['schemas']['FeedOutput'], components['schemas']['FeedOutput']['data'][number]> {
    return this.transport.list(
      '/clientela/v1/changes',
      { query },
      options,
      { by: 'cursor', most: 500 },
      (page) => page.data,
    );
  }
}

export class Statistics extends Group {
  /**
   * Count writes and customers by day.
   *
   * Writes are counted by the contract through which they came. The counts begin where changes are kept.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /clientela/v1/statistics`
   */
  get(
    query?: QueryOf<operations['getStatistics']>,
    options?: CallOptions,
  ): Call<components['schemas']['StatisticsOutput']> {
    return this.transport.call('GET', '/clientela/v1/statistics', { query }, options);
  }
}

export class PersonalData extends Group {
  /**
   * Read everything that is kept of a customer.
   *
   * The record, its records, its ledger and its history, in one document. A deleted customer has one, too. It also needs the permission `ledger:read`.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /clientela/v1/customers/{id}/personal-data`
   * @param id The ID of the customer.
   */
  export(id: string, options?: CallOptions): Call<Answered<operations['exportPersonalData']>> {
    return this.transport.call('GET', '/clientela/v1/customers/{id}/personal-data', { path: { id } }, options);
  }

  /**
   * Erase the personal data of a customer.
   *
   * It cannot be taken back. The personal fields of the customer and its emails, phones, company names and contact persons are removed, also from its history; locks do not hold against it. The ID, the ledger and what is not personal stay. Erasing twice is no error. It needs the permissions to read and to change customers and all of their records.
   *
   * Needs the permission `customers:write`.
   *
   * `DELETE /clientela/v1/customers/{id}/personal-data`
   * @param id The ID of the customer.
   */
  erase(id: string, options?: With<'idempotencyKey' | 'ifMatch' | 'changeReason'>): Call<undefined> {
    return this.transport.call('DELETE', '/clientela/v1/customers/{id}/personal-data', { path: { id } }, options);
  }
}

export class Imports extends Group {
  /**
   * Read all customers in the words of a contract.
   *
   * As an import of that contract reads them, all from one moment. An answer that breaks off is not complete: its connection is closed. It needs `ledger:read`, too.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /clientela/v1/export`
   */
  exportCustomers(query: QueryOf<operations['exportCustomers']>, options?: CallOptions): Call<Response> {
    return this.transport.call('GET', '/clientela/v1/export', { query, isStreamed: true }, options);
  }

  /**
   * List the imports, the newest first.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /clientela/v1/imports`
   */
  list(
    query?: QueryOf<operations['listImports']>,
    options?: CallOptions,
  ): List<components['schemas']['ImportListOutput'], components['schemas']['ImportListOutput']['data'][number]> {
    return this.transport.list(
      '/clientela/v1/imports',
      { query },
      options,
      { by: 'cursor', most: 500 },
      (page) => page.data,
    );
  }

  /**
   * Begin an import.
   *
   * Send its rows next, or name a running system in `from`: a server pulls them then. It needs the permissions to read and to change customers and all of their records.
   *
   * Needs the permission `customers:write`.
   *
   * `POST /clientela/v1/imports`
   */
  create(
    body: components['schemas']['CreateImportInput'],
    options?: With<'idempotencyKey' | 'changeReason'>,
  ): Call<components['schemas']['ImportOutput']> {
    return this.transport.call('POST', '/clientela/v1/imports', { body }, options);
  }

  /**
   * Read an import, and how far its work is.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /clientela/v1/imports/{id}`
   * @param id The ID of the import.
   */
  get(id: string, options?: CallOptions): Call<components['schemas']['ImportWithProgressOutput']> {
    return this.transport.call('GET', '/clientela/v1/imports/{id}', { path: { id } }, options);
  }

  /**
   * Send rows of an import.
   *
   * They are read as a stream and staged as they come. A file may come in several requests: each says in `after` how many rows are staged already. If a request breaks off, read the import to see how many have come, and send the others. A row has at most one megabyte.
   *
   * Needs the permission `customers:write`.
   *
   * `POST /clientela/v1/imports/{id}/rows`
   * @param id The ID of the import.
   */
  stageRows(
    id: string,
    body: Content,
    query: QueryOf<operations['stageRows']> | undefined,
    options: With<'idempotencyKey' | 'changeReason'> & {
      contentType: 'application/x-ndjson' | 'application/json' | 'text/csv';
    },
  ): Call<components['schemas']['StagedOutput']> {
    return this.transport.call(
      'POST',
      '/clientela/v1/imports/{id}/rows',
      { path: { id }, body, media: options.contentType, query },
      options,
    );
  }

  /**
   * List rows of an import, and what happens to them.
   *
   * `listed`: rows that are refused, that come without something, or that disagree with the record.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /clientela/v1/imports/{id}/rows`
   * @param id The ID of the import.
   */
  listRows(
    id: string,
    query?: QueryOf<operations['listImportRows']>,
    options?: CallOptions,
  ): List<components['schemas']['ImportRowsOutput'], components['schemas']['ImportRowsOutput']['data'][number]> {
    return this.transport.list(
      '/clientela/v1/imports/{id}/rows',
      { path: { id }, query },
      options,
      { by: 'cursor', most: 500 },
      (page) => page.data,
    );
  }

  /**
   * Read the refused rows as they came.
   *
   * Each has its faults in `import_faults`, which an import leaves out. Correct the rows and send them as a new import of the source. It needs `ledger:read`, too.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /clientela/v1/imports/{id}/refused`
   * @param id The ID of the import.
   */
  exportRefusedRows(id: string, options?: CallOptions): Call<Response> {
    return this.transport.call(
      'GET',
      '/clientela/v1/imports/{id}/refused',
      { path: { id }, isStreamed: true },
      options,
    );
  }

  /**
   * Let a server plan an import.
   *
   * The plan says what would happen to each row. Nothing is written to the record.
   *
   * Needs the permission `customers:write`.
   *
   * `POST /clientela/v1/imports/{id}/plan`
   * @param id The ID of the import.
   */
  plan(id: string, options?: With<'idempotencyKey' | 'changeReason'>): Call<components['schemas']['ImportOutput']> {
    return this.transport.call('POST', '/clientela/v1/imports/{id}/plan', { path: { id } }, options);
  }

  /**
   * Let a server run a plan.
   *
   * If the server stops or is killed, another one goes on. Nothing is lost, and nothing comes twice.
   *
   * Needs the permission `customers:write`.
   *
   * `POST /clientela/v1/imports/{id}/run`
   * @param id The ID of the import.
   */
  run(
    id: string,
    body?: components['schemas']['RunImportInput'],
    options?: With<'idempotencyKey' | 'changeReason'>,
  ): Call<components['schemas']['ImportOutput']> {
    return this.transport.call('POST', '/clientela/v1/imports/{id}/run', { path: { id }, body }, options);
  }

  /**
   * Let work go on that has failed.
   *
   * A pull whose credentials have ended gets new ones.
   *
   * Needs the permission `customers:write`.
   *
   * `POST /clientela/v1/imports/{id}/resume`
   * @param id The ID of the import.
   */
  resume(
    id: string,
    body?: components['schemas']['ResumeImportInput'],
    options?: CallOptions,
  ): Call<components['schemas']['ImportOutput']> {
    return this.transport.call('POST', '/clientela/v1/imports/{id}/resume', { path: { id }, body }, options);
  }

  /**
   * Let a server take an import back.
   *
   * Customers that it made and that nothing has changed since are removed for good, and what it changed is set back. What stays is noted at its row.
   *
   * Needs the permission `customers:write`.
   *
   * `POST /clientela/v1/imports/{id}/undo`
   * @param id The ID of the import.
   */
  undo(id: string, options?: With<'idempotencyKey' | 'changeReason'>): Call<components['schemas']['ImportOutput']> {
    return this.transport.call('POST', '/clientela/v1/imports/{id}/undo', { path: { id } }, options);
  }
}

export class Pairs extends Group {
  /**
   * List pairs of customers that may be one.
   *
   * Without `decision`: the pairs that wait for one, with a score from the tenant’s `reviewAt` on. The highest score of the last search comes first. The evidence is that of now.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /clientela/v1/pairs`
   */
  list(
    query?: QueryOf<operations['listPairs']>,
    options?: CallOptions,
  ): List<components['schemas']['PairListOutput'], components['schemas']['PairListOutput']['data'][number]> {
    return this.transport.list(
      '/clientela/v1/pairs',
      { query },
      options,
      { by: 'cursor', most: 100 },
      (page) => page.data,
    );
  }

  /**
   * Say of pairs whether they are one customer.
   *
   * All decisions are kept, or none if one is refused. Imports and later searches respect them. A decision merges nothing.
   *
   * Needs the permission `customers:write`.
   *
   * `POST /clientela/v1/pairs`
   */
  decide(
    body: components['schemas']['DecisionInput'][],
    options?: With<'idempotencyKey' | 'changeReason'>,
  ): Call<components['schemas']['DecidedOutput']> {
    return this.transport.call('POST', '/clientela/v1/pairs', { body }, options);
  }

  /**
   * Look for pairs of customers that may be one.
   *
   * It looks at customers that were added or changed since the last search, for at most some seconds. If `left` is not 0, send it again.
   *
   * Needs the permission `customers:write`.
   *
   * `POST /clientela/v1/pairs/search`
   */
  search(options?: With<'idempotencyKey' | 'changeReason'>): Call<components['schemas']['PairSearchOutput']> {
    return this.transport.call('POST', '/clientela/v1/pairs/search', {}, options);
  }
}

export class Merges extends Group {
  /**
   * List merges.
   *
   * The newest comes first.
   *
   * Needs the permission `customers:read`.
   *
   * `GET /clientela/v1/merges`
   */
  list(
    query?: QueryOf<operations['listMerges']>,
    options?: CallOptions,
  ): List<components['schemas']['MergeListOutput'], components['schemas']['MergeListOutput']['data'][number]> {
    return this.transport.list(
      '/clientela/v1/merges',
      { query },
      options,
      { by: 'cursor', most: 500 },
      (page) => page.data,
    );
  }

  /**
   * Merge two customers.
   *
   * Without `digest`, this is a dry run, which writes nothing and lists every reason against the merge. With the digest of a dry run and otherwise the same fields, the customers are merged. From then on, every ID of the one that goes leads to the one that stays. It needs the permissions to read and to change customers and all of their records. Balances are shown with `ledger:read`.
   *
   * Needs the permission `customers:write`.
   *
   * `POST /clientela/v1/merges`
   */
  mergeCustomers(
    body: components['schemas']['MergeInput'],
    options?: With<'idempotencyKey' | 'changeReason'>,
  ): Call<components['schemas']['MergeOutput']> {
    return this.transport.call('POST', '/clientela/v1/merges', { body }, options);
  }

  /**
   * Undo a merge.
   *
   * Without `digest`, this is a dry run. With its digest, the customer that went comes back with its records, and edits that were made to them since. What came since stays with the other customer, and is listed. Merges can be undone in any order. It needs the permissions to read and to change customers and all of their records.
   *
   * Needs the permission `customers:write`.
   *
   * `POST /clientela/v1/merges/{id}/undo`
   * @param id The ID of the merge.
   */
  undo(
    id: string,
    body: components['schemas']['UndoMergeInput'],
    options?: With<'idempotencyKey' | 'changeReason'>,
  ): Call<components['schemas']['UndoMergeOutput']> {
    return this.transport.call('POST', '/clientela/v1/merges/{id}/undo', { path: { id }, body }, options);
  }
}

export class Webhooks extends Group {
  /**
   * List the webhooks of the tenant.
   *
   * Needs the permission `webhooks:read`.
   *
   * `GET /clientela/v1/webhooks`
   */
  list(
    query?: QueryOf<operations['listWebhooks']>,
    options?: CallOptions,
  ): List<components['schemas']['WebhookListOutput'], components['schemas']['WebhookListOutput']['data'][number]> {
    return this.transport.list(
      '/clientela/v1/webhooks',
      { query },
      options,
      { by: 'cursor', most: 500 },
      (page) => page.data,
    );
  }

  /**
   * Make a webhook.
   *
   * The answer is the only one that shows the secret. Messages are signed as Standard Webhooks says. The webhook is shown no more than the caller who made or changed it last may see.
   *
   * Needs the permission `webhooks:write`.
   *
   * `POST /clientela/v1/webhooks`
   */
  create(
    body: components['schemas']['CreateWebhookInput'],
    options?: CallOptions,
  ): Call<components['schemas']['WebhookWithSecretOutput']> {
    return this.transport.call('POST', '/clientela/v1/webhooks', { body }, options);
  }

  /**
   * Read a webhook.
   *
   * Needs the permission `webhooks:read`.
   *
   * `GET /clientela/v1/webhooks/{id}`
   * @param id The ID of the webhook.
   */
  get(id: string, options?: CallOptions): Call<components['schemas']['WebhookOutput']> {
    return this.transport.call('GET', '/clientela/v1/webhooks/{id}', { path: { id } }, options);
  }

  /**
   * Update a webhook.
   *
   * The caller becomes its maker.
   *
   * Needs the permission `webhooks:write`.
   *
   * `PATCH /clientela/v1/webhooks/{id}`
   * @param id The ID of the webhook.
   */
  update(
    id: string,
    body: components['schemas']['UpdateWebhookInput'],
    options?: With<'idempotencyKey' | 'changeReason'>,
  ): Call<components['schemas']['WebhookOutput']> {
    return this.transport.call('PATCH', '/clientela/v1/webhooks/{id}', { path: { id }, body }, options);
  }

  /**
   * Delete a webhook.
   *
   * Needs the permission `webhooks:write`.
   *
   * `DELETE /clientela/v1/webhooks/{id}`
   * @param id The ID of the webhook.
   */
  delete(id: string, options?: With<'idempotencyKey' | 'changeReason'>): Call<undefined> {
    return this.transport.call('DELETE', '/clientela/v1/webhooks/{id}', { path: { id } }, options);
  }

  /**
   * Replace the secret of a webhook.
   *
   * For some more time the old secret signs, too: a message then has two signatures.
   *
   * Needs the permission `webhooks:write`.
   *
   * `POST /clientela/v1/webhooks/{id}/rotate`
   * @param id The ID of the webhook.
   */
  rotateSecret(
    id: string,
    body?: components['schemas']['RotateSecretInput'],
    options?: CallOptions,
  ): Call<components['schemas']['WebhookWithSecretOutput']> {
    return this.transport.call('POST', '/clientela/v1/webhooks/{id}/rotate', { path: { id }, body }, options);
  }

  /**
   * Send events again.
   *
   * From a cursor or a time on. The messages have IDs of their own. Events that wait are given up first.
   *
   * Needs the permission `webhooks:write`.
   *
   * `POST /clientela/v1/webhooks/{id}/replay`
   * @param id The ID of the webhook.
   */
  replay(
    id: string,
    body: components['schemas']['ReplayInput'],
    options?: With<'idempotencyKey' | 'changeReason'>,
  ): Call<components['schemas']['WebhookOutput']> {
    return this.transport.call('POST', '/clientela/v1/webhooks/{id}/replay', { path: { id }, body }, options);
  }

  /**
   * Let a webhook go on.
   *
   * One that is paused, has ended, or waits for its receiver. The caller becomes its maker.
   *
   * Needs the permission `webhooks:write`.
   *
   * `POST /clientela/v1/webhooks/{id}/resume`
   * @param id The ID of the webhook.
   */
  resume(id: string, options?: With<'idempotencyKey' | 'changeReason'>): Call<components['schemas']['WebhookOutput']> {
    return this.transport.call('POST', '/clientela/v1/webhooks/{id}/resume', { path: { id } }, options);
  }

  /**
   * Try a receiver.
   *
   * Sends a message of the type `webhook.test` at once, whatever the state of the webhook is.
   *
   * Needs the permission `webhooks:write`.
   *
   * `POST /clientela/v1/webhooks/{id}/test`
   * @param id The ID of the webhook.
   */
  test(id: string, options?: With<'idempotencyKey' | 'changeReason'>): Call<components['schemas']['TestOutput']> {
    return this.transport.call('POST', '/clientela/v1/webhooks/{id}/test', { path: { id } }, options);
  }

  /**
   * List events that have failed.
   *
   * Those that are tried again, and the last thousand of those that were left out.
   *
   * Needs the permission `webhooks:read`.
   *
   * `GET /clientela/v1/webhooks/{id}/deliveries`
   * @param id The ID of the webhook.
   */
  listDeliveries(
    id: string,
    query?: QueryOf<operations['listDeliveries']>,
    options?: CallOptions,
  ): List<components['schemas']['DeliveryListOutput'], components['schemas']['DeliveryListOutput']['data'][number]> {
    return this.transport.list(
      '/clientela/v1/webhooks/{id}/deliveries',
      { path: { id }, query },
      options,
      { by: 'cursor', most: 500 },
      (page) => page.data,
    );
  }
}

/** The methods of the contract, by resource. */
export class ClientelaOperations {
  readonly session: Session;
  readonly tenant: Tenant;
  readonly keys: Keys;
  readonly users: Users;
  readonly ids: Ids;
  readonly customers: Customers;
  readonly changes: Changes;
  readonly statistics: Statistics;
  readonly personalData: PersonalData;
  readonly imports: Imports;
  readonly pairs: Pairs;
  readonly merges: Merges;
  readonly webhooks: Webhooks;

  constructor(transport: Transport) {
    this.session = new Session(transport);
    this.tenant = new Tenant(transport);
    this.keys = new Keys(transport);
    this.users = new Users(transport);
    this.ids = new Ids(transport);
    this.customers = new Customers(transport);
    this.changes = new Changes(transport);
    this.statistics = new Statistics(transport);
    this.personalData = new PersonalData(transport);
    this.imports = new Imports(transport);
    this.pairs = new Pairs(transport);
    this.merges = new Merges(transport);
    this.webhooks = new Webhooks(transport);
  }
}

/** The operations that take an `Idempotency-Key`. */
export const WITH_KEY: ReadonlySet<string> = new Set([
  'PATCH /clientela/v1/tenant',
  'POST /clientela/v1/keys/{id}/revoke',
  'PATCH /clientela/v1/users/{id}',
  'DELETE /clientela/v1/users/{id}',
  'POST /clientela/v1/ids',
  'PATCH /clientela/v1/customers/{id}',
  'POST /clientela/v1/customers/{id}/restore',
  'POST /clientela/v1/reverts',
  'DELETE /clientela/v1/customers/{id}/personal-data',
  'POST /clientela/v1/imports',
  'POST /clientela/v1/imports/{id}/rows',
  'POST /clientela/v1/imports/{id}/plan',
  'POST /clientela/v1/imports/{id}/run',
  'POST /clientela/v1/imports/{id}/undo',
  'POST /clientela/v1/pairs',
  'POST /clientela/v1/pairs/search',
  'POST /clientela/v1/merges',
  'POST /clientela/v1/merges/{id}/undo',
  'PATCH /clientela/v1/webhooks/{id}',
  'DELETE /clientela/v1/webhooks/{id}',
  'POST /clientela/v1/webhooks/{id}/replay',
  'POST /clientela/v1/webhooks/{id}/resume',
  'POST /clientela/v1/webhooks/{id}/test',
]);

/** The operations that get a credential. */
export const SIGN_INS: ReadonlySet<string> = new Set(['POST /clientela/v1/session']);
