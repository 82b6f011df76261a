import type { ServedTenant, Tenant } from '../auth/principal.js';
import type { AnyCard } from '../customer-cards/customer-cards.service.js';
import type { View } from '../customers/customer-record.js';
import { invalidField } from '../problem.js';
import type { ReadRecord } from './draft.js';
import type { Fault } from './import-row.entity.js';

/** A row of a source in terms of the record, or what is wrong with it. */
export type Reading = ({ record: ReadRecord } | { faults: Fault[] }) & {
  /** Keys that have no place in the record. */
  leftOver: readonly string[];
};

/** How the rows of one contract are read. Each contract's words are in `http/<contract>/`. */
export interface Source {
  readonly contract: string;
  read(row: Record<string, unknown>, tenant: Tenant): Reading;
  /** The value of a word whose text is in a cell. Inside an object or a list, the word is `emails.email`. */
  cell(word: string, text: string): unknown;
  /** The fields of a customer that an export of this contract reads. */
  readonly view: View;
  /** A customer in the words that `read` reads. */
  show(card: AnyCard, tenant: ServedTenant): object;
}

/** The contracts whose words a file may have. The module hands them in. */
export class Sources {
  constructor(private readonly all: readonly Source[]) {}

  get contracts(): string[] {
    return this.all.map(({ contract }) => contract);
  }

  of(contract: string): Source {
    const source = this.all.find((one) => one.contract === contract);
    if (!source) throw invalidField('contract', 'isIn', `must be one of ${this.contracts.join(', ')}`);
    return source;
  }
}
