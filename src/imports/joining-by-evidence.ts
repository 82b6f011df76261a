import { Injectable, type OnModuleInit } from '@nestjs/common';
import { TenantsService } from '../auth/tenants.service.js';
import type { Customer } from '../customers/customer.entity.js';
import { GROWTH, TableStatistics } from '../database/table-statistics.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import { type Comparable, CUSTOMERS, type DescribedRow } from '../joining/comparable.js';
import { type ComparedPair, type Comparison, ComparisonsService } from '../joining/comparisons.service.js';
import type { Description } from '../joining/description.js';
import type { Draft } from './draft.js';
import type { Import } from './import.entity.js';
import { ImportPorts, type Joining, type Newcomer } from './joining.js';
import { StagedRowsRepository } from './staged-rows.repository.js';

/** What is known while an import is planned. */
interface Planned {
  comparison: Comparison;
  /** Customers that rows of the import join. */
  taken: Set<number>;
}

/**
 * Finds customers that rows of an import are by evidence. Two rows of one source are two customers: a row is joined to
 * no customer of its own source, and of two rows with one customer the one with the higher score gets it, or the one
 * that is planned first: rows are planned some thousand at a time.
 */
@Injectable()
export class JoiningByEvidence implements Joining, OnModuleInit {
  private readonly comparisons = new WeakMap<Import, Promise<Planned>>();

  constructor(
    private readonly ports: ImportPorts,
    private readonly compared: ComparisonsService,
    private readonly rows: StagedRowsRepository,
    private readonly tenants: TenantsService,
    private readonly statistics: TableStatistics,
  ) {}

  onModuleInit(): void {
    this.ports.joining = this;
  }

  async customersOf(
    tenant: TenantId,
    planned: Import,
    newcomers: readonly Newcomer[],
  ): Promise<ReadonlyMap<number, number>> {
    const { joinAt } = await this.tenants.get(tenant);
    const begun = this.comparisons.get(planned) ?? this.begin(tenant, planned);
    this.comparisons.set(planned, begun);
    const numbers = newcomers.map(({ row }) => row);
    const { comparison, taken } = await begun;
    const pairs = await comparison.withCandidates(numbers, this.compared.customers);
    const found = pairs.filter(({ evidence }) => evidence.score >= joinAt);
    const own = new Set(await this.rows.customersOfSource(tenant, planned.source, [...new Set(found.map(customer))]));
    return oneEach(
      found.filter((pair) => !own.has(customer(pair))),
      taken,
    );
  }

  async finish(tenant: TenantId, planned: Import): Promise<void> {
    this.comparisons.delete(planned);
    await this.compared.forget(tenant, planned.id);
  }

  forget(tenant: TenantId, customers: readonly number[]): Promise<void> {
    return this.compared.forget(tenant, CUSTOMERS, customers);
  }

  /** Indexes what is compared: all customers, and all rows of the import, so that frequent values are known. */
  private async begin(tenant: TenantId, { id }: Import): Promise<Planned> {
    await this.compared.indexCustomers(tenant);
    const staged = this.comparable(id);
    for (let after = 0; ;) {
      const numbers = await this.rows.draftedAfter(tenant, id, after);
      await this.statistics.learn(tenant, numbers.length === 0 ? GROWTH.ended : GROWTH.underWay);
      if (numbers.length === 0) return { comparison: await this.compared.compare(tenant, staged), taken: new Set() };
      await this.compared.index(tenant, staged, numbers);
      after = numbers.at(-1)!;
    }
  }

  private comparable(source: number): Comparable {
    return {
      source,
      describe: async (tenant, ids): Promise<DescribedRow[]> => {
        const drafts = await this.rows.draftsOf(tenant, source, ids);
        return ids.flatMap((id) => {
          const draft = drafts.get(id);
          return draft ? [{ id, version: 1, description: descriptionOf(draft) }] : [];
        });
      },
    };
  }
}

const customer = ({ other }: ComparedPair) => other;

/** The best pairs first: each row and each customer is in one of them. Adds the customers to those that are taken. */
function oneEach(pairs: readonly ComparedPair[], taken: Set<number>): Map<number, number> {
  const joined = new Map<number, number>();
  const best = [...pairs].sort((a, b) => b.evidence.score - a.evidence.score || a.one - b.one || a.other - b.other);
  for (const { one, other } of best) {
    if (joined.has(one) || taken.has(other)) continue;
    joined.set(one, other);
    taken.add(other);
  }
  return joined;
}

/** A row in the words of the comparison. */
export function descriptionOf({ customer, companyNames, persons, emails, phones, flat }: Draft): Description {
  const text = (field: keyof Customer) => (customer[field] as string | null | undefined) ?? null;
  const addressOf = (side: 'billing' | 'shipping') => ({
    lines: [1, 2, 3].map((line) => text(`${side}Line${line}` as keyof Customer)),
    city: text(`${side}City`),
    postcode: text(`${side}Postcode`),
    country: text(`${side}Country`),
  });
  const site = [text('siteStreet'), text('siteDoorNumber'), text('siteApartment')];
  return {
    externalKey: text('externalKey'),
    names: [text('displayName'), text('legalName'), text('tradeName'), ...companyNames.map(({ name }) => name)],
    persons: persons.length > 0 ? persons : [{ firstName: flat.firstName, lastName: flat.lastName }],
    taxIds: [text('taxId'), ...companyNames.map(({ taxId }) => taxId)],
    document: text('document'),
    website: text('website'),
    country: text('countryIso'),
    emails: [...emails.map(({ email }) => email), ...companyNames.map(({ billingEmail }) => billingEmail)],
    phones: phones.map(({ phone, extension, phoneNormal }) => ({ text: phone!, extension, normal: phoneNormal })),
    addresses: [
      addressOf('billing'),
      addressOf('shipping'),
      { lines: site, city: null, postcode: text('siteZipCode') },
      ...companyNames.map(({ address, billingAddress }) => ({
        lines: [address ?? billingAddress],
        city: null,
        postcode: null,
      })),
    ],
  };
}
