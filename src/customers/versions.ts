import { activeRequest, NOT_MODIFIED } from '../active-request.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import { preconditionFailed } from '../problem.js';
import type { ChangesSince } from './ports.js';

/** A customer, or a record of one, with the version of the customer. */
export interface Versioned {
  version: number;
}

/** Notes the version of the customer that the response shows. */
export function showing<Read extends Versioned>(read: Read): Read {
  const request = activeRequest();
  if (request) request.version = read.version;
  return read;
}

/** Whether the client has sent the versions that it knows, so that it need not be answered if nothing has changed. */
export const isConditionalRead = (): boolean => activeRequest()?.conditions?.isKnown !== undefined;

/** Ends the request if the client knows this version. */
export function unlessKnown(read: Versioned): void {
  showing(read);
  if (activeRequest()?.conditions?.isKnown?.(read.version)) throw NOT_MODIFIED;
}

/** Whether the client has said which version of the customer its write is for. */
export const isConditionalWrite = (): boolean => activeRequest()?.conditions?.allowsWrite !== undefined;

/**
 * Refuses a write that is for another version of the customer. The transaction has locked the customer's row, so the
 * version stays until the write is done.
 */
export async function assertExpected(
  tenant: TenantId,
  { id, version }: Versioned & { id: number },
  changes: ChangesSince,
): Promise<void> {
  const { allowsWrite, versionRead } = activeRequest()?.conditions ?? {};
  if (!allowsWrite || allowsWrite(version)) return;
  const since = versionRead === undefined ? [] : await changes.since(tenant, id, versionRead);
  throw preconditionFailed(
    since.map(({ field, at, by }) => ({
      field,
      rule: 'changed',
      message: `${field} was changed by ${by} at ${at.toISOString()}`,
    })),
  );
}

/** Notes that the request changes a customer. */
export const changing = (id: number): void => void activeRequest()?.changed.add(id);
