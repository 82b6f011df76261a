import Big from 'big.js';
import { same } from '../changes/draft.js';
import { POINTERS, type SetColumn } from './moved.js';
import type { StandingMerge } from './unmerge-plan.js';
import type { Unmerge } from './unmerge.js';

export function planFields(unmerge: Unmerge): void {
  const { intoId } = unmerge.merge;
  for (const { column, before, after } of unmerge.moved.fields) {
    if (column === 'opening_balance') setOpening(unmerge, before as string, after as string);
    else if (!setUpwards(unmerge, unmerge.merge, column, after, before))
      unmerge.cannotRestore('customer', intoId, column, 'changed');
  }
}

/**
 * Sets a column back, and in the customers above that have taken its value from there. If a later merge has set it,
 * the undoing of that one sets it back. Answers whether the value was still that of the merge.
 */
function setUpwards(
  unmerge: Unmerge,
  { id, intoId }: StandingMerge,
  column: string,
  from: unknown,
  to: unknown,
): boolean {
  const later = laterOn(unmerge, id, intoId, column);
  if (later) {
    if (!same(later.before, from)) return false;
    later.before = to;
    return true;
  }
  if (!isStill(unmerge, intoId, column, from)) return false;
  unmerge.set(intoId, column, to);
  if (column === 'parent_id') forgetChild(unmerge, intoId);
  const link = unmerge.chain.find(({ goneId }) => goneId === intoId);
  const field = link?.moved.fields.find((one) => one.column === column);
  if (!link || !field || !same(field.after, from)) return true;
  const given = takenBy(unmerge, link, field, to);
  if (given === null) link.moved.fields = link.moved.fields.filter((one) => one !== field);
  else field.after = given;
  setUpwards(unmerge, link, column, from, given ?? field.before);
  return true;
}

/** What the merge would have given for a value of its customer, if anything. Only a lock takes a place of another. */
function takenBy(
  unmerge: Unmerge,
  { intoId, moved }: StandingMerge,
  { column, before }: SetColumn,
  value: unknown,
): unknown {
  const kind = POINTERS[column];
  if (kind === undefined || value === null) return value;
  const target = moved.joined.find((one) => one.kind === kind && one.id === value)?.into ?? value;
  const isLocked = unmerge.completions.valueOf(kind, value as number, 'is_locked') === true;
  if (same(target, before) || (before !== null && !isLocked)) return null;
  return isInAnotherPlace(unmerge, intoId, column, target) ? null : target;
}

function isInAnotherPlace(unmerge: Unmerge, customer: number, column: string, id: unknown): boolean {
  const others = Object.keys(POINTERS).filter((other) => other !== column && POINTERS[other] === POINTERS[column]);
  return others.some((other) => same(unmerge.valueOf(customer, other), id));
}

/** How the first merge after one of them has set a column of the customer that both went into. */
function laterOn(unmerge: Unmerge, id: number, customer: number, column: string): SetColumn | undefined {
  const later = unmerge.siblings.filter((one) => one.intoId === customer && one.id > id);
  return later.flatMap(({ moved }) => moved.fields).find((field) => field.column === column);
}

/** A parent that was merged since still counts: the customer that it was merged into took its place. */
function isStill(unmerge: Unmerge, customer: number, column: string, value: unknown): boolean {
  const now = unmerge.valueOf(customer, column);
  return same(now, value) || (column === 'parent_id' && now !== null && now === unmerge.parents.at(-1)?.intoId);
}

/** The undoing of a merge of the parent gives no parent back that the customer does not have any more. */
function forgetChild(unmerge: Unmerge, customer: number): void {
  for (const { moved } of unmerge.parents) moved.children = moved.children.filter((id) => id !== customer);
}

/** The opening balance of the customer that comes back is subtracted, also from what was added up since. */
function setOpening(unmerge: Unmerge, before: string, after: string): void {
  const column = 'opening_balance';
  const more = new Big(after).minus(before);
  const now = (customer: number) => new Big(unmerge.valueOf(customer, column) as string);
  const less = (value: unknown) => new Big(value as string).minus(more).toFixed();
  const links = [unmerge.merge, ...unmerge.chain];
  for (const [at, { id, intoId, moved }] of links.entries()) {
    const later = unmerge.siblings
      .filter((one) => one.intoId === intoId && one.id > id)
      .flatMap((one) => one.moved.fields.filter((field) => field.column === column));
    if (at === 0 && !now(intoId).eq((later.at(-1)?.after ?? after) as string))
      unmerge.cannotRestore('customer', intoId, column, 'changed');
    // The value that the link has left, to which later merges have added.
    const left = (later[0]?.before ?? now(intoId).toFixed()) as string;
    for (const field of later) Object.assign(field, { before: less(field.before), after: less(field.after) });
    const field = moved.fields.find((one) => one.column === column);
    if (at > 0 && field) field.after = less(field.after);
    if (at > 0 && !field) moved.fields.push({ column, before: left, after: less(left) });
    unmerge.set(intoId, column, less(now(intoId)));
  }
}
