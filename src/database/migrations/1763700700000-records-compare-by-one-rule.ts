import type { MigrationInterface, QueryRunner } from 'typeorm';
import { normalEmail } from '../../normal-forms/emails.js';
import { readPhone } from '../../normal-forms/phones.js';
import { ofEachTenant } from './of-each-tenant.js';

interface Row {
  id: string;
  text: string;
  normal: string;
  extension: string | null;
  country: string | null;
  tenant_country: string;
}

/** Tables of values that are unique within a customer, and the columns by which their rows compare. */
const VALUES = [
  {
    table: 'emails',
    text: 'email',
    normal: 'email_normal',
    extension: 'NULL::text',
    compared: ({ text }: Row) => normalEmail(text),
  },
  {
    table: 'phones',
    text: 'phone',
    normal: 'phone_normal',
    extension: 't.extension',
    compared: ({ text, extension, country, tenant_country }: Row) =>
      readPhone(text, [country, tenant_country], extension)?.normal,
  },
] as const;

const KEYS = ['customers', 'contact_persons'] as const;

const BATCH = 5000;

export class RecordsCompareByOneRule1763700700000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const { table, normal } of VALUES) {
      await runner.query(`
        ALTER TABLE ${table}
          -- Flat writes alone made and changed it. The maker of an older row is unknown, so it counts as its owner's.
          ADD COLUMN flat_only boolean NOT NULL DEFAULT false,
          -- Another row of the customer had the value before this one compared as the same.
          ADD COLUMN is_twin boolean NOT NULL DEFAULT false,
          DROP CONSTRAINT ${table}_once_per_customer;
      `);
      for (const tenant of await tenants(runner)) await compareAnew(runner, tenant, table, normal);
      await runner.query(
        ofEachTenant(`
          UPDATE ${table} t SET is_twin = true
            FROM (SELECT id, row_number() OVER (PARTITION BY customer_id, ${normal} ORDER BY id) AS number FROM ${table} WHERE tenant_id = tenant) one
            WHERE t.tenant_id = tenant AND t.id = one.id AND one.number > 1`),
      );
      await runner.query(`
        -- One row of each value is not flagged, so that no further one can be added.
        CREATE UNIQUE INDEX ${table}_once_per_customer ON ${table} (tenant_id, customer_id, ${normal}) WHERE NOT is_twin;
        CREATE INDEX ${table}_twins ON ${table} (tenant_id, customer_id, ${normal}) WHERE is_twin;

        CREATE FUNCTION ${table}_next_twin() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            UPDATE ${table} SET is_twin = false WHERE tenant_id = OLD.tenant_id AND id = (
              SELECT min(id) FROM ${table} WHERE tenant_id = OLD.tenant_id AND customer_id = OLD.customer_id AND ${normal} = OLD.${normal} AND is_twin);
            RETURN NULL;
          END $$;
        REVOKE EXECUTE ON FUNCTION ${table}_next_twin FROM PUBLIC;
        CREATE TRIGGER ${table}_deleted AFTER DELETE ON ${table} FOR EACH ROW WHEN (NOT OLD.is_twin) EXECUTE FUNCTION ${table}_next_twin();
        CREATE TRIGGER ${table}_revalued AFTER UPDATE OF ${normal} ON ${table} FOR EACH ROW
          WHEN (NOT OLD.is_twin AND OLD.${normal} <> NEW.${normal}) EXECUTE FUNCTION ${table}_next_twin();
      `);
    }

    await runner.query(`
      -- Keys compare without the blanks and invisible marks around them. New ones have none; older ones may.
      CREATE FUNCTION trimmed_key(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
        AS $$ SELECT nullif(btrim(normalize(value, NFC), ${AROUND}), '') $$;
    `);
    for (const table of KEYS) {
      await runner.query(`
        CREATE INDEX ${table}_untrimmed_keys ON ${table} (tenant_id, trimmed_key(external_key)) WHERE external_key <> trimmed_key(external_key);

        -- As the owner, because under a policy the index would not be asked: its function is not leakproof.
        CREATE FUNCTION ${table}_key_is_free() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
          BEGIN
            IF EXISTS (SELECT FROM ${table} WHERE tenant_id = NEW.tenant_id AND trimmed_key(external_key) = trimmed_key(NEW.external_key)
                AND external_key <> trimmed_key(external_key) AND id <> NEW.id) THEN
              RAISE unique_violation USING MESSAGE = 'an older key is the same but for the blanks around it', CONSTRAINT = '${table}_external_key';
            END IF;
            RETURN NULL;
          END $$;
        REVOKE EXECUTE ON FUNCTION ${table}_key_is_free FROM PUBLIC;
        CREATE TRIGGER ${table}_keyed AFTER INSERT OR UPDATE OF external_key ON ${table} FOR EACH ROW
          WHEN (NEW.external_key IS NOT NULL) EXECUTE FUNCTION ${table}_key_is_free();
      `);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of KEYS) {
      await runner.query(
        `DROP TRIGGER ${table}_keyed ON ${table}; DROP FUNCTION ${table}_key_is_free; DROP INDEX ${table}_untrimmed_keys`,
      );
    }
    await runner.query('DROP FUNCTION trimmed_key');
    for (const { table, normal } of VALUES) {
      await runner.query(`
        DROP TRIGGER ${table}_deleted ON ${table};
        DROP TRIGGER ${table}_revalued ON ${table};
        DROP FUNCTION ${table}_next_twin;
        ALTER TABLE ${table} DROP COLUMN flat_only, DROP COLUMN is_twin, ADD CONSTRAINT ${table}_once_per_customer UNIQUE (tenant_id, customer_id, ${normal});
      `);
    }
  }
}

/** The characters that `texts.ts` drops at the ends of a text, as a PostgreSQL literal. */
const AROUND = `E'${[
  ...[
    0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20, 0x85, 0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006,
    0x2007, 0x2008, 0x2009, 0x200a,
  ],
  ...[0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0x200b, 0x2060, 0xfeff, 0xad, 0x61c, 0x200e, 0x200f],
]
  .map((code) => `\\u${code.toString(16).padStart(4, '0')}`)
  .join('')}'`;

const tenants = async (runner: QueryRunner): Promise<string[]> =>
  ((await runner.query('SELECT id FROM tenants ORDER BY id')) as { id: string }[]).map(({ id }) => id);

/** Computes the keys by which the rows of a tenant compare, in batches. Their texts stay as they are. */
async function compareAnew(runner: QueryRunner, tenant: string, table: string, normal: string): Promise<void> {
  const { text, extension, compared } = VALUES.find((one) => one.table === table)!;
  await runner.query("SELECT set_config('app.tenant', $1, true)", [tenant]);
  for (let after = '0', rows: Row[] = []; ; after = rows.at(-1)!.id) {
    rows = (await runner.query(
      `SELECT t.id::text AS id, t.${text} AS text, t.${normal} AS normal, ${extension} AS extension, customer.country_iso AS country, tenant.default_country AS tenant_country
       FROM ${table} t JOIN customers customer ON customer.tenant_id = t.tenant_id AND customer.id = t.customer_id JOIN tenants tenant ON tenant.id = t.tenant_id
       WHERE t.tenant_id = $1 AND t.id > $2 ORDER BY t.id LIMIT ${BATCH}`,
      [tenant, after],
    )) as Row[];
    if (rows.length === 0) break;
    const changed = rows
      .map((row) => ({ id: row.id, was: row.normal, now: compared(row) ?? row.normal }))
      .filter(({ was, now }) => was !== now);
    if (changed.length > 0) {
      await runner.query(
        `UPDATE ${table} t SET ${normal} = new.normal FROM unnest($2::bigint[], $3::text[]) AS new (id, normal) WHERE t.tenant_id = $1 AND t.id = new.id`,
        [tenant, changed.map(({ id }) => id), changed.map(({ now }) => now)],
      );
    }
  }
  await runner.query("SELECT set_config('app.tenant', '', true)");
}
