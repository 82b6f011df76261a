import { toChange } from '../../../changes/http/clientela/words.js';
import { described, exactly, refTo } from '../../../contracts/schema.js';
import { Streamed } from '../../../rows.js';
import type { ExportPart } from '../../subject-export.js';

const anything = { type: 'object', additionalProperties: true };

/** By part, its description and an example. The parts have every field that is kept, so a new field is in them. */
const LISTS = {
  emails: ['Its emails.', { id: '7', email: 'office@acme.example' }],
  phones: ['Its phones.', { id: '7', phone: '+12125550100' }],
  companyNames: ['Its company names.', { id: '7', name: 'Acme Ltd.' }],
  contactPersons: ['Its contact persons.', { id: '7', firstName: 'Ada' }],
  ledger: ['Its entries of the ledger.', { id: '7', kind: 'invoice', amount: '12.50' }],
  paymentsForOthers: ['Payments that it made for other customers.', { id: '8', kind: 'payment', amount: '12.50' }],
} as const;

export const PERSONAL_DATA = exactly({
  customer: described('The record.', anything, { id: '42', displayName: 'Acme' }),
  ...Object.fromEntries(
    Object.entries(LISTS).map(([name, [description, example]]) => [
      name,
      described(description, { type: 'array', items: anything }, [example]),
    ]),
  ),
  changes: described('What was changed of it, the oldest change first.', {
    type: 'array',
    items: refTo('ChangeOutput'),
  }),
});

/** The parts of an export as one document, which is written while they are read. */
export class PersonalData extends Streamed {
  /** The first part is read already: if the customer does not exist, the request is refused. */
  static async of(parts: AsyncGenerator<ExportPart>): Promise<PersonalData> {
    const { value: first } = (await parts.next()) as { value: ExportPart };
    return new PersonalData(first, parts);
  }

  private constructor(
    private readonly first: ExportPart,
    private readonly others: AsyncGenerator<ExportPart>,
  ) {
    super();
  }

  async *json(): AsyncGenerator<string> {
    let separator = '{';
    let end = '}';
    for await (const part of this.all()) {
      if ('json' in part) yield `${separator}"${part.name}":${part.json}`;
      else {
        if (end === '}') yield ',"changes":[';
        if (part.changes.length > 0)
          yield `${end === '}' ? '' : ','}${part.changes.map((change) => JSON.stringify(toChange(change))).join(',')}`;
        end = ']}';
      }
      separator = ',';
    }
    yield end;
  }

  private async *all(): AsyncGenerator<ExportPart> {
    yield this.first;
    yield* this.others;
  }
}
