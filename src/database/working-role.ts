import type { QueryRunner } from 'typeorm';

/** The role that every statement of the application runs as. It owns nothing, so row-level security applies to it. */
export const WORKING_ROLE = 'clientela_app';

/**
 * Creates the working role if the cluster has none, lets the owner of the tables use it (SET ROLE), and grants it the
 * rights that requests need: it can add to the ledger but not change it, and it can delete neither customers nor
 * tenants.
 */
export async function readyWorkingRole(runner: QueryRunner): Promise<void> {
  try {
    await runner.query(`
      DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${WORKING_ROLE}') THEN CREATE ROLE ${WORKING_ROLE} LOGIN; END IF;
      -- Roles are the cluster's, so another database may be making it too.
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`);
    await runner.query(`
      DO $$ BEGIN
        IF NOT pg_has_role(current_user, '${WORKING_ROLE}', 'MEMBER') THEN GRANT ${WORKING_ROLE} TO CURRENT_USER; END IF;
      END $$`);
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error;
    throw new Error(
      `The database user may not make or put on the role ${WORKING_ROLE}. Once, as an administrator: CREATE ROLE ${WORKING_ROLE} LOGIN; GRANT ${WORKING_ROLE} TO "<the user>";`,
      { cause: error },
    );
  }
  // An object is missing, or belongs to another role. The check of all protections names it.
  await grantToWorkingRole(runner).catch((error: unknown) => {
    if (!['42883', '42P01', '42501'].includes((error as { code?: string }).code ?? '')) throw error;
  });
}

export const grantToWorkingRole = (runner: QueryRunner): Promise<unknown> => runner.query(GRANTS);

const GRANTS = `
  GRANT USAGE ON SCHEMA public TO ${WORKING_ROLE};
  GRANT SELECT, INSERT, UPDATE ON tenants, users, customers, customer_merges TO ${WORKING_ROLE};
  GRANT SELECT, INSERT, UPDATE, DELETE ON memberships, api_keys, erp_nonces, signed_nonces, kept_answers, emails, phones, company_names, contact_persons, webhooks, webhook_events, imports, import_rows, import_links, compared_rows, compared_blocks, customer_pairs TO ${WORKING_ROLE};
  GRANT SELECT, INSERT, DELETE ON user_identities TO ${WORKING_ROLE};
  GRANT SELECT, INSERT ON ledger_entries, changes, late_changes TO ${WORKING_ROLE};
  GRANT SELECT, INSERT, UPDATE, DELETE ON feed_consumers TO ${WORKING_ROLE};
  GRANT SELECT, INSERT, UPDATE ON wire_counters, wire_ids TO ${WORKING_ROLE};
  GRANT SELECT ON feed_eras, trimmed_changes TO ${WORKING_ROLE};
  GRANT USAGE ON SEQUENCE customers_id_seq, emails_id_seq, phones_id_seq, company_names_id_seq, contact_persons_id_seq, changes_seq, webhooks_id_seq TO ${WORKING_ROLE};
  GRANT SELECT ON customer_counts, customer_updates TO ${WORKING_ROLE};
  GRANT EXECUTE ON FUNCTION keys_by_secret, keys_by_public, key_standing, memberships_of, customers_mentioning, customer_mentions, customers_named, customers_spelled, tenants_with_other_keys, feed_server, oldest_open_transaction, renew_feed_era, trim_changes, erase_changes, listening_webhooks, due_webhooks, tenants_with_other_secrets, remove_imported, wanted_imports, move_ledger_entries, note_change, analyze_table TO ${WORKING_ROLE};`;

/** Roles of PostgreSQL that need no rights on a table, and those that read and write files of the server. */
const STRONGER_ROLES = [
  'pg_read_all_data',
  'pg_write_all_data',
  'pg_read_server_files',
  'pg_write_server_files',
  'pg_execute_server_program',
];

/** Refuses to start if the policies or the grants would not apply to the working role. */
export async function assertFenced(runner: QueryRunner): Promise<void> {
  // The role itself, and every role that it may change to.
  const [role] = (await runner.query(
    `SELECT bool_or(rolsuper OR rolbypassrls OR rolname = ANY ($2) OR EXISTS (
       SELECT FROM pg_class WHERE relowner = pg_roles.oid AND relkind = 'r' AND relnamespace = 'public'::regnamespace)) AS free
     FROM pg_roles WHERE pg_has_role($1::name, oid, 'MEMBER')`,
    [WORKING_ROLE, STRONGER_ROLES],
  )) as { free: boolean }[];
  if (!role || role.free)
    throw new Error(
      `The role ${WORKING_ROLE} must not be a superuser, bypass row-level security or own tables, nor be a member of a \
role that does or of ${STRONGER_ROLES.join(', ')}`,
    );
}
