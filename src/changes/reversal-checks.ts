import { Injectable } from '@nestjs/common';
import type { Customer } from '../customers/customer.entity.js';
import { CustomerRules } from '../customers/customer-rules.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import { Problem } from '../problem.js';
import { ChangesRepository, type SelectedCustomer } from './changes.repository.js';
import type { Edit } from './draft.js';
import type { Reversal } from './reversal.js';

/** The customers of a revert that are still to be done. */
export type Pending = ReadonlyMap<number, SelectedCustomer>;

/** What other customers and the ledger say about a planned revert of one customer. */
@Injectable()
export class ReversalChecks {
  constructor(
    private readonly changes: ChangesRepository,
    private readonly rules: CustomerRules,
  ) {}

  /**
   * Holds what other customers or the ledger do not allow. Answers whether it would hold something that may be possible
   * when pending customers are done. Then it holds nothing of that, unless `isFinal`.
   */
  async check(tenant: TenantId, reversal: Reversal, pending: Pending, isFinal: boolean): Promise<boolean> {
    let isWaiting = false;
    for (const edit of [...reversal.draft.active]) {
      if (edit.column === 'external_key' && (await this.isTaken(tenant, edit))) reversal.draft.hold(edit, 'key');
      else if (edit.kind === 'customer' && edit.column === 'parent_id') {
        const refusal = await this.refusalOfParent(tenant, edit, reversal);
        if (!refusal) continue;
        if (!isFinal && mayBecomePossible(refusal, edit, pending)) isWaiting = true;
        else reversal.draft.hold(edit, 'parent');
      } else if (edit.kind === 'customer' && edit.column === undefined)
        isWaiting = (await this.checkDeletion(tenant, reversal, edit, pending, isFinal)) || isWaiting;
    }
    reversal.edits = reversal.draft.active;
    return isWaiting;
  }

  private async checkDeletion(
    tenant: TenantId,
    reversal: Reversal,
    edit: Edit,
    pending: Pending,
    isFinal: boolean,
  ): Promise<boolean> {
    const { customerId, draft } = reversal;
    if ((await this.rules.withoutTransactions(tenant, [customerId])).length === 0) {
      draft.hold(edit, 'ledger');
      reversal.fate = 'stays';
      return false;
    }
    const children = await this.changes.children(tenant, customerId);
    if (children.length === 0) return false;
    if (!isFinal && children.every((id) => isLeaving(pending.get(id)))) return true;
    draft.hold(edit, 'children');
    reversal.fate = 'stays';
    return false;
  }

  private async isTaken(tenant: TenantId, { kind, id, to }: Edit): Promise<boolean> {
    if (typeof to !== 'string' || (kind !== 'customer' && kind !== 'contact_person')) return false;
    return this.changes.keyIsTaken(tenant, kind, id, to);
  }

  private async refusalOfParent(tenant: TenantId, { id, to }: Edit, { draft }: Reversal): Promise<string | undefined> {
    const parentId = draft.now.customer.get(id)!.parent_id ?? null;
    try {
      await this.rules.assertParentMayChange(tenant, { id, parentId } as Customer, (to ?? null) as number | null);
      return undefined;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return error.details[0]?.rule ?? error.kind;
    }
  }
}

const mayBecomePossible = (rule: string, { id: own, to }: Edit, pending: Pending): boolean =>
  rule === 'exists'
    ? pending.get(to as number)?.isDeleted === true
    : rule === 'cycle' && [...pending.values()].some(({ id, isMoved }) => isMoved && id !== own);

const isLeaving = (child: SelectedCustomer | undefined) =>
  child !== undefined && (child.isCreated || child.isMoved || child.isDeleted);
