import { same } from '../changes/draft.js';
import type { MovedPerson, Row } from './moved.js';
import type { StandingMerge } from './unmerge-plan.js';
import type { Unmerge } from './unmerge.js';

export function planPersons(unmerge: Unmerge): void {
  for (const person of unmerge.moved.persons) {
    const returned = unmerge.returnedAs({ kind: 'contact_person', id: person.id });
    if (!returned) continue;
    const row = unmerge.find('contact_person', person.id)!.row;
    const holder = unmerge.rowOf(returned.from)!;
    unmerge.plan.persons.push({
      id: person.id,
      email: pointerOf(unmerge, 'email', person, row),
      phone: pointerOf(unmerge, 'phone', person, row),
      // It was deleted together with the customer that had it.
      isRestored: Boolean(row.deleted_at) && same(row.deleted_at, holder.deleted_at),
    });
  }
}

function pointerOf(unmerge: Unmerge, kind: 'email' | 'phone', person: MovedPerson, row: Row): number | null {
  const now = (row[`${kind}_id`] ?? null) as number | null;
  const given = upwards(unmerge, kind, person);
  const before = person[kind];
  const isThere = (id: number | null) => id === null || unmerge.goesBack({ kind, id }) || unmerge.wasLeft(kind, id);
  if (same(now, given) && isThere(before)) return before;
  if (isThere(now)) return now;
  unmerge.cannotRestore('contact_person', person.id, `${kind}_id`, 'pointer');
  return null;
}

/** The pointer that the merge has given to a person, as the merges after it have changed it. */
function upwards(unmerge: Unmerge, kind: 'email' | 'phone', { id, ...given }: MovedPerson): number | null {
  let found = newOf(kind, given);
  for (const { moved } of unmerge.asked.chain) {
    const person = moved.persons.find((one) => one.id === id);
    if (person && same(person[kind], found)) found = newOf(kind, person);
    else found = moved.joined.find((one) => one.kind === kind && one.id === found)?.into ?? found;
  }
  return found;
}

/** Persons that stay lose their pointers to records that go back. */
export function planOtherPersons(unmerge: Unmerge): void {
  for (const rows of unmerge.asked.holders.values())
    for (const row of rows.contact_person)
      if (!unmerge.goesBack({ kind: 'contact_person', id: row.id as number }))
        for (const kind of ['email', 'phone'] as const) withdraw(unmerge, row, kind);
}

/** The merges that have moved the person are told what it points at from now on. */
function withdraw(unmerge: Unmerge, row: Row, kind: 'email' | 'phone'): void {
  const [id, column] = [row.id as number, `${kind}_id`];
  const now = (row[column] ?? null) as number | null;
  const goesBack = (record: number | null) => record !== null && unmerge.goesBack({ kind, id: record });
  const moves = unmerge.plan.others
    .toSorted((one, other) => one.id - other.id)
    .flatMap((merge) => merge.moved.persons.flatMap((person) => (person.id === id ? [{ merge, person }] : [])));
  const first = moves.findIndex(({ person }) => goesBack(newOf(kind, person)));
  const given = first < 0 ? now : newOf(kind, moves.at(-1)!.person);
  if (first < 0 ? !goesBack(now) : !same(now, given) && !goesBack(now)) return;
  let pointer = first < 0 ? null : shownBy(unmerge, moves[first]!.merge, moves[first]!.person, kind);
  const reason = first < 0 || !same(now, given) ? 'pointer' : pointer === undefined ? 'shared' : undefined;
  pointer ??= null;
  for (const [at, { merge, person }] of (first < 0 ? [] : moves.slice(first)).entries()) {
    if (at > 0) person[kind] = pointer;
    pointer = merge.moved.joined.find((one) => one.kind === kind && one.id === pointer)?.into ?? pointer;
    person[kind === 'email' ? 'newEmail' : 'newPhone'] = pointer;
  }
  const owner = unmerge.find('contact_person', id)!.customer;
  const isThere = pointer !== null && unmerge.find(kind, pointer)?.customer === owner && !goesBack(pointer);
  if (reason ?? (pointer !== null && !isThere))
    unmerge.cannotRestore('contact_person', id, column, reason ?? 'pointer');
  unmerge.plan.edits.push({ kind: 'contact_person', id, column, value: same(now, given) && isThere ? pointer : null });
}

/**
 * What a main contact that was moved shows now, by the places of its customer. Nothing if it has pointed at an equal
 * record of its own customer, which that one gets back later.
 */
function shownBy(
  unmerge: Unmerge,
  { goneId }: StandingMerge,
  person: MovedPerson,
  kind: 'email' | 'phone',
): number | null | undefined {
  if (person[kind] !== null || !unmerge.asked.holders.has(goneId)) return undefined;
  return unmerge.valueOf(goneId, kind === 'email' ? 'primary_email_id' : 'main_phone_id') as number | null;
}

const newOf = (kind: 'email' | 'phone', { newEmail, newPhone }: Pick<MovedPerson, 'newEmail' | 'newPhone'>) =>
  kind === 'email' ? newEmail : newPhone;
