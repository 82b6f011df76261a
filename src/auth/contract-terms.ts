import type { KeyForm, SessionTerms } from '../contracts/contract.js';
import type { IdContract, KeyContract, TokenContract } from '../contracts/index.js';
import type { IdForms } from '../own-ids.js';

/** What auth needs to know about the contracts. `auth.module.ts` fills it from their list; auth imports no contract. */
export abstract class ContractTerms {
  abstract readonly keys: Readonly<Record<KeyContract, KeyForm>>;
  abstract readonly sessions: Readonly<Record<TokenContract, SessionTerms>>;
  abstract readonly ids: Readonly<Record<IdContract, IdForms>>;
  abstract readonly reservedSlugs: readonly string[];
}

/** The IDs that a contract can have of its own, if it is one that can. */
export const idFormsOf = ({ ids }: ContractTerms, contract: string): IdForms | undefined =>
  Object.entries(ids).find(([name]) => name === contract)?.[1];
