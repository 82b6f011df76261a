import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A contract can show a record under another ID than the record's own, for tenants that bring IDs from elsewhere. */
export class ContractsCanHaveTheirOwnIds1763702200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- "clients.customer": the kinds of IDs that requests show and take, and those that new records get. A kind that
      -- is being switched on is in the second list first.
      ALTER TABLE tenants
        ADD COLUMN own_ids text[] NOT NULL DEFAULT '{}',
        ADD COLUMN given_ids text[] NOT NULL DEFAULT '{}';

      -- "record_id" has no foreign key: its table depends on the kind, and an ID stays taken when its record is gone.
      CREATE TABLE wire_ids (
        tenant_id bigint NOT NULL REFERENCES tenants (id),
        contract text COLLATE "C" NOT NULL,
        kind text COLLATE "C" NOT NULL,
        wire_id text COLLATE "C" NOT NULL CHECK (length(wire_id) BETWEEN 1 AND 64),
        record_id bigint NOT NULL,
        is_current boolean NOT NULL,
        PRIMARY KEY (tenant_id, contract, kind, wire_id)
      );
      -- The record comes before the texts, because numbers are compared faster.
      CREATE UNIQUE INDEX wire_ids_current ON wire_ids (tenant_id, record_id, kind, contract) INCLUDE (wire_id)
        WHERE is_current;
      -- Decimal numbers have the order of their lengths, then of their digits.
      CREATE INDEX wire_ids_in_order ON wire_ids (tenant_id, contract, kind, length(wire_id), wire_id) WHERE is_current;
      -- The case of a code does not matter.
      CREATE UNIQUE INDEX wire_ids_codes ON wire_ids (tenant_id, contract, upper(wire_id)) WHERE kind = 'code';
      CREATE INDEX wire_ids_of_record ON wire_ids (tenant_id, record_id);
      ALTER TABLE wire_ids ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY its_tenant ON wire_ids USING (tenant_id = current_tenant());

      -- The next ID of each kind: a prefix and a number of at least "width" digits.
      CREATE TABLE wire_counters (
        tenant_id bigint NOT NULL REFERENCES tenants (id),
        contract text NOT NULL,
        kind text NOT NULL,
        is_own boolean NOT NULL DEFAULT false,
        prefix text NOT NULL DEFAULT '',
        width integer NOT NULL DEFAULT 1,
        next numeric NOT NULL DEFAULT 1,
        most numeric NOT NULL,
        PRIMARY KEY (tenant_id, contract, kind),
        CONSTRAINT wire_counters_most CHECK (next <= most + 1)
      );
      ALTER TABLE wire_counters ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY its_tenant ON wire_counters USING (tenant_id = current_tenant());

      -- Gives records an ID in each contract that has its own for one of the kinds. Transactions of a tenant do this one
      -- after the other, so that no two of them wait for each other. A record that has an ID keeps it.
      CREATE FUNCTION give_wire_ids(tenant bigint, kinds text[], records bigint[]) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_advisory_xact_lock(hashtextextended('wire_ids', tenant));
          INSERT INTO public.wire_ids (tenant_id, contract, kind, wire_id, record_id, is_current)
            SELECT counter.tenant_id, counter.contract, counter.kind,
              counter.prefix || CASE WHEN length(number) < counter.width THEN lpad(number, counter.width, '0') ELSE number END,
              record.id, true
            FROM public.wire_counters counter
              CROSS JOIN LATERAL unnest(records) WITH ORDINALITY AS record (id, place)
              CROSS JOIN LATERAL (SELECT (counter.next + record.place - 1)::text AS number) one
            WHERE counter.tenant_id = tenant AND counter.kind = ANY (kinds) AND counter.is_own
              AND NOT EXISTS (SELECT FROM public.wire_ids own
                WHERE own.tenant_id = tenant AND own.contract = counter.contract AND own.kind = counter.kind
                  AND own.record_id = record.id AND own.is_current);
          UPDATE public.wire_counters counter SET next = counter.next + cardinality(records)
            WHERE counter.tenant_id = tenant AND counter.kind = ANY (kinds) AND counter.is_own;
        END $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION give_wire_ids;
      DROP TABLE wire_ids, wire_counters;
      ALTER TABLE tenants DROP COLUMN own_ids, DROP COLUMN given_ids;
    `);
  }
}
