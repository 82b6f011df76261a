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
      await this.wireIds.put(
        tenant,
        numbered.contract,
        given.map((one) => ({ ...one, kind: numbered.kind })),
      );
      await this.raise(tenant, numbered, form, given);
    });
    await this.tenants.showAnew(tenant, `${numbered.contract}.${numbered.kind}`);
  }

  /**
   * Gives records IDs of a contract, but for those that another record has, or had. For work that gives many IDs, and
   * afterwards tells the tenant (`showAnew`) and lets codes go on in the pattern of the given ones (`startAfterAll`).
   */
  async putFree(tenant: TenantId, contract: string, given: readonly (GivenId & { kind: IdKind })[]): Promise<void> {
    const fit = given.filter(({ kind, id }) => faultOf(this.formOf({ contract, kind }), id) === undefined);
    if (fit.length === 0) return;
    await this.database.transaction(tenant, async () => {
      await this.wireIds.lock(tenant);
      const free = withoutTwins(await this.free(tenant, contract, fit));
      if (free.length === 0) return;
      await this.wireIds.put(tenant, contract, free);
      await this.wireIds.startAfterEach(tenant, contract, free.flatMap(numberIn));
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

  private async free(tenant: TenantId, contract: string, given: readonly (GivenId & { kind: IdKind })[]) {
    const isCode = ({ kind }: { kind: IdKind }) => kind === 'code';
    const [codes, numbers] = [given.filter(isCode), given.filter((one) => !isCode(one))];
    const held = new Set(await this.wireIds.held(tenant, contract, numbers));
    const named = codes.map(({ id }) => id);
    const holders = named.length > 0 ? await this.wireIds.recordsOf(tenant, { contract, kind: 'code' }, named) : NONE;
    return [
      ...numbers.filter((_, place) => !held.has(place)),
      ...codes.filter(({ id, recordId }) => (holders.get(id) ?? recordId) === recordId),
    ];
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

const NONE: ReadonlyMap<string, number> = new Map();

/** Of two records with one ID the first keeps it. Of two IDs of one record the last is shown. */
function withoutTwins<Given extends GivenId & { kind: IdKind }>(given: readonly Given[]): Given[] {
  const once = new Map(given.toReversed().map((one) => [`${one.kind} ${asciiUpperCase(one.id)}`, one]));
  const shown = new Map([...once.values()].reverse().map((one) => [`${one.kind} ${one.recordId}`, one]));
  return [...once.values()].map((one) => ({ ...one, isCurrent: shown.get(`${one.kind} ${one.recordId}`) === one }));
}

/** The number at the end of an ID, and what is before it. */
function numberIn({ kind, id }: GivenId & { kind: IdKind }): { kind: IdKind; prefix: string; highest: string }[] {
  const [, prefix, highest] = /^(.*?)(\d+)$/s.exec(id) ?? [];
  return highest === undefined ? [] : [{ kind, prefix: prefix!, highest }];
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
