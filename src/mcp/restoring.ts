import { z } from 'zod';
import type { Schemas } from '../../sdk/src/clientela/index.js';
import { idempotencyKeyOf } from './digests.js';
import { filled } from './bounds.js';
import { Refused } from './refusals.js';
import { tool } from './tool.js';
import { stampOf } from './updating.js';
import { customerAndVersion, customerId, digest, isApplied, reason, record } from './words.js';

const releaseExternalKey = z
  .boolean()
  .default(false)
  .describe('Whether it comes back without its external key, because another customer has that now.');

const subjectOf = (id: string, isReleased: boolean) => ({ tool: 'restore', id, releaseExternalKey: isReleased });

const plan = tool({
  name: 'plan_restore',
  title: 'Preview restoring a deleted customer',
  description:
    'Shows the deleted customer as it would come back, with when and by whom it was deleted. It writes nothing. ' +
    'apply_restore restores it, with the digest of this answer.',
  effect: 'plan',
  input: z.object({ id: customerId, releaseExternalKey }),
  output: z.object({ ...customerAndVersion, deleted: record, customer: record, digest: z.string() }),
  async answer({ clientela, digests, signal }, { id, releaseExternalKey: isReleased }) {
    const history = await clientela.customers.listChanges(id, { limit: 1 }, { signal });
    const [last] = history.data;
    if (last?.kind !== 'deleted' || last.version === null)
      throw new Refused('This customer is not deleted, so there is nothing to restore.');
    const { at, actor, contract, reason: why, requestId, version } = last;
    const asOf = String(version - 1);
    const { data: before, etag } = await clientela.customers.get(id, { asOf, signal }).withResponse();
    const customer = isReleased ? { ...before, externalKey: null } : before;
    return {
      text: `${before.displayName} was deleted and would come back. Nothing was written.`,
      data: {
        id,
        version,
        deleted: { at, actor, contract, reason: why, requestId },
        customer: summaryOf(customer),
        // The tag of a version begins with its number, and a deleted customer shows none.
        digest: digests.of(subjectOf(id, isReleased), stampOf(etag).replace(/^\d+/, String(version))),
      },
    };
  },
});

const apply = tool({
  name: 'apply_restore',
  title: 'Restore a deleted customer as planned',
  description:
    'Restores what plan_restore has shown: send the same arguments, its digest, and a reason, which the history keeps. ' +
    'If the customer has changed since, nothing is written. Sending it twice restores once.',
  effect: 'apply',
  input: z.object({ id: customerId, releaseExternalKey, digest, reason }),
  output: z.object({ ...customerAndVersion, isApplied, displayName: z.string() }),
  async answer({ clientela, digests, signal }, { id, releaseExternalKey: isReleased, digest: given, reason: why }) {
    const stamp = digests.stampOf(subjectOf(id, isReleased), given);
    const options = { ifMatch: `"${stamp}"`, idempotencyKey: idempotencyKeyOf(given), changeReason: why, signal };
    const body = isReleased ? { releaseExternalKey: true } : {};
    const { version, displayName } = await clientela.customers.restore(id, body, options);
    return {
      text: `${displayName} is back, with version ${version}.`,
      data: { id, version, isApplied: true, displayName },
    };
  },
});

/** The fields of the customer, and how many records come back with it. */
const summaryOf = (customer: Schemas['CustomerCardOutput']) =>
  Object.fromEntries(
    Object.entries(filled(customer)).map(([name, value]) => [
      name,
      Array.isArray(value) && name !== 'tags' ? value.length : value,
    ]),
  );

export const RESTORING = [plan, apply];
