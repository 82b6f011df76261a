import { planFields } from './unmerge-fields.js';
import { listAdded, planChildren, planEntries, planIds } from './unmerge-links.js';
import { planOtherPersons, planPersons } from './unmerge-persons.js';
import { planPointers, settlePointers } from './unmerge-pointers.js';
import type { UnmergeAsked, UnmergePlan } from './unmerge-plan.js';
import { planRecords } from './unmerge-records.js';
import { Unmerge } from './unmerge.js';

/** Plans how a merged customer comes back. Edits of records that were moved go with them. */
export function planUnmerge(asked: UnmergeAsked): UnmergePlan {
  const unmerge = new Unmerge(asked);
  if (unmerge.moved.isErased) unmerge.cannotRestore('customer', unmerge.merge.goneId, null, 'erased');
  planRecords(unmerge);
  for (const edit of unmerge.moved.edits) unmerge.completions.takeBack(edit, unmerge.merge.mergedAt);
  planFields(unmerge);
  planPointers(unmerge);
  planPersons(unmerge);
  planOtherPersons(unmerge);
  settlePointers(unmerge);
  planChildren(unmerge);
  planEntries(unmerge);
  planIds(unmerge);
  listAdded(unmerge);
  return unmerge.plan;
}
