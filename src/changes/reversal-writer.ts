import { Injectable } from '@nestjs/common';
import { CompanyNamesService } from '../company-names/company-names.service.js';
import { ContactPersonsService } from '../contact-persons/contact-persons.service.js';
import type { Customer } from '../customers/customer.entity.js';
import { ContactPointStores } from '../customers/places.js';
import type { RecordEdits } from '../customers/record-edits.js';
import { EmailsService } from '../emails/emails.service.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import { PhonesService } from '../phones/phones.service.js';
import { ChangesRepository } from './changes.repository.js';
import { type Edit, isRemoval, type Kind } from './draft.js';
import { valueIn } from '../database/record-fields.js';
import type { Row } from './tally.js';

/** Columns that no edit sets: keys, and what the services compute. */
const COMPUTED: ReadonlySet<string> = new Set(['tenant_id', 'customer_id', 'id']);

/** Carries out a planned revert of one customer through the services of its records. */
@Injectable()
export class ReversalWriter {
  constructor(
    private readonly changes: ChangesRepository,
    private readonly emails: EmailsService,
    private readonly phones: PhonesService,
    private readonly companyNames: CompanyNamesService,
    private readonly contactPersons: ContactPersonsService,
    private readonly stores: ContactPointStores,
  ) {}

  /**
   * Runs in the transaction that has locked the customer's row. Answers the columns of that row to set. Contact persons
   * come after the emails and phones that they point at.
   */
  async write(tenant: TenantId, customer: Customer, edits: readonly Edit[]): Promise<Partial<Customer>> {
    const columns = this.columnsOf<Customer>('customer', edits, customer.id);
    const next = { ...customer, ...columns };
    const emails = this.editsOf<never>('email', edits);
    const phones = this.editsOf<never>('phone', edits);
    const names = this.editsOf<never>('company_name', edits);
    const persons = this.editsOf<never>('contact_person', edits);
    if (isAny(emails)) await this.emails.edit(tenant, customer.id, emails);
    if (isAny(phones)) await this.phones.edit(tenant, customer, next, phones);
    if (isAny(names)) await this.companyNames.edit(tenant, customer.id, names);
    if (isAny(persons)) await this.contactPersons.edit(tenant, persons);
    if (next.countryIso !== customer.countryIso) await this.stores.recompare(tenant, next);
    return columns;
  }

  private editsOf<Record>(kind: Kind, edits: readonly Edit[]): RecordEdits<Record> {
    const mine = edits.filter((edit) => edit.kind === kind);
    const changed = [...new Set(mine.filter(({ column }) => column !== undefined).map(({ id }) => id))];
    return {
      added: mine.flatMap(({ id, row }) => (row ? [{ ...this.rowOf<Record>(kind, row), id }] : [])),
      changed: changed.map((id) => ({ id, values: this.columnsOf<Record>(kind, mine, id) })),
      removed: mine.filter(isRemoval).map(({ id }) => id),
    };
  }

  private columnsOf<Record>(kind: Kind, edits: readonly Edit[], id: number): Partial<Record> {
    const mine = edits.filter((edit) => edit.kind === kind && edit.id === id && edit.column !== undefined);
    return Object.fromEntries(mine.map(({ column, to }) => this.property(kind, column!, to))) as Partial<Record>;
  }

  /** A row that is made again. Its times stay text, which has the microseconds. */
  private rowOf<Record>(kind: Kind, row: Row): Partial<Record> {
    const { fields } = this.changes;
    const known = Object.entries(row).filter(([column]) => fields[kind].has(column) && !COMPUTED.has(column));
    return Object.fromEntries(
      known.map(([column, value]) => [fields[kind].get(column)!.property, value]),
    ) as Partial<Record>;
  }

  private property(kind: Kind, column: string, value: unknown): [string, unknown] {
    const { fields } = this.changes;
    const field = fields[kind].get(column);
    if (!field) throw new Error(`${kind} has no column ${column} any more`);
    return [field.property, valueIn(fields, kind, column, value)];
  }
}

const isAny = ({ added, changed, removed }: RecordEdits<unknown>) => added.length + changed.length + removed.length > 0;
