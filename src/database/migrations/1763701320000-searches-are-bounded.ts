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

/** A word is in a text, or in a number with other punctuation. */
const whole = (one: Searched) =>
  [
    ...columnsOf(one).map(([column, pattern]) => `${column} LIKE ${pattern}`),
    ...(one.table === 'phones' ? ['search_numbers LIKE in_dialled'] : []),
  ].join(' OR ');

/** Each kind of word has the conditions that an index answers. */
const CONDITIONS = {
  /**
   * Three letters or digits of ASCII in a row: the trigrams of these texts are indexed. The index is asked for a rare
   * part of the word, and does not see the condition for the whole word.
   */
  long: (one: Searched) =>
    [
      `${one.table === 'phones' ? 'in_numbers IS NULL AND ' : ''}search_text LIKE part_of_text AND (part_of_text = in_text OR (search_text || '') LIKE in_text)`,
      ...(one.hasNumbers
        ? [
            "search_numbers LIKE part_of_numbers AND (part_of_numbers = in_numbers OR (search_numbers || '') LIKE in_numbers)",
          ]
        : []),
      ...(one.table === 'phones' ? ['search_numbers LIKE in_dialled'] : []),
    ]
      .map((condition) => `(${condition})`)
      .join(' OR '),
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

/**
 * An index of words has the tenant too. If the tenant has much of a table, reading the list of its rows in that index
 * takes longer than reading the rows of others: then it is a filter on the rows, which no index answers.
 */
const OF_TENANT = '(is_large OR tenant_id = tenant) AND tenant_id IS NOT DISTINCT FROM tenant';

/** The customers with a text of which a condition holds, as often as they have one. */
const whose = (ofTenant: string, condition: (one: Searched) => string) =>
  SEARCHED.map(
    (one) =>
      `SELECT ${one.customer} AS id FROM ${one.table} WHERE ${ofTenant} AND ${one.only ?? 'true'} AND (${condition(one)})`,
  ).join('\n            UNION ALL ');

const having = (kind: Kind) => whose(OF_TENANT, CONDITIONS[kind]);

const havingAmong = (ids: string) =>
  whose('tenant_id = tenant', (one) => `(${whole(one)}) AND ${one.customer} = ANY(${ids})`);

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
            part_of_text := coalesce('%' || rare_part(folded_word, texts) || '%', in_text);
            part_of_numbers := coalesce('%' || rare_part(letters_and_digits(word), texts) || '%', in_numbers);
            before_letter := folded_word || '[a-z0-9]';
            before_mark := folded_word || '[\\x01-\\x2f\\x3a-\\x60\\x7b-\\x7f]';
            at_end := '%' || folded_word;
            text_pairs := searched_pairs(folded_word);
            number_pairs := searched_pairs(letters_and_digits(word));`;

/** Tokens near those of the customers that show which words are frequent. */
const SAMPLE_TOKENS = [...'acegikmoqsuwy0246'].flatMap((first) => [`'${first}c'`, `'${first}u'`]).join(', ');
/** A customer may have thousands of records. */
const MOST_TEXTS = 100;
/** A trigram is frequent if so large a part of them have it. */
const FREQUENT = 1 / 8;
/** Customers with all words are many if at least two, and so large a part of them, have the words. */
const DENSE = 1 / 32;
/** Longer words are asked for by their beginning. */
const LONGEST_WORD = 40;
/** A tenant with fewer customers needs no sample. */
const FEW_CUSTOMERS = 1000;
/** A tenant has much of a table if it has so large a part of the rows. */
const LARGE = 1 / 20;

/** Functions that look into the tables of the current tenant. */
const LOOKING = 'LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp';
/** Functions that find IDs. Each call is planned for its own words. */
const FINDING = `${LOOKING} ROWS 20 SET plan_cache_mode = force_custom_plan SET jit = off`;

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

      -- The longest part of a word that has no frequent trigram: reading the long lists of frequent ones takes longer than
      -- reading a few more rows. NULL without texts that show what is frequent, or if each trigram is.
      CREATE FUNCTION rare_part(word text, texts text[]) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$
        DECLARE
          rarest text := '';
          part text := '';
          trigram text;
        BEGIN
          FOR at IN 1..least(char_length(word), ${LONGEST_WORD}) - 2 LOOP
            trigram := substr(word, at, 3);
            IF trigram ~ '^[a-z0-9]{3}$' AND (
              SELECT count(*) <= cardinality(texts) * ${FREQUENT} FROM unnest(texts) one WHERE strpos(one, trigram) > 0
            ) THEN
              part := CASE part WHEN '' THEN trigram ELSE part || right(trigram, 1) END;
            ELSE
              part := '';
            END IF;
            IF char_length(part) > char_length(rarest) THEN
              rarest := part;
            END IF;
          END LOOP;
          RETURN nullif(rarest, '');
        END $$;

      -- Whether the current tenant has much of the table of customers.
      CREATE FUNCTION has_many_customers() RETURNS boolean
        ${LOOKING} AS $$
        DECLARE
          tenant bigint := current_tenant();
          living bigint := (SELECT sum(counts.living) FROM customer_counts counts WHERE tenant_id = tenant);
        BEGIN
          RETURN (SELECT reltuples > 0 AND coalesce(living, 0) > reltuples * ${LARGE} FROM pg_class WHERE oid = 'customers'::regclass);
        END $$;

      -- Some customers of the current tenant, and the texts of each. They are a fair choice, because tokens are random.
      -- NULL if the tenant has few customers.
      CREATE FUNCTION sampled_customers(OUT ids bigint[], OUT texts text[])
        ${LOOKING} SET plan_cache_mode = auto AS $$
        DECLARE
          tenant bigint := current_tenant();
          living bigint := (SELECT sum(counts.living) FROM customer_counts counts WHERE tenant_id = tenant);
        BEGIN
          IF living >= ${FEW_CUSTOMERS} THEN
            SELECT array_agg(sample.id), array_agg(all_of.texts) INTO ids, texts FROM (
              SELECT DISTINCT near.id FROM unnest(ARRAY[${SAMPLE_TOKENS}]) place
              CROSS JOIN LATERAL (SELECT id FROM customers
                WHERE tenant_id = tenant AND deleted_at IS NULL AND token >= place ORDER BY token LIMIT 1) near
            ) sample
            CROSS JOIN LATERAL (SELECT string_agg(text, E'\\n') AS texts FROM (
              ${SEARCHED.map(
                (one) =>
                  `SELECT ${textsOf(one)} AS text FROM ${one.table} WHERE tenant_id = tenant AND ${one.customer} = sample.id AND ${one.only ?? 'true'}`,
              ).join('\n              UNION ALL ')}
              LIMIT ${MOST_TEXTS}
            ) of_table) all_of;
          END IF;
        END $$;

      -- Whether a customer of the current tenant has a word in one of its texts. It takes the word's patterns of LIKE. It
      -- is planned once, also for the function below, which plans its own statements for each call.
      CREATE FUNCTION customer_mentions(customer bigint, in_text text, in_numbers text, in_dialled text) RETURNS boolean
        ${LOOKING} SET plan_cache_mode = auto AS $$
        DECLARE tenant bigint := current_tenant();
        BEGIN
          RETURN ${SEARCHED.map(
            (one) =>
              `EXISTS (SELECT FROM ${one.table} WHERE tenant_id = tenant AND ${one.customer} = customer AND ${one.only ?? 'true'} AND (${whole(one)}))`,
          ).join('\n            OR ')};
        END $$;

      -- The living customers of the current tenant who have every word in some text: of the customer or of one of its
      -- emails, phones, company names or contact persons. One NULL if more than 'most' customers have each of the words:
      -- then the caller reads its list in order and asks customer_mentions() of each customer. 'inactive' restricts both
      -- to inactive customers, or to active ones.
      -- LIKE is not leakproof, so under a policy PostgreSQL would ask it of every row; as the owner the function asks the
      -- indexes, and each of its statements names the tenant. It answers IDs alone, and the caller reads the rows through
      -- the policies. The word that fewest customers of a sample have comes first. A plan that fits any pattern would read
      -- the whole tenant, so each call is planned for its own.
      CREATE FUNCTION customers_mentioning(words text[], most integer, inactive boolean) RETURNS SETOF bigint
        ${FINDING} AS $$
        DECLARE
          tenant bigint := current_tenant();
          is_large boolean := has_many_customers();
          sample bigint[];
          texts text[];
          candidates bigint[];
          ids bigint[];
          ordered text[];
          word text;
          first_word text;
          folded_word text;
          in_text text;
          in_numbers text;
          in_dialled text;
          part_of_text text;
          part_of_numbers text;
          before_letter text;
          before_mark text;
          at_end text;
          text_pairs text[];
          number_pairs text[];
        BEGIN
          SELECT sampled.ids, sampled.texts INTO sample, texts FROM sampled_customers() sampled;
          ordered := ARRAY(
            SELECT one FROM (SELECT one, folded(one) AS text, nullif(letters_and_digits(one), '') AS number FROM unnest(words) one GROUP BY one OFFSET 0) each
            ORDER BY (SELECT count(*) FROM unnest(texts) other WHERE strpos(other, each.text) > 0 OR strpos(other, each.number) > 0),
              char_length(one) DESC, one);
          FOREACH word IN ARRAY ordered LOOP
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
            -- Each word is frequent. Customers with all of them may be few: then the sample has hardly any.
            IF cardinality(ordered) = 1 OR (
              SELECT count(*) FILTER (WHERE has_all) >= greatest(2, count(*) * ${DENSE}) FROM (
                SELECT NOT EXISTS (SELECT FROM unnest(ordered) one
                  WHERE NOT customer_mentions(id, containing(one), number_containing(one), dialled_containing(one))) AS has_all
                FROM customers WHERE tenant_id = tenant AND id = ANY(sample) AND (inactive IS NULL OR (status = 'I') = inactive)
              ) sampled
            ) THEN
              RETURN NEXT NULL;
              RETURN;
            END IF;
            candidates := NULL;
            FOREACH word IN ARRAY ordered LOOP
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
          FOREACH word IN ARRAY ordered LOOP
            EXIT WHEN cardinality(candidates) = 0;
            CONTINUE WHEN word = first_word;
            in_text := containing(word);
            in_numbers := number_containing(word);
            in_dialled := dialled_containing(word);
            SELECT coalesce(array_agg(DISTINCT found.id), '{}') INTO candidates FROM (${havingAmong('candidates')}) found;
          END LOOP;
          RETURN QUERY SELECT unnest(candidates);
        END $$;

      -- Active customers whose display names have all words. One NULL if they are more than 'most'.
      CREATE FUNCTION customers_named(words text[], most integer) RETURNS SETOF bigint
        ${FINDING} AS $$
        DECLARE
          tenant bigint := current_tenant();
          is_large boolean := has_many_customers();
          texts text[] := (SELECT sampled.texts FROM sampled_customers() sampled);
          parts text[];
          patterns text[];
          ids bigint[];
        BEGIN
          IF NOT EXISTS (SELECT FROM unnest(words) one WHERE folded(one) ~ '[a-z0-9]{3}' AND folded(one) !~ '[^ -~]') THEN
            RETURN QUERY SELECT customers_mentioning(words, most, false);
            RETURN;
          END IF;
          -- Other words are not looked up in the index: it does not have them, or too many rows have them.
          parts := ARRAY(SELECT '%' || part || '%' FROM (SELECT CASE WHEN texts IS NULL THEN substring(text FROM '[a-z0-9]{3,}') ELSE rare_part(text, texts) END AS part
            FROM unnest(words) one CROSS JOIN folded(one) text WHERE text !~ '[^ -~]') rare WHERE part IS NOT NULL ORDER BY char_length(part) DESC, part LIMIT 3);
          patterns := ARRAY(SELECT containing(one) FROM unnest(words) one);
          SELECT coalesce(array_agg(found.id), '{}') INTO ids FROM (
            SELECT id FROM customers
            WHERE ${OF_TENANT} AND deleted_at IS NULL AND status <> 'I'
              AND (parts[1] IS NULL OR search_text LIKE parts[1])
              AND (parts[2] IS NULL OR search_text LIKE parts[2])
              AND (parts[3] IS NULL OR search_text LIKE parts[3])
              AND split_part(search_text, E'\\n', 1) LIKE ALL (patterns)
            LIMIT most + 1
          ) found;
          IF cardinality(ids) > most THEN
            RETURN NEXT NULL;
          ELSE
            RETURN QUERY SELECT unnest(ids);
          END IF;
        END $$;

      -- Active customers in whose display name a word begins as one of some patterns says. A pattern has letters, and at
      -- most one '_' for any letter.
      CREATE FUNCTION customers_spelled(patterns text[], most integer) RETURNS SETOF bigint
        ${FINDING} AS $$
        DECLARE
          tenant bigint := current_tenant();
          is_large boolean := has_many_customers();
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
              WHERE ${OF_TENANT} AND deleted_at IS NULL AND status <> 'I' AND (search_text LIKE in_text OR search_text LIKE at_start)
                AND ' ' || name_key LIKE in_name
              LIMIT most;
          END LOOP;
        END $$;
      REVOKE EXECUTE ON FUNCTION customers_mentioning, customer_mentions, customers_named, customers_spelled, sampled_customers, has_many_customers FROM PUBLIC;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION customers_mentioning, customer_mentions, customers_named, customers_spelled, sampled_customers, has_many_customers, rare_part;
      DROP INDEX ${SEARCHED.map(({ table }) => `${table}_letter_pairs`).join(', ')};
      DROP FUNCTION letter_pairs, searched_pairs;
      ${CUSTOMERS_MENTIONING}
      REVOKE EXECUTE ON FUNCTION customers_mentioning FROM PUBLIC;
    `);
  }
}
