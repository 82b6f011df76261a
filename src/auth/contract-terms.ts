import type { KeyForm, SessionTerms } from '../contracts/contract.js';
import type { KeyContract, TokenContract } from '../contracts/index.js';

/** What auth needs to know about the contracts. `auth.module.ts` fills it from their list; auth imports no contract. */
export abstract class ContractTerms {
  abstract readonly keys: Readonly<Record<KeyContract, KeyForm>>;
  abstract readonly sessions: Readonly<Record<TokenContract, SessionTerms>>;
  abstract readonly reservedSlugs: readonly string[];
}
