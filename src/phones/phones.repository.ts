import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { CompiledStatement } from '../database/compiled-statement.js';
import { fenced } from '../database/fence.js';
import { ContactPointsRepository } from '../customers/customer-owned.repository.js';
import { Database, type TenantId, violatedConstraint } from '../engine/tenant-database/index.js';
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
  private readonly takeOut: CompiledStatement;

  constructor(database: Database, source: DataSource) {
    super(database, source, Phone, { shown: { name: 'place', sql: PLACE }, pointer: 'phone_id', refused });
    this.takeOut = fenced(this.updating({ isTwin: () => 'true' }).andWhere('id = ANY(:ids::bigint[])'));
  }

  /**
   * Sets the normal forms of phones. Two phones may exchange theirs, so the first statement takes all of them out of
   * the unique index and the second one puts them back.
   */
  async compareAs(tenant: TenantId, phones: readonly Compared[]): Promise<void> {
    const ids = phones.map(({ id }) => id);
    await Promise.all([
      this.write(tenant, this.takeOut, { ids }),
      this.write(tenant, COMPARED, {
        ids,
        normals: phones.map(({ phoneNormal }) => phoneNormal),
        twins: phones.map(({ isTwin }) => isTwin),
      }),
    ]);
  }
}

// The query builder knows no UPDATE … FROM.
const COMPARED = fenced(`UPDATE phones t SET phone_normal = new.normal, is_twin = new.is_twin
  FROM unnest(:ids::bigint[], :normals::text[], :twins::boolean[]) AS new (id, normal, is_twin)
  WHERE t.tenant_id = :tenant AND t.id = new.id`);

function refused(error: unknown): never {
  if (violatedConstraint(error) !== 'phones_once_per_customer') throw error;
  throw phoneTaken(error);
}
