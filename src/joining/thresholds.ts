import { SCORES } from '../auth/principal.js';

/** What happens to a pair of this score. A tenant sets both. */
export interface Thresholds {
  /** From here on, two descriptions are taken for those of one customer. */
  joinAt: number;
  /** From here on, a person decides. Below, they are two customers. */
  reviewAt: number;
}

export type Verdict = 'join' | 'review' | 'apart';

export const verdictOf = (score: number, { joinAt, reviewAt }: Thresholds): Verdict =>
  score >= joinAt ? 'join' : score >= reviewAt ? 'review' : 'apart';

/** Pairs with a lower score are not kept, so no tenant can set a lower threshold. */
export const LOWEST_SCORE = SCORES.lowest;
