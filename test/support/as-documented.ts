import { dialectOf } from '../../src/contracts/index.js';
import type { Answer } from './app.js';
import { committedDocument, schemaOf } from './documents.js';

/**
 * Holds an answer that a test got against the committed documents of its contract: a status or a key that is not in
 * there is a failure.
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

function assertAsIn(name: string, method: string, path: string, { status, body }: Answer): void {
  const document = committedDocument(name);
  const operation = document.operationOf(method, path);
  // A method that a setting has switched off is no operation of this process.
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
  if (complaint)
    throw new Error(
      `${method} ${path} answered ${status} otherwise than openapi/${name}.json says of ${operation.operationId}: ${complaint}\n${JSON.stringify(body)}`,
    );
}
