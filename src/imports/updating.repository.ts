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

  /** Those of these customers that have more than so many emails or phones. */
  async withMany(tenant: TenantId, customers: readonly number[], most: number): Promise<number[]> {
    const rows = await this.database.write<{ id: number }>(tenant, WITH_MANY.with({ tenant, customers, most }));
    return rows.map(({ id }) => id);
  }
}

const WITH_MANY = fenced(
  ['emails', 'phones']
    .map(
      (table) => `SELECT customer_id AS id FROM ${table}
  WHERE tenant_id = :tenant AND customer_id = ANY(:customers::bigint[]) GROUP BY customer_id HAVING count(*) > :most`,
    )
    .join('\n  UNION '),
);

const PERSONS = fenced(`SELECT id, external_key AS "externalKey", first_name AS "firstName", last_name AS "lastName"
  FROM contact_persons WHERE tenant_id = :tenant AND customer_id = :customer AND deleted_at IS NULL ORDER BY id`);
