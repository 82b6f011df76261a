import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { ServedTenant } from '../auth/principal.js';
import { type NumberingPort, type Numberings, TenantPorts } from '../auth/tenant-ports.js';
import { TenantsService } from '../auth/tenants.service.js';
import { REVOCATION_LAG_MS } from '../auth/ttl-cache.js';
import { GROWTH, TableStatistics } from '../database/table-statistics.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { invalidField } from '../problem.js';
import { type Numbered, WireIdsRepository } from './wire-ids.repository.js';
import { WireIdsService } from './wire-ids.service.js';

/** `native`: a contract shows the record's own ID. `own`: it shows the one that the record has there. */
export const NUMBERINGS = ['native', 'own'] as const;
export type Numbering = (typeof NUMBERINGS)[number];

/** Which IDs the contracts show of a tenant's records. */
@Injectable()
export class NumberingService implements NumberingPort, OnModuleInit {
  /** How long other processes may take to know the settings of a tenant. Tests without other processes shorten it. */
  lag = REVOCATION_LAG_MS;

  constructor(
    private readonly database: Database,
    private readonly tenants: TenantsService,
    private readonly wireIds: WireIdsRepository,
    private readonly service: WireIdsService,
    private readonly ports: TenantPorts,
    private readonly statistics: TableStatistics,
  ) {}

  onModuleInit(): void {
    this.ports.numbering = this;
  }

  async of(tenant: TenantId): Promise<Numberings> {
    return this.shown(await this.tenants.served(tenant));
  }

  read(wanted: unknown): Numberings {
    if (!isObject(wanted)) throw malformed();
    for (const [contract, kinds] of Object.entries(wanted)) {
      if (!isObject(kinds)) throw malformed();
      for (const [kind, numbering] of Object.entries(kinds)) {
        this.service.formOf({ contract, kind });
        if (!(NUMBERINGS as readonly unknown[]).includes(numbering)) throw malformed();
      }
    }
    return wanted as Numberings;
  }

  /** Changes the numbering of the named kinds. The others stay. */
  async set(tenant: TenantId, wanted: Numberings): Promise<Numberings> {
    this.read(wanted);
    const { ownIds } = await this.tenants.served(tenant);
    const changes = this.service.kinds.flatMap((numbered) => {
      const numbering = wanted[numbered.contract]?.[numbered.kind];
      const isOwn = ownIds.includes(nameOf(numbered));
      return numbering === undefined || (numbering === 'own') === isOwn ? [] : [{ numbered, numbering }];
    });
    const off = changes.filter(({ numbering }) => numbering === 'native').map(({ numbered }) => numbered);
    const on = changes.filter(({ numbering }) => numbering === 'own').map(({ numbered }) => numbered);
    if (off.length > 0) await this.switchOff(tenant, off);
    if (on.length > 0) await this.switchOn(tenant, on);
    return this.shown(await this.tenants.served(tenant));
  }

  /** The records keep their IDs, which show again when the kind is switched on again. */
  private async switchOff(tenant: TenantId, kinds: readonly Numbered[]): Promise<void> {
    await this.tenants.setIds(tenant, { hidden: kinds.map(nameOf), withheld: kinds.map(nameOf) });
    await this.database.transaction(tenant, async () => {
      await this.wireIds.lock(tenant);
      for (const numbered of kinds) await this.wireIds.setOwn(tenant, numbered, false);
    });
  }

  /**
   * First, new records get IDs. When every process knows that, the present ones get theirs. Then the contract shows
   * them. It can be begun again at any time.
   */
  private async switchOn(tenant: TenantId, kinds: readonly Numbered[]): Promise<void> {
    await this.database.transaction(tenant, async () => {
      await this.wireIds.lock(tenant);
      for (const numbered of kinds) {
        await this.service.startAfterAll(tenant, numbered);
        await this.wireIds.setOwn(tenant, numbered, true);
      }
    });
    await this.tenants.setIds(tenant, { given: kinds.map(nameOf) });
    await delay(this.lag);
    for (const numbered of kinds) await this.fill(tenant, numbered);
    await this.statistics.learn(tenant, GROWTH.ended);
    await this.tenants.setIds(tenant, { shown: kinds.map(nameOf) });
  }

  /** Gives all records an ID that have none. A record keeps its own ID where no other record has that. */
  private async fill(tenant: TenantId, numbered: Numbered): Promise<void> {
    for (let after: number | null = 0; after !== null;) {
      const from: number = after;
      after = await this.database.transaction(tenant, async () => {
        await this.wireIds.lock(tenant);
        const { last, highest, taken } = await this.wireIds.fill(tenant, numbered, from);
        // A record may have been added meanwhile whose own ID is above the counter.
        if (highest !== null) await this.wireIds.startAfter(tenant, numbered, highest);
        if (taken.length > 0) await this.wireIds.give(tenant, numbered.kind, taken);
        return last;
      });
    }
  }

  private shown({ ownIds }: ServedTenant): Numberings {
    const numberings: Numberings = {};
    for (const numbered of this.service.kinds) {
      const ofContract = (numberings[numbered.contract] ??= {});
      ofContract[numbered.kind] = ownIds.includes(nameOf(numbered)) ? 'own' : 'native';
    }
    return numberings;
  }
}

const nameOf = ({ contract, kind }: Numbered) => `${contract}.${kind}`;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const malformed = () =>
  invalidField('numbering', 'form', `must have ${NUMBERINGS.join(' or ')} for kinds of IDs, by contract and kind`);
