import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { fenced } from '../database/fence.js';
import { TenantRepository } from '../database/tenant.repository.js';
import { Database, type TenantId, violatedConstraint } from '../engine/tenant-database/index.js';
import { conflict } from '../problem.js';
import { Import } from './import.entity.js';

/** Imports, and how far each of them is. */
@Injectable()
export class ImportsRepository extends TenantRepository<Import> {
  private readonly statements;

  constructor(database: Database, source: DataSource) {
    super(database, source, Import);
    this.statements = {
      find: fenced(this.select().andWhere('t.id = :id')),
      lock: fenced(this.select().andWhere('t.id = :id').setLock('pessimistic_write', undefined, ['t'])),
      list: fenced(this.select().orderBy('t.id', 'DESC').limit(MOST_LISTED)),
    };
  }

  add(tenant: TenantId, values: Pick<Import, 'name' | 'source' | 'contract' | 'mapping' | 'actor'>): Promise<Import> {
    return this.insert(tenant, { ...values, state: 'staging' });
  }

  async find(tenant: TenantId, id: number): Promise<Import | undefined> {
    return (await this.write(tenant, this.statements.find, { id }))[0];
  }

  /** Locks the import until the end of the transaction, so that one process works on it. */
  async lock(tenant: TenantId, id: number): Promise<Import | undefined> {
    return (await this.write(tenant, this.statements.lock, { id }))[0];
  }

  /** The newest first. */
  list(tenant: TenantId): Promise<Import[]> {
    return this.read(tenant, this.statements.list);
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

const MOST_LISTED = 100;

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
