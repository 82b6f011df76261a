/**
 * What erasing a customer does to a column.
 * - `stays`: it is not personal.
 * - `follows`: PostgreSQL or the application computes it from other columns.
 * - `null`, or a text of SQL: it is personal, and this remains of it.
 */
export type Fate = 'stays' | 'follows' | null | { readonly becomes: string };

/** Which rows of a table are about a customer, and what happens to them. */
export interface TableFate {
  /** `stay`: without personal values. `changes`: they stay, and their patches lose personal values. */
  rows: 'stay' | 'removed' | 'of no customer' | 'changes';
  columns: Readonly<Record<string, Fate>>;
}

const all = <F extends Fate>(fate: F, ...columns: string[]) =>
  Object.fromEntries(columns.flatMap((some) => some.split(' ')).map((column) => [column, fate])) as Record<string, F>;

const numbered = (name: string, count: number) =>
  Array.from({ length: count }, (_, at) => `${name}_${at + 1}`).join(' ');
const addressOf = (side: string) =>
  'line_1 line_2 line_3 city state postcode country email phone'.replace(/\S+/g, (part) => `${side}_${part}`);

/**
 * The one map of personal data: every column of every table with a tenant. A text that a caller may write freely is
 * personal, because it may name a person. Words of a short list, numbers of classes, money and times are not.
 */
export const PERSONAL_DATA = {
  customers: {
    rows: 'stay',
    columns: {
      ...all(
        'stays',
        'tenant_id',
        'id',
        'version created_at updated_at deleted_at kind document_type status status_before',
      ),
      ...all('stays', 'country_iso parent_id language_id class_id admin_id campaign_id terms_id'),
      ...all('stays', 'no_taxes no_dunning no_latefees no_procfees invoice_delivery dunning_delivery'),
      ...all('stays', 'currency opening_balance opening_balance_at opening_balance_rate opening_balance_branch_id'),
      ...all('stays', 'company_name_chosen default_company_name_active'),
      // A random text that no caller chooses.
      ...all('stays', 'token'),
      display_name: { becomes: "'Erased customer'" },
      tags: { becomes: "'{}'" },
      ...all(null, 'external_key legal_name trade_name tax_id document website image_url note contact_origin'),
      ...all(null, 'site_street site_door_number site_apartment site_corner site_zip_code site_latitude'),
      ...all(null, 'site_longitude site_country_id site_department_id'),
      ...all(null, 'discount_group salesperson electronic_document_interchange edi_identifier'),
      ...all(null, addressOf('billing')),
      ...all(null, addressOf('shipping')),
      ...all(null, numbered('custom', 20)),
      // What they point at is removed.
      ...all(null, 'primary_email_id main_phone_id mobile_phone_id fax_phone_id main_contact_id'),
      ...all(null, 'default_company_name_id'),
      ...all('follows', 'tax_id_normal external_key_normal search_text search_numbers name_key legal_name_key'),
    },
  },
  emails: {
    rows: 'removed',
    columns: {
      ...all(
        'stays',
        'tenant_id customer_id',
        'id',
        'is_for_invoicing is_locked flat_only created_at updated_at is_twin',
      ),
      ...all(null, 'email name role notes'),
      ...all('follows', 'email_normal search_text email_key'),
    },
  },
  phones: {
    rows: 'removed',
    columns: {
      ...all('stays', 'tenant_id customer_id', 'id', 'is_whatsapp is_locked flat_only created_at updated_at is_twin'),
      ...all(null, 'phone extension name role notes'),
      ...all('follows', 'phone_normal number_normal search_text search_numbers'),
    },
  },
  company_names: {
    rows: 'removed',
    columns: {
      ...all('stays', 'tenant_id customer_id', 'id', 'is_active created_at updated_at'),
      ...all(null, 'name tax_id billing_email address billing_address'),
      ...all('follows', 'search_text search_numbers'),
    },
  },
  contact_persons: {
    rows: 'removed',
    columns: {
      ...all('stays', 'tenant_id customer_id', 'id', 'email_id phone_id created_at updated_at deleted_at'),
      ...all('stays', 'customer_created_at token'),
      ...all(null, 'external_key salutation first_name middle_name last_name name_suffix title'),
      ...all('follows', 'external_key_normal search_text first_name_key last_name_key full_name_key'),
    },
  },
  ledger_entries: {
    rows: 'stay',
    columns: {
      ...all('stays', 'tenant_id', 'id', 'customer_id payer_id kind amount currency occurred_at created_at'),
      reference: null,
    },
  },
  changes: {
    rows: 'changes',
    columns: {
      ...all('stays', 'tenant_id customer_id seq written_by at version record record_id kind era'),
      // The reason is a text of the caller.
      ...all(null, 'origin patch'),
    },
  },
  customer_updates: { rows: 'stay', columns: all('stays', 'tenant_id customer_id updated_at') },
  // The module that keeps them removes those that show the customer.
  kept_answers: {
    rows: 'of no customer',
    columns: all('stays', 'tenant_id caller route key request_hash status headers body customer_ids created_at'),
  },
  // The module that stages rows clears those of the customer. Links have only IDs.
  imports: {
    rows: 'of no customer',
    columns: {
      ...all('stays', 'tenant_id', 'id', 'name source contract mapping actor state staged left_over totals digest'),
      ...all('stays', 'turn bookmark created_at changed_at wanted failure pulled_from credentials place'),
    },
  },
  import_rows: {
    rows: 'of no customer',
    columns: {
      ...all('stays', 'tenant_id import_id row source_id digest content draft external_key token parent outcome'),
      ...all('stays', 'faults notes turn customer_id parent_id version is_done disagreements'),
    },
  },
  import_links: {
    rows: 'stay',
    columns: all('stays', 'tenant_id source source_id customer_id import_id digest parent'),
  },
  // Hashes of words and values. The module that compares customers removes those of the customer.
  compared_rows: {
    rows: 'of no customer',
    columns: all('stays', 'tenant_id source row_id version form blocks is_paired'),
  },
  compared_blocks: { rows: 'of no customer', columns: all('stays', 'tenant_id source block row_id') },
  customer_pairs: {
    rows: 'of no customer',
    columns: all('stays', 'tenant_id one_id other_id score decision decided_at decided_by'),
  },
  // The module that merges customers clears the values of those that it is about.
  customer_merges: {
    rows: 'of no customer',
    columns: all('stays', 'tenant_id', 'id', 'into_id gone_id merged_at merged_by undone_at moved'),
  },
  late_changes: { rows: 'stay', columns: all('stays', 'tenant_id customer_id written_by until seq') },
  customer_counts: { rows: 'of no customer', columns: all('stays', 'tenant_id part living status') },
  trimmed_changes: { rows: 'of no customer', columns: all('stays', 'tenant_id era written_by seq trimmed_at') },
  feed_consumers: { rows: 'of no customer', columns: all('stays', 'tenant_id consumer era written_by seen_at') },
  // The URL and the description are of a receiver. Events have IDs alone: their bodies are made when they are sent.
  webhooks: {
    rows: 'of no customer',
    columns: {
      ...all('stays', 'tenant_id', 'id', 'contract url description kinds shown_by secrets maker_user_id maker_key_id'),
      ...all('stays', 'era written_by seq replays revision state reason state_since failures failing_since'),
      ...all('stays', 'delivered_at paused_until outcome served_at created_at'),
    },
  },
  webhook_events: {
    rows: 'stay',
    columns: {
      ...all('stays', 'tenant_id webhook_id era written_by seq customer_id failures failing_since until outcome'),
      ...all('stays', 'left_out_at'),
    },
  },
  // An ID names a record in another system. It stays taken, so that no other record gets it.
  wire_ids: { rows: 'of no customer', columns: all('stays', 'tenant_id contract kind wire_id record_id is_current') },
  wire_counters: {
    rows: 'of no customer',
    columns: all('stays', 'tenant_id contract kind is_own prefix width next most'),
  },
  // Users and keys belong to the people who work with customers.
  memberships: { rows: 'of no customer', columns: all('stays', 'tenant_id user_id permissions created_at') },
  api_keys: {
    rows: 'of no customer',
    columns: {
      ...all('stays', 'tenant_id', 'id', 'contract name hint public_key secret_hash permissions created_at expires_at'),
      ...all('stays', 'revoked_at accounting_case maker_user_id maker_key_id last_used_at private_key replaced_by'),
    },
  },
  erp_nonces: { rows: 'of no customer', columns: all('stays', 'tenant_id caller nonce') },
  signed_nonces: { rows: 'of no customer', columns: all('stays', 'tenant_id public_key nonce remembered_until') },
} as const satisfies Record<string, TableFate>;

const isPersonal = (fate: Fate) => fate !== 'stays' && fate !== 'follows';

/** The columns of a table that erasing clears. */
export const personalColumns = (table: keyof typeof PERSONAL_DATA): string[] =>
  Object.entries<Fate>(PERSONAL_DATA[table].columns).flatMap(([column, fate]) => (isPersonal(fate) ? [column] : []));

/** The columns of a table that are kept of a customer, without those that follow from others. */
export const statedColumns = (table: keyof typeof PERSONAL_DATA): string[] =>
  Object.entries<Fate>(PERSONAL_DATA[table].columns).flatMap(([column, fate]) => (fate === 'follows' ? [] : [column]));

/** SQL for each personal column of a table whose rows stay. */
export const whatRemains = (table: keyof typeof PERSONAL_DATA): string =>
  Object.entries<Fate>(PERSONAL_DATA[table].columns)
    .flatMap(([column, fate]) => (isPersonal(fate) ? [`${column} = ${remains(fate)}`] : []))
    .join(', ');

const remains = (fate: Fate) => (typeof fate === 'object' && fate !== null ? fate.becomes : 'NULL');
