import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
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

const PLACE =
  "CASE t.id WHEN customer.main_phone_id THEN 'main' WHEN customer.mobile_phone_id THEN 'mobile'" +
  " WHEN customer.fax_phone_id THEN 'fax' END";

@Injectable()
export class PhonesRepository extends ContactPointsRepository<Phone, PlacedPhone> {
  constructor(database: Database, source: DataSource) {
    super(database, source, Phone, { shown: `${PLACE} AS "place"`, pointer: 'phone_id', refused });
  }

  /**
   * Sets the normal forms of phones. Two phones may exchange theirs, so the first statement takes all of them out of
   * the unique index and the second one puts them back.
   */
  async compareAs(tenant: TenantId, phones: readonly Compared[]): Promise<void> {
    const ids = phones.map(({ id }) => id);
    await Promise.all([
      this.database.write(tenant, {
        text: 'UPDATE phones SET is_twin = true WHERE tenant_id = $1 AND id = ANY($2::bigint[])',
        values: [tenant, ids],
      }),
      this.database.write(tenant, {
        text: COMPARED,
        values: [tenant, ids, phones.map(({ phoneNormal }) => phoneNormal), phones.map(({ isTwin }) => isTwin)],
      }),
    ]);
  }
}

const COMPARED = `UPDATE phones t SET phone_normal = new.normal, is_twin = new.is_twin
  FROM unnest($2::bigint[], $3::text[], $4::boolean[]) AS new (id, normal, is_twin) WHERE t.tenant_id = $1 AND t.id = new.id`;

function refused(error: unknown): never {
  if (violatedConstraint(error) !== 'phones_once_per_customer') throw error;
  throw phoneTaken(error);
}
