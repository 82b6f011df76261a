import { KINDS, nameOf, type MovedEntry, type MovedId } from './moved.js';
import type { EntryNow } from './unmerge-plan.js';
import type { Unmerge } from './unmerge.js';

export function planChildren(unmerge: Unmerge): void {
  const present = new Set(unmerge.asked.children.map(({ id }) => id));
  for (const id of unmerge.moved.children) {
    if (!present.has(id)) unmerge.cannotRestore('customer', id, 'parent_id', 'changed');
    else if (unmerge.asked.above.includes(id)) unmerge.cannotRestore('customer', id, 'parent_id', 'cycle');
    else unmerge.plan.children.push(id);
  }
  const isBack = new Set(unmerge.plan.children);
  for (const { moved } of unmerge.chain) moved.children = moved.children.filter((id) => !isBack.has(id));
}

export function planEntries(unmerge: Unmerge): void {
  const { goneId } = unmerge.merge;
  const now = new Map(unmerge.asked.entries.map((entry) => [entry.id, entry]));
  for (const before of unmerge.moved.entries) {
    const entry = now.get(before.id);
    if (!entry) continue;
    const customer = before.customer === goneId && entry.customer === unmerge.holder ? goneId : entry.customer;
    const payer = payerOf(unmerge, before, entry);
    unmerge.plan.entries.push({ id: entry.id, customer, payer: payer === customer ? null : payer });
    for (const { goneId: next, moved } of unmerge.chain) {
      const listed = moved.entries.find(({ id }) => id === entry.id);
      if (!listed) continue;
      // No customer pays for itself, so the payer was left out when both were one.
      if (payer === goneId) listed.payer = goneId;
      else if (payer !== null && listed.payer === null && listed.customer === next) listed.payer = next;
      if (before.customer === goneId) listed.customer = customer;
    }
  }
  for (const { goneId: next, moved } of unmerge.chain)
    moved.entries = moved.entries.filter(({ customer, payer }) => customer === next || payer === next);
}

function payerOf(unmerge: Unmerge, before: MovedEntry, entry: EntryNow): number | null {
  const payer = entry.payer ?? (before.payer === null ? null : entry.customer);
  return before.payer === unmerge.merge.goneId && payer === unmerge.holder ? unmerge.merge.goneId : payer;
}

export function planIds(unmerge: Unmerge): void {
  unmerge.plan.ids.push(...unmerge.moved.ids);
  const isBack = new Set(unmerge.plan.ids.map(keyOf));
  for (const { moved } of unmerge.chain) moved.ids = moved.ids.filter((one) => !isBack.has(keyOf(one)));
  const links = new Set(unmerge.moved.links.map((one) => JSON.stringify(one)));
  for (const { moved } of unmerge.chain) moved.links = moved.links.filter((one) => !links.has(JSON.stringify(one)));
}

/** A record that came after the merge may be about either of the two. */
export function listAdded(unmerge: Unmerge): void {
  const rows = unmerge.asked.holders.get(unmerge.holder)!;
  const known = new Set(unmerge.asked.chain.flatMap(({ moved }) => moved.records.map(nameOf)));
  for (const kind of KINDS)
    for (const row of rows[kind]) {
      const record = { kind, id: row.id as number };
      if (unmerge.isLater(row.created_at) && !unmerge.goesBack(record) && !known.has(nameOf(record)))
        unmerge.cannotRestore(kind, record.id, null, 'added');
    }
  for (const { id, customer, createdAt } of unmerge.asked.entries)
    if (customer === unmerge.holder && unmerge.isLater(createdAt))
      unmerge.cannotRestore('ledger_entry', id, null, 'added');
  for (const { id, createdAt } of unmerge.asked.children)
    if (unmerge.isLater(createdAt)) unmerge.cannotRestore('customer', id, 'parent_id', 'added');
}

const keyOf = ({ contract, kind, wireId }: MovedId) => JSON.stringify([contract, kind, wireId]);
