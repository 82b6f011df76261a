import { Injectable } from '@nestjs/common';
import Big from 'big.js';
import { TenantsService } from '../auth/tenants.service.js';
import { Database, FinalStatement, type TenantId } from '../engine/tenant-database/index.js';
import { isCurrency } from '../normal-forms/currencies.js';
import type { Rows } from '../rows.js';
import { conflict, duplicate, hasTransactions, invalidField, notFound } from '../problem.js';
import { defined, differing } from './changes.js';
import type { Customer } from './customer.entity.js';
import {
  ACTIVE,
  type CustomerChanges,
  type CustomerRecord,
  type FlatContacts,
  idOfCode,
  INACTIVE,
  isActive,
  linesFrom,
  type Listed,
  type Lists,
  type NewCustomer,
  type Seen,
  type View,
} from './customer-record.js';
import { type Counted, CustomersRepository, type Filter, type Keeping, type Listing } from './customers.repository.js';
import { rounded } from './money.js';
import { broughtBy, PlaceKeepers, type Writer } from './places.js';
import { type ContactNames, CustomerPorts } from './ports.js';
import { newToken } from './token.js';

/** An id that no customer can have. */
const NOBODY = 0;
const HIERARCHY = 'customers.parent_id';

/** What a piece of work did to a customer: columns to set, or a change to one of its records. */
export interface Amendment<Result> {
  result: Result;
  columns?: Partial<Customer>;
  /** True when a record beside the row changed, so that the version rises even without columns. */
  touched?: boolean;
}

/** What a customer is and how it may change, whoever asks. */
@Injectable()
export class CustomersService {
  constructor(
    private readonly database: Database,
    private readonly customers: CustomersRepository,
    private readonly ports: CustomerPorts,
    private readonly keepers: PlaceKeepers,
    private readonly tenants: TenantsService,
  ) {}

  async get<Field extends keyof CustomerRecord>(tenant: TenantId, id: number, view: View<Field>): Promise<Seen<Field>> {
    return there(await this.customers.find(tenant, id, view));
  }

  /** With lists of its records, in the order of their ids. */
  async getWith<Field extends keyof CustomerRecord, Rows extends object>(
    tenant: TenantId,
    id: number,
    view: View<Field>,
    lists: Lists<Rows>,
  ): Promise<Seen<Field> & Listed<Rows>> {
    return there(await this.customers.findWith(tenant, id, view, lists));
  }

  async exists(tenant: TenantId, id: number): Promise<boolean> {
    return (await this.customers.existing(tenant, [id])).length === 1;
  }

  async assertExists(tenant: TenantId, id: number): Promise<void> {
    if (!(await this.exists(tenant, id))) throw notFound('customer');
  }

  /** The id that an id, a code, or both of them name; whether somebody has it is asked only if they disagree. */
  async idOf(tenant: TenantId, { id, code }: { id?: number | null; code?: string | null }): Promise<number> {
    const named = [id, typeof code === 'string' ? (idOfCode(code) ?? NOBODY) : code].filter(
      (one) => typeof one === 'number',
    );
    const [first, other = first] = named;
    if (first === undefined) throw invalidField('id', 'required', 'or code is required');
    if (first === other) return first;
    if ((await this.customers.existing(tenant, named)).length < 2) throw notFound('customer');
    throw conflict('two_customers', 'The id and the code are of two different customers.', { subject: 'customer' });
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

  list<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    listing: Listing,
    view: View<Field>,
  ): Promise<Rows<Seen<Field>>> {
    return this.customers.list(tenant, listing, view);
  }

  count(tenant: TenantId, filter: Filter): Promise<number> {
    return this.customers.count(tenant, filter);
  }

  /** Some of the customers that match, and how many there are at that moment. */
  page<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    listing: Listing,
    view: View<Field>,
  ): Promise<Counted<Seen<Field>>> {
    return this.customers.page(tenant, listing, view);
  }

  /** Active customers whose display name has the text in it, best first: those that begin with it, then by name. */
  suggest<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    text: string,
    limit: number,
    view: View<Field>,
  ): Promise<Rows<Seen<Field>>> {
    return this.customers.suggest(tenant, text, limit, view);
  }

  /** Makes a customer; with `uniqueTaxId`, only if no other has its tax id (compared by letters and digits). */
  async create<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    input: NewCustomer,
    view: View<Field>,
    { uniqueTaxId = false } = {},
  ): Promise<Seen<Field>> {
    const {
      currency = (await this.tenants.get(tenant)).baseCurrency,
      openingBalance,
      openingBalanceAt,
      openingBalanceRate,
      openingBalanceBranchId,
      ...fields
    } = input;
    if (!isCurrency(currency)) throw invalidField('currency', 'currency', 'must be an ISO 4217 code');
    const { flat, contact, columns } = sorted(fields);
    // All ids are there before the first row is, so that the rows are written in one go.
    const [[id], places, main] = await Promise.all([
      this.customers.reserve(tenant),
      this.keepers.begin(tenant, columns, flat),
      this.ports.mainContacts.begin(tenant, contact),
    ]);
    return this.database.transaction(tenant, async () => {
      if (columns.parentId) await this.customers.queue(tenant, HIERARCHY);
      if (uniqueTaxId && columns.taxId) await this.assertTaxIdIsFree(tenant, columns.taxId);
      if (columns.parentId) await this.assertMayBeParent(tenant, columns.parentId);
      this.customers.add(tenant, {
        ...columns,
        id,
        ...places.pointers,
        ...main.pointers,
        currency,
        openingBalance: openingBalance === undefined ? undefined : rounded(openingBalance, currency),
        openingBalanceAt,
        openingBalanceRate,
        openingBalanceBranchId,
        token: newToken(),
      });
      for (const { write } of [places, main]) write(id!);
      return new FinalStatement(this.get(tenant, id!, view));
    });
  }

  /** Left out = unchanged, `null` = cleared, a value = set; all of it or nothing. A change to nothing is none. */
  async update<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    id: number,
    changes: CustomerChanges,
    view: View<Field>,
    { shows = [] }: Partial<Pick<Writer, 'shows'>> = {},
  ): Promise<Seen<Field>> {
    const set = defined(changes);
    if (Object.keys(set).every((name) => !NEEDS_THE_ROW.has(name)) && set.status !== INACTIVE)
      return (await this.customers.set(tenant, id, withoutWordBefore(set), view)) ?? this.get(tenant, id, view);
    return this.database.transaction(tenant, async () => {
      // Before the row's own lock, so that everybody takes the two in the same order.
      if (changes.parentId !== undefined) await this.customers.queue(tenant, HIERARCHY);
      await this.amend(tenant, id, async (row) => {
        const { flat, contact, columns } = sorted(changes, row);
        if (columns.parentId !== undefined && columns.parentId !== row.parentId)
          await this.assertParentMayChange(tenant, row, columns.parentId);
        const main = await this.ports.mainContacts.settle(tenant, row, columns.mainContactId, contact);
        // A phone is read in the country that came with it, and the email is that of the main contact that came with it.
        const next = { ...row, ...defined(columns), ...main.columns };
        if (next.countryIso !== row.countryIso) await this.keepers.recompare(tenant, next);
        const { pointers, touched } = await this.keepers.settle(tenant, next, {
          wanted: flat,
          by: { isFlat: true, shows },
          brought: broughtBy(main.columns),
        });
        const moved = { ...main.columns, ...pointers };
        if (main.columns.mainContactId !== undefined) await this.keepers.assertMayMove(tenant, row, moved);
        return { result: undefined, columns: { ...columns, ...moved }, touched: touched || main.touched };
      });
      return this.get(tenant, id, view);
    });
  }

  /** Sets the opening balance, which no partial update can. */
  async openWith<Field extends keyof CustomerRecord>(
    tenant: TenantId,
    id: number,
    opening: Partial<
      Pick<Customer, 'openingBalance' | 'openingBalanceAt' | 'openingBalanceRate' | 'openingBalanceBranchId'>
    >,
    view: View<Field>,
  ): Promise<Seen<Field>> {
    return this.database.transaction(tenant, async () => {
      await this.amend(tenant, id, (row) => {
        const openingBalance =
          opening.openingBalance === undefined ? undefined : rounded(opening.openingBalance, row.currency);
        const columns = changedColumns(row, { ...opening, openingBalance });
        const isOpened = columns.openingBalance !== undefined || columns.openingBalanceAt !== undefined;
        if (isOpened && !(columns.openingBalanceAt === undefined ? row.openingBalanceAt : columns.openingBalanceAt))
          throw undated();
        return Promise.resolve({ result: undefined, columns });
      });
      return this.get(tenant, id, view);
    });
  }

  /** False when it was active already; its status, whichever that is, then stays. */
  activate(tenant: TenantId, id: number): Promise<boolean> {
    return this.turn(tenant, id, true);
  }

  /** False when it was inactive already. */
  inactivate(tenant: TenantId, id: number): Promise<boolean> {
    return this.turn(tenant, id, false);
  }

  /** Keeps the row, frees nothing, detaches children; from now on the customer is missing everywhere. */
  async delete(tenant: TenantId, id: number): Promise<void> {
    await this.deleteAll(tenant, [id]);
  }

  /** All of them or none; with `skipUndeletable`, those that can be deleted. */
  async deleteAll(tenant: TenantId, ids: readonly number[], { skipUndeletable = false } = {}): Promise<void> {
    await this.database.transaction(tenant, async () => {
      await this.customers.queue(tenant, HIERARCHY);
      await this.holdingAll(tenant, ids, async (rows) => {
        const held = rows.map(({ id }) => id);
        if (held.length < new Set(ids).size && !skipUndeletable) throw notFound('customer');
        const deletable = await this.withoutTransactions(tenant, held);
        if (deletable.length < held.length && !skipUndeletable) throw hasTransactions();
        await this.customers.detachChildren(tenant, deletable);
        await this.customers.delete(tenant, deletable);
      });
    });
  }

  /** Which of these could be deleted now, in the order in which they are asked for. Who is missing could not. */
  async deletable(tenant: TenantId, ids: readonly number[]): Promise<number[]> {
    const deletable = new Set(await this.withoutTransactions(tenant, await this.customers.existing(tenant, ids)));
    return ids.filter((id) => deletable.has(id));
  }

  /**
   * The way every change goes: one writer at a time per customer, all or nothing, one version more. `work` gets the row
   * as it is now and says what became of it.
   */
  async amend<Result>(
    tenant: TenantId,
    id: number,
    work: (customer: Customer) => Promise<Amendment<Result>>,
  ): Promise<Result> {
    return this.amendBeside(tenant, id, undefined, work);
  }

  /** Changes a customer while another one, if it exists, cannot change either. */
  async amendBeside<Result>(
    tenant: TenantId,
    id: number,
    otherId: number | undefined,
    work: (customer: Customer, other?: Customer) => Promise<Amendment<Result>>,
  ): Promise<Result> {
    return this.holdingAll(tenant, otherId === undefined ? [id] : [id, otherId], async (rows) => {
      const row = there(rows.find((one) => one.id === id));
      const {
        result,
        columns = {},
        touched = false,
      } = await work(
        row,
        rows.find((one) => one.id === otherId),
      );
      const changed = changedColumns(row, columns);
      if (touched || Object.keys(changed).length > 0) this.customers.amend(tenant, id, changed);
      return result;
    });
  }

  /**
   * The same for work that changes something or is refused, whatever the row is: the version rises with the lock, and
   * what `work` asks for before it waits for the row travels with both.
   */
  async amendSurely<Result>(
    tenant: TenantId,
    id: number,
    work: (customer: Promise<Keeping>) => Promise<{ result: Result; columns?: Partial<Keeping> }>,
  ): Promise<Result> {
    return this.database.transaction(tenant, async () => {
      const raised = this.customers.raise(tenant, id).then(there);
      const [row, done] = await Promise.allSettled([raised, work(raised)]);
      // Of who is not there nothing else is told.
      if (row.status === 'rejected') throw row.reason;
      if (done.status === 'rejected') throw done.reason;
      const { result, columns = {} } = done.value;
      const changed = differing(row.value, columns);
      if (Object.keys(changed).length > 0) this.customers.point(tenant, id, changed);
      return result;
    });
  }

  /** Runs `work` while nobody else can change the customer or its records. */
  async holding<Result>(tenant: TenantId, id: number, work: (customer: Customer) => Promise<Result>): Promise<Result> {
    return this.holdingAll(tenant, [id], ([row]) => work(there(row)));
  }

  /** The same for several, as far as they exist. They are taken in the order of their ids, so that no two callers wait for each other. */
  async holdingAll<Result>(
    tenant: TenantId,
    ids: readonly number[],
    work: (customers: Customer[]) => Promise<Result>,
  ): Promise<Result> {
    return this.database.transaction(tenant, async () => work(await this.customers.lock(tenant, ids)));
  }

  private turn(tenant: TenantId, id: number, active: boolean): Promise<boolean> {
    return this.amend(tenant, id, (row) =>
      Promise.resolve({ result: isActive(row) !== active, columns: statusOf(active, row) }),
    );
  }

  private async withoutTransactions(tenant: TenantId, ids: readonly number[]): Promise<number[]> {
    const known = new Set(await this.ports.ledger.known(tenant, ids));
    return ids.filter((id) => !known.has(id));
  }

  private async assertTaxIdIsFree(tenant: TenantId, taxId: string): Promise<void> {
    await this.customers.queue(tenant, 'customers.tax_id');
    if (await this.customers.taxIdIsTaken(tenant, taxId)) {
      throw duplicate('taxId', 'A customer with this tax id exists already.', {
        subject: 'customer',
        reason: 'TAX_ID_TAKEN',
      });
    }
  }

  private async assertMayBeParent(tenant: TenantId, parentId: number): Promise<void> {
    if (!(await this.exists(tenant, parentId))) throw invalidField('parentId', 'exists', 'does not exist');
  }

  private async assertParentMayChange(tenant: TenantId, row: Customer, parentId: number | null): Promise<void> {
    if (row.parentId && (await this.ports.ledger.hasPaymentBy(tenant, row.parentId, row.id))) {
      throw invalidField('parentId', 'paid', 'cannot change: the parent has made a payment for this customer');
    }
    if (parentId === null) return;
    await this.assertMayBeParent(tenant, parentId);
    if (await this.customers.isAtOrAbove(tenant, row.id, parentId))
      throw invalidField('parentId', 'cycle', 'cannot be the customer itself or one below it');
  }
}

function there<Found>(found: Found | undefined): Found {
  if (!found) throw notFound('customer');
  return found;
}

/** What can only be written by somebody who knows the row as it is: it is read from that, or kept in other tables, or hangs on other customers. */
const NEEDS_THE_ROW: ReadonlySet<string> = new Set<keyof CustomerChanges>([
  'active',
  'countryIso',
  'parentId',
  'mainContactId',
  'email',
  'phone',
  'mobile',
  'fax',
  'salutation',
  'firstName',
  'lastName',
  'contactName',
  'billingStreet',
  'shippingStreet',
]);

/** Sorts changes by who keeps them: the e-mail and phone records, the contact person, the row. */
function sorted(
  changes: CustomerChanges,
  row?: Customer,
): { flat: Partial<FlatContacts>; contact: ContactNames; columns: Partial<Customer> } {
  const {
    email,
    phone,
    mobile,
    fax,
    salutation,
    firstName,
    lastName,
    contactName,
    active,
    billingStreet,
    shippingStreet,
    ...columns
  } = changes;
  Object.assign(columns, linesFrom(billingStreet, row, 'billing'), linesFrom(shippingStreet, row, 'shipping'));
  const status = columns.status === undefined ? active : columns.status === INACTIVE ? false : undefined;
  if (status !== undefined) Object.assign(columns, statusOf(status, row));
  else Object.assign(columns, withoutWordBefore(columns));
  return {
    flat: defined({ email, phone, mobile, fax }),
    contact: { salutation, firstName, lastName, contactName },
    columns,
  };
}

type Status = Pick<Customer, 'status' | 'statusBefore'>;

// Being active is every status but one. The word for it is kept while a customer is inactive, and is its status again afterwards.
function statusOf(
  active: boolean,
  { status, statusBefore }: Status = { status: ACTIVE, statusBefore: null },
): Partial<Status> {
  const isOn = status !== INACTIVE;
  if (active === isOn) return {};
  return active ? { status: statusBefore ?? ACTIVE, statusBefore: null } : { status: INACTIVE, statusBefore: status };
}

/** A status that is written while a customer is inactive takes the place of the word that it had. */
const withoutWordBefore = <Columns extends Partial<Status>>(columns: Columns): Columns =>
  columns.status === undefined ? columns : { ...columns, statusBefore: null };

/** A balance is one of a day. */
export const undated = () => invalidField('openingBalanceAt', 'required', 'is required with openingBalance');

/** Decimal text compares as a number: 1 and 1.00 are the same. A balance compares as it is shown, which is in the places of its currency. */
function changedColumns(row: Customer, columns: Partial<Customer>): Partial<Customer> {
  const changed = differing(row, columns);
  if (
    changed.openingBalance !== undefined &&
    new Big(changed.openingBalance).eq(rounded(row.openingBalance, row.currency))
  )
    delete changed.openingBalance;
  if (changed.openingBalanceRate !== undefined && new Big(changed.openingBalanceRate).eq(row.openingBalanceRate))
    delete changed.openingBalanceRate;
  return changed;
}
