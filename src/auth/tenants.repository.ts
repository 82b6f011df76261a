import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { compile } from '../database/compiled-statement.js';
import { SystemRepository } from '../database/system.repository.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import type { ServedTenant, Tenant } from './principal.js';
import { TenantEntity } from './tenant.entity.js';

/** A tenant as an operator sees it. */
export interface TenantAccount extends Tenant {
  createdAt: Date;
  suspendedAt: Date | null;
}

export interface TenantDetails extends TenantAccount {
  users: number;
  keys: number;
  customers: number;
}

/** The properties that requests use. */
export const TENANT_PROPERTIES = [
  'id',
  'slug',
  'domain',
  'name',
  'baseCurrency',
  'defaultCountry',
  'timeZone',
  'accountingCase',
  'billingTimes',
  'joinAt',
  'reviewAt',
] as const satisfies readonly (keyof Tenant)[];

/** The properties that are read with a credential. */
export const SERVED_PROPERTIES = [
  ...TENANT_PROPERTIES,
  'settingsVersion',
  'ownIds',
  'givenIds',
] as const satisfies readonly (keyof ServedTenant)[];

const ACCOUNT_PROPERTIES = [
  ...TENANT_PROPERTIES,
  'createdAt',
  'suspendedAt',
] as const satisfies readonly (keyof TenantAccount)[];

/** What can be changed. */
const CHANGEABLE = [
  'accountingCase',
  'billingTimes',
  'joinAt',
  'reviewAt',
  'name',
  'domain',
  'defaultCountry',
  'timeZone',
] as const;

/** Kinds of IDs, such as `clients.customer`: to give to new records, to show, and no longer to give or to show. */
export interface IdChanges {
  given?: readonly string[];
  shown?: readonly string[];
  withheld?: readonly string[];
  hidden?: readonly string[];
}

export type TenantChanges = Partial<Pick<Tenant, (typeof CHANGEABLE)[number]>>;

// Counted for one tenant, so its rows must show: this runs for the tenant, unlike the other statements.
const COUNTS = {
  users: `(SELECT count(*) FROM memberships JOIN users ON users.id = memberships.user_id
    WHERE memberships.tenant_id = :id AND users.deleted_at IS NULL)`,
  keys: `(SELECT count(*) FROM api_keys CROSS JOIN LATERAL key_standing(tenant_id, id) AS standing
    WHERE tenant_id = :id AND standing.stands)`,
  customers: '(SELECT coalesce(sum(living), 0)::bigint FROM customer_counts WHERE tenant_id = :id)',
};

@Injectable()
export class TenantsRepository extends SystemRepository<TenantEntity> {
  private readonly statements;

  constructor(database: Database, source: DataSource) {
    super(database, source, TenantEntity);
    const tenants = () => this.select(TENANT_PROPERTIES);
    const accounts = () => this.select(ACCOUNT_PROPERTIES);
    const details = Object.entries(COUNTS).reduce((query, [name, sql]) => query.addSelect(sql, name), accounts());
    const changes = {
      ...Object.fromEntries(CHANGEABLE.map((property) => [property, () => `coalesce(:${property}, ${property})`])),
      settingsVersion: () => 'settingsVersion + 1',
    };
    this.statements = {
      add: this.inserting(
        TENANT_PROPERTIES.filter((property) => property !== 'id'),
        TENANT_PROPERTIES,
      ),
      change: this.updating(changes, 'slug = :slug', TENANT_PROPERTIES),
      find: compile(tenants().where('t.id = :id'), { connection: 'shared' }),
      served: compile(this.select(SERVED_PROPERTIES).where('t.id = :id')),
      showAnew: this.updating({ settingsVersion: () => 'settingsVersion + 1' }, 'id = :id AND :kind = ANY(ownIds)', [
        'id',
      ]),
      findBySlug: compile(tenants().where('t.slug = :slug')),
      list: compile(tenants().orderBy('t.id')),
      listAccounts: compile(accounts().orderBy('t.id')),
      findAccount: compile(accounts().where('t.id = :id')),
      details: compile(details.where('t.id = :id')),
      suspend: this.updating({ suspendedAt: () => 'least(suspendedAt, now())' }, 'id = :id', ['id']),
      resume: this.updating({ suspendedAt: () => 'NULL' }, 'id = :id', ['id']),
    };
  }

  async add(tenant: Omit<Tenant, 'id'>): Promise<Tenant> {
    const [added] = await this.run<Tenant>(this.statements.add, { ...tenant });
    return added!;
  }

  /** Changes what is given; `undefined` when no tenant has the slug. */
  async change(slug: string, changes: TenantChanges): Promise<Tenant | undefined> {
    const values = Object.fromEntries(CHANGEABLE.map((property) => [property, changes[property]]));
    return (await this.run<Tenant>(this.statements.change, { slug, ...values }))[0];
  }

  /** By its ID, on the connections that are reserved for checking credentials. */
  async find(id: TenantId): Promise<Tenant | undefined> {
    return (await this.run<Tenant>(this.statements.find, { id }))[0];
  }

  async findBySlug(slug: string): Promise<Tenant | undefined> {
    return (await this.run<Tenant>(this.statements.findBySlug, { slug }))[0];
  }

  list(): Promise<Tenant[]> {
    return this.run<Tenant>(this.statements.list);
  }

  async isEmpty(): Promise<boolean> {
    const [row] = await this.database.system<{ empty: boolean }>({ text: IS_EMPTY });
    return row!.empty;
  }

  /** With what requests know of it, from the primary. */
  async findServed(id: TenantId): Promise<ServedTenant | undefined> {
    return (await this.run<ServedTenant>(this.statements.served, { id }))[0];
  }

  /** Adds kinds of IDs to those that new records get, and that contracts show, or removes some. */
  async setIds(id: TenantId, { given = [], shown = [], withheld = [], hidden = [] }: IdChanges): Promise<void> {
    await this.database.system({ text: SET_IDS, values: [id, given, withheld, shown, hidden] });
  }

  /** Raises the version of the settings if the contract shows its own IDs of this kind. */
  async showAnew(id: TenantId, kind: string): Promise<void> {
    await this.run(this.statements.showAnew, { id, kind });
  }

  listAccounts(): Promise<TenantAccount[]> {
    return this.run<TenantAccount>(this.statements.listAccounts);
  }

  async findAccount(id: TenantId): Promise<TenantAccount | undefined> {
    return (await this.run<TenantAccount>(this.statements.findAccount, { id }))[0];
  }

  async details(id: TenantId): Promise<TenantDetails | undefined> {
    return (await this.database.write<TenantDetails>(id, this.statements.details.with({ id })))[0];
  }

  async setSuspended(id: TenantId, isSuspended: boolean): Promise<void> {
    await this.run(isSuspended ? this.statements.suspend : this.statements.resume, { id });
  }
}

// The query builder cannot select without a table.
const IS_EMPTY = 'SELECT NOT EXISTS (SELECT 1 FROM tenants) AS empty';

// One statement, so that two changes at a time both count. The query builder knows no functions of arrays.
const SET_IDS = `UPDATE tenants SET
    given_ids = ARRAY(SELECT unnest(given_ids) UNION SELECT unnest($2::text[]) EXCEPT SELECT unnest($3::text[]) ORDER BY 1),
    own_ids = ARRAY(SELECT unnest(own_ids) UNION SELECT unnest($4::text[]) EXCEPT SELECT unnest($5::text[]) ORDER BY 1),
    settings_version = settings_version + 1
  WHERE id = $1`;
