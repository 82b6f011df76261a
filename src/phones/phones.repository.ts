import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { personsBy } from '../customers/contact-persons.repository.js';
import { Database } from '../engine/tenant-database/database.js';
import { violatedConstraint } from '../engine/tenant-database/postgres-errors.js';
import type { TenantId } from '../engine/tenant-database/tenant-id.js';
import { type Belongings, TenantRepository } from '../database/tenant.repository.js';
import { phoneTaken } from './phone-number.js';
import { Phone } from './phone.entity.js';

export type HeldPhone = Phone & { personIds: string[] };

/** What a phone is to its customer. One that has several places is known by the first of these. */
export type PhonePlace = 'main' | 'mobile' | 'fax';

/** A phone with what only its customer's row knows. */
export type PlacedPhone = Phone & { place: PhonePlace | null };

/** How a phone compares from now on. */
export type Compared = Pick<Phone, 'id' | 'phoneNormal' | 'isTwin'>;

const CUSTOMER = 'JOIN customers customer ON customer.tenant_id = t.tenant_id AND customer.id = t.customer_id';
const PLACE =
  "CASE t.id WHEN customer.main_phone_id THEN 'main' WHEN customer.mobile_phone_id THEN 'mobile' WHEN customer.fax_phone_id THEN 'fax' END";

@Injectable()
export class PhonesRepository extends TenantRepository<Phone> {
  private readonly placed: string;
  readonly ofCustomer: Belongings<PlacedPhone>;

  constructor(database: Database, source: DataSource) {
    super(database, source, Phone);
    this.placed = `${this.columns}, ${PLACE} AS "place"`;
    this.ofCustomer = this.belongings<PlacedPhone>(this.placed, CUSTOMER);
  }

  list(tenant: TenantId, customerId: number): Promise<PlacedPhone[]> {
    return this.withPlaces(tenant, customerId).orderBy('t.id').rows();
  }

  findPlaced(tenant: TenantId, customerId: number, id: number): Promise<PlacedPhone | undefined> {
    return this.withPlaces(tenant, customerId).and('t.id = ?', id).first();
  }

  /** The same, each with the contact persons who point at it. */
  listHeld(tenant: TenantId, customerId: number): Promise<HeldPhone[]> {
    return this.within(tenant, `${this.columns}, ${personsBy('phone_id')}`)
      .and('t.customer_id = ?', customerId)
      .orderBy('t.id')
      .rows() as Promise<HeldPhone[]>;
  }

  find(tenant: TenantId, customerId: number, id: number): Promise<Phone | undefined> {
    return this.within(tenant).and('t.customer_id = ?', customerId).and('t.id = ?', id).first();
  }

  add(tenant: TenantId, values: Partial<Phone>): Promise<Phone> {
    return this.insert(tenant, values).catch(known);
  }

  /** The same, with how many others there are. */
  addBesideOthers(tenant: TenantId, values: Partial<Phone>): Promise<Phone & { others: number }> {
    return this.insertBesideOthers(tenant, values).catch(known);
  }

  /** The same with the end of the transaction. */
  post(tenant: TenantId, values: Partial<Phone>): void {
    this.insertLast(tenant, values, known);
  }

  async set(tenant: TenantId, id: number, values: Partial<Phone>): Promise<Phone> {
    return (await this.change(tenant, id, values, ['updated_at = now()']).catch(known))!;
  }

  delete(tenant: TenantId, ids: readonly number[]): Promise<void> {
    return this.remove(tenant, ids);
  }

  /** Sets what phones compare by, however they exchange it: until all have it, none of them is in the index. */
  async compareAs(tenant: TenantId, phones: readonly Compared[]): Promise<void> {
    const ids = phones.map(({ id }) => id);
    await Promise.all([
      this.database.query(tenant, 'UPDATE phones SET is_twin = true WHERE tenant_id = $1 AND id = ANY($2::bigint[])', [
        tenant,
        ids,
      ]),
      this.database.query(tenant, COMPARED, [
        tenant,
        ids,
        phones.map(({ phoneNormal }) => phoneNormal),
        phones.map(({ isTwin }) => isTwin),
      ]),
    ]);
  }

  private withPlaces(tenant: TenantId, customerId: number) {
    return this.within<PlacedPhone>(tenant, this.placed, () => CUSTOMER).and('t.customer_id = ?', customerId);
  }
}

const COMPARED = `UPDATE phones t SET phone_normal = new.normal, is_twin = new.is_twin
  FROM unnest($2::bigint[], $3::text[], $4::boolean[]) AS new (id, normal, is_twin) WHERE t.tenant_id = $1 AND t.id = new.id`;

function known(error: unknown): never {
  if (violatedConstraint(error) !== 'phones_once_per_customer') throw error;
  throw phoneTaken(error);
}
