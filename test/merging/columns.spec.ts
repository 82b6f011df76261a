import { RECORD_TABLES } from '../../src/database/kept-changes.js';
import { COMPLETED } from '../../src/merging/merge-plan.js';
import { type Kind, KINDS } from '../../src/merging/moved.js';
import { asOwner } from '../support/owner.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant } = useAppAndTenant();

/** How undoing a merge treats each column of a record that moves, or that stands for an equal one. */
interface Columns {
  /** Set by the merge where only the equal record has a value, and set back with it. */
  completed: string;
  /** Never set by a merge: they go back with the row, with all edits since. */
  ofTheRow: string;
  /** Set by the merge, and planned for each person when it is undone. */
  pointers: string;
  /** Computed by the database, or from the country of the customer that has the record. */
  computed: string;
}

const KEYS = ['tenant_id', 'customer_id', 'id'];
const COLUMNS: Record<Kind, Columns> = {
  email: {
    completed: 'is_for_invoicing name role notes is_locked flat_only',
    ofTheRow: 'email created_at updated_at',
    pointers: '',
    computed: 'email_normal email_key is_twin search_text',
  },
  phone: {
    completed: 'is_whatsapp name role notes is_locked flat_only',
    ofTheRow: 'phone extension created_at updated_at',
    pointers: '',
    computed: 'phone_normal number_normal is_twin search_text search_numbers',
  },
  company_name: {
    completed: 'billing_email address billing_address',
    ofTheRow: 'name tax_id is_active created_at updated_at',
    pointers: '',
    computed: 'search_text search_numbers',
  },
  contact_person: {
    completed: '',
    ofTheRow:
      'external_key token salutation first_name middle_name last_name name_suffix title created_at updated_at deleted_at',
    pointers: 'email_id phone_id',
    computed: 'customer_created_at external_key_normal first_name_key full_name_key last_name_key search_text',
  },
};

const wordsOf = (text: string) => text.split(' ').filter(Boolean);

it.each(KINDS)('says for each column of a %s how it comes back when a merge is undone', async (kind) => {
  const rows = await asOwner<{ name: string }>(
    app,
    tenant,
    `SELECT column_name AS name FROM information_schema.columns
      WHERE table_schema = 'public' AND table_name = '${RECORD_TABLES[kind]}'`,
    [],
  );
  const { completed, ofTheRow, pointers, computed } = COLUMNS[kind];
  const told = [...KEYS, ...[completed, ofTheRow, pointers, computed].flatMap(wordsOf)];
  expect(told.toSorted()).toEqual(rows.map(({ name }) => name).toSorted());
  const hasFlatOnly = kind === 'email' || kind === 'phone';
  expect(wordsOf(completed)).toEqual([...(COMPLETED[kind] ?? []), ...(hasFlatOnly ? ['flat_only'] : [])]);
});
