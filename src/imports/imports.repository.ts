import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { isDistributed } from '../database/cluster.js';
import { fenced } from '../database/fence.js';
import { TenantRepository } from '../database/tenant.repository.js';
import { Database, type TenantId, violatedConstraint } from '../engine/tenant-database/index.js';
import { conflict } from '../problem.js';
import { Import } from './import.entity.js';

/** Imports, and how far each of them is. */
@Injectable()
export class ImportsRepository extends TenantRepository<Import> {
  readonly isOnCluster = (): Promise<boolean> => isDistributed(this.source);
  private readonly statements;

  constructor(database: Database, source: DataSource) {
    super(database, source, Import);
    const select = () => this.select(this.properties.filter((property) => property !== 'credentials'));
    this.statements = {
      find: fenced(select().andWhere('t.id = :id')),
      lock: fenced(select().andWhere('t.id = :id').setLock('pessimistic_write', undefined, ['t'])),
      list: fenced(select().orderBy('t.id', 'DESC').limit(MOST_LISTED)),
      before: fenced(select().andWhere('t.id < :before').orderBy('t.id', 'DESC').limit(MOST_LISTED)),
      credentials: fenced(this.select(['credentials']).andWhere('t.id = :id')),
    };
  }

  add(
    tenant: TenantId,
    values: Pick<Import, 'name' | 'source' | 'contract' | 'mapping' | 'actor'> & Partial<Pick<Import, 'pulledFrom'>>,
  ): Promise<Import> {
    return this.insert(tenant, { ...values, state: 'staging' });
  }

  async find(tenant: TenantId, id: number): Promise<Import | undefined> {
    return (await this.write(tenant, this.statements.find, { id }))[0];
  }

  /** Locks the import until the end of the transaction, so that one process works on it. */
  async lock(tenant: TenantId, id: number): Promise<Import | undefined> {
    return (await this.write(tenant, this.statements.lock, { id }))[0];
  }

  /** The newest first: all of them, or those that are older than one. */
  list(tenant: TenantId, before?: number): Promise<Import[]> {
    return before === undefined
      ? this.read(tenant, this.statements.list)
      : this.read(tenant, this.statements.before, { before });
  }

  /** Those of the running system that rows are pulled from, encrypted. */
  async credentials(tenant: TenantId, id: number): Promise<Buffer | null> {
    return (await this.write(tenant, this.statements.credentials, { id }))[0]?.credentials ?? null;
  }

  /** Imports that a server has work with: the oldest of each tenant. */
  wanted(withoutTenants: readonly TenantId[]): Promise<{ tenant: TenantId; id: number }[]> {
    return this.database.system<{ tenant: TenantId; id: number }>({ text: WANTED, values: [withoutTenants] });
  }

  async set(tenant: TenantId, id: number, values: Partial<Import>): Promise<void> {
    const properties = Object.keys(values) as (keyof Import)[];
    const statement = this.variant('set', properties, () =>
      this.updating({
        changedAt: () => 'now()',
        ...Object.fromEntries(properties.map((property) => [property, () => `:${property}`])),
      }).andWhere('id = :id'),
    );
    await this.write(tenant, statement, { ...asJson(values), id }).catch(atWork);
  }
}

/** One statement brings in many customers with their records, and one removes them. Citus has no plan for these. */
export async function assertPossible(imports: ImportsRepository): Promise<void> {
  if (await imports.isOnCluster())
    throw conflict('IMPORTS_NOT_POSSIBLE', 'Customers cannot be imported after the tables were distributed.');
}

/** The most imports of one answer. */
export const MOST_LISTED = 100;

// The query builder cannot select from a function. This one finds imports of all tenants.
const WANTED = 'SELECT tenant_id AS tenant, id FROM wanted_imports($1)';

const JSON_COLUMNS = ['leftOver', 'totals', 'mapping'] as const;

const asJson = (values: Partial<Import>) => ({
  ...values,
  ...Object.fromEntries(
    JSON_COLUMNS.flatMap((column) => (values[column] === undefined ? [] : [[column, JSON.stringify(values[column])]])),
  ),
});

function atWork(error: unknown): never {
  if (violatedConstraint(error) !== 'imports_at_work') throw error;
  throw conflict('IMPORT_AT_WORK', 'Another import of this source is running.', { cause: error });
}
