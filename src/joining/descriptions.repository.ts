import { Injectable } from '@nestjs/common';
import { fenced } from '../database/fence.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import type { Comparable, DescribedRow } from './comparable.js';
import { CUSTOMERS } from './comparable.js';

interface Row {
  id: number;
  version: number;
  isDeleted: boolean;
  externalKey: string | null;
  document: string | null;
  website: string | null;
  country: string | null;
  names: (string | null)[];
  taxIds: (string | null)[];
  emails: string[];
  phones: { text: string; normal: string }[];
  persons: { firstName: string | null; middleName: string | null; lastName: string | null }[];
  companyNames: { name: string; taxId: string | null; email: string | null; address: string | null }[];
  addresses: { lines: (string | null)[]; city: string | null; postcode: string | null; country: string | null }[];
}

/** Describes stored customers. */
@Injectable()
export class DescriptionsRepository implements Comparable {
  readonly source = CUSTOMERS;

  constructor(private readonly database: Database) {}

  async describe(tenant: TenantId, ids: readonly number[]): Promise<DescribedRow[]> {
    if (ids.length === 0) return [];
    const rows = await this.database.write<Row>(tenant, DESCRIBE.with({ tenant, ids }));
    return rows.map(({ id, version, isDeleted, companyNames, ...row }) => ({
      id,
      version,
      description: isDeleted
        ? null
        : {
            ...row,
            names: [...row.names, ...companyNames.map(({ name }) => name)],
            taxIds: [...row.taxIds, ...companyNames.map(({ taxId }) => taxId)],
            emails: [...row.emails, ...companyNames.map(({ email }) => email)],
            addresses: [
              ...row.addresses,
              ...companyNames.map(({ address }) => ({ lines: [address], city: null, postcode: null })),
            ],
          },
    }));
  }
}

/** The records of a kind that are compared. A customer may have thousands. */
const MOST = 30;

const listOf = (columns: string, table: string, order: string, condition = 'true') =>
  `(SELECT coalesce(json_agg(found), '[]') FROM (SELECT ${columns} FROM ${table} r
    WHERE r.tenant_id = :tenant AND r.customer_id = t.id AND ${condition} ORDER BY ${order} LIMIT ${MOST}) found)`;

const valuesOf = (column: string, table: string, order: string) =>
  `(SELECT coalesce(json_agg(value), '[]') FROM (SELECT ${column} AS value FROM ${table} r
    WHERE r.tenant_id = :tenant AND r.customer_id = t.id ORDER BY ${order} LIMIT ${MOST}) found)`;

const addressOf = (side: string) => `json_build_object(
    'lines', json_build_array(${side}_line_1, ${side}_line_2, ${side}_line_3),
    'city', ${side}_city, 'postcode', ${side}_postcode, 'country', ${side}_country)`;

/** Lists of several tables for many customers. The records of the places come first. */
const DESCRIBE = fenced(
  `SELECT t.id, t.version, t.deleted_at IS NOT NULL AS "isDeleted",
    t.external_key AS "externalKey", t.document, t.website, t.country_iso AS country,
    json_build_array(t.display_name, t.legal_name, t.trade_name) AS names,
    json_build_array(t.tax_id) AS "taxIds",
    ${valuesOf('r.email', 'emails', 'r.id = t.primary_email_id DESC NULLS LAST, r.id')} AS emails,
    ${listOf('r.phone AS text, r.phone_normal AS normal', 'phones', 'r.id = t.main_phone_id DESC NULLS LAST, r.id')} AS phones,
    ${listOf(
      'r.first_name AS "firstName", r.middle_name AS "middleName", r.last_name AS "lastName"',
      'contact_persons',
      'r.id = t.main_contact_id DESC NULLS LAST, r.id',
      'r.deleted_at IS NULL',
    )} AS persons,
    ${listOf(
      'r.name, r.tax_id AS "taxId", r.billing_email AS email, coalesce(r.address, r.billing_address) AS address',
      'company_names',
      'r.id = t.default_company_name_id DESC NULLS LAST, r.id',
    )} AS "companyNames",
    json_build_array(${addressOf('billing')}, ${addressOf('shipping')}, json_build_object(
      'lines', json_build_array(site_street, site_door_number, site_apartment),
      'city', NULL, 'postcode', site_zip_code, 'country', NULL)) AS addresses
  FROM customers t WHERE t.tenant_id = :tenant AND t.id = ANY (:ids::bigint[])`,
  { prepare: 'never' },
);
