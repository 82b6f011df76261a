import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TenantsService } from '../auth/tenants.service.js';
import { CustomersService } from '../customers/customers.service.js';
import { CustomerRules } from '../customers/customer-rules.js';
import { CustomerWriter } from '../customers/customer-writer.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { becauseOf } from '../origin.js';
import { conflict, Problem } from '../problem.js';
import { ChangesRepository, PORTION, type SelectedCustomer } from './changes.repository.js';
import { ReversalChecks } from './reversal-checks.js';
import { ReversalWriter } from './reversal-writer.js';
import { planReversal, type Reversal } from './reversal.js';
import { reported, type RevertedCustomer } from './revert-report.js';
import { assertSelection, MOST_CUSTOMERS, reasonOf, type Selection, tooMany } from './selection.js';
import { Tally } from './tally.js';

/** Counts of what a revert does, or would do, and a digest that tells it from any other. */
export interface RevertSummary {
  /** Customers that the selected changes have changed. */
  customers: number;
  /** Fields and whole records that are taken back. */
  takenBack: number;
  /** Those that stand because another writer changed them later. */
  conflicts: number;
  /** Those that a rule keeps as they are. */
  kept: number;
  /** Customers that were not changed, because they have changed since the dry run or were refused. */
  refused: number;
  digest: string;
}

/** Gets what a revert does about each customer, one after the other, so that all of it need not be in memory. */
export type Take = (customer: RevertedCustomer) => void | Promise<void>;

export interface Telling {
  take?: Take;
  /** Whether what is told has entries of the ledger and balances. They are counted in any case. */
  mayReadLedger?: boolean;
}

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

  /** The dry run for some customers, in the order of their IDs: those after one of them. */
  async page(
    tenant: TenantId,
    selection: Selection,
    { after = 0, limit, mayReadLedger }: { after?: number; limit: number; mayReadLedger?: boolean },
  ): Promise<RevertedCustomer[]> {
    const selected = await this.selected(tenant, selection);
    const page: RevertedCustomer[] = [];
    const shown = selected.filter(({ id }) => id > after).slice(0, limit);
    await this.planned(tenant, selection, selected, { take: (one) => void page.push(one), mayReadLedger }, shown);
    return page;
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
    if (dry && dry.digest !== digest)
      throw conflict('REVERT_CHANGED', 'This would not do what the dry run with this digest has shown.');
    const total = new Totals();
    const pending = new Map(selected.map((one) => [one.id, one]));
    await becauseOf(reasonOf(selection), async () => {
      const tell = async (done: Reversal | Refused, id: number) => {
        total.add(done, id);
        await take?.(reported(this.changes.fields, done, mayReadLedger));
      };
      const queue = inOrder(selected);
      for (let postponed = 0; queue.length > 0;) {
        const alone = queue.slice(0, AT_ONCE).findIndex((one) => !isIndependent(one));
        const together = queue.splice(0, alone < 0 ? AT_ONCE : Math.max(alone, 1));
        for (const { id } of together) pending.delete(id);
        const isFinal = postponed > queue.length;
        const all = await Promise.allSettled(
          together.map((one) =>
            this.revert(tenant, selection, one, { pending, isFinal, expected: expected.get(one.id) }),
          ),
        );
        for (const [at, outcome] of all.entries()) {
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
    return total.summary();
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
      const reversals = some.slice(at, at + AT_ONCE).map(async ({ id }) => {
        const reversal = await this.reversalOf(tenant, selection, id);
        await this.checks.check(tenant, reversal, all, false);
        return reversal;
      });
      for (const reversal of await Promise.all(reversals)) {
        fingerprints?.set(reversal.customerId, reversal.fingerprint);
        total.add(reversal, reversal.customerId);
        await take?.(reported(this.changes.fields, reversal, mayReadLedger));
      }
    }
    return total.summary();
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

/** A customer that was left as it is, and why: it has changed since the dry run, or a rule refused the write. */
export interface Refused {
  customerId: number;
  refused: string;
}

/**
 * Customers that must exist again come first, since others may point at them. Those that move come after those that
 * only change, and those that are to be deleted last, the youngest first.
 */
function inOrder(selected: readonly SelectedCustomer[]): SelectedCustomer[] {
  const turn = ({ isCreated, isDeleted, isMoved }: SelectedCustomer) =>
    isCreated ? 3 : isDeleted ? 0 : isMoved ? 2 : 1;
  return selected.toSorted(
    (one, other) => turn(one) - turn(other) || (one.isCreated ? other.id - one.id : one.id - other.id),
  );
}

/** No other customer has to be changed before or after it. */
const isIndependent = ({ isCreated, isDeleted, isMoved }: SelectedCustomer) => !isCreated && !isDeleted && !isMoved;

class Totals {
  private readonly counts = { customers: 0, takenBack: 0, conflicts: 0, kept: 0, refused: 0 };
  private readonly fingerprints: { id: number; fingerprint: string }[] = [];

  add(done: Reversal | Refused, id: number): void {
    this.counts.customers++;
    if ('refused' in done) {
      this.counts.refused++;
      return;
    }
    this.fingerprints.push({ id, fingerprint: done.fingerprint });
    for (const { outcome } of done.items)
      this.counts[outcome === 'conflict' ? 'conflicts' : outcome === 'kept' ? 'kept' : 'takenBack']++;
  }

  summary(): RevertSummary {
    const hash = createHash('sha256');
    // Customers are not changed in the order in which they are planned.
    for (const { id, fingerprint } of this.fingerprints.toSorted((one, other) => one.id - other.id))
      hash.update(`${id} ${fingerprint}\n`);
    return { ...this.counts, digest: hash.digest('base64url') };
  }
}
