import type { MigrationInterface, QueryRunner } from 'typeorm';

const OURS = 'ascii_digits|containing|folded|letters_and_digits|normal_tax_id|trimmed|trimmed_key';

/** Replaces every function that calls another function of ours. `pattern` is replaced in its text. */
const rewritten = (pattern: string, replacement: string) => `
  DO $$
    DECLARE text text;
    BEGIN
      FOR text IN
        SELECT pg_get_functiondef(pg_proc.oid) FROM pg_proc JOIN pg_language ON pg_language.oid = prolang
        WHERE pronamespace = 'public'::regnamespace AND lanname = 'sql' AND proconfig IS NULL AND prosrc ~ '${pattern}'
          AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND classid = 'pg_proc'::regclass AND deptype = 'e')
      LOOP
        EXECUTE regexp_replace(text, '${pattern}', '${replacement}', 'g');
      END LOOP;
    END $$`;

/**
 * pg_restore works without a search path. Generated columns call functions, and these called other functions without
 * their schema, so pg_restore left such tables out. A search_path setting of the functions would help too, but make
 * them slower.
 */
export class FunctionsFindEachOtherInARestore1763701200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(rewritten(String.raw`(?<!\.)\m(${OURS})\(`, String.raw`public.\1(`));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(rewritten(String.raw`\mpublic\.(${OURS})\(`, String.raw`\1(`));
  }
}
