import { RECORDS_PER_CUSTOMER } from '../customers/record-limit.js';
import { CUSTOMER_POINTERS } from '../database/record-fields.js';
import { normalEmail } from '../normal-forms/emails.js';
import { readPhone } from '../normal-forms/phones.js';
import { type Draft, isPlaced, isRemoval, type Kind } from './draft.js';
import type { By, Row } from './tally.js';

/**
 * The rules of the record, for a draft. Each holds edits that would break it. An edit that is held may make another one
 * impossible, so the rules are applied until none holds anything more. They are those of docs/record.md; the services
 * and the database refuse a draft that breaks one of them.
 */
export function applyRules(draft: Draft, defaultCountry: string): void {
  for (let left = Infinity; draft.active.length < left;) {
    left = draft.active.length;
    holdLocked(draft);
    holdHalfNumbers(draft);
    holdTwins(draft, defaultCountry);
    holdPointers(draft);
    holdMainContact(draft);
    holdBookkeeping(draft);
    holdBeyondRoom(draft);
  }
}

/** The columns that point at a record of the same customer. */
const POINTERS: Partial<Record<Kind, Readonly<Record<string, Kind>>>> = {
  customer: CUSTOMER_POINTERS,
  contact_person: { email_id: 'email', phone_id: 'phone' },
};

interface Pointer {
  owner: Kind;
  id: number;
  column: string;
  target: Kind;
  row: Row;
}

function pointersOf(draft: Draft): Pointer[] {
  const ownersOf = (kind: Kind) => [...draft.rows[kind]].filter(([, row]) => kind === 'customer' || !row.deleted_at);
  return (['customer', 'contact_person'] as const).flatMap((owner) =>
    ownersOf(owner).flatMap(([id, row]) =>
      Object.entries(POINTERS[owner]!).map(([column, target]) => ({ owner, id, column, target, row })),
    ),
  );
}

/** A locked record neither changes nor leaves, nor do pointers leave it, unless the revert unlocks it. */
function holdLocked(draft: Draft): void {
  const isLocked = (kind: Kind, id: unknown) =>
    isPlaced(kind) &&
    draft.now[kind].get(id as number)?.is_locked === true &&
    draft.edit(kind, id as number, 'is_locked') === undefined;
  for (const edit of [...draft.active]) {
    const pointed = edit.column === undefined ? undefined : POINTERS[edit.kind]?.[edit.column];
    const present = draft.now[edit.kind].get(edit.id);
    const leavesLocked =
      pointed !== undefined
        ? isLocked(pointed, present?.[edit.column!])
        : edit.kind === 'contact_person' &&
          isRemoval(edit) &&
          (isLocked('email', present?.email_id) || isLocked('phone', present?.phone_id));
    if (isLocked(edit.kind, edit.id) || leavesLocked) draft.hold(edit, 'locked');
  }
}

/** A number and its extension are one value. If another writer changed one of them, the other one stays, too. */
function holdHalfNumbers(draft: Draft): void {
  for (const edit of [...draft.active]) {
    if (edit.kind !== 'phone' || (edit.column !== 'phone' && edit.column !== 'extension')) continue;
    const other = edit.of.cells.get(edit.column === 'phone' ? 'extension' : 'phone');
    if (other?.later) draft.hold(edit, 'number', other.later);
  }
}

/** Two emails or phones of a customer never have equal values. */
function holdTwins(draft: Draft, defaultCountry: string): void {
  const countries = [(draft.customer.country_iso ?? null) as string | null, defaultCountry];
  const normalOf = (kind: 'email' | 'phone', row: Row) =>
    kind === 'email'
      ? normalEmail(row.email as string)
      : (readPhone(row.phone as string, countries, (row.extension ?? null) as string | null)?.normal ??
        (row.phone as string));
  for (const kind of ['email', 'phone'] as const) {
    const valuesOf = (id: number) =>
      draft.active.filter(
        (edit) =>
          edit.kind === kind && edit.id === id && (edit.row !== undefined || VALUES.includes(edit.column as string)),
      );
    if (!draft.active.some((edit) => edit.kind === kind && valuesOf(edit.id).length > 0)) continue;
    const byNormal = new Map<string, number[]>();
    for (const [id, row] of draft.rows[kind]) {
      const normal = normalOf(kind, row);
      byNormal.set(normal, [...(byNormal.get(normal) ?? []), id]);
    }
    for (const equal of byNormal.values())
      if (equal.length > 1) for (const id of equal) for (const edit of valuesOf(id)) draft.hold(edit, 'twin');
  }
}

const VALUES = ['email', 'phone', 'extension'];

/** What a pointer points at exists. A default company name is active. */
function holdPointers(draft: Draft): void {
  for (const { owner, id, column, target } of pointersOf(draft)) {
    const pointed = () => draft.rows[owner].get(id)?.[column] as number | null | undefined;
    const wanted = pointed();
    if (wanted === null || wanted === undefined || isThere(draft, target, wanted)) continue;
    const edit = draft.edit(owner, id, column);
    if (edit) {
      const present = draft.now[owner].get(id)![column] as number | null;
      // The present record leaves, too: then nothing is in the place.
      if (present !== null && !isThere(draft, target, present)) draft.redirect(edit, null, 'target');
      else draft.hold(edit, 'target');
      continue;
    }
    const leaving = draft.removal(target, wanted) ?? draft.edit(target, wanted, 'is_active');
    if (leaving) draft.hold(leaving, 'in_place', draft.tallied(owner, id)?.cells.get(column)?.later);
    else clearInNewRow(draft, owner, id, column);
  }
}

function isThere(draft: Draft, kind: Kind, id: number): boolean {
  const row = draft.rows[kind].get(id);
  if (row === undefined) return false;
  return kind === 'contact_person' ? !row.deleted_at : kind === 'company_name' ? row.is_active === true : true;
}

/** A contact person that is restored may have pointed at a record that is gone. */
function clearInNewRow(draft: Draft, owner: Kind, id: number, column: string): void {
  const row = draft.active.find((edit) => edit.kind === owner && edit.id === id && edit.row)?.row;
  if (row) row[column] = null;
}

/** The main contact shows the places and points at no records of its own. Others point at their own. */
function holdMainContact(draft: Draft): void {
  const main = draft.customer.main_contact_id as number | null;
  const row = main === null ? undefined : draft.rows.contact_person.get(main);
  const chosen = draft.edit('customer', draft.customerId, 'main_contact_id');
  if (row && (row.email_id !== null || row.phone_id !== null)) {
    const own = OWN.flatMap((column) => draft.edit('contact_person', main!, column) ?? []);
    if (chosen) draft.hold(chosen, 'main_contact', laterOf(draft, main!));
    else for (const edit of own) draft.hold(edit, 'main_contact');
    return;
  }
  // Who leaves the place of the main contact gets the records that it showed, and who comes gives them up.
  const cell = draft.tallied('customer', draft.customerId)?.cells.get('main_contact_id');
  if (!cell || chosen || same(cell.without, cell.left)) return;
  for (const edit of [...draft.active])
    if (edit.kind === 'contact_person' && OWN.includes(edit.column as Own))
      draft.hold(edit, 'main_contact', cell.later);
}

const OWN = ['email_id', 'phone_id'] as const;
type Own = (typeof OWN)[number];

const same = (one: unknown, other: unknown) => (one ?? null) === (other ?? null);

const laterOf = (draft: Draft, person: number): By | undefined =>
  OWN.map((column) => draft.tallied('contact_person', person)?.cells.get(column)?.later).find(Boolean);

/** Columns that only follow from others. */
function holdBookkeeping(draft: Draft): void {
  const { customer } = draft;
  const chosen = draft.edit('customer', draft.customerId, 'company_name_chosen');
  // A customer that has had an active name gets no default by itself.
  if (chosen && [...draft.rows.company_name.values()].some((row) => row.is_active)) draft.hold(chosen, 'default');
  const opened = draft.edit('customer', draft.customerId, 'opening_balance_at');
  if (opened && customer.opening_balance_at === null && Number(customer.opening_balance) !== 0)
    draft.hold(opened, 'undated');
  // A record that another writer has touched must not become one that a flat write may delete.
  for (const edit of [...draft.active])
    if (edit.column === 'flat_only' && edit.to === true && edit.of.touched)
      draft.hold(edit, 'claimed', edit.of.touched);
}

function holdBeyondRoom(draft: Draft): void {
  for (const kind of ['email', 'phone', 'company_name'] as const)
    for (const edit of draft.active.filter((one) => one.kind === kind && one.row).toReversed())
      if (draft.rows[kind].size > RECORDS_PER_CUSTOMER) draft.hold(edit, 'room');
}
