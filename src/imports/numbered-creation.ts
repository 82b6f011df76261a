import { Injectable } from '@nestjs/common';
import { ContractTerms, idFormsOf } from '../auth/contract-terms.js';
import { TenantsService } from '../auth/tenants.service.js';
import { KINDS_OF_TABLE } from '../database/wire-ids.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import type { IdForms, IdKind } from '../own-ids.js';
import { MOST } from '../wire-ids/id-forms.js';
import { WireIdsService } from '../wire-ids/wire-ids.service.js';
import { CreationRepository } from './creation.repository.js';
import type { Import } from './import.entity.js';
import { ImportsRepository } from './imports.repository.js';
import { RunRepository } from './run.repository.js';

/** An ID of the source, and the record that has it from now on. */
export interface JoinedId {
  kind: IdKind;
  id: string;
  recordId: number;
}

/** Makes customers that keep the IDs of their source, where the contract has IDs of its own. */
@Injectable()
export class NumberedCreation {
  constructor(
    private readonly tenants: TenantsService,
    private readonly terms: ContractTerms,
    private readonly creation: CreationRepository,
    private readonly runs: RunRepository,
    private readonly imports: ImportsRepository,
    private readonly wireIds: WireIdsService,
  ) {}

  /**
   * Lets the counters go on above all IDs of the source, and of other imports that are planned, so that neither clients
   * nor customers of this import get these meanwhile.
   */
  async prepare(tenant: TenantId, found: Import): Promise<void> {
    const others = (await this.imports.list(tenant)).filter(({ id, state }) => state === 'planned' && id !== found.id);
    for (const one of [found, ...others]) await this.raise(tenant, one);
  }

  private async raise(tenant: TenantId, found: Import): Promise<void> {
    const { kinds, most } = await this.keeping(tenant, found.contract);
    for (const kind of kinds) {
      if (kind === 'code') continue;
      const highest = await this.runs.highestId(tenant, found.id, kind, most);
      if (highest !== null) await this.wireIds.startAfter(tenant, { contract: found.contract, kind }, highest);
    }
  }

  /** Other contracts with own IDs give their next ones. This one does so where the source has no ID, or a taken one. */
  async create(tenant: TenantId, { id: importId, source, contract }: Import, rows: readonly number[]): Promise<void> {
    const { kinds, most, givesIds } = await this.keeping(tenant, contract);
    if (givesIds) await this.wireIds.lock(tenant);
    const made = await this.creation.create(tenant, { importId, source, contract, kinds, most }, rows);
    if (!givesIds) return;
    if (kinds.includes('code')) await this.wireIds.startAfterAll(tenant, { contract, kind: 'code' });
    made.ledger_entries = await this.runs.entriesOf(tenant, made.customers!);
    for (const [table, records] of Object.entries(made))
      for (const kind of records.length > 0 ? KINDS_OF_TABLE[table]! : [])
        await this.runs.giveMissing(tenant, kind, records);
  }

  /** The customer that a row joins is found by the IDs of the row, too, but for those that another record has. */
  async joined(tenant: TenantId, { contract }: Import, ids: readonly JoinedId[]): Promise<void> {
    const { kinds } = await this.keeping(tenant, contract);
    const given = ids.filter(({ kind }) => kinds.includes(kind)).map((one) => ({ ...one, isCurrent: true }));
    await this.wireIds.putFree(tenant, contract, given);
  }

  /** New codes go on in the pattern of the given ones. */
  async finish(tenant: TenantId, { contract }: Import): Promise<void> {
    const { kinds } = await this.keeping(tenant, contract);
    if (kinds.includes('code')) await this.wireIds.startAfterAll(tenant, { contract, kind: 'code' });
    for (const kind of kinds) await this.tenants.showAnew(tenant, `${contract}.${kind}`);
  }

  private async keeping(
    tenant: TenantId,
    contract: string,
  ): Promise<{ kinds: IdKind[]; most: string; givesIds: boolean }> {
    const { givenIds } = await this.tenants.served(tenant);
    const forms: IdForms = idFormsOf(this.terms, contract) ?? {};
    const kinds = (Object.keys(forms) as IdKind[]).filter((kind) => givenIds.includes(`${contract}.${kind}`));
    return {
      kinds,
      most: String(MOST[forms.customer === 'digits' ? 'digits' : 'number']),
      givesIds: givenIds.length > 0,
    };
  }
}
