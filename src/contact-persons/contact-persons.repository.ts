import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { activeRequest } from '../active-request.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import type { CompiledStatement } from '../database/compiled-statement.js';
import { fenced, ofTenant } from '../database/fence.js';
import { joinsUsedIn } from '../database/tenant-query.js';
import { perOwnIds } from '../database/wire-ids.js';
import { ownIds, recordOf, type RecordRef } from '../own-ids.js';
import type { Rows } from '../rows.js';
import { IdentifiedRepository } from '../database/identified.repository.js';
import type { Belongings } from '../database/tenant.repository.js';
import { type ContactPersonField, type ContactPersonListing, NEVER_EMPTY, searchable } from './criteria.js';
import { ContactPerson } from './contact-person.entity.js';
import { conditionOf, sorting } from '../customers/criteria.js';
import type { OwnContacts } from '../customers/customer-record.js';
import { knownKey } from '../customers/external-key.js';
import { listedBy } from '../customers/id-comparisons.js';
import { countriesFor } from '../customers/known-countries.js';
import { arePlannedOnce } from '../customers/planned-once.js';
import { newToken } from '../customers/token.js';
import type { Versioned } from '../customers/versions.js';

/** A contact person with the email and phone that it shows and the name of its customer. */
export type ContactPersonRecord = ContactPerson & OwnContacts & { customerName: string };

const shown = (place: string, own: string) =>
  `CASE WHEN customer.main_contact_id = t.id THEN customer.${place} ELSE t.${own} END`;

/** Joins to a contact person's row, by alias. */
const BESIDE = {
  customer: 'JOIN customers customer ON customer.tenant_id = t.tenant_id AND customer.id = t.customer_id',
  shown_email: `LEFT JOIN emails shown_email ON shown_email.tenant_id = t.tenant_id AND shown_email.customer_id = t.customer_id AND shown_email.id = ${shown('primary_email_id', 'email_id')}`,
  shown_phone: `LEFT JOIN phones shown_phone ON shown_phone.tenant_id = t.tenant_id AND shown_phone.customer_id = t.customer_id AND shown_phone.id = ${shown('main_phone_id', 'phone_id')}`,
};

const joins = perOwnIds(() => {
  const own = ownIds();
  return joinsUsedIn({ ...BESIDE, ...(own?.has('contact_person') && listedBy(own, 'contact_person')) });
});

const LIVING = 'WHERE t.tenant_id = :tenant AND t.id = :id AND t.deleted_at IS NULL AND customer.deleted_at IS NULL';

@Injectable()
export class ContactPersonsRepository extends IdentifiedRepository<ContactPerson> {
  /** The contact persons of a customer, for a query that reads the customer. */
  readonly ofCustomer: Belongings<ContactPerson>;
  private readonly shown;
  private readonly statements;

  constructor(database: Database, source: DataSource) {
    super(database, source, ContactPerson);
    this.shown = perOwnIds(() => this.recordShown());
    const ofCustomer = 't.customerId = :customer AND t.deletedAt IS NULL';
    this.ofCustomer = this.belongings(this.select().andWhere(ofCustomer));
    this.statements = {
      find: fenced(this.select().andWhere(`${ofCustomer} AND t.id = :id`)),
      versionOf: fenced(`SELECT customer.version AS version FROM contact_persons t ${BESIDE.customer} ${LIVING}`),
      customerOf: fenced(`SELECT t.customer_id AS "customerId" FROM contact_persons t ${BESIDE.customer} ${LIVING}`),
      ownerOf: fenced(this.select(['customerId']).andWhere('t.id = :id')),
      count: fenced(this.select([]).addSelect('count(*)', 'count').andWhere(ofCustomer)),
    };
  }

  async find(tenant: TenantId, customerId: number, id: number): Promise<ContactPerson | undefined> {
    return (await this.read(tenant, this.statements.find, { customer: customerId, id }))[0];
  }

  async findRecord(tenant: TenantId, id: RecordRef): Promise<(ContactPersonRecord & Versioned) | undefined> {
    return (await this.readPerson<ContactPersonRecord & Versioned>(tenant, id, this.shown.present.find))[0];
  }

  /** The version of the person's customer. */
  async versionOf(tenant: TenantId, id: RecordRef): Promise<Versioned | undefined> {
    return (await this.readPerson<Versioned>(tenant, id, this.statements.versionOf))[0];
  }

  /** The customer of a person that is not deleted. */
  async customerOf(tenant: TenantId, id: number): Promise<number | undefined> {
    const [person] = await this.read<Pick<ContactPerson, 'customerId'>>(tenant, this.statements.customerOf, { id });
    return person?.customerId;
  }

  private async readPerson<Result>(tenant: TenantId, ref: RecordRef, statement: CompiledStatement): Promise<Result[]> {
    if (!activeRequest()?.past) return this.readNamed<Result>(tenant, 'id', ref, statement);
    const id = await recordOf(ref);
    const [person] = await this.read(tenant, this.statements.ownerOf, { id });
    return person ? this.readOf<Result>(tenant, person.customerId, statement, { id }) : [];
  }

  async list(
    tenant: TenantId,
    { criteria = [], order = [], limit, offset }: ContactPersonListing,
  ): Promise<Rows<ContactPersonRecord>> {
    const fields = searchable();
    const countries = await countriesFor(this.database, tenant, criteria, fields);
    const query = this.records(tenant);
    if (!arePlannedOnce(criteria, order, fields)) query.unprepared();
    for (const criterion of criteria) query.and(...conditionOf<ContactPersonField>(criterion, fields, countries));
    return query
      .orderBy(sorting(order, fields, NEVER_EMPTY))
      .page(limit, offset)
      .rowsOfPage() as Promise<Rows<ContactPersonRecord>>;
  }

  async count(tenant: TenantId, customerId: number): Promise<number> {
    const [row] = await this.read<{ count: number }>(tenant, this.statements.count, { customer: customerId });
    return row!.count;
  }

  add(tenant: TenantId, values: Partial<ContactPerson>): Promise<ContactPerson> {
    return this.insert(tenant, { token: newToken(), ...values }).catch(keyTaken(values));
  }

  /** Sends an INSERT together with COMMIT. */
  addAtCommit(tenant: TenantId, values: Partial<ContactPerson>): void {
    this.insertAtCommit(tenant, { token: newToken(), ...values }, keyTaken(values));
  }

  /** Sends an UPDATE together with COMMIT. */
  setAtCommit(tenant: TenantId, id: number, values: Partial<ContactPerson>): void {
    this.changeAtCommit(tenant, id, values, keyTaken(values));
  }

  async set(tenant: TenantId, id: number, values: Partial<ContactPerson>): Promise<void> {
    await this.change(tenant, id, values).catch(keyTaken(values));
  }

  private records(tenant: TenantId) {
    return this.within(tenant, this.shown.present.record, joins.present)
      .and('t.deleted_at IS NULL')
      .and('customer.deleted_at IS NULL');
  }

  /** The columns of a record, and the statement that reads one: its joins are those of the list. */
  private recordShown() {
    const columns = this.shownColumns({ id: ['contact_person', 't.id'], customerId: ['customer', 't.customer_id'] });
    const record = `${columns}, shown_email.email AS email, shown_phone.phone AS phone, customer.display_name AS "customerName"`;
    const from = `FROM contact_persons t ${joins.present(record)}`;
    const find = fenced(`SELECT ${ofTenant(record)}, customer.version AS version ${from} ${LIVING}`);
    return { record, find };
  }
}

const keyTaken = (values: Partial<ContactPerson>) => knownKey('contact_person', 'contact_persons_external_key', values);
