import { violatedConstraint } from '../engine/tenant-database/index.js';
import { duplicate, type Subject } from '../problem.js';

/** Turns a violated unique key into a problem. Keys are unique per tenant, also against deleted records. */
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
