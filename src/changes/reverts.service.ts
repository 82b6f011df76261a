import { Injectable } from '@nestjs/common';
import { TenantsService } from '../auth/tenants.service.js';
import { CustomersService } from '../customers/customers.service.js';
import { CustomerRules } from '../customers/customer-rules.js';
import { CustomerWriter } from '../customers/customer-writer.js';
import { isConditionalWrite } from '../customers/versions.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { becauseOf } from '../origin.js';
import { conflict, invalidField, Problem } from '../problem.js';
import { ChangesRepository, PORTION, type SelectedCustomer } from './changes.repository.js';
import { ReversalChecks } from './reversal-checks.js';
import { ReversalWriter } from './reversal-writer.js';
import { planReversal, type Reversal } from './reversal.js';
import { reported, type RevertedCustomer } from './revert-report.js';
import { compared, inOrder, isIndependent, placeOf, type RevertPlace } from './revert-order.js';
import { type Refused, type RevertSummary, Totals } from './revert-summary.js';
import { assertIsOver, assertSelection, MOST_CUSTOMERS, reasonOf, type Selection, tooMany } from './selection.js';
import { Tally } from './tally.js';

/** Gets what a revert does about each customer, one after the other, so that all of it need not be in memory. */
export type Take = (customer: RevertedCustomer) => void | Promise<void>;

export interface Telling {
  take?: Take;
  /** Whether what is told has entries of the ledger and balances. They are counted in any case. */
  mayReadLedger?: boolean;
}

/** Which customers of a revert one request plans or changes. */
export interface Portion {
  /** The place of the last customer of the part before. */
  after?: RevertPlace;
  /** The most customers. A part has fewer if very much was changed of them. */
  limit: number;
  /** Whether what is told has entries of the ledger and balances. */
  mayReadLedger: boolean;
}

/** What one part of a revert does, or would do. The counts and the digest are those of the part. */
export interface RevertPart extends RevertSummary {
  /** How many customers the selected changes have changed, in all parts together. */
  selected: number;
  data: RevertedCustomer[];
  /** The place of its last customer. Null if the part is the last one. */
  next: RevertPlace | null;
}

/** Characters of changes after which a part ends. */
const MOST_CHARACTERS = 2_000_000;

/** How many customers are planned, or changed, at once. */
const AT_ONCE = 8;

/**
 * Takes back what one actor or one request has changed. A field that another writer changed later stands. Each customer
 * is changed in a transaction of its own, under the rules of every other change; an interrupted revert can be repeated.
 */
@Injectable()
export class RevertsService {
  constructor(
    private readonly database: Database,
    private readonly changes: ChangesRepository,
    private readonly checks: ReversalChecks,
    private readonly reversals: ReversalWriter,
    private readonly writer: CustomerWriter,
    private readonly customers: CustomersService,
    private readonly rules: CustomerRules,
    private readonly tenants: TenantsService,
  ) {}

  /** The dry run: computes what `apply` would do, and writes nothing. */
  async plan(tenant: TenantId, selection: Selection, telling: Telling = {}): Promise<RevertSummary> {
    return this.planned(tenant, selection, await this.selected(tenant, selection), telling);
  }

  /** The dry run of one part of the selected customers. */
  async planPart(tenant: TenantId, selection: Selection, portion: Portion): Promise<RevertPart> {
    const { report, customers } = await this.part(tenant, selection, portion);
    const data = customers.map((reversal) => reported(this.changes.fields, reversal, portion.mayReadLedger));
    return { ...report, data };
  }

  /**
   * Takes back one part, if that does what the dry run with the digest has shown. Answers the customers that were not
   * changed, or not in every field.
   */
  async applyPart(tenant: TenantId, selection: Selection, digest: string, portion: Portion): Promise<RevertPart> {
    const { report, customers, following } = await this.part(tenant, selection, portion);
    if (report.digest !== digest) throw revertChanged();
    const expected = new Map(customers.map(({ customerId, fingerprint }) => [customerId, fingerprint]));
    const total = new Totals();
    const data: RevertedCustomer[] = [];
    await this.carryOut(tenant, selection, following.slice(0, customers.length), following, expected, (done, id) => {
      total.add(done, id);
      const { fields, ...customer } = reported(this.changes.fields, done, portion.mayReadLedger);
      const left = fields.filter(({ outcome }) => outcome === 'conflict' || outcome === 'kept');
      if (left.length > 0 || customer.refused !== undefined) data.push({ ...customer, fields: left });
    });
    return { ...report, ...total.summary(), data };
  }

  /**
   * Takes the selected changes back. With the digest of a dry run it refuses if it would do anything else. A customer
   * that changes after that is left out and reported.
   */
  async apply(
    tenant: TenantId,
    selection: Selection,
    { digest, take, mayReadLedger = false }: Telling & { digest?: string } = {},
  ): Promise<RevertSummary> {
    const selected = await this.selected(tenant, selection);
    const expected = new Map<number, string>();
    const dry =
      digest === undefined ? undefined : await this.planned(tenant, selection, selected, {}, selected, expected);
    if (dry && dry.digest !== digest) throw revertChanged();
    const total = new Totals();
    await this.carryOut(tenant, selection, inOrder(selected), selected, expected, async (done, id) => {
      total.add(done, id);
      await take?.(reported(this.changes.fields, done, mayReadLedger));
    });
    return total.summary();
  }

  /** Reverts some customers, in this order. `all`: those that are still to be reverted, now or in a later part. */
  private async carryOut(
    tenant: TenantId,
    selection: Selection,
    some: readonly SelectedCustomer[],
    all: readonly SelectedCustomer[],
    expected: ReadonlyMap<number, string>,
    tell: (done: Reversal | Refused, id: number) => void | Promise<void>,
  ): Promise<void> {
    const pending = new Map(all.map((one) => [one.id, one]));
    await becauseOf(reasonOf(selection), async () => {
      const queue = [...some];
      for (let postponed = 0; queue.length > 0;) {
        const alone = queue.slice(0, AT_ONCE).findIndex((one) => !isIndependent(one));
        const together = queue.splice(0, alone < 0 ? AT_ONCE : Math.max(alone, 1));
        for (const { id } of together) pending.delete(id);
        const isFinal = postponed > queue.length;
        const outcomes = await Promise.allSettled(
          together.map((one) =>
            this.revert(tenant, selection, one, { pending, isFinal, expected: expected.get(one.id) }),
          ),
        );
        for (const [at, outcome] of outcomes.entries()) {
          if (outcome.status === 'rejected') throw outcome.reason;
          const { value: done } = outcome;
          const one = together[at]!;
          if (done !== 'later') {
            postponed = 0;
            await tell(done, one.id);
            continue;
          }
          pending.set(one.id, one);
          queue.push(one);
          postponed++;
        }
      }
    });
  }

  /** Plans the customers of one part. `following`: these and all later ones, in the order of the revert. */
  private async part(tenant: TenantId, selection: Selection, { after, limit }: Portion) {
    assertIsOver(selection);
    if (isConditionalWrite()) throw invalidField('If-Match', 'several', 'is only possible with one customer');
    const selected = await this.selected(tenant, selection);
    const following = inOrder(selected).filter((one) => after === undefined || compared(placeOf(one), after) > 0);
    const pending = new Map(following.map((one) => [one.id, one]));
    const customers: Reversal[] = [];
    const total = new Totals();
    const most = Math.min(limit, following.length);
    for (let characters = 0; customers.length < most && characters < MOST_CHARACTERS;) {
      const together = following.slice(customers.length, Math.min(customers.length + AT_ONCE, most));
      const planned = await Promise.all(together.map(({ id }) => this.plannedOne(tenant, selection, id, pending)));
      for (const reversal of planned) {
        total.add(reversal, reversal.customerId);
        characters += reversal.length;
        customers.push(reversal);
      }
    }
    const isLast = customers.length === following.length;
    const next = isLast ? null : placeOf(following[customers.length - 1]!);
    return { report: { selected: selected.length, ...total.summary(), next }, customers, following };
  }

  private async selected(tenant: TenantId, selection: Selection): Promise<SelectedCustomer[]> {
    assertSelection(selection);
    const selected = await this.changes.selected(tenant, selection);
    if (selected.length > MOST_CUSTOMERS) throw tooMany('selection');
    return selected;
  }

  /** Plans all of these customers, or some of those that are selected. */
  private async planned(
    tenant: TenantId,
    selection: Selection,
    selected: readonly SelectedCustomer[],
    { take, mayReadLedger = false }: Telling,
    some = selected,
    fingerprints?: Map<number, string>,
  ): Promise<RevertSummary> {
    const all = new Map(selected.map((one) => [one.id, one]));
    const total = new Totals();
    for (let at = 0; at < some.length; at += AT_ONCE) {
      const reversals = some.slice(at, at + AT_ONCE).map(({ id }) => this.plannedOne(tenant, selection, id, all));
      for (const reversal of await Promise.all(reversals)) {
        fingerprints?.set(reversal.customerId, reversal.fingerprint);
        total.add(reversal, reversal.customerId);
        await take?.(reported(this.changes.fields, reversal, mayReadLedger));
      }
    }
    return total.summary();
  }

  private async plannedOne(
    tenant: TenantId,
    selection: Selection,
    id: number,
    pending: ReadonlyMap<number, SelectedCustomer>,
  ): Promise<Reversal> {
    const reversal = await this.reversalOf(tenant, selection, id);
    await this.checks.check(tenant, reversal, pending, false);
    return reversal;
  }

  /** What happened to the customer since the first selected change, in portions, and what must be done about it. */
  private async reversalOf(tenant: TenantId, selection: Selection, id: number): Promise<Reversal> {
    const { defaultCountry } = await this.tenants.get(tenant);
    const tally = new Tally();
    for (let after = 0, length = PORTION; length === PORTION;) {
      const changes = await this.changes.since(tenant, id, selection, after);
      for (const change of changes) tally.take(change);
      [after, length] = [changes.at(-1)?.seq ?? after, changes.length];
    }
    return planReversal(id, tally, (await this.changes.present(tenant, id))!, defaultCountry);
  }

  private async revert(
    tenant: TenantId,
    selection: Selection,
    { id, isCreated, isDeleted, isMoved }: SelectedCustomer,
    {
      pending,
      isFinal,
      expected,
    }: { pending: ReadonlyMap<number, SelectedCustomer>; isFinal: boolean; expected?: string },
  ): Promise<Reversal | Refused | 'later'> {
    try {
      return await this.database.transaction(tenant, async () => {
        // Before any row, as everywhere.
        if (isCreated || isDeleted || isMoved) await this.rules.lockHierarchy(tenant);
        const done = await this.writer.changeEvenDeleted<Reversal | Refused | 'later'>(tenant, id, async (row) => {
          const reversal = await this.reversalOf(tenant, selection, id);
          if (expected !== undefined && reversal.fingerprint !== expected)
            return { result: { customerId: id, refused: 'changed' } };
          if (await this.checks.check(tenant, reversal, pending, isFinal)) return { result: 'later' };
          const columns = await this.reversals.write(tenant, row, reversal.edits);
          return { result: reversal, columns, touched: reversal.edits.some(({ kind }) => kind !== 'customer') };
        });
        if (typeof done === 'object' && 'fate' in done && done.fate === 'deleted')
          await this.customers.delete(tenant, id);
        return done;
      });
    } catch (error) {
      // A rule that only the write can know, such as a key that another customer took meanwhile.
      if (error instanceof Problem && error.kind !== 'unavailable' && error.kind !== 'internal')
        return { customerId: id, refused: error.message };
      throw error;
    }
  }
}

/** The dry run with the digest has shown something else. */
export const revertChanged = () =>
  conflict('REVERT_CHANGED', 'This would not do what the dry run with this digest has shown.');
