import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Clientela } from '../../sdk/src/index.js';
import { idempotencyKeyOf } from './digests.js';
import { change } from './fields.js';
import { Refused } from './refusals.js';
import { tool } from './tool.js';
import { customerAndVersion, customerId, digest, fieldChange, isApplied, reason } from './words.js';

/** The plan and the write have to be about this. */
const subjectOf = (id: string, asked: object) => ({ tool: 'update', id, change: asked });

const plan = tool({
  name: 'plan_update',
  title: 'Preview an update',
  description:
    'Shows what an update would change of one customer: each field before and after. It writes nothing. ' +
    'apply_update writes it, with the digest of this answer. ' +
    'Values are checked when they are written; Clientela may then store them in their normal form.',
  effect: 'plan',
  input: z.object({ id: customerId, change }),
  output: z.object({
    ...customerAndVersion,
    displayName: z.string(),
    changes: z.array(fieldChange),
    digest: z.string().nullable().describe('For apply_update; null if there is nothing to change.'),
  }),
  async answer({ clientela, digests, signal }, { id, change: asked }) {
    const { data: customer, etag } = await clientela.customers.get(id, { signal }).withResponse();
    const changes = changesOf(customer, asked);
    const isNothing = changes.length === 0;
    return {
      text: isNothing
        ? 'The customer has these values already: there is nothing to change.'
        : `${customer.displayName}, version ${customer.version}, would change. Nothing was written.`,
      data: {
        id,
        version: customer.version,
        displayName: customer.displayName,
        changes,
        digest: isNothing ? null : digests.of(subjectOf(id, asked), stampOf(etag)),
      },
    };
  },
});

const apply = tool({
  name: 'apply_update',
  title: 'Update a customer as planned',
  description:
    'Writes what plan_update has shown: send the same arguments, its digest, and a reason, which the history keeps. ' +
    'If the customer has changed since, nothing is written. Sending it twice writes once. ' +
    'The answer says how to take it back with plan_revert.',
  effect: 'apply',
  isDestructive: true,
  input: z.object({ id: customerId, change, digest, reason }),
  output: z.object({
    ...customerAndVersion,
    isApplied,
    changes: z.array(fieldChange).describe('What the history has of this write.'),
    requestId: z.string().nullable().describe('For plan_revert, which takes this write back.'),
  }),
  async answer({ clientela, digests, signal }, { id, change: asked, digest: given, reason: why }) {
    const stamp = digests.stampOf(subjectOf(id, asked), given);
    const options = { ifMatch: `"${stamp}"`, idempotencyKey: idempotencyKeyOf(given), changeReason: why, signal };
    const { version } = await clientela.customers.update(id, asked, options);
    const written = await writtenAt(clientela, id, version, signal);
    return {
      text: `The customer was updated and has version ${version}. plan_revert with the requestId takes it back.`,
      data: { id, version, isApplied: true, ...written },
    };
  },
});

/** What the history has of the write that made a version. The answer of a repetition has an ID of its own. */
async function writtenAt(clientela: Clientela, id: string, version: number, signal: AbortSignal) {
  const { data } = await clientela.customers.listChanges(id, { limit: 20 }, { signal });
  const found = data.find((one) => one.version === version);
  const changes = found?.records.flatMap(({ record, fields }) =>
    fields.map(({ field, before, after }) => ({
      field: record === 'customer' ? field : `${record}.${field}`,
      before,
      after,
    })),
  );
  return { changes: changes ?? [], requestId: found?.requestId ?? null };
}

/** The version in an `ETag`. */
export function stampOf(etag: string | undefined): string {
  const stamp = /^(?:W\/)?"([\w.-]{1,60})"$/.exec(etag ?? '')?.[1];
  if (stamp === undefined) throw new Refused('The answer of Clientela had no version. Is a proxy in between?');
  return stamp;
}

function changesOf(customer: object, asked: object) {
  const now = customer as Record<string, unknown>;
  return Object.entries(asked)
    .filter(([field, after]) => !isDeepStrictEqual(now[field], field === 'tags' ? (after ?? []) : after))
    .map(([field, after]) => ({ field, before: now[field] ?? null, after: after as unknown }));
}

export const UPDATING = [plan, apply];
