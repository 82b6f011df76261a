import { Injectable } from '@nestjs/common';
import { ContractTerms, idFormsOf } from '../auth/contract-terms.js';
import { TenantsService } from '../auth/tenants.service.js';
import type { Belongings } from '../database/tenant.repository.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { asciiUpperCase } from '../normal-forms/countries.js';
import type { IdForm, IdKind } from '../own-ids.js';
import { invalid, invalidField, Problem } from '../problem.js';
import { codesAfter, faultOf, numbersAfter } from './id-forms.js';
import { type GivenId, type Numbered, type ShownWireId, WireIdsRepository } from './wire-ids.repository.js';

export type { GivenId, Numbered, ShownWireId } from './wire-ids.repository.js';

/** Refusals name no more than this many IDs. */
const MOST_NAMED = 20;

/** The IDs that records have in the contracts: docs/own-ids.md. */
@Injectable()
export class WireIdsService {
  constructor(
    private readonly database: Database,
    private readonly wireIds: WireIdsRepository,
    private readonly tenants: TenantsService,
    private readonly terms: ContractTerms,
  ) {}

  /** The IDs of a customer and of its records, for a query that reads the customer. */
  get ofCustomer(): Belongings<ShownWireId> {
    return this.wireIds.ofCustomer;
  }

  /** The form of a kind of IDs. Refused if the contract has no such IDs. */
  formOf({ contract, kind }: { contract: string; kind: string }): IdForm {
    const forms = idFormsOf(this.terms, contract);
    if (!forms) throw invalidField('contract', 'isIn', `must be one of ${Object.keys(this.terms.ids).join(', ')}`);
    const form = Object.hasOwn(forms, kind) ? forms[kind as IdKind] : undefined;
    if (!form) throw invalidField('kind', 'isIn', `must be one of ${Object.keys(forms).join(', ')} in ${contract}`);
    return form;
  }

  /** The contracts and kinds that can have IDs of their own. */
  get kinds(): Numbered[] {
    return Object.entries(this.terms.ids).flatMap(([contract, forms]) =>
      (Object.keys(forms) as IdKind[]).map((kind) => ({ contract, kind })),
    );
  }

  /** The records with these IDs, each with all of its IDs of the kind. */
  async named(tenant: TenantId, numbered: Numbered, ids: readonly string[]): Promise<ShownWireId[]> {
    this.formOf(numbered);
    const records = await this.wireIds.recordsOf(tenant, numbered, ids);
    return this.wireIds.ofRecords(tenant, numbered, [...new Set(records.values())]);
  }

  /** All IDs of these records in a contract, the shown one first. */
  ofRecords(tenant: TenantId, numbered: Numbered, records: readonly number[]): Promise<ShownWireId[]> {
    this.formOf(numbered);
    return this.wireIds.ofRecords(tenant, numbered, records);
  }

  /**
   * Gives records their IDs in a contract: all of them or none. A current ID takes the place of the one that the record
   * had, which keeps leading to the record. New records get IDs above the highest one. It is for many rows at a time.
   */
  async put(tenant: TenantId, numbered: Numbered, given: readonly GivenId[]): Promise<void> {
    const form = this.formOf(numbered);
    assertFit(form, given);
    await this.database.transaction(tenant, async () => {
      await this.wireIds.lock(tenant);
      await this.assertExist(tenant, numbered, given);
      await this.assertFree(tenant, numbered, given);
      await this.wireIds.put(tenant, numbered, given);
      await this.raise(tenant, numbered, form, given);
    });
    await this.tenants.showAnew(tenant, `${numbered.contract}.${numbered.kind}`);
  }

  /**
   * Gives a record an ID that may be taken. Answers false if another record has it, or had it. For work that gives many
   * IDs and tells the tenant afterwards: `showAnew`.
   */
  async putIfFree(tenant: TenantId, numbered: Numbered, recordId: number, id: string): Promise<boolean> {
    const form = this.formOf(numbered);
    if (faultOf(form, id) !== undefined) return false;
    return this.database.transaction(tenant, async () => {
      await this.wireIds.lock(tenant);
      const holder = (await this.wireIds.recordsOf(tenant, numbered, [id])).get(id);
      if (holder !== undefined && holder !== recordId) return false;
      const given = [{ recordId, id, isCurrent: true }];
      await this.wireIds.put(tenant, numbered, given);
      await this.raise(tenant, numbered, form, given);
      return true;
    });
  }

  /** As `put`, of several kinds. Refusals name an ID by its place in the list. */
  async putAll(tenant: TenantId, given: readonly (Numbered & GivenId)[]): Promise<void> {
    const placed = given.map((one, place) => ({ ...one, place }));
    const groups = new Map<string, (typeof placed)[number][]>();
    for (const one of placed) {
      const name = `${one.contract} ${one.kind}`;
      groups.set(name, [...(groups.get(name) ?? []), one]);
    }
    await this.database.transaction(tenant, async () => {
      for (const group of groups.values()) await this.put(tenant, group[0]!, group);
    });
  }

  /** Lets one transaction of the tenant at a time give IDs. */
  lock(tenant: TenantId): Promise<void> {
    return this.wireIds.lock(tenant);
  }

  /** Lets a counter of numbers go on after a number. It never goes back. */
  startAfter(tenant: TenantId, numbered: Numbered, highest: string): Promise<void> {
    return this.wireIds.startAfter(tenant, numbered, highest);
  }

  /** Lets the counter of a kind go on after the IDs of all records, given ones and their own. */
  async startAfterAll(tenant: TenantId, numbered: Numbered): Promise<void> {
    const form = this.formOf(numbered);
    const native = BigInt(await this.wireIds.highestNative(tenant, numbered));
    if (form !== 'code') return this.wireIds.raise(tenant, numbered, numbersAfter(form, native));
    const { families, total } = await this.wireIds.codes(tenant, numbered);
    await this.wireIds.raise(tenant, numbered, codesAfter(withNative(families, native), total));
  }

  private async raise(tenant: TenantId, numbered: Numbered, form: IdForm, given: readonly GivenId[]): Promise<void> {
    if (form === 'code') return this.startAfterAll(tenant, numbered);
    const highest = given.map(({ id }) => BigInt(id)).reduce((one, other) => (one > other ? one : other), 0n);
    await this.wireIds.raise(tenant, numbered, numbersAfter(form, highest));
  }

  private async assertExist(tenant: TenantId, { kind }: Numbered, given: readonly GivenId[]): Promise<void> {
    const missing = new Set(
      await this.wireIds.missing(tenant, kind, [...new Set(given.map(({ recordId }) => recordId))]),
    );
    refuseThose(given, ({ recordId }) => missing.has(recordId), 'recordId', 'exists', 'does not exist');
  }

  private async assertFree(tenant: TenantId, numbered: Numbered, given: readonly GivenId[]): Promise<void> {
    const ids = given.map(({ id }) => id);
    const records = await this.wireIds.recordsOf(tenant, numbered, ids);
    const isTaken = ({ id, recordId }: GivenId) => records.has(id) && records.get(id) !== recordId;
    refuseThose(given, isTaken, 'id', 'unique', 'is the ID of another record, or was', 'duplicate');
  }
}

/** Native codes are of the family `C` with four digits. */
function withNative<Family extends { prefix: string; count: number; width: number; highest: string }>(
  families: readonly Family[],
  native: bigint,
): { prefix: string; count: number; width: number; highest: string }[] {
  const isUsual = ({ prefix }: { prefix: string }) => prefix.toUpperCase() === 'C';
  const usual = families.find(isUsual) ?? { prefix: 'C', count: 0, width: 4, highest: '0' };
  const highest = BigInt(usual.highest) > native ? usual.highest : String(native);
  return [...families.filter((family) => !isUsual(family)), { ...usual, highest }];
}

/** The place of an ID in the list of a caller. */
const placeOf = (given: readonly GivenId[], at: number) => (given[at] as { place?: number }).place ?? at;

function assertFit(form: IdForm, given: readonly GivenId[]): void {
  const faults = given.flatMap(({ id }, at) => {
    const fault = faultOf(form, id);
    return fault === undefined
      ? []
      : [{ field: `${placeOf(given, at)}.id`, rule: 'form', message: `${placeOf(given, at)}.id ${fault}` }];
  });
  if (faults.length > 0) throw invalid(faults[0]!.message, ...faults.slice(0, MOST_NAMED));
  const compared = (id: string) => (form === 'code' ? asciiUpperCase(id) : id);
  const seen = new Set<string>();
  const shown = new Set<number>();
  const isAgain = ({ id, recordId, isCurrent }: GivenId) => {
    const again = seen.has(compared(id)) || (isCurrent && shown.has(recordId));
    seen.add(compared(id));
    if (isCurrent) shown.add(recordId);
    return again;
  };
  refuseThose(given, isAgain, 'id', 'once', 'is in the list twice, or its record has two current IDs');
}

function refuseThose(
  given: readonly GivenId[],
  isRefused: (one: GivenId) => boolean,
  field: 'id' | 'recordId',
  rule: string,
  why: string,
  kind: 'invalid' | 'duplicate' = 'invalid',
): void {
  const details = given.flatMap((one, at) =>
    isRefused(one)
      ? [{ field: `${placeOf(given, at)}.${field}`, rule, message: `${placeOf(given, at)}.${field} ${why}` }]
      : [],
  );
  if (details.length === 0) return;
  throw new Problem(kind, details[0]!.message, { details: details.slice(0, MOST_NAMED) });
}
