import { violatedConstraint } from '../engine/tenant-database/index.js';
import { duplicate, type Subject } from '../problem.js';

/** Tells in our words that another record has the key; it is unique per tenant, also against what was deleted. */
export const knownKey =
  (subject: Subject, constraint: string, { externalKey }: { externalKey?: string | null }) =>
  (error: unknown): never => {
    if (violatedConstraint(error) !== constraint) throw error;
    throw duplicate('externalKey', `externalKey "${externalKey}" is already in use`, {
      subject,
      reason: 'EXTERNAL_KEY_TAKEN',
      cause: error,
    });
  };
