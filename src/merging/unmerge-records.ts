import type { JoinedRecord, Kind, MovedId, MovedRecord, Row } from './moved.js';
import type { StandingMerge } from './unmerge-plan.js';
import type { Unmerge } from './unmerge.js';

export function planRecords(unmerge: Unmerge): void {
  for (const record of unmerge.moved.records) {
    const found = unmerge.find(record.kind, record.id);
    if (!found) {
      unmerge.cannotRestore(record.kind, record.id, null, 'removed');
      continue;
    }
    if (isTwin(unmerge, record.kind, found.row)) {
      unmerge.cannotRestore(record.kind, record.id, null, 'twin');
      continue;
    }
    unmerge.giveBack({ ...record, from: found.customer });
  }
  for (const joined of unmerge.moved.joined) {
    const row = unmerge.find(joined.kind, joined.into)?.row;
    if (!row) unmerge.cannotRestore(joined.kind, joined.into, null, 'removed');
    else if (unmerge.isLater(row.updated_at)) unmerge.cannotRestore(joined.kind, joined.into, null, 'joined');
  }
  const returns = (record: MovedRecord) => unmerge.goesBack(record);
  const left: [StandingMerge, JoinedRecord[]][] = [];
  for (const link of unmerge.chain) {
    const { moved } = link;
    const joined = moved.joined.filter(returns);
    left.push([link, joined]);
    // Their IDs led to the equal records of the next customer.
    for (const record of joined) unmerge.plan.ids.push(...moved.ids.filter((one) => leadsTo(one, record)));
    moved.ids = moved.ids.filter((one) => !joined.some((record) => leadsTo(one, record)));
    moved.joined = moved.joined.filter((record) => !joined.includes(record));
    moved.records = moved.records.filter((record) => !returns(record));
    moved.persons = moved.persons.filter(({ id }) => !returns({ kind: 'contact_person', id }));
  }
  leaveShared(unmerge);
  for (const [link, joined] of left) for (const record of joined) unmerge.completions.takeBackFrom(link, record);
}

/**
 * A record that goes back may stand for an equal one of another merged customer. That one stays with its customer,
 * and what it has completed is taken back.
 */
function leaveShared(unmerge: Unmerge): void {
  const isShared = ({ kind, into }: JoinedRecord) => unmerge.goesBack({ kind, id: into });
  const left = unmerge.plan.others.flatMap((other) =>
    other.moved.joined.filter(isShared).map((record): [StandingMerge, JoinedRecord] => [other, record]),
  );
  // None of them is the next one to complete it.
  for (const { moved } of unmerge.plan.others) moved.joined = moved.joined.filter((record) => !isShared(record));
  for (const [other, record] of left) {
    unmerge.completions.takeBackFrom(other, record);
    unmerge.cannotRestore(record.kind, record.into, null, 'shared');
  }
}

function isTwin(unmerge: Unmerge, kind: Kind, row: Row): boolean {
  const normal = kind === 'email' ? 'email_normal' : kind === 'phone' ? 'phone_normal' : undefined;
  return (
    normal !== undefined && row.is_twin !== true && unmerge.asked.gone[kind].some((one) => one[normal] === row[normal])
  );
}

const leadsTo = (one: MovedId, { kind, id }: MovedRecord) => one.kind === kind && one.record === id;
