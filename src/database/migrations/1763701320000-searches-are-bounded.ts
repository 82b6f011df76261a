import type { MigrationInterface, QueryRunner } from 'typeorm';
import { CUSTOMERS_MENTIONING } from './1763700800000-one-search-and-one-comparison.js';

/** A table of texts that searches look at: what it is called, its customer, and whether it has `search_numbers`. */
interface Searched {
  table: string;
  customer: string;
  hasNumbers: boolean;
  /** Only rows that hold this are searched. */
  only?: string;
}

const SEARCHED: readonly Searched[] = [
  { table: 'customers', customer: 'id', hasNumbers: true, only: 'deleted_at IS NULL' },
  { table: 'emails', customer: 'customer_id', hasNumbers: false },
  { table: 'phones', customer: 'customer_id', hasNumbers: true },
  { table: 'company_names', customer: 'customer_id', hasNumbers: true },
  { table: 'contact_persons', customer: 'customer_id', hasNumbers: false, only: 'deleted_at IS NULL' },
];

const textsOf = ({ hasNumbers }: Searched) => (hasNumbers ? "search_text || E'\\n' || search_numbers" : 'search_text');

/** Has letters outside ASCII. */
const isForeign = (text: string) => `octet_length(${text}) <> char_length(${text})`;

const columnsOf = ({ hasNumbers }: Searched) =>
  [['search_text', 'in_text'], ...(hasNumbers ? [['search_numbers', 'in_numbers']] : [])] as [string, string][];

/** Each kind of word has the conditions that an index answers. */
const CONDITIONS = {
  /** Three letters or digits of ASCII in a row: the trigrams of these texts are indexed. */
  long: (one: Searched) =>
    [
      ...columnsOf(one).map(([column, pattern]) => `${column} LIKE ${pattern}`),
      ...(one.table === 'phones' ? ['search_numbers LIKE in_dialled'] : []),
    ].join(' OR '),
  // A pair makes trigrams with each letter, digit or mark that may follow it. LIKE '%ab' is a pair at the end of a text.
  pair: (one: Searched) =>
    [
      ...columnsOf(one).map(
        ([column]) => `${column} ~ before_letter OR ${column} ~ before_mark OR ${column} LIKE at_end`,
      ),
      `(${isForeign(textsOf(one))} AND letter_pairs(${textsOf(one)}) @> ARRAY[folded_word] AND search_text LIKE in_text)`,
    ].join(' OR '),
  /** Letters outside ASCII: single letters and pairs are indexed. */
  foreign: (one: Searched) =>
    `${isForeign(textsOf(one))} AND (${columnsOf(one)
      .map(
        ([column, pattern], at) =>
          `(letter_pairs(${textsOf(one)}) @> ${at === 0 ? 'text_pairs' : 'number_pairs'} AND ${column} LIKE ${pattern})`,
      )
      .join(' OR ')})`,
} satisfies Record<string, (one: Searched) => string>;

type Kind = keyof typeof CONDITIONS;

/** The customers with a word of a kind in one of their texts, as often as they have it. */
const having = (kind: Kind, more: (customer: string) => string = () => '') =>
  SEARCHED.map(
    (one) =>
      `SELECT ${one.customer} AS id FROM ${one.table} WHERE tenant_id = tenant AND ${one.only ?? 'true'} ` +
      `AND (${CONDITIONS[kind](one)})${more(one.customer)}`,
  ).join('\n            UNION ALL ');

const havingAmong = (ids: string) => having('long', (customer) => ` AND ${customer} = ANY(${ids})`);

/** Finds IDs. `rows` limits how many rows are read. */
const find = (kind: Kind, rows: string) =>
  `SELECT coalesce(array_agg(found.id), '{}') INTO ids FROM (${having(kind)} LIMIT ${rows}) found;`;

const findAnyKind = (rows: string) => `
            IF folded_word !~ '[^ -~]' AND folded_word !~ '^[a-z0-9]{2}$' THEN
              ${find('long', rows)}
            ELSIF folded_word !~ '[^ -~]' THEN
              ${find('pair', rows)}
            ELSE
              ${find('foreign', rows)}
            END IF;`;

const PATTERNS = `
            folded_word := folded(word);
            in_text := containing(word);
            in_numbers := number_containing(word);
            in_dialled := dialled_containing(word);
            before_letter := folded_word || '[a-z0-9]';
            before_mark := folded_word || '[\\x01-\\x2f\\x3a-\\x60\\x7b-\\x7f]';
            at_end := '%' || folded_word;
            text_pairs := searched_pairs(folded_word);
            number_pairs := searched_pairs(letters_and_digits(word));`;

/** Customers with all words are many if so many of the first ones have them. */
const SAMPLE = 500;
const DENSE = 5;

export class SearchesAreBounded1763701320000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The letters, and the pairs of letters, of the words with letters outside ASCII. Trigrams do not find a word of one
      -- or two such letters, and in some locales none at all.
      CREATE FUNCTION letter_pairs(value text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
        SELECT array_agg(DISTINCT part COLLATE "C") FROM (
          SELECT unnest(letters) AS part FROM (SELECT string_to_array(word, NULL) AS letters
            FROM regexp_split_to_table(value, '\\s+') word WHERE ${isForeign('word')}) words
          UNION ALL
          SELECT one || next FROM (SELECT string_to_array(word, NULL) AS letters
            FROM regexp_split_to_table(value, '\\s+') word WHERE ${isForeign('word')}) words,
            unnest(letters[:cardinality(letters) - 1], letters[2:]) AS pairs (one, next)
        ) parts $$;

      -- What of a word these have: its letter if it is one, its pairs otherwise.
      CREATE FUNCTION searched_pairs(word text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
        SELECT CASE WHEN char_length(word) = 1 THEN ARRAY[word] ELSE ARRAY(
          SELECT one || next FROM (SELECT string_to_array(word, NULL) AS letters) words,
            unnest(letters[:cardinality(letters) - 1], letters[2:]) AS pairs (one, next)) END $$;
    `);
    for (const one of SEARCHED)
      await runner.query(
        `CREATE INDEX ${one.table}_letter_pairs ON ${one.table} USING gin (tenant_id, letter_pairs(${textsOf(one)})) ` +
          `WITH (gin_pending_list_limit = 256) WHERE ${isForeign(textsOf(one))}`,
      );
    await runner.query(`
      DROP FUNCTION customers_mentioning;

      -- Whether a customer of the current tenant has a word in one of its texts. It takes the word's patterns of LIKE. It
      -- is planned once, also for the function below, which plans its own statements for each call.
      CREATE FUNCTION customer_mentions(customer bigint, in_text text, in_numbers text, in_dialled text) RETURNS boolean
        LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
        DECLARE tenant bigint := current_tenant();
        BEGIN
          RETURN ${SEARCHED.map(
            (one) =>
              `EXISTS (SELECT FROM ${one.table} WHERE tenant_id = tenant AND ${one.customer} = customer AND ${one.only ?? 'true'} AND (${CONDITIONS.long(one)}))`,
          ).join('\n            OR ')};
        END $$;

      -- The living customers of the current tenant who have every word in some text: of the customer or of one of its
      -- emails, phones, company names or contact persons. One NULL if more than 'most' customers have each of the words:
      -- then the caller reads its list in order and asks customer_mentions() of each customer. 'inactive' restricts both
      -- to inactive customers, or to active ones.
      -- LIKE is not leakproof, so under a policy PostgreSQL would ask it of every row; as the owner the function asks the
      -- indexes, and each of its statements names the tenant. It answers IDs alone, and the caller reads the rows through
      -- the policies. The longest word comes first, because it finds fewest. A plan that fits any pattern would read the
      -- whole tenant, so each call is planned for its own.
      CREATE FUNCTION customers_mentioning(words text[], most integer, inactive boolean) RETURNS SETOF bigint
        LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
        SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan SET jit = off AS $$
        DECLARE
          tenant bigint := current_tenant();
          candidates bigint[];
          ids bigint[];
          word text;
          first_word text;
          folded_word text;
          in_text text;
          in_numbers text;
          in_dialled text;
          before_letter text;
          before_mark text;
          at_end text;
          text_pairs text[];
          number_pairs text[];
        BEGIN
          FOR word IN SELECT one FROM unnest(words) one GROUP BY one ORDER BY char_length(one) DESC, one LOOP
            ${PATTERNS}
            -- A customer may have a word in several texts.
            ${findAnyKind('2 * most + 1')}
            IF cardinality(ids) > 2 * most THEN
              SELECT array_agg(id) INTO candidates FROM customers
                WHERE tenant_id = tenant AND id = ANY(ids) AND deleted_at IS NULL AND (inactive IS NULL OR (status = 'I') = inactive);
              CONTINUE WHEN cardinality(candidates) > most;
              ${findAnyKind('ALL')}
            END IF;
            SELECT coalesce(array_agg(id), '{}') INTO candidates FROM customers
              WHERE tenant_id = tenant AND id = ANY(ids) AND deleted_at IS NULL AND (inactive IS NULL OR (status = 'I') = inactive);
            CONTINUE WHEN cardinality(candidates) > most;
            first_word := word;
            EXIT;
          END LOOP;
          IF first_word IS NULL THEN
            -- Each word is frequent. Customers with all of them may be few: then they are not among the first ones.
            IF cardinality(words) = 1 OR (
              SELECT count(*) >= ${DENSE} FROM (SELECT id FROM customers WHERE tenant_id = tenant AND deleted_at IS NULL
                AND (inactive IS NULL OR (status = 'I') = inactive) ORDER BY id LIMIT ${SAMPLE}) sample
              WHERE NOT EXISTS (SELECT FROM unnest(words) one
                WHERE NOT customer_mentions(id, containing(one), number_containing(one), dialled_containing(one)))
            ) THEN
              RETURN NEXT NULL;
              RETURN;
            END IF;
            candidates := NULL;
            FOR word IN SELECT one FROM unnest(words) one GROUP BY one LOOP
              ${PATTERNS}
              ${findAnyKind('ALL')}
              SELECT coalesce(array_agg(DISTINCT id), '{}') INTO candidates FROM unnest(ids) id
                WHERE candidates IS NULL OR id IN (SELECT unnest(candidates));
            END LOOP;
            SELECT coalesce(array_agg(id), '{}') INTO candidates FROM customers
              WHERE tenant_id = tenant AND id = ANY(candidates) AND deleted_at IS NULL AND (inactive IS NULL OR (status = 'I') = inactive);
            IF cardinality(candidates) > most THEN
              RETURN NEXT NULL;
            ELSE
              RETURN QUERY SELECT unnest(candidates);
            END IF;
            RETURN;
          END IF;
          FOR word IN SELECT one FROM unnest(words) one WHERE one <> first_word GROUP BY one ORDER BY char_length(one) DESC, one LOOP
            EXIT WHEN cardinality(candidates) = 0;
            in_text := containing(word);
            in_numbers := number_containing(word);
            in_dialled := dialled_containing(word);
            SELECT coalesce(array_agg(DISTINCT found.id), '{}') INTO candidates FROM (${havingAmong('candidates')}) found;
          END LOOP;
          RETURN QUERY SELECT unnest(candidates);
        END $$;
      -- Active customers in whose display name a word begins as one of some patterns says. A pattern has letters, and at
      -- most one '_' for any letter.
      CREATE FUNCTION customers_spelled(patterns text[], most integer) RETURNS SETOF bigint
        LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
        SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan SET jit = off AS $$
        DECLARE
          tenant bigint := current_tenant();
          pattern text;
          in_text text;
          at_start text;
          in_name text;
        BEGIN
          FOREACH pattern IN ARRAY patterns LOOP
            pattern := folded(pattern);
            -- An index finds three letters in a row anywhere, and two at the beginning of a word.
            in_text := CASE WHEN pattern ~ '[^_]{3}' THEN '%' ELSE '% ' END || pattern || '%';
            at_start := pattern || '%';
            in_name := '% ' || pattern || '%';
            RETURN QUERY SELECT id FROM customers
              WHERE tenant_id = tenant AND deleted_at IS NULL AND status <> 'I' AND (search_text LIKE in_text OR search_text LIKE at_start)
                AND ' ' || name_key LIKE in_name
              LIMIT most;
          END LOOP;
        END $$;
      REVOKE EXECUTE ON FUNCTION customers_mentioning, customer_mentions, customers_spelled FROM PUBLIC;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION customers_mentioning, customer_mentions, customers_spelled;
      DROP INDEX ${SEARCHED.map(({ table }) => `${table}_letter_pairs`).join(', ')};
      DROP FUNCTION letter_pairs, searched_pairs;
      ${CUSTOMERS_MENTIONING}
      REVOKE EXECUTE ON FUNCTION customers_mentioning FROM PUBLIC;
    `);
  }
}
