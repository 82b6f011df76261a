import { Injectable } from '@nestjs/common';
import { Database, FinalStatement, type TenantId } from '../engine/tenant-database/index.js';
import { notFound } from '../problem.js';
import { differing } from './changes.js';
import { changedColumns, type CustomerPlan, planChange } from './customer-change.js';
import type { Customer } from './customer.entity.js';
import type { CustomerChanges, CustomerRecord, Seen, View } from './customer-record.js';
import { CustomerRules } from './customer-rules.js';
import { CustomersRepository, type Keeping } from './customers.repository.js';
import { broughtBy, ContactPointStores, type Writer } from './places.js';
import { CustomerPorts } from './ports.js';
import { newToken } from './token.js';
import { assertExpected, changing, showing } from './versions.js';

/** What a change does to a customer, once its row is known. */
export interface Change<Result> {
  result: Result;
  /** Columns to set. Those that do not differ from the row are left out. */
  columns?: Partial<Customer>;
  /** True when a record beside the row changes, so that the version rises even without columns. */
  touched?: boolean;
}

/**
 * The one place that writes customers. A change runs in one transaction that locks the customer's row first, so that a
 * customer has one writer at a time, and raises its version if anything differs.
 */
@Injectable()
export class CustomerWriter {
  constructor(
    private readonly database: Database,
    private readonly customers: CustomersRepository,
    private readonly rules: CustomerRules,
    private readonly stores: ContactPointStores,
    private readonly ports: CustomerPorts,
  ) {}

  /** Inserts a customer and its records. They get their IDs before the transaction, which then sends all at once. */
  async create<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    { columns, flat, contact }: CustomerPlan,
    view: View<Field>,
    { uniqueTaxId }: { uniqueTaxId: boolean },
  ): Promise<Seen<Field>> {
    // There is no version to compare, so a condition on it is ignored here.
    const row = { ...columns, id: undefined, mainContactId: null };
    const [[id], places, main] = await Promise.all([
      this.customers.reserve(tenant),
      this.stores.plan(tenant, row, { wanted: flat, by: { isFlat: true, shows: [] } }),
      this.ports.mainContacts.plan(tenant, row, undefined, contact),
    ]);
    return this.database.transaction(tenant, async () => {
      if (columns.parentId) await this.rules.lockHierarchy(tenant);
      if (uniqueTaxId && columns.taxId) await this.rules.assertTaxIdIsFree(tenant, columns.taxId);
      if (columns.parentId) await this.rules.assertMayBeParent(tenant, columns.parentId);
      this.customers.add(tenant, { ...columns, id, ...places.pointers, ...main.pointers, token: newToken() });
      for (const { write } of [places, main]) write(id!);
      changing(id!);
      return new FinalStatement(this.customers.find(tenant, id!, view).then(there).then(showing));
    });
  }

  /** Plans and writes a change that needs the row as it is. */
  async update(
    tenant: TenantId,
    id: number,
    changes: CustomerChanges,
    { shows }: Pick<Writer, 'shows'>,
  ): Promise<void> {
    if (changes.parentId !== undefined) await this.rules.lockHierarchy(tenant);
    await this.change(tenant, id, async (row) => {
      const { columns, flat, contact } = planChange(changes, row);
      if (columns.parentId !== undefined && columns.parentId !== row.parentId)
        await this.rules.assertParentMayChange(tenant, row, columns.parentId);
      const main = await this.ports.mainContacts.plan(tenant, row, columns.mainContactId, contact);
      main.write(id);
      // Phones are read in the country of the same change, and the email is that of a main contact in the same change.
      const next = { ...row, ...columns, ...main.pointers };
      if (next.countryIso !== row.countryIso) await this.stores.recompare(tenant, next);
      const wish = { wanted: flat, by: { isFlat: true, shows }, brought: broughtBy(main.pointers) };
      const places = await this.stores.plan(tenant, next, wish);
      places.write(id);
      const pointers = { ...main.pointers, ...places.pointers };
      if (main.pointers.mainContactId !== undefined) await this.stores.assertMayMove(tenant, row, pointers);
      return {
        result: undefined,
        columns: { ...columns, ...pointers },
        touched: places.touched || main.touched,
      };
    });
  }

  /** Changes a customer or its records by what `plan` says about the row as it is. */
  async change<Result>(
    tenant: TenantId,
    id: number,
    plan: (customer: Customer) => Promise<Change<Result>>,
  ): Promise<Result> {
    return this.changeBeside(tenant, id, undefined, plan);
  }

  /** Changes a customer while another one, if it exists, cannot change either. */
  async changeBeside<Result>(
    tenant: TenantId,
    id: number,
    otherId: number | undefined,
    plan: (customer: Customer, other?: Customer) => Promise<Change<Result>>,
  ): Promise<Result> {
    return this.withAllLocked(tenant, otherId === undefined ? [id] : [id, otherId], async (rows) => {
      const row = there(rows.find((one) => one.id === id));
      const other = rows.find((one) => one.id === otherId);
      await assertExpected(tenant, row, this.ports.changes);
      return this.written(tenant, row, await plan(row, other));
    });
  }

  /** Changes a customer that may be deleted. Only what takes a deletion back does that. */
  async changeEvenDeleted<Result>(
    tenant: TenantId,
    id: number,
    plan: (customer: Customer) => Promise<Change<Result>>,
  ): Promise<Result> {
    return this.database.transaction(tenant, async () => {
      const row = there(await this.customers.lockEvenDeleted(tenant, id));
      return this.written(tenant, row, await plan(row));
    });
  }

  /**
   * For work that either changes a record of the customer or is refused, whatever the row is: one statement locks the
   * row and raises the version, and work that does not await the row runs beside it.
   */
  async newVersion<Result>(
    tenant: TenantId,
    id: number,
    work: (customer: Promise<Keeping>) => Promise<{ result: Result; columns?: Partial<Keeping> }>,
  ): Promise<Result> {
    return this.database.transaction(tenant, async () => {
      const raised = this.customers.raise(tenant, id).then(async (found) => {
        const row = there(found);
        await assertExpected(tenant, { id, version: row.version - 1 }, this.ports.changes);
        return row;
      });
      const [row, done] = await Promise.allSettled([raised, work(raised)]);
      // If the customer does not exist, that is the answer, whatever else was refused.
      if (row.status === 'rejected') throw row.reason;
      if (done.status === 'rejected') throw done.reason;
      changing(id);
      showing(row.value);
      const { result, columns = {} } = done.value;
      const changed = differing(row.value, columns);
      if (Object.keys(changed).length > 0) this.customers.setColumns(tenant, id, changed);
      return result;
    });
  }

  /** Runs `work` while no other transaction can change the customer or its records. */
  async withLocked<Result>(
    tenant: TenantId,
    id: number,
    work: (customer: Customer) => Promise<Result>,
  ): Promise<Result> {
    return this.withAllLocked(tenant, [id], ([row]) => work(there(row)));
  }

  /** Runs `work` while no other transaction can change these customers. Those that do not exist are left out. */
  async withAllLocked<Result>(
    tenant: TenantId,
    ids: readonly number[],
    work: (customers: Customer[]) => Promise<Result>,
  ): Promise<Result> {
    return this.database.transaction(tenant, async () => work(await this.customers.lock(tenant, ids)));
  }

  private written<Result>(
    tenant: TenantId,
    row: Customer,
    { result, columns = {}, touched = false }: Change<Result>,
  ): Result {
    const changed = changedColumns(row, columns);
    const isChanged = touched || Object.keys(changed).length > 0;
    if (isChanged) this.customers.setWithVersion(tenant, row.id, changed);
    changing(row.id);
    showing({ version: row.version + (isChanged ? 1 : 0) });
    return result;
  }
}

export function there<Found>(found: Found | undefined): Found {
  if (!found) throw notFound('customer');
  return found;
}
