import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { joinsUsedIn } from '../database/tenant-query.js';
import type { Rows } from '../rows.js';
import { TenantRepository } from '../database/tenant.repository.js';
import { type ContactPersonField, type ContactPersonListing, NEVER_EMPTY, SEARCHABLE } from './criteria.js';
import { ContactPerson } from './contact-person.entity.js';
import { conditionOf, sorting } from '../customers/criteria.js';
import type { OwnContacts } from '../customers/customer-record.js';
import { knownKey } from '../customers/external-key.js';
import { countriesFor } from '../customers/known-countries.js';
import { newToken } from '../customers/token.js';

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

const joinsFor = joinsUsedIn(BESIDE);

@Injectable()
export class ContactPersonsRepository extends TenantRepository<ContactPerson> {
  private readonly record: string;

  constructor(database: Database, source: DataSource) {
    super(database, source, ContactPerson);
    this.record = `${this.columns}, shown_email.email AS email, shown_phone.phone AS phone, customer.display_name AS "customerName"`;
  }

  find(tenant: TenantId, customerId: number, id: number): Promise<ContactPerson | undefined> {
    return this.within(tenant)
      .and('t.customer_id = ?', customerId)
      .and('t.id = ?', id)
      .and('t.deleted_at IS NULL')
      .first();
  }

  findRecord(tenant: TenantId, id: number): Promise<ContactPersonRecord | undefined> {
    return this.records(tenant).and('t.id = ?', id).first() as Promise<ContactPersonRecord | undefined>;
  }

  async list(
    tenant: TenantId,
    { criteria = [], order = [], limit, offset }: ContactPersonListing,
  ): Promise<Rows<ContactPersonRecord>> {
    const countries = await countriesFor(this.database, tenant, criteria, SEARCHABLE);
    const query = this.records(tenant);
    if (criteria.length + order.length > 0) query.unprepared();
    for (const criterion of criteria) query.and(...conditionOf<ContactPersonField>(criterion, SEARCHABLE, countries));
    return query
      .orderBy(sorting(order, SEARCHABLE, NEVER_EMPTY))
      .page(limit, offset)
      .rowsOfPage() as Promise<Rows<ContactPersonRecord>>;
  }

  count(tenant: TenantId, customerId: number): Promise<number> {
    return this.within(tenant).and('t.customer_id = ?', customerId).and('t.deleted_at IS NULL').count();
  }

  add(tenant: TenantId, values: Partial<ContactPerson>): Promise<ContactPerson> {
    return this.insert(tenant, { token: newToken(), ...values }).catch(keyTaken(values));
  }

  /** Sends an INSERT together with the end of the transaction. */
  addAtEnd(tenant: TenantId, values: Partial<ContactPerson>): void {
    this.insertLast(tenant, { token: newToken(), ...values }, keyTaken(values));
  }

  /** Sends an UPDATE together with the end of the transaction. */
  setAtEnd(tenant: TenantId, id: number, values: Partial<ContactPerson>): void {
    this.changeLast(tenant, id, values, keyTaken(values));
  }

  async set(tenant: TenantId, id: number, values: Partial<ContactPerson>): Promise<void> {
    await this.change(tenant, id, values, ['updated_at = now()']).catch(keyTaken(values));
  }

  private records(tenant: TenantId) {
    return this.within(tenant, this.record, joinsFor).and('t.deleted_at IS NULL').and('customer.deleted_at IS NULL');
  }
}

const keyTaken = (values: Partial<ContactPerson>) => knownKey('contact_person', 'contact_persons_external_key', values);
