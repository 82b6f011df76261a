import { Injectable } from '@nestjs/common';
import { ActiveRequest, runAs } from '../active-request.js';
import { ContractTerms, idFormsOf } from '../auth/contract-terms.js';
import { TenantsService } from '../auth/tenants.service.js';
import { CustomerCardsService } from '../customer-cards/customer-cards.service.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import { originWithoutRequest } from '../origin.js';
import { OwnIds, type RequestIds } from '../own-ids.js';
import { CsvLines } from './formats/csv-lines.js';
import { Sources } from './sources.js';

export type ExportFormat = 'ndjson' | 'csv';

/** Writes all customers of a tenant in the words of a contract: what an import of that contract reads. */
@Injectable()
export class ExportsService {
  constructor(
    private readonly cards: CustomerCardsService,
    private readonly tenants: TenantsService,
    private readonly sources: Sources,
    private readonly terms: ContractTerms,
  ) {}

  /** Some lines at a time, from one snapshot, in the order of the records' own IDs. */
  async *lines(tenantId: TenantId, contract: string, format: ExportFormat): AsyncGenerator<string> {
    const source = this.sources.of(contract);
    const tenant = await this.tenants.served(tenantId);
    const forms = idFormsOf(this.terms, contract);
    const own = OwnIds.of(tenant.ownIds, contract, forms);
    const isTwice = format === 'csv';
    const every = asContract(own, () => this.cards.every(tenantId, source.view, { isTwice }));
    // The columns are those of the customers with the longest lists, so all customers are measured first.
    const csv = isTwice ? new CsvLines() : undefined;
    for await (const cards of every) {
      const shown = cards.map((card) => source.show(card, tenant));
      if (!csv) yield shown.map((row) => `${JSON.stringify(row)}\n`).join('');
      else if (cards.length === 0) yield csv.header();
      else if (csv.isMeasured) yield shown.map((row) => csv.line(row)).join('');
      else for (const row of shown) csv.measure(row);
    }
  }
}

/** Statements that are made meanwhile read the IDs that a contract has of its own. */
function asContract<Result>(own: OwnIds | undefined, work: () => Result): Result {
  const request = new ActiveRequest(originWithoutRequest);
  if (own) request.ids = { own } as RequestIds;
  return runAs(request, work);
}
