import { Injectable } from '@nestjs/common';
import { ContactPerson } from '../contact-persons/contact-person.entity.js';
import { fenced } from '../database/fence.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';

export type StoredPerson = Pick<ContactPerson, 'id' | 'externalKey' | 'firstName' | 'lastName'>;

/** What only updates by imports look up. */
@Injectable()
export class UpdatingRepository {
  constructor(private readonly database: Database) {}

  /** The contact persons of a customer that are not deleted. */
  personsOf(tenant: TenantId, customerId: number): Promise<StoredPerson[]> {
    return this.database.write<StoredPerson>(tenant, PERSONS.with({ tenant, customer: customerId }));
  }
}

const PERSONS = fenced(`SELECT id, external_key AS "externalKey", first_name AS "firstName", last_name AS "lastName"
  FROM contact_persons WHERE tenant_id = :tenant AND customer_id = :customer AND deleted_at IS NULL ORDER BY id`);
