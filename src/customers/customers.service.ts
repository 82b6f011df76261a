import { Injectable } from '@nestjs/common';
import { namedCustomer } from '../active-request.js';
import { TenantsService } from '../auth/tenants.service.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import type { RecordRef } from '../own-ids.js';
import { conflict, hasTransactions, invalid, invalidField, notFound } from '../problem.js';
import type { Rows } from '../rows.js';
import type { Customer } from './customer.entity.js';
import { needOf, planChange, planCreation, planOpening, planStatus } from './customer-change.js';
import {
  type CustomerChanges,
  type CustomerRecord,
  idOfCode,
  isActive,
  type Listed,
  type Lists,
  type NewCustomer,
  type OpeningBalance,
  type Seen,
  type View,
} from './customer-record.js';
import { CustomerRules } from './customer-rules.js';
import { CustomerWriter, there } from './customer-writer.js';
import {
  type Continued,
  type Counted,
  CustomersRepository,
  type Filter,
  type FirstRows,
  type Listing,
} from './customers.repository.js';
import type { Suggestions } from './customer-suggestions.repository.js';
import { onlyIdOf } from './only-id.js';
import type { Writer } from './places.js';
import { CustomerPorts } from './ports.js';
import { VersionLookUps } from './version-look-ups.js';
import {
  assertExpected,
  changing,
  isConditionalRead,
  isConditionalWrite,
  showing,
  unlessKnown,
  type Versioned,
} from './versions.js';

/** An ID that no customer can have. */
const NO_CUSTOMER = 0;

const customerOfCode = (code: string) => namedCustomer(idOfCode(code) ?? NO_CUSTOMER);

/** A parent that was merged stands for the customer that it was merged into. */
const withParent = <Fields extends { parentId?: number | null }>(fields: Fields): Fields =>
  typeof fields.parentId === 'number' ? { ...fields, parentId: namedCustomer(fields.parentId) } : fields;

/** What all contracts can do with customers. */
@Injectable()
export class CustomersService {
  private readonly versions: VersionLookUps;

  constructor(
    private readonly database: Database,
    private readonly customers: CustomersRepository,
    private readonly writer: CustomerWriter,
    private readonly rules: CustomerRules,
    private readonly tenants: TenantsService,
    private readonly ports: CustomerPorts,
  ) {
    this.versions = new VersionLookUps((tenant, ids) => customers.versionsOf(tenant, ids));
  }

  async get<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    id: RecordRef,
    view: View<Field>,
  ): Promise<Seen<Field>> {
    await this.unlessKnown(tenant, id);
    return showing(there(await this.customers.find(tenant, id, view)));
  }

  /** A customer with lists of its records, in the order of their IDs. */
  async getWith<Field extends keyof CustomerRecord, Rows extends object>(
    tenant: TenantId,
    id: RecordRef,
    view: View<Field>,
    lists: Lists<Rows>,
  ): Promise<Seen<Field> & Listed<Rows>> {
    await this.unlessKnown(tenant, id);
    return showing(there(await this.customers.findWith(tenant, id, view, lists)));
  }

  /** All customers with lists of their records, some at a time, from one snapshot. */
  everyWith<Field extends keyof CustomerRecord, Rows extends object>(
    tenant: TenantId,
    view: View<Field>,
    lists: Lists<Rows>,
    how?: { isTwice?: boolean },
  ): AsyncGenerator<(Seen<Field> & Listed<Rows>)[]> {
    return this.customers.everyWith(tenant, view, lists, how);
  }

  /** For a reading of records of a customer. Their entity tag is that of the customer. */
  async assertExists(tenant: TenantId, id: RecordRef): Promise<void> {
    unlessKnown(there(await this.versionOf(tenant, id)));
  }

  /**
   * The ID that an ID, a code, or both of them name. `other` is the ID that a code of the contract's own names. Whether
   * such customers exist is looked up only if the two disagree.
   */
  async idOf(
    tenant: TenantId,
    { id, code, other: ofCode }: { id?: number | null; code?: string | null; other?: number | null },
  ): Promise<number> {
    const named = [id, ofCode, typeof code === 'string' ? customerOfCode(code) : code].filter(
      (one) => typeof one === 'number',
    );
    const [first, other = first] = named;
    if (first === undefined) throw invalidField('id', 'required', 'or code is required');
    if (first === other) return first;
    if ((await this.customers.existing(tenant, named)).length < 2) throw notFound('customer');
    throw conflict('two_customers', 'The ID and the code are of two different customers.', { subject: 'customer' });
  }

  async idOfExternalKey(tenant: TenantId, externalKey: string): Promise<number> {
    const id = await this.customers.idOfExternalKey(tenant, externalKey);
    if (id === undefined) throw notFound('customer');
    return id;
  }

  async idOfToken(tenant: TenantId, token: string): Promise<number> {
    const id = await this.customers.idOfToken(tenant, token);
    if (id === undefined) throw notFound('customer');
    return id;
  }

  async list<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    listing: Listing,
    view: View<Field>,
  ): Promise<Rows<Seen<Field>>> {
    const id = isConditionalRead() ? onlyIdOf(listing) : undefined;
    if (id !== undefined) await this.unlessKnown(tenant, id);
    return this.customers.list(tenant, listing, view);
  }

  count(tenant: TenantId, filter: Filter): Promise<number> {
    return this.customers.count(tenant, filter);
  }

  /** Some of the customers that match, and how many match at that moment. */
  page<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    listing: Listing,
    view: View<Field>,
  ): Promise<Counted<Seen<Field>>> {
    return this.customers.page(tenant, listing, view);
  }

  /** The customers that match, after one of them, and where the list goes on. */
  listAfter<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    continued: Continued,
    view: View<Field>,
  ): Promise<FirstRows<Seen<Field>>> {
    return this.customers.listAfter(tenant, continued, view);
  }

  /** Active customers by their display names, for people who type: see `CustomerSuggestions`. */
  suggest<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    text: string,
    limit: number,
    view: View<Field>,
  ): Promise<Suggestions<Seen<Field>>> {
    return this.customers.suggest(tenant, text, limit, view);
  }

  /** Creates a customer; with `uniqueTaxId`, only if no other has its tax ID (compared by letters and digits). */
  async create<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    input: NewCustomer,
    view: View<Field>,
    { uniqueTaxId = false } = {},
  ): Promise<Seen<Field>> {
    const currency = input.currency ?? (await this.tenants.get(tenant)).baseCurrency;
    return this.writer.create(tenant, planCreation(withParent(input), currency), view, { uniqueTaxId });
  }

  /** A partial update, as docs/record.md defines it: all or nothing. */
  async update<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    id: number,
    changes: CustomerChanges,
    view: View<Field>,
    { shows = [] }: Partial<Pick<Writer, 'shows'>> = {},
  ): Promise<Seen<Field>> {
    if (needOf(changes) === 'nothing' && !isConditionalWrite()) {
      changing(id);
      const changed = await this.customers.set(tenant, id, planChange(changes).columns, view);
      return changed ? showing(changed) : this.get(tenant, id, view);
    }
    return this.database.transaction(tenant, async () => {
      await this.writer.update(tenant, id, withParent(changes), { shows });
      return this.get(tenant, id, view);
    });
  }

  /** Sets the opening balance, which no partial update can. */
  async openWith<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    id: number,
    opening: Partial<OpeningBalance>,
    view: View<Field>,
  ): Promise<Seen<Field>> {
    return this.database.transaction(tenant, async () => {
      await this.writer.change(tenant, id, (row) =>
        Promise.resolve({ result: undefined, columns: planOpening(row, opening) }),
      );
      return this.get(tenant, id, view);
    });
  }

  /** Answers false if the customer was active already; its status then stays. */
  activate(tenant: TenantId, id: number): Promise<boolean> {
    return this.setActive(tenant, id, true);
  }

  /** Answers false if the customer was inactive already. */
  inactivate(tenant: TenantId, id: number): Promise<boolean> {
    return this.setActive(tenant, id, false);
  }

  /** Marks a customer as deleted and detaches its children. Its keys stay taken, and no contract shows it any more. */
  async delete(tenant: TenantId, id: number): Promise<void> {
    await this.deleteAll(tenant, [id]);
  }

  /** Deletes all or none; with `skipUndeletable`, those that can be deleted. */
  async deleteAll(tenant: TenantId, ids: readonly number[], { skipUndeletable = false } = {}): Promise<void> {
    await this.database.transaction(tenant, async () => {
      await this.rules.lockHierarchy(tenant);
      await this.writer.withAllLocked(tenant, ids, async (rows) => {
        const locked = rows.map(({ id }) => id);
        if (locked.length < new Set(ids).size && !skipUndeletable) throw notFound('customer');
        if (isConditionalWrite()) await this.assertOneExpected(tenant, ids, rows);
        const deletable = await this.rules.withoutTransactions(tenant, locked);
        if (deletable.length < locked.length && !skipUndeletable) throw hasTransactions();
        await this.customers.detachChildren(tenant, deletable);
        await this.customers.delete(tenant, deletable);
        for (const id of deletable) changing(id);
      });
    });
  }

  /**
   * Undoes the deletion of a customer. Its keys were kept for it; `releaseKey` clears its external key instead. Its
   * children stay detached.
   */
  async restore<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    id: number,
    view: View<Field>,
    { releaseKey = false } = {},
  ): Promise<Seen<Field>> {
    return this.database.transaction(tenant, async () => {
      await this.rules.lockHierarchy(tenant);
      const row = there(await this.customers.lockEvenDeleted(tenant, id));
      if (row.deletedAt === null)
        throw conflict('NOT_DELETED', 'This customer is not deleted.', { subject: 'customer' });
      if ((await this.customers.survivorOf(tenant, id)) !== undefined)
        throw conflict('MERGED', 'This customer is merged into another one. Undo the merge.', { subject: 'customer' });
      await assertExpected(tenant, row, this.ports.changes);
      changing(id);
      await this.customers.restore(tenant, id, { releaseKey });
      return this.get(tenant, id, view);
    });
  }

  /** Those of these customers that exist and could be deleted now, in the given order. */
  async deletable(tenant: TenantId, ids: readonly number[]): Promise<number[]> {
    const deletable = new Set(await this.rules.withoutTransactions(tenant, await this.customers.existing(tenant, ids)));
    return ids.filter((id) => deletable.has(id));
  }

  /** Ends a conditional read if the client has the version already. A small statement decides. */
  private async unlessKnown(tenant: TenantId, id: RecordRef): Promise<void> {
    if (!isConditionalRead()) return;
    const found = await this.versionOf(tenant, id);
    if (found) unlessKnown(found);
  }

  private versionOf(tenant: TenantId, id: RecordRef): Promise<Versioned | undefined> {
    const isAlone = !isConditionalRead() || typeof id !== 'number';
    return isAlone ? this.customers.versionOf(tenant, id) : this.versions.versionOf(tenant, id);
  }

  /** A version is that of one customer, so a condition on it cannot be met for several. */
  private async assertOneExpected(tenant: TenantId, ids: readonly number[], rows: readonly Customer[]): Promise<void> {
    if (ids.length > 1) throw invalid('A change of several customers cannot depend on the version of one.');
    for (const row of rows) await assertExpected(tenant, row, this.ports.changes);
  }

  private setActive(tenant: TenantId, id: number, active: boolean): Promise<boolean> {
    return this.writer.change(tenant, id, (row) =>
      Promise.resolve({ result: isActive(row) !== active, columns: planStatus(active, row) }),
    );
  }
}
