import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Combining accents of Latin, Greek and Cyrillic, vowel points of Hebrew and Arabic, and characters without a glyph. */
const UNWRITTEN = [
  '\\0300-\\036F\\0591-\\05BD\\05BF\\05C1\\05C2\\05C4\\05C5\\05C7\\064B-\\065F\\0670',
  '\\00AD\\061C\\180E\\200B-\\200F\\202A-\\202E\\2060-\\2064\\2066-\\206F\\FE00-\\FE0F\\FEFF',
].join('');

/** The characters that `oneLine` drops at the ends of a text. */
const BLANKS =
  '\\0009-\\000D\\0020\\0085\\00A0\\1680\\2000-\\200A\\2028\\2029\\202F\\205F\\3000\\200B\\2060\\FEFF\\00AD\\061C\\200E\\200F';

/** The zeros of scripts with digits of their own. Each zero is followed by the digits one to nine. */
const ZEROS = [
  0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040, 0x17e0,
  0x1810,
];
const DIGITS = ZEROS.flatMap((zero) =>
  Array.from({ length: 10 }, (_, digit) => String.fromCodePoint(zero + digit)),
).join('');

const lines = (...columns: string[]) =>
  columns.map((column) => `translate(coalesce(${column}, ''), E'\\r\\n', '  ')`).join(" || E'\\n' || ");
const numbers = (...columns: string[]) =>
  columns.map((column) => `coalesce(letters_and_digits(${column}), '')`).join(" || E'\\n' || ");

const NUMBER = "regexp_replace(phone_normal, ';ext=[^;]*$', '')";
const CODE = "'C' || lpad(id::text, greatest(4, length(id::text)), '0')";

/** The customers with a word in one of their texts. `more` is a further condition. */
const mentioning = (more: (customer: string) => string = () => '') => `
  SELECT id FROM customers WHERE tenant_id = tenant AND (search_text LIKE in_text OR search_numbers LIKE in_numbers) ${more('id')}
  UNION SELECT customer_id FROM emails WHERE tenant_id = tenant AND search_text LIKE in_text ${more('customer_id')}
  UNION SELECT customer_id FROM phones
    WHERE tenant_id = tenant AND (search_text LIKE in_text OR search_numbers LIKE in_numbers OR search_numbers LIKE in_dialled) ${more('customer_id')}
  UNION SELECT customer_id FROM company_names
    WHERE tenant_id = tenant AND (search_text LIKE in_text OR search_numbers LIKE in_numbers) ${more('customer_id')}
  UNION SELECT customer_id FROM contact_persons
    WHERE tenant_id = tenant AND deleted_at IS NULL AND search_text LIKE in_text ${more('customer_id')}`;

/** For the migration that replaces this function, and can be taken back. */
export const CUSTOMERS_MENTIONING = `CREATE FUNCTION customers_mentioning(words text[]) RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
        SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
        DECLARE
          tenant bigint := current_tenant();
          candidates bigint[];
          word text;
          in_text text;
          in_numbers text;
          in_dialled text;
        BEGIN
          FOR word IN SELECT one FROM unnest(words) one GROUP BY one ORDER BY char_length(one) DESC, one LOOP
            in_text := containing(word);
            in_numbers := number_containing(word);
            in_dialled := dialled_containing(word);
            IF candidates IS NULL THEN
              SELECT coalesce(array_agg(id), '{}') INTO candidates FROM (${mentioning()}) mentioning;
            ELSIF cardinality(candidates) <= 1000 THEN
              SELECT coalesce(array_agg(id), '{}') INTO candidates FROM (${mentioning((id) => `AND ${id} = ANY(candidates)`)}) mentioning;
            ELSE
              SELECT coalesce(array_agg(id), '{}') INTO candidates FROM ((${mentioning()}) INTERSECT SELECT unnest(candidates)) mentioning;
            END IF;
            EXIT WHEN cardinality(candidates) = 0;
          END LOOP;
          RETURN QUERY SELECT unnest(candidates);
        END $$;`;

const SEARCHED = ['customers', 'emails', 'phones', 'company_names', 'contact_persons'];
const WITH_NUMBERS = ['customers', 'phones', 'company_names'];

export class OneSearchAndOneComparison1763700800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX customers_mentions, emails_mentions, phones_mentions, contact_persons_mentions, customers_tax_id;
      ALTER TABLE customers DROP COLUMN search_text, DROP COLUMN tax_id_normal;
      DROP FUNCTION customers_mentioning;

      -- Texts are searched without their compatibility forms (NFKC), case and accents. lower() and upper() take the ICU
      -- collation, because the database's own may know the letters of ASCII only. Upper case first turns ß into SS.
      -- A text of ASCII letters needs nothing but lower case, which is much faster.
      CREATE OR REPLACE FUNCTION folded(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
        SELECT CASE WHEN octet_length(value) = char_length(value) THEN lower(value COLLATE "C") COLLATE "und-x-icu" ELSE
          replace(lower(upper(
            public.unaccent('public.unaccent'::regdictionary,
              normalize(regexp_replace(normalize(value, NFKD) COLLATE "C", U&'[${UNWRITTEN}]+', '', 'g'), NFKC))
            COLLATE "und-x-icu") COLLATE "und-x-icu"), 'ς', 'σ')
        END $$;

      -- A text of one line without the blanks around it, in Unicode form NFC, as every text is stored today.
      CREATE FUNCTION trimmed(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
        SELECT normalize(regexp_replace(
          regexp_replace(value COLLATE "C", U&'^[${BLANKS}]+|[${BLANKS}]+$', '', 'g'),
          U&'\\000D\\000A|[\\000A-\\000D\\0085\\2028\\2029]', ' ', 'g'), NFC) $$;

      CREATE FUNCTION ascii_digits(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
        AS $$ SELECT translate(normalize(value, NFKC), '${DIGITS}', '${'0123456789'.repeat(ZEROS.length)}') $$;

      -- Tax IDs compare by their letters and digits in upper case: PT 123-456 and pt123456 are one. One without any compares as it is.
      CREATE OR REPLACE FUNCTION normal_tax_id(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
        SELECT coalesce(
          nullif(upper(regexp_replace(ascii_digits(value) COLLATE "und-x-icu", '[^[:alnum:]]+', '', 'g')), ''),
          nullif(trimmed(value), '')) $$;

      -- What searches compare numbers by: punctuation, case and accents do not matter.
      CREATE FUNCTION letters_and_digits(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
        AS $$ SELECT regexp_replace(folded(ascii_digits(value)) COLLATE "und-x-icu", '[^[:alnum:]]+', '', 'g') $$;

      -- Patterns of LIKE like containing(), for numbers. One or two letters alone are no number.
      CREATE FUNCTION number_containing(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
        AS $$ SELECT '%' || substring(letters_and_digits(value) FROM '^(?:.*[0-9].*|.{3,})$') || '%' $$;
      -- The zeros before a number that is dialled within its country, or abroad, are no part of its normal form.
      CREATE FUNCTION dialled_containing(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
        AS $$ SELECT '%' || substring(letters_and_digits(value) FROM '^0+([1-9][0-9]{5,})$') || '%' $$;

      -- search_text has its texts in lines: filters read one of them where they ignore case and accents.
      ALTER TABLE customers
        ADD COLUMN tax_id_normal text GENERATED ALWAYS AS (normal_tax_id(tax_id)) STORED,
        ADD COLUMN external_key_normal text GENERATED ALWAYS AS (trimmed(external_key)) STORED,
        ADD COLUMN search_text text GENERATED ALWAYS AS (folded(
          ${lines('display_name', 'legal_name', 'trade_name', 'website', 'document', 'tax_id', 'external_key')} || E'\\n' || ${CODE}
        )) STORED,
        ADD COLUMN search_numbers text GENERATED ALWAYS AS (${numbers('tax_id', 'document')}) STORED;
      ALTER TABLE emails ADD COLUMN search_text text GENERATED ALWAYS AS (folded(${lines('email', 'email_normal')})) STORED;
      ALTER TABLE phones
        ADD COLUMN number_normal text GENERATED ALWAYS AS (${NUMBER}) STORED,
        ADD COLUMN search_text text GENERATED ALWAYS AS (folded(${lines('phone')})) STORED,
        ADD COLUMN search_numbers text GENERATED ALWAYS AS (${numbers(NUMBER, 'phone', "substring(phone_normal FROM ';ext=[^;]*$')")}) STORED;
      ALTER TABLE company_names
        ADD COLUMN search_text text GENERATED ALWAYS AS (folded(${lines('name', 'tax_id')})) STORED,
        ADD COLUMN search_numbers text GENERATED ALWAYS AS (${numbers('tax_id')}) STORED;
      ALTER TABLE contact_persons
        ADD COLUMN external_key_normal text GENERATED ALWAYS AS (trimmed(external_key)) STORED,
        ADD COLUMN search_text text GENERATED ALWAYS AS (folded(${lines('first_name', 'middle_name', 'last_name', 'name_suffix')})) STORED;

      CREATE INDEX customers_tax_id ON customers (tenant_id, tax_id_normal) WHERE tax_id_normal IS NOT NULL;
      CREATE INDEX customers_external_key_normal ON customers (tenant_id, external_key_normal) WHERE external_key_normal IS NOT NULL;
      CREATE INDEX customers_country ON customers (tenant_id, country_iso) WHERE country_iso IS NOT NULL;
      CREATE INDEX emails_normal ON emails (tenant_id, email_normal);
      CREATE INDEX phones_number ON phones (tenant_id, number_normal);
      CREATE INDEX contact_persons_external_key_normal ON contact_persons (tenant_id, external_key_normal) WHERE external_key_normal IS NOT NULL;
    `);
    for (const table of SEARCHED) {
      const columns = WITH_NUMBERS.includes(table)
        ? 'search_text gin_trgm_ops, search_numbers gin_trgm_ops'
        : 'search_text gin_trgm_ops';
      // Every search scans the index's pending list, so that list is kept short (in kilobytes).
      await runner.query(
        `CREATE INDEX ${table}_mentions ON ${table} USING gin (tenant_id, ${columns}) WITH (gin_pending_list_limit = 256)`,
      );
    }
    await runner.query(`
      CREATE POLICY who_mentions ON company_names FOR SELECT TO CURRENT_USER USING (true);

      -- Customers of the current tenant of whom every word is part of some text: of the customer or of one of its emails,
      -- phones, company names or contact persons. LIKE is not leakproof, so under a policy PostgreSQL would ask it of every
      -- row; as the owner the function asks the indexes, and each of its statements names the tenant. It answers IDs
      -- alone, and the caller reads the rows through the policies. The longest word comes first, because it finds fewest.
      -- A plan that fits any pattern would read the whole tenant, so each call is planned for its own.
      ${CUSTOMERS_MENTIONING}
      REVOKE EXECUTE ON FUNCTION customers_mentioning FROM PUBLIC;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION customers_mentioning;
      DROP POLICY who_mentions ON company_names;
      DROP INDEX ${SEARCHED.map((table) => `${table}_mentions`).join(', ')};
      ALTER TABLE customers DROP COLUMN search_text, DROP COLUMN search_numbers, DROP COLUMN tax_id_normal, DROP COLUMN external_key_normal;
      ALTER TABLE emails DROP COLUMN search_text;
      ALTER TABLE phones DROP COLUMN number_normal, DROP COLUMN search_text, DROP COLUMN search_numbers;
      ALTER TABLE company_names DROP COLUMN search_text, DROP COLUMN search_numbers;
      ALTER TABLE contact_persons DROP COLUMN external_key_normal, DROP COLUMN search_text;
      DROP INDEX emails_normal, customers_country;
      DROP FUNCTION number_containing, dialled_containing, letters_and_digits;

      CREATE OR REPLACE FUNCTION folded(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
        AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, value)) $$;
      CREATE OR REPLACE FUNCTION normal_tax_id(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
        AS $$ SELECT nullif(upper(regexp_replace(value, '[^[:alnum:]]', '', 'g')), '') $$;
      DROP FUNCTION ascii_digits, trimmed;
      ALTER TABLE customers
        ADD COLUMN tax_id_normal text GENERATED ALWAYS AS (normal_tax_id(tax_id)) STORED,
        ADD COLUMN search_text text GENERATED ALWAYS AS (folded(
          display_name || E'\\n' || coalesce(legal_name, '') || E'\\n' || coalesce(document, '') || E'\\n'
          || coalesce(tax_id, '') || E'\\n' || coalesce(external_key, '')
        )) STORED;
      CREATE INDEX customers_tax_id ON customers (tenant_id, tax_id_normal) WHERE tax_id_normal IS NOT NULL;
      CREATE INDEX customers_mentions ON customers USING gin (tenant_id, search_text gin_trgm_ops, folded(website) gin_trgm_ops) WITH (gin_pending_list_limit = 256);
      CREATE INDEX emails_mentions ON emails USING gin (tenant_id, folded(email) gin_trgm_ops) WITH (gin_pending_list_limit = 256);
      CREATE INDEX phones_mentions ON phones USING gin (tenant_id, folded(phone) gin_trgm_ops) WITH (gin_pending_list_limit = 256);
      CREATE INDEX contact_persons_mentions ON contact_persons
        USING gin (tenant_id, folded(first_name) gin_trgm_ops, folded(last_name) gin_trgm_ops) WITH (gin_pending_list_limit = 256);

      CREATE FUNCTION customers_mentioning(pattern text) RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200 SET search_path = public, pg_temp AS $$
        DECLARE tenant bigint := current_tenant();
        BEGIN
          RETURN QUERY
            SELECT id FROM customers WHERE tenant_id = tenant AND (search_text LIKE pattern OR folded(website) LIKE pattern)
            UNION SELECT customer_id FROM emails WHERE tenant_id = tenant AND folded(email) LIKE pattern
            UNION SELECT customer_id FROM phones WHERE tenant_id = tenant AND folded(phone) LIKE pattern
            UNION SELECT customer_id FROM contact_persons WHERE tenant_id = tenant AND (folded(first_name) LIKE pattern OR folded(last_name) LIKE pattern);
        END $$;
      REVOKE EXECUTE ON FUNCTION customers_mentioning FROM PUBLIC;
    `);
  }
}
