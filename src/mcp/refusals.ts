import {
  ApiError,
  ConnectionError,
  PermissionError,
  PreconditionFailedError,
  TimeoutError,
} from '../../sdk/src/index.js';

/** A refusal of a tool itself. Its message is for the agent. */
export class Refused extends Error {}

interface Fault {
  pointer?: unknown;
  message?: unknown;
}

/** What an agent is told of an error, or undefined for an error that is a fault of this program. */
export function refusalOf(error: unknown): string | undefined {
  if (error instanceof Refused) return error.message;
  if (error instanceof PreconditionFailedError)
    return told('The customer has changed since the plan, so nothing was written. Plan again.', error);
  if (error instanceof PermissionError)
    return told(`${detailOf(error)} get_access lists the permissions of the API key.`, error);
  if (error instanceof ApiError) return told(detailOf(error), error);
  if (error instanceof TimeoutError) return 'Clientela did not answer in time. Try again later.';
  if (error instanceof ConnectionError) return 'Clientela cannot be reached. CLIENTELA_URL may be wrong.';
  return undefined;
}

function detailOf({ body, status, retryAfter }: ApiError): string {
  const { detail, errors } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const faults = (Array.isArray(errors) ? (errors as Fault[]) : [])
    .slice(0, 20)
    .map(({ pointer, message }) => `${String(pointer).replace(/^#\//, '')}: ${String(message)}`);
  const wait = retryAfter === undefined ? [] : [`Try again in ${retryAfter} seconds.`];
  return [typeof detail === 'string' ? detail : `Clientela has answered ${status}.`, ...faults, ...wait].join('\n');
}

const told = (text: string, { status, requestId }: ApiError): string =>
  `${text}\n(status ${status}${requestId === undefined ? '' : `, request ${requestId}`})`;
