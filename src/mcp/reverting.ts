import { z } from 'zod';
import { idempotencyKeyOf } from './digests.js';
import { Refused } from './refusals.js';
import { tool } from './tool.js';
import { customerId, digest, isApplied, next, reason, record, time } from './words.js';

const selection = {
  requestId: z.string().min(1).max(200).describe('Take back what this request has changed.').optional(),
  actor: z.string().min(1).max(200).describe('Take back what this caller has changed, such as key:9.').optional(),
  from: time('Only changes then or later.'),
  to: time('Only changes before then, which must have passed. Required with `actor`.'),
  customers: z.array(customerId).min(1).max(1000).describe('Only changes of these customers.').optional(),
  after: z.string().max(100).describe('The `next` of the part before.').optional(),
  limit: z.number().int().min(1).max(100).default(20).describe('The most customers of this part.'),
};

type Selection = z.output<z.ZodObject<typeof selection>>;

const output = z.object({
  isApplied,
  selected: z.number().describe('Customers of all parts.'),
  customers: z.number().describe('Customers of this part.'),
  takenBack: z.number().describe('Fields and records that are taken back.'),
  conflicts: z.number().describe('Those that stay because another caller changed them later.'),
  kept: z.number().describe('Those that stay because of a rule.'),
  refused: z.number().describe('Customers that stay as they are.'),
  data: z.array(record).describe('The customers with their fields.'),
  next,
});

const plan = tool({
  name: 'plan_revert',
  title: 'Preview taking changes back',
  description:
    'Shows what would be taken back of the changes of one request (requestId) or one caller (actor, to): each field as it ' +
    'is and as it would be. What others changed later stays. It writes nothing. ' +
    'apply_revert does it, with the digest of this answer. Customers come in parts: send `next` as `after` for the next.',
  effect: 'plan',
  input: z.object(selection),
  output: output.extend({ digest: z.string().nullable() }),
  async answer({ clientela, digests, signal }, chosen) {
    const body = bodyOf(chosen);
    const { digest: dryRun, ...shown } = await clientela.changes.revert(body, { signal });
    const isNothing = shown.takenBack === 0;
    return {
      text: isNothing
        ? 'There is nothing to take back.'
        : `${shown.takenBack} fields or records of ${shown.customers} customers would be taken back. Nothing was written.`,
      data: { ...shown, digest: isNothing ? null : digests.of(subjectOf(body), dryRun) },
    };
  },
});

const apply = tool({
  name: 'apply_revert',
  title: 'Take changes back as planned',
  description:
    'Takes back what plan_revert has shown: send the same arguments, its digest, and a reason, which the history keeps. ' +
    'If it would now do anything else, nothing is written. Sending it twice does it once. ' +
    'The answer lists only what was not taken back.',
  effect: 'apply',
  isDestructive: true,
  input: z.object({ ...selection, digest, reason }),
  output,
  async answer({ clientela, digests, signal }, { digest: given, reason: why, ...chosen }) {
    const body = bodyOf(chosen);
    const dryRun = digests.stampOf(subjectOf(body), given);
    const options = { idempotencyKey: idempotencyKeyOf(given), changeReason: why, signal };
    const { digest: _, ...done } = await clientela.changes.revert({ ...body, digest: dryRun }, options);
    return { text: `${done.takenBack} fields or records were taken back.`, data: done };
  },
});

function bodyOf(chosen: Selection) {
  if ((chosen.requestId === undefined) === (chosen.actor === undefined))
    throw new Refused('Send either requestId or actor.');
  return chosen;
}

const subjectOf = (body: Selection) => ({ tool: 'revert', ...body });

export const REVERTING = [plan, apply];
