import { readEmail } from '../../src/normal-forms/emails.js';
import { readPhone } from '../../src/normal-forms/phones.js';
import { Database, type TenantId } from '../../src/engine/tenant-database/index.js';
import type { TestApp } from '../support/app.js';
import type { Record } from './records.js';

const PORTION = 1000;

/** Stores records as customers of a tenant, in their order. Answers their IDs. */
export async function store(
  { nest }: Pick<TestApp, 'nest'>,
  tenant: TenantId,
  records: readonly Record[],
): Promise<number[]> {
  const database = nest.get(Database);
  const ids: number[] = [];
  for (let at = 0; at < records.length; at += PORTION) {
    const rows = records.slice(at, at + PORTION).map(rowOf);
    const values = [tenant, JSON.stringify(rows)];
    const stored = await database.write<{ ids: number[] }>(tenant, { text: STORE, values, prepare: 'never' });
    ids.push(...stored[0]!.ids.map(Number));
  }
  return ids;
}

const rowOf = ({ id, description }: Record) => {
  const { names, taxIds = [], emails = [], phones = [], addresses = [], persons = [], country, website } = description;
  const [address] = addresses;
  return {
    place: id,
    display_name: names[0],
    legal_name: names[1] ?? null,
    trade_name: names[2] ?? null,
    tax_id: taxIds[0] ?? null,
    country_iso: country ?? null,
    website: website ?? null,
    billing_line_1: address?.lines[0] ?? null,
    billing_line_2: address?.lines[1] ?? null,
    billing_city: address?.city ?? null,
    billing_postcode: address?.postcode ?? null,
    billing_country: address?.country ?? null,
    emails: emails.flatMap((text) => readEmail(text ?? '') ?? []),
    phones: phones.flatMap(({ text, extension }) => readPhone(text, [country ?? null, 'UY'], extension) ?? []),
    persons: persons.map(({ firstName, lastName }) => ({ firstName, lastName })),
  };
};

const COLUMNS =
  'display_name, legal_name, trade_name, tax_id, country_iso, website, billing_line_1, billing_line_2, billing_city, billing_postcode, billing_country';

const STORE = `
  WITH given AS MATERIALIZED (
    SELECT nextval(pg_get_serial_sequence('customers', 'id')) AS id, given.*
    FROM (SELECT * FROM jsonb_to_recordset($2) AS row (place integer, ${COLUMNS.replaceAll(',', ' text,')} text,
      emails jsonb, phones jsonb, persons jsonb) ORDER BY place) given
  ), customers AS (
    INSERT INTO customers (tenant_id, id, token, currency, ${COLUMNS})
    SELECT $1::bigint, id, substr(md5(id::text), 1, 12), 'USD', ${COLUMNS} FROM given ORDER BY id
  ), emails AS (
    INSERT INTO emails (tenant_id, customer_id, email, email_normal)
    SELECT $1, id, email ->> 'text', email ->> 'normal' FROM given CROSS JOIN jsonb_array_elements(emails) email
  ), phones AS (
    INSERT INTO phones (tenant_id, customer_id, phone, extension, phone_normal)
    SELECT $1, id, phone ->> 'text', phone ->> 'extension', phone ->> 'normal'
    FROM given CROSS JOIN jsonb_array_elements(phones) phone
  ), persons AS (
    INSERT INTO contact_persons (tenant_id, customer_id, token, first_name, last_name)
    SELECT $1, id, substr(md5(id::text), 1, 12), person ->> 'firstName', person ->> 'lastName'
    FROM given CROSS JOIN jsonb_array_elements(persons) person
  )
  SELECT array_agg(id ORDER BY place) AS ids FROM given`;
