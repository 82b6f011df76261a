import type { SelectedCustomer } from './changes.repository.js';

/** A place in the order in which customers are reverted. */
export interface RevertPlace {
  turn: number;
  id: number;
}

export const inOrder = (selected: readonly SelectedCustomer[]): SelectedCustomer[] =>
  selected.toSorted((one, other) => compared(placeOf(one), placeOf(other)));

/**
 * Customers that must exist again come first, since others may point at them. Those that move come after those that
 * only change, and those that are to be deleted last, the youngest first.
 */
export const placeOf = ({ id, isCreated, isDeleted, isMoved }: SelectedCustomer): RevertPlace => ({
  turn: isCreated ? 3 : isDeleted ? 0 : isMoved ? 2 : 1,
  id,
});

const YOUNGEST_FIRST = 3;

export const compared = (one: RevertPlace, other: RevertPlace): number =>
  one.turn - other.turn || (one.turn === YOUNGEST_FIRST ? other.id - one.id : one.id - other.id);

/** No other customer has to be changed before or after it. */
export const isIndependent = ({ isCreated, isDeleted, isMoved }: SelectedCustomer) =>
  !isCreated && !isDeleted && !isMoved;
