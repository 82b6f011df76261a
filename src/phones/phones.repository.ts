import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { CompiledStatement } from '../database/compiled-statement.js';
import { fenced } from '../database/fence.js';
import { ContactPointsRepository } from '../customers/customer-owned.repository.js';
import { Database, type TenantId, violatedConstraint } from '../engine/tenant-database/index.js';
import { PHONE_COUNTRIES } from '../normal-forms/phones.js';
import { phoneTaken } from './phone-number.js';
import { Phone } from './phone.entity.js';

/** The place of a phone. A phone in several places is shown in the first of these. */
export type PhonePlace = 'main' | 'mobile' | 'fax';

/** A phone with what only its customer's row knows. */
export type PlacedPhone = Phone & { place: PhonePlace | null };

/** The normal form of a phone after its customer's country changed. */
export type Compared = Pick<Phone, 'id' | 'phoneNormal' | 'isTwin'>;

const PLACE = `CASE t.id WHEN customer.mainPhoneId THEN 'main' WHEN customer.mobilePhoneId THEN 'mobile'
  WHEN customer.faxPhoneId THEN 'fax' END`;

@Injectable()
export class PhonesRepository extends ContactPointsRepository<Phone, PlacedPhone> {
  private readonly takingOut: CompiledStatement;
  private readonly dependent: CompiledStatement;

  constructor(database: Database, source: DataSource) {
    super(database, source, Phone, { shown: { name: 'place', sql: PLACE }, pointer: 'phone_id', refused });
    this.takingOut = fenced(this.updating({ isTwin: () => 'true' }).andWhere('id = ANY(:ids::bigint[])'));
    // Written with a country code, a number is the same in every country.
    this.dependent = fenced(
      this.select(['customerId'])
        .distinct()
        .innerJoin('customers', 'customer', 'customer.tenantId = t.tenantId AND customer.id = t.customerId')
        .andWhere("t.customerId > :after AND t.phone NOT LIKE '+%' AND customer.deletedAt IS NULL")
        .andWhere('(customer.countryIso IS NULL OR upper(customer.countryIso) != ALL(:countries::text[]))')
        .orderBy('t.customerId')
        .limit(MOST_CUSTOMERS),
    );
  }

  /**
   * Customers with phones whose normal forms depend on the tenant's country: the next ones after a customer's ID, in
   * the order of their IDs.
   */
  async customersByTenantCountry(tenant: TenantId, after: number): Promise<number[]> {
    const rows = await this.write(tenant, this.dependent, { after, countries: PHONE_COUNTRIES });
    return rows.map(({ customerId }) => customerId);
  }

  /** Takes phones out of the unique index until they are compared again. */
  async takeOut(tenant: TenantId, ids: readonly number[]): Promise<void> {
    await this.write(tenant, this.takingOut, { ids });
  }

  /**
   * Sets the normal forms of phones. Two phones may exchange theirs, so the first statement takes all of them out of
   * the unique index and the second one puts them back.
   */
  async compareAs(tenant: TenantId, phones: readonly Compared[]): Promise<void> {
    const ids = phones.map(({ id }) => id);
    await Promise.all([
      this.takeOut(tenant, ids),
      this.write(tenant, COMPARED, {
        ids,
        normals: phones.map(({ phoneNormal }) => phoneNormal),
        twins: phones.map(({ isTwin }) => isTwin),
      }),
    ]);
  }
}

const MOST_CUSTOMERS = 200;

// The query builder knows no UPDATE … FROM.
const COMPARED = fenced(`UPDATE phones t SET phone_normal = new.normal, is_twin = new.is_twin
  FROM unnest(:ids::bigint[], :normals::text[], :twins::boolean[]) AS new (id, normal, is_twin)
  WHERE t.tenant_id = :tenant AND t.id = new.id`);

function refused(error: unknown): never {
  if (violatedConstraint(error) !== 'phones_once_per_customer') throw error;
  throw phoneTaken(error);
}
