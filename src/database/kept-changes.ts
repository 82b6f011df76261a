/** The kinds of records that belong to a customer, as `changes` names them, and their tables. */
export const RECORD_TABLES = {
  customer: 'customers',
  email: 'emails',
  phone: 'phones',
  company_name: 'company_names',
  contact_person: 'contact_persons',
  ledger_entry: 'ledger_entries',
} as const;

export type RecordKind = keyof typeof RECORD_TABLES;
