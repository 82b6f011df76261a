import { POINTERS, type Kind } from './moved.js';
import type { Unmerge } from './unmerge.js';

export function planPointers(unmerge: Unmerge): void {
  const { goneId } = unmerge.merge;
  for (const [column, id] of Object.entries(unmerge.moved.cleared)) {
    const kind = POINTERS[column]!;
    if (unmerge.goesBack({ kind, id }) || unmerge.asked.gone[kind].some((row) => row.id === id))
      unmerge.set(goneId, column, id);
    else unmerge.cannotRestore('customer', goneId, column, 'pointer');
  }
  // Later edits may have made other pointers to records that go back.
  for (const customer of unmerge.asked.holders.keys())
    for (const [column, kind] of Object.entries(POINTERS)) {
      const planned = unmerge.plan.columns.get(customer);
      const now = planned && column in planned ? planned[column] : unmerge.rowOf(customer)?.[column];
      const id = (now ?? null) as number | null;
      if (id === null || !unmerge.goesBack({ kind, id })) continue;
      unmerge.set(customer, column, null);
      unmerge.cannotRestore('customer', customer, column, 'pointer');
    }
}

/** A pointer leads to a record of its customer that can be in the place. */
export function settlePointers(unmerge: Unmerge): void {
  for (const [customer, values] of unmerge.plan.columns)
    for (const [column, kind] of Object.entries(POINTERS)) {
      const id = (values[column] ?? null) as number | null;
      if (id === null || mayPointAt(unmerge, customer, kind, id)) continue;
      values[column] = null;
      const link = unmerge.chain.find(({ goneId }) => goneId === customer);
      if (link?.moved.records.some((record) => record.kind === kind && record.id === id))
        link.moved.cleared[column] = id;
      else unmerge.cannotRestore('customer', customer, column, 'pointer');
    }
}

function mayPointAt(unmerge: Unmerge, customer: number, kind: Kind, id: number): boolean {
  const found = unmerge.find(kind, id);
  const left = unmerge.asked.gone[kind].find((row) => row.id === id);
  const isReturned = unmerge.goesBack({ kind, id });
  const owner = isReturned || left ? unmerge.merge.goneId : found?.customer;
  const row = found?.row ?? left;
  if (owner !== customer || !row) return false;
  if (kind === 'company_name') return row.is_active === true;
  const isBack = unmerge.plan.persons.some((person) => person.id === id && person.isRestored);
  return kind !== 'contact_person' || !row.deleted_at || isBack;
}
