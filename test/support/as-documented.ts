import { dialectOf } from '../../src/contracts/index.js';
import type { Answer } from './app.js';
import { committedDocument, schemaOf } from './documents.js';

/**
 * Checks an answer against the committed document of its contract. A status or a key that the document does not have
 * fails the test.
 */
export function assertAsDocumented(
  method: string,
  url: string,
  answer: Answer,
  answersIn: 'camel' | 'snake' = 'camel',
): void {
  const path = url.replace(/\?.*$/s, '');
  const contract = dialectOf(path).name;
  const name = contract === 'accounting' && answersIn === 'snake' ? 'accounting-snake' : contract;
  for (const document of [name, `3.0/${name}`]) assertAsIn(document, method, path, answer);
}

let areOlder = false;

/** Does something with records that older rules let in: their texts may be longer than the documents say now. */
export async function withOlderRecords(work: () => Promise<void>): Promise<void> {
  areOlder = true;
  try {
    await work();
  } finally {
    areOlder = false;
  }
}

function assertAsIn(name: string, method: string, path: string, { status, body }: Answer): void {
  const document = committedDocument(name);
  const operation = document.operationOf(method, path);
  // If a setting has switched a method off, the document's operation does not apply.
  if (!operation || status === 405) return;
  const response = document.response(operation, status);
  const schema = response && schemaOf(response);
  const complaint = !response
    ? 'the status is not in it'
    : schema
      ? document.complaint(schema, body)
      : body === undefined
        ? undefined
        : 'the body should be empty';
  if (areOlder && /must NOT have more than \d+ characters/.test(complaint ?? '')) return;
  if (complaint)
    throw new Error(
      `${method} ${path} answered ${status} otherwise than openapi/${name}.json says of ${operation.operationId}: ${complaint}\n${JSON.stringify(body)}`,
    );
}
