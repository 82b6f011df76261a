import { activeRequest } from '../active-request.js';
import { originWithoutRequest, reasonWith } from '../origin.js';

/** Where a change comes from, as text of a PostgreSQL array: actor, contract, operation, request ID and reason. */
export function originText(): string {
  const { actor, contract, operation, requestId, reason } = activeRequest()?.origin() ?? originWithoutRequest();
  return `{${[actor, contract, operation, requestId, reasonWith(reason)].map(element).join(',')}}`;
}

// JSON escapes quotes and backslashes as PostgreSQL does. The texts have no control characters.
const element = (text: string | undefined) => (text === undefined ? 'NULL' : JSON.stringify(text));
