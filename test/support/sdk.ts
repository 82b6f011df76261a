import type { ContractName } from '../../src/contracts/index.js';
import { operationsOf } from '../../src/openapi/document.js';
import type { TestApp } from './app.js';
import { assertAsDocumented } from './as-documented.js';
import { committedDocument } from './documents.js';

export interface RecordedConnection {
  baseUrl: string;
  fetch(request: Request): Promise<Response>;
  /** The operations of the contract's document without a successful answer so far. */
  uncalled(): string[];
}

/**
 * A connection for SDK clients. It remembers the operations that were called, and checks every answer against the
 * contract's document.
 */
export function recorded(app: TestApp, contract: ContractName | 'accounting-snake'): RecordedConnection {
  const documented = committedDocument(contract);
  const answersIn = contract === 'accounting-snake' ? 'snake' : 'camel';
  const called = new Set<string | undefined>();
  return {
    baseUrl: app.url,
    async fetch(request) {
      const { method, url } = request;
      const { pathname } = new URL(url);
      const response = await fetch(request);
      const text = await response.clone().text();
      assertAsDocumented(
        method,
        pathname,
        {
          status: response.status,
          headers: {},
          body: text === '' && !isLines(response) ? undefined : isLines(response) ? text : JSON.parse(text),
        },
        answersIn,
      );
      if (response.ok) called.add(documented.operationOf(method, pathname)?.operationId);
      return response;
    },
    uncalled: () =>
      operationsOf(documented.document)
        .map(({ operationId }) => operationId)
        .filter((operationId) => !called.has(operationId)),
  };
}

const isLines = ({ headers }: Response) => headers.get('content-type') === 'application/x-ndjson';
