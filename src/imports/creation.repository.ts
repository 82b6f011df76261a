import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CompanyName } from '../company-names/company-name.entity.js';
import { ContactPerson } from '../contact-persons/contact-person.entity.js';
import { Customer } from '../customers/customer.entity.js';
import type { CompiledStatement } from '../database/compiled-statement.js';
import { fenced } from '../database/fence.js';
import { Email } from '../emails/email.entity.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import type { IdKind } from '../own-ids.js';
import { Phone } from '../phones/phone.entity.js';
import { FRESH, isNumber } from './run.repository.js';

/** A kind of records that a customer owns: its table, its list in a draft, and its properties there. */
interface Owned {
  table: string;
  kind: IdKind;
  list: 'emails' | 'phones' | 'companyNames' | 'persons';
  entity: new () => object;
  properties: readonly string[];
}

const CONTACT_POINT = ['name', 'role', 'notes', 'isLocked', 'createdAt'];

const OWNED: readonly Owned[] = [
  {
    table: 'emails',
    kind: 'email',
    list: 'emails',
    entity: Email,
    properties: ['email', 'emailNormal', 'isForInvoicing', ...CONTACT_POINT],
  },
  {
    table: 'phones',
    kind: 'phone',
    list: 'phones',
    entity: Phone,
    properties: ['phone', 'extension', 'phoneNormal', 'isWhatsapp', ...CONTACT_POINT],
  },
  {
    table: 'company_names',
    kind: 'company_name',
    list: 'companyNames',
    entity: CompanyName,
    properties: ['name', 'taxId', 'billingEmail', 'address', 'billingAddress', 'isActive', 'createdAt'],
  },
  {
    table: 'contact_persons',
    kind: 'contact_person',
    list: 'persons',
    entity: ContactPerson,
    properties: [
      ...['externalKey', 'token', 'salutation', 'firstName', 'middleName', 'lastName', 'nameSuffix', 'title'],
      'createdAt',
    ],
  },
];

/** What a new row has where its draft says nothing. */
const DEFAULTS: Readonly<Record<string, string>> = {
  kind: "'business'",
  status: "'A'",
  tags: "'{}'",
  noTaxes: 'false',
  noDunning: 'false',
  noLatefees: 'false',
  noProcfees: 'false',
  invoiceDelivery: "'email'",
  dunningDelivery: "'email'",
  openingBalance: '0',
  openingBalanceRate: '1',
  companyNameChosen: 'false',
  createdAt: 'now()',
  updatedAt: 'now()',
  token: "p.draft ->> 'spareToken'",
  isForInvoicing: 'false',
  isWhatsapp: 'false',
  isLocked: 'false',
  isActive: 'true',
};

/** Columns of a customer that the statement computes, or that have their default. */
const COMPUTED = [
  ...['tenantId', 'id', 'version', 'deletedAt', 'parentId', 'primaryEmailId', 'mainPhoneId', 'mobilePhoneId'],
  ...['faxPhoneId', 'mainContactId', 'defaultCompanyNameId', 'defaultCompanyNameActive'],
];

/** By column of the customer, its pointer in a draft, and the kind of records that this points into. */
const POINTERS = {
  primary_email_id: ['primaryEmail', 'emails'],
  main_phone_id: ['mainPhone', 'phones'],
  mobile_phone_id: ['mobilePhone', 'phones'],
  fax_phone_id: ['faxPhone', 'phones'],
  main_contact_id: ['mainContact', 'contact_persons'],
  default_company_name_id: ['defaultCompanyName', 'company_names'],
} as const;

const idsOf = (table: string) => `idsOf${table.replaceAll('_', '')}`;

/** An ID of a record of the row `p`, by its position, from 1. */
const idAt = (table: string, place: string) => `(:${idsOf(table)}::bigint[])[(p.${table}_before + ${place})::int]`;

/** Where rows come from, and the kinds of IDs that records keep: the contract has its own of these. */
export interface Creation {
  importId: number;
  source: string;
  contract: string;
  kinds: readonly IdKind[];
  /** The highest number that is an ID of the contract. */
  most: string;
}

/** Makes customers from drafts, many with one statement. */
@Injectable()
export class CreationRepository {
  private readonly creating: CompiledStatement;

  constructor(
    private readonly database: Database,
    private readonly source: DataSource,
  ) {
    this.creating = fenced(this.statement(), FRESH);
  }

  /**
   * Inserts the customers of staged rows with all of their records, and marks the rows as done. Answers the IDs of the
   * new records by table. A record keeps its ID of the source unless another one has it.
   */
  async create(
    tenant: TenantId,
    { importId, source, contract, kinds, most }: Creation,
    rows: readonly number[],
  ): Promise<Record<string, number[]>> {
    const counts = (
      await this.database.write<Record<string, number>>(tenant, COUNTS.with({ tenant, import: importId, rows }))
    )[0]!;
    const ids: Record<string, number[]> = {};
    for (const { table } of OWNED) ids[table] = await this.reserve(tenant, table, counts[table]!);
    const values = Object.fromEntries(OWNED.map(({ table }) => [idsOf(table), ids[table]]));
    const made = await this.database.write<{ id: number }>(
      tenant,
      this.creating.with({ tenant, import: importId, source, contract, kinds, most, rows, ...values }),
    );
    return { ...ids, customers: made.map(({ id }) => id) };
  }

  /** Takes IDs that no other row gets. */
  async reserve(tenant: TenantId, table: string, count: number): Promise<number[]> {
    if (count === 0) return [];
    const statement = { text: RESERVE, values: [table, 'id', count] };
    return (await this.database.reserve<{ id: number }>(tenant, statement)).map(({ id }) => id);
  }

  private statement(): string {
    return `WITH picked AS MATERIALIZED (
      SELECT r.row, r.source_id, r.digest, r.customer_id AS id, r.parent_id, r.draft,
        CASE WHEN r.parent_id IS NULL THEN r.parent END AS waits_for,
        ARRAY(SELECT note ->> 'field' FROM jsonb_array_elements(coalesce(r.notes, '[]')) note) AS left_out,
        ${OWNED.map(({ table, list }) => `coalesce(sum(jsonb_array_length(r.draft -> '${list}')) OVER earlier, 0) AS ${table}_before`).join(', ')}
      FROM import_rows r WHERE r.tenant_id = :tenant AND r.import_id = :import AND r.row = ANY(:rows::bigint[])
      WINDOW earlier AS (ORDER BY r.row ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)),
    made AS (${this.insertCustomers()}),
    ${OWNED.map((owned) => `${owned.table}_made AS (${this.insertOwned(owned)})`).join(',\n    ')},
    entries_made AS (INSERT INTO ledger_entries (tenant_id, customer_id, kind, amount, currency, occurred_at)
      SELECT :tenant, p.id, entry.kind, entry.amount::numeric, p.draft #>> '{customer,currency}',
        coalesce((p.draft #>> '{customer,updatedAt}')::timestamptz, now())
      FROM picked p CROSS JOIN LATERAL jsonb_to_recordset(p.draft -> 'entries') AS entry (kind text, amount text)
      ORDER BY p.row),
    ${NAMED.join(',\n    ')},
    linked AS (INSERT INTO import_links (tenant_id, source, source_id, customer_id, import_id, digest, parent)
      SELECT :tenant, :source, p.source_id, p.id, :import, p.digest, p.waits_for FROM picked p)
    UPDATE import_rows r SET is_done = true, version = 1, content = NULL, draft = NULL
    WHERE r.tenant_id = :tenant AND r.import_id = :import AND r.row = ANY(:rows::bigint[])
    RETURNING r.customer_id AS id`;
  }

  private insertCustomers(): string {
    const { columns } = this.source.getMetadata(Customer);
    const stated = columns.filter(({ propertyName }) => !COMPUTED.includes(propertyName));
    const pointers = Object.entries(POINTERS).map(([, [pointer, table]]) => {
      return `${idAt(table, `(p.draft #>> '{pointers,${pointer}}')::int + 1`)}`;
    });
    return `INSERT INTO customers (tenant_id, id, parent_id, ${stated.map(({ databaseName }) => databaseName).join(', ')},
        ${Object.keys(POINTERS).join(', ')})
      SELECT :tenant, p.id, p.parent_id, ${stated.map(({ propertyName }) => valueOf(propertyName)).join(', ')},
        ${pointers.join(', ')}
      FROM picked p CROSS JOIN LATERAL jsonb_to_record((p.draft -> 'customer') - p.left_out) AS value
        (${this.typesOf(
          Customer,
          stated.map(({ propertyName }) => propertyName),
        )})
      ORDER BY p.row`;
  }

  private insertOwned({ table, list, entity, properties }: Owned): string {
    const { columns } = this.source.getMetadata(entity);
    const nameOf = (property: string) => columns.find(({ propertyName }) => propertyName === property)!.databaseName;
    const isPerson = list === 'persons';
    const own = isPerson ? ', email_id, phone_id' : '';
    const ownValues = isPerson
      ? `, ${idAt('emails', 'value."email" + 1')}, ${idAt('phones', 'value."phone" + 1')}`
      : '';
    return `INSERT INTO ${table} (tenant_id, customer_id, id, updated_at, ${properties.map(nameOf).join(', ')}${own})
      SELECT :tenant, p.id, ${idAt(table, 'one.place')}, coalesce(value."createdAt", now()),
        ${properties.map(valueOf).join(', ')}${ownValues}
      FROM picked p CROSS JOIN LATERAL jsonb_array_elements(p.draft -> '${list}') WITH ORDINALITY AS one (item, place)
        CROSS JOIN LATERAL jsonb_to_record(one.item) AS value (${this.typesOf(entity, properties)}${
          isPerson ? ', "email" int, "phone" int' : ''
        })
      ORDER BY p.row, one.place`;
  }

  /** The columns of `jsonb_to_record`. */
  private typesOf(entity: new () => object, properties: readonly string[]): string {
    const { columns } = this.source.getMetadata(entity);
    return properties
      .map((property) => {
        const { type, isArray } = columns.find(({ propertyName }) => propertyName === property)!;
        return `"${property}" ${String(type === 'char' ? 'text' : type)}${isArray ? '[]' : ''}`;
      })
      .join(', ');
  }
}

const valueOf = (property: string) =>
  property in DEFAULTS ? `coalesce(value."${property}", ${DEFAULTS[property]})` : `value."${property}"`;

/** Inserts IDs of the source. A kind that is not wanted costs nothing, because PostgreSQL asks for it first. */
const naming = (kind: IdKind, select: string, isFit: string) => `${kind}_named AS (
      INSERT INTO wire_ids (tenant_id, contract, kind, wire_id, record_id, is_current)
      SELECT :tenant, :contract, '${kind}', given.id, given.record, true FROM (${select}) AS given (id, record)
      WHERE '${kind}' = ANY(:kinds::text[]) AND ${isFit} ON CONFLICT DO NOTHING)`;

const addressId = (side: 'billing' | 'shipping') =>
  naming(`${side}_address`, `SELECT p.draft #>> '{ids,${side}_address}', p.id FROM picked p`, isNumber('given.id'));

const NAMED = [
  naming('customer', 'SELECT p.source_id, p.id FROM picked p', isNumber('given.id')),
  naming('code', "SELECT p.draft #>> '{ids,code}', p.id FROM picked p", "given.id <> '' AND length(given.id) <= 15"),
  addressId('billing'),
  addressId('shipping'),
  ...OWNED.map(({ table, list, kind }) =>
    naming(
      kind,
      `SELECT one.item ->> 'sourceId', ${idAt(table, 'one.place')}
        FROM picked p CROSS JOIN LATERAL jsonb_array_elements(p.draft -> '${list}') WITH ORDINALITY AS one (item, place)`,
      isNumber('given.id'),
    ),
  ),
];

const COUNTS = fenced(
  `SELECT ${OWNED.map(
    ({ table, list }) => `coalesce(sum(jsonb_array_length(draft -> '${list}')), 0)::int AS ${table}`,
  ).join(', ')}
  FROM import_rows WHERE tenant_id = :tenant AND import_id = :import AND row = ANY(:rows::bigint[])`,
  FRESH,
);

// The query builder cannot select from a function.
const RESERVE = 'SELECT nextval(pg_get_serial_sequence($1, $2)) AS id FROM generate_series(1, $3::int)';
