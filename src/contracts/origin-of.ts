import type { FastifyRequest } from 'fastify';
import { oneLine } from '../normal-forms/texts.js';
import type { Origin } from '../origin.js';

/** The longest reason that is kept, in characters. */
export const LONGEST_REASON = 500;

/** The schema of the header `Change-Reason`. */
export const reasonText = { type: 'string', maxLength: LONGEST_REASON, examples: ['Ticket 4711'] } as const;

/** Where the changes of a request come from. Its caller is known by the time that it changes something. */
export const originOf = ({ id, principal, routeOptions, headers }: FastifyRequest): Origin => ({
  actor: principal?.caller ?? 'server',
  contract: routeOptions.config.contract,
  operation: routeOptions.config.operation,
  requestId: id,
  reason: reasonIn(headers['change-reason']),
});

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The header on one line, as UTF-8 or else as Latin-1. Node reads the bytes of a header as Latin-1. */
function reasonIn(header: string | string[] | undefined): string | undefined {
  if (typeof header !== 'string') return undefined;
  const text = decoded(header).replace(/\p{Cc}/gu, ' ');
  return oneLine(text.slice(0, LONGEST_REASON).toWellFormed()) || undefined;
}

function decoded(header: string): string {
  try {
    return decoder.decode(Buffer.from(header, 'latin1'));
  } catch {
    return header;
  }
}
