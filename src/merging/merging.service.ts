import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { activeRequest } from '../active-request.js';
import { CustomerRules } from '../customers/customer-rules.js';
import { CustomerWriter } from '../customers/customer-writer.js';
import { ContactPointStores } from '../customers/places.js';
import { isConditionalWrite } from '../customers/versions.js';
import { isOfLedger, MERGED_INTO, MERGED_WITH, propertyOf, valueIn } from '../database/record-fields.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { becauseOf } from '../origin.js';
import { conflict, invalidField, notFound } from '../problem.js';
import { type MergedField, type MergePlan, planMerge, type Refusal } from './merge-plan.js';
import { type ListedMerge, MergesRepository } from './merges.repository.js';
import { type Moved, KINDS, type MovedEntry, nameOf, type RecordRows } from './moved.js';
import { planUnmerge } from './plan-unmerge.js';
import type { EntryNow, NotRestored, StandingMerge, UnmergePlan } from './unmerge-plan.js';

export interface MergeRequest {
  intoId: number;
  goneId: number;
  /** Fields whose values of the customer that goes win. */
  take: readonly string[];
}

/** A field in which two customers differ, as callers see it. */
export interface ShownField extends Omit<MergedField, 'column'> {
  /** A property of a customer. */
  field: string;
  /** Only those who may read the ledger see it. */
  isOfLedger: boolean;
}

/** What a merge does, or would do. */
export interface Merge extends Omit<MergePlan, 'fields'> {
  fields: ShownField[];
  /** Null if it was not done. */
  id: number | null;
  intoId: number;
  goneId: number;
  children: number[];
  /** How many entries of the ledger follow. */
  entries: number;
  digest: string;
}

/** What undoing a merge does, or would do. */
export interface Unmerge extends Pick<UnmergePlan, 'returned' | 'children'> {
  notRestored: (Omit<NotRestored, 'column'> & { field: string | null })[];
  id: number;
  intoId: number;
  goneId: number;
  entries: number;
  digest: string;
}

/** Makes two customers one, and two again. All of it happens in one transaction, and the hierarchy is locked first. */
@Injectable()
export class MergingService {
  private readonly columns: ReadonlyMap<string, string>;

  constructor(
    private readonly database: Database,
    private readonly merges: MergesRepository,
    private readonly writer: CustomerWriter,
    private readonly rules: CustomerRules,
    private readonly stores: ContactPointStores,
  ) {
    this.columns = new Map(
      [...this.merges.fields.customer].map(([column, { property }]): [string, string] => [property, column]),
    );
  }

  list(
    tenant: TenantId,
    asked: { customer: number | null; before: number | null; limit: number },
  ): Promise<ListedMerge[]> {
    return this.merges.list(tenant, asked);
  }

  /** The dry run: what `merge` would do, and every reason why it cannot. */
  async preview(tenant: TenantId, request: MergeRequest): Promise<Merge> {
    const { merge } = await this.planned(tenant, request);
    return { ...merge, refusals: merge.refusals.map((one) => this.named(one)) };
  }

  /** Merges two customers if that does what the dry run with the digest has shown. */
  async merge(tenant: TenantId, request: MergeRequest, digest: string, by: string): Promise<Merge> {
    const { intoId, goneId } = request;
    return becauseOf(`merge of ${goneId} into ${intoId}`, () =>
      this.database.transaction(tenant, async () => {
        await this.lock(tenant, [intoId, goneId]);
        const { merge, entries } = await this.planned(tenant, request);
        if (merge.refusals.length > 0) throw mergeRefused(merge.refusals.map((one) => this.named(one)));
        if (merge.digest !== digest) throw mergeChanged();
        const id = await this.carryOut(tenant, merge, entries, by);
        for (const changed of [intoId, goneId, ...merge.children]) activeRequest()?.changed.add(changed);
        return { ...merge, id };
      }),
    );
  }

  /** The dry run of `undo`. */
  async previewUndo(tenant: TenantId, id: number): Promise<Unmerge> {
    return (await this.plannedUndo(tenant, id)).undo;
  }

  /** Makes a merged customer one of its own again, if that does what the dry run with the digest has shown. */
  async undo(tenant: TenantId, id: number, digest: string): Promise<Unmerge> {
    const found = await this.merges.find(tenant, id);
    if (!found) throw notFound('merge');
    return becauseOf(`merge of ${found.goneId} into ${found.intoId} undone`, () =>
      this.database.transaction(tenant, async () => {
        await this.rules.lockHierarchy(tenant);
        const chain = await this.merges.chain(tenant, found.intoId);
        await this.lock(tenant, [found.goneId, found.intoId, ...chain.map(({ intoId }) => intoId)]);
        const { undo, plan, merge, holders } = await this.plannedUndo(tenant, id);
        if (undo.digest !== digest) throw mergeChanged();
        await this.carryOutUndo(tenant, merge, plan, holders);
        for (const changed of [merge.goneId, ...holders.keys(), ...plan.children])
          activeRequest()?.changed.add(changed);
        return undo;
      }),
    );
  }

  private shown({ column, rule, ...values }: MergedField): ShownField {
    const value = (one: unknown) => valueIn(this.merges.fields, 'customer', column, one);
    return {
      field: propertyOf(this.merges.fields, 'customer', column),
      into: value(values.into),
      gone: value(values.gone),
      value: value(values.value),
      rule,
      isOfLedger: isOfLedger('customer', column),
    };
  }

  /** A refusal with the field's name in place of the column's. */
  private named(refusal: Refusal): Refusal {
    return { ...refusal, field: propertyOf(this.merges.fields, 'customer', refusal.field) };
  }

  /** The hierarchy comes before rows, as everywhere. Children change, too. */
  private async lock(tenant: TenantId, ids: readonly number[]): Promise<void> {
    if (isConditionalWrite()) throw invalidField('If-Match', 'several', 'is only possible with one customer');
    await this.rules.lockHierarchy(tenant);
    const children = await Promise.all(ids.map((id) => this.merges.children(tenant, id)));
    await this.merges.lock(tenant, [...ids, ...children.flat().map(({ id }) => id)]);
  }

  private async planned(tenant: TenantId, { intoId, goneId, take }: MergeRequest) {
    if (intoId === goneId) throw invalidField('goneId', 'different', 'must be another customer');
    const [into, gone] = await Promise.all([this.merges.present(tenant, intoId), this.merges.present(tenant, goneId)]);
    if (!isLiving(into) || !isLiving(gone)) throw notFound('customer');
    const parent = gone.customer[0]!.parent_id as number | null;
    const lineOf = async (id: number) => [id, ...(await this.merges.above(tenant, id))];
    const plan = planMerge({
      into,
      gone,
      columns: this.columns,
      take,
      isAbove: (await lineOf(intoId)).includes(goneId),
      mayTakeParent: parent !== null && !(await lineOf(parent)).includes(intoId),
    });
    const [below, ledger] = await Promise.all([
      this.merges.children(tenant, goneId),
      this.merges.entries(tenant, goneId),
    ]);
    const children = below.map(({ id }) => id);
    const entries = ledger.map(({ id, customer, payer }) => ({ id, customer, payer }));
    const versions = [into, gone].map((rows) => rows.customer[0]!.version);
    const digest = digestOf({ intoId, goneId, take, versions, plan, children, entries });
    const fields = plan.fields.map((one) => this.shown(one));
    const merge: Merge = { ...plan, fields, id: null, intoId, goneId, children, entries: entries.length, digest };
    return { merge, entries };
  }

  private async carryOut(
    tenant: TenantId,
    { intoId, goneId, children, moved: planned }: Merge,
    entries: MovedEntry[],
    by: string,
  ): Promise<number> {
    const nulls = Object.fromEntries(Object.keys(planned.cleared).map((column) => [column, null]));
    await this.merges.setCustomer(tenant, goneId, { ...nulls, deleted_at: await this.merges.now(tenant) });
    await this.moveRecords(tenant, planned.records, goneId, intoId);
    for (const { id, newEmail, newPhone } of planned.persons)
      if (newEmail !== null || newPhone !== null)
        await this.merges.setRecord(tenant, 'contact_person', id, { email_id: newEmail, phone_id: newPhone });
    for (const { kind, id, column, after } of planned.edits)
      await this.merges.setRecord(tenant, kind, id, { [column]: after });
    await this.merges.setCustomer(
      tenant,
      intoId,
      Object.fromEntries(planned.fields.map(({ column, after }) => [column, after])),
    );
    await this.merges.setParent(tenant, children, intoId);
    await this.merges.moveEntries(
      tenant,
      entries.map((entry) => followed(entry, goneId, intoId)),
    );
    const ids = await this.merges.redirectIds(tenant, { gone: goneId, into: intoId, joined: planned.joined });
    const links = await this.merges.redirectLinks(tenant, goneId, intoId);
    await this.recompare(tenant, intoId);
    await Promise.all([
      this.merges.note(tenant, goneId, MERGED_INTO, null, intoId),
      this.merges.note(tenant, intoId, MERGED_WITH, null, goneId),
    ]);
    const moved: Moved = { ...planned, children, entries, ids, links };
    return this.merges.add(tenant, { intoId, goneId, mergedBy: by, moved });
  }

  private async plannedUndo(tenant: TenantId, id: number) {
    const merge = await this.merges.find(tenant, id);
    if (!merge) throw notFound('merge');
    if (merge.undoneAt) throw conflict('MERGE_UNDONE', 'This merge is undone already.');
    const { intoId, goneId } = merge;
    const chain = await this.merges.chain(tenant, intoId);
    const holders = new Map<number, RecordRows>();
    for (const customer of [intoId, ...chain.map((link) => link.intoId)])
      holders.set(customer, (await this.merges.present(tenant, customer))!);
    const gone = (await this.merges.present(tenant, goneId))!;
    const holder = chain.at(-1)?.intoId ?? intoId;
    const siblings = await this.siblingsOf(tenant, [...holders.keys()]);
    const parent = merge.moved.fields.find(({ column }) => column === 'parent_id')?.after as number | undefined;
    const plan = planUnmerge({
      merge,
      chain,
      siblings,
      parents: parent === undefined ? [] : await this.merges.chain(tenant, parent),
      holders,
      gone,
      equals: await this.equalsOf(tenant, [merge, ...chain], siblings),
      entries: await this.merges.entries(tenant, holder).then((found) => this.withMoved(tenant, merge, found)),
      children: await this.merges.children(tenant, holder),
      above: await this.merges.above(tenant, goneId),
    });
    const versions = [gone, ...holders.values()].map((rows) => rows.customer[0]!.version);
    const digest = digestOf({ id, versions, plan: { ...plan, columns: [...plan.columns] } });
    const undo: Unmerge = {
      id,
      intoId,
      goneId,
      returned: plan.returned,
      children: plan.children,
      entries: plan.entries.length,
      notRestored: plan.notRestored.map(({ column, ...one }) => ({
        ...one,
        field: column && propertyOf(this.merges.fields, one.record, column),
      })),
      digest,
    };
    return { undo, plan, merge, holders };
  }

  /** The merges that stand into these customers, in their order. */
  private async siblingsOf(tenant: TenantId, customers: readonly number[]): Promise<StandingMerge[]> {
    const found = await Promise.all(customers.map((customer) => this.merges.of(tenant, customer)));
    return found
      .flatMap((merges, at) => merges.filter(({ isStanding, intoId }) => isStanding && intoId === customers[at]))
      .sort((one, other) => one.id - other.id);
  }

  /** The rows of the customers with records that have completed the same ones as these merges. */
  private async equalsOf(
    tenant: TenantId,
    merges: readonly StandingMerge[],
    siblings: readonly StandingMerge[],
  ): Promise<RecordRows[]> {
    const completed = new Set(merges.flatMap(({ moved }) => moved.edits.map(nameOf)));
    const known = new Set(merges.map(({ id }) => id));
    const others = siblings.filter(
      ({ id, moved }) =>
        !known.has(id) && moved.joined.some(({ kind, into }) => completed.has(nameOf({ kind, id: into }))),
    );
    return Promise.all(others.map(async ({ goneId }) => (await this.merges.present(tenant, goneId))!));
  }

  /** Entries of other customers that one of the two has paid are known by the merge alone. */
  private async withMoved(tenant: TenantId, { moved }: StandingMerge, found: EntryNow[]): Promise<EntryNow[]> {
    const known = new Set(found.map(({ id }) => id));
    const missing = moved.entries.filter(({ id }) => !known.has(id));
    if (missing.length === 0) return found;
    const more = await this.merges.entriesById(
      tenant,
      missing.map(({ id }) => id),
    );
    return [...found, ...more];
  }

  private async carryOutUndo(
    tenant: TenantId,
    { id, intoId, goneId, moved }: StandingMerge,
    plan: UnmergePlan,
    holders: ReadonlyMap<number, RecordRows>,
  ): Promise<void> {
    await this.merges.setCustomer(tenant, goneId, { ...plan.columns.get(goneId), deleted_at: null });
    for (const from of holders.keys()) {
      const mine = plan.returned.filter((record) => record.from === from);
      await this.moveRecords(tenant, mine, from, goneId);
    }
    for (const { id: person, email, phone, isRestored } of plan.persons)
      if (email !== null || phone !== null || isRestored)
        await this.merges.setRecord(tenant, 'contact_person', person, {
          email_id: email,
          phone_id: phone,
          ...(isRestored && { deleted_at: null }),
        });
    for (const { kind, id: record, column, value } of plan.edits)
      await this.merges.setRecord(tenant, kind, record, { [column]: value });
    const holder = [...holders.keys()].at(-1)!;
    for (const customer of holders.keys()) {
      const values = plan.columns.get(customer);
      if (values || customer === holder) await this.merges.setCustomer(tenant, customer, values ?? {});
    }
    await this.merges.setParent(tenant, plan.children, goneId);
    await this.merges.moveEntries(tenant, plan.entries);
    await this.merges.giveIdsBack(tenant, plan.ids);
    await this.merges.giveLinksBack(tenant, moved.links, goneId);
    for (const other of plan.others) await this.merges.setMoved(tenant, other.id, other.moved);
    for (const customer of [goneId, ...holders.keys()]) await this.recompare(tenant, customer);
    await this.merges.note(tenant, goneId, MERGED_INTO, intoId, null);
    await this.merges.note(tenant, holder, MERGED_WITH, goneId, null);
    await this.merges.setUndone(tenant, id);
  }

  /** Contact persons go first: they point at emails and phones, and get their pointers again at the end. */
  private async moveRecords(
    tenant: TenantId,
    records: readonly { kind: (typeof KINDS)[number]; id: number }[],
    from: number,
    to: number,
  ): Promise<void> {
    const idsOf = (kind: string) => records.filter((record) => record.kind === kind).map(({ id }) => id);
    // All are removed in one exchange with the database, and then added in another one.
    await Promise.all(KINDS.toReversed().map((kind) => this.merges.move(tenant, kind, idsOf(kind), from, to)));
  }

  /** Numbers without a country code are those of their customer's country. */
  private async recompare(tenant: TenantId, customer: number): Promise<void> {
    await this.writer.changeEvenDeleted(tenant, customer, async (row) => {
      await this.stores.recompare(tenant, row);
      return { result: undefined };
    });
    // The answer is about two customers, so it has the version of none.
    const request = activeRequest();
    if (request) request.version = undefined;
  }
}

/** An entry after the merge. No customer pays for itself. */
function followed(entry: MovedEntry, gone: number, into: number): MovedEntry {
  const [customer, payer] = [entry.customer, entry.payer].map((one) => (one === gone ? into : one));
  return { id: entry.id, customer: customer!, payer: payer === customer ? null : payer! };
}

const isLiving = (rows: RecordRows | undefined): rows is RecordRows =>
  rows !== undefined && !rows.customer[0]!.deleted_at;

const digestOf = (what: unknown) => createHash('sha256').update(JSON.stringify(what)).digest('base64url').slice(0, 32);

/** The dry run with the digest has shown something else. */
export const mergeChanged = () =>
  conflict('MERGE_CHANGED', 'This would not do what the dry run with this digest has shown.');

export const mergeRefused = (refusals: readonly Refusal[]) =>
  conflict('MERGE_REFUSED', 'These two customers cannot be merged.', {
    details: refusals.map(({ reason, field, message }) => ({
      field: 'goneId',
      rule: reason,
      message: `${field} ${message}`,
    })),
  });
