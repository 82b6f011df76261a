import { Injectable } from '@nestjs/common';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { notFound } from '../problem.js';
import { CHANGES, CUSTOMER, LISTS } from './subject-export.statements.js';

/** Changes in memory at a time. */
const PORTION = 200;

/** Everything that is kept of a customer, as one JSON document. */
@Injectable()
export class SubjectExport {
  constructor(private readonly database: Database) {}

  /**
   * The parts of the document, in the order of its text, all from one snapshot: the record, the lists of its records,
   * its ledger, and its changes with their origins. A deleted customer has one, too.
   */
  async *parts(tenant: TenantId, customerId: number): AsyncGenerator<string> {
    const snapshot = await this.database.snapshot(tenant);
    try {
      const own = { tenant, customer: customerId };
      const [customer] = await snapshot.rows<{ json: string }>(CUSTOMER.with(own));
      if (!customer) throw notFound('customer');
      yield `{"customer":${customer.json}`;
      for (const [name, statement] of Object.entries(LISTS)) {
        const [list] = await snapshot.rows<{ json: string }>(statement.with(own));
        yield `,"${name}":${list!.json}`;
      }
      yield ',"changes":[';
      for (let after: string | undefined = '0'; after !== undefined;) {
        const rows: { seq: string; json: string }[] = await snapshot.rows(
          CHANGES.with({ ...own, after, limit: PORTION }),
        );
        if (rows.length > 0) yield `${after === '0' ? '' : ','}${rows.map(({ json }) => json).join(',')}`;
        after = rows.length < PORTION ? undefined : rows.at(-1)!.seq;
      }
      yield ']}';
    } finally {
      snapshot.end();
    }
  }
}
