import { clientela } from '../../../contracts/clientela.js';
import { wholeOf } from '../../../customer-cards/customer-cards.service.js';
import { toCard } from '../../../customer-cards/http/clientela/clientela.dto.js';
import { CARD_VIEW, COMPANY_NAME, EMAIL, PERSON, PHONE } from '../../../customer-cards/http/clientela/words.js';
import { UpdateCustomerInput } from '../../../customers/http/clientela/clientela.dto.js';
import { CUSTOMER, fromCustomer } from '../../../customers/http/clientela/words.js';
import type { NewCustomer } from '../../../customers/customer-record.js';
import type { PhonePlace } from '../../../phones/phones.repository.js';
import type { ReadPerson } from '../../draft.js';
import type { Source } from '../../sources.js';
import { cells } from '../cells.js';
import { knows, type Row, RowReader } from '../row-reader.js';
import { CompanyNameRow, ContactPersonRow, EmailRow, PhoneRow } from './records.dto.js';

const KNOWN = {
  ...knows(...Object.keys(CUSTOMER)),
  children: knows('id', 'displayName'),
  // IDs in contracts come with the files of these contracts.
  ...knows('wireIds'),
  emails: knows(...Object.keys(EMAIL)),
  phones: knows(...Object.keys(PHONE)),
  companyNames: knows(...Object.keys(COMPANY_NAME)),
  contactPersons: knows(...Object.keys(PERSON)),
};

const PLACES: readonly unknown[] = ['main', 'mobile', 'fax'] satisfies PhonePlace[];

interface Item {
  item: Row;
  at: string;
}

/** A customer with its records, as a detail answers it. */
export const clientelaSource: Source = {
  contract: clientela.name,
  cell: cells({
    '': UpdateCustomerInput,
    emails: EmailRow,
    phones: PhoneRow,
    companyNames: CompanyNameRow,
    contactPersons: ContactPersonRow,
  }),
  view: CARD_VIEW,
  show: (card) => toCard(wholeOf(card)),
  read(row) {
    const reader = new RowReader(row);
    const customer = reader.as(UpdateCustomerInput, { ...row, parentId: undefined, mainContactId: undefined });
    if (typeof customer.displayName !== 'string') reader.refuse('displayName', row.displayName, 'is required');
    const ids = { id: reader.id('id'), parent: reader.id('parentId') };
    const emails = reader.list('emails')?.map((one) => ({
      ...reader.as(EmailRow, one.item, one.at),
      ...commonOf(reader, one),
      isPrimary: reader.flag('isPrimary', one.item, one.at),
    }));
    const phones = reader.list('phones')?.map((one) => ({
      ...reader.as(PhoneRow, one.item, one.at),
      ...commonOf(reader, one),
      places: placesOf(reader, one),
    }));
    const companyNames = reader
      .list('companyNames')
      ?.map((one) => ({ ...reader.as(CompanyNameRow, one.item, one.at), ...commonOf(reader, one) }));
    const persons = reader.list('contactPersons')?.map((one): ReadPerson => ({
      ...reader.as(ContactPersonRow, one.item, one.at),
      ...commonOf(reader, one),
      token: reader.token('token', one.item, one.at) ?? undefined,
      isMain: reader.flag('isMain', one.item, one.at) ?? false,
      emailId: reader.id('emailId', one.item, one.at),
      phoneId: reader.id('phoneId', one.item, one.at),
    }));
    const times = { createdAt: reader.time('createdAt'), updatedAt: reader.time('updatedAt') };
    const token = reader.token('token');
    const opening = openingOf(reader, row);
    const ledger = {
      invoice: reader.money('invoiced'),
      adjustment: reader.money('adjusted'),
      payment: reader.money('paid'),
      credit: reader.money('credited'),
    };
    return reader.finish(KNOWN, () => ({
      ...ids,
      ...times,
      token,
      customer: { ...fromCustomer(customer), ...opening, displayName: customer.displayName! },
      ...(typeof row.statusBefore === 'string' && { columns: { statusBefore: row.statusBefore.slice(0, 10) } }),
      emails,
      phones,
      companyNames,
      persons,
      ledger: Object.fromEntries(Object.entries(ledger).filter((entry) => entry[1] !== undefined)),
    }));
  },
};

const commonOf = (reader: RowReader, { item, at }: Item) => ({
  sourceId: reader.id('id', item, at) ?? undefined,
  createdAt: reader.time('createdAt', item, at),
});

function placesOf(reader: RowReader, { item, at }: Item): PhonePlace[] | undefined {
  const { places } = item;
  if (places === undefined || places === null) return undefined;
  if (Array.isArray(places) && places.every((place) => PLACES.includes(place))) return places as PhonePlace[];
  reader.refuse(`${at}places`, places, 'must be a list of main, mobile and fax');
  return undefined;
}

function openingOf(reader: RowReader, row: Row): Partial<NewCustomer> {
  const openingBalance = reader.money('openingBalance');
  const branch = reader.id('openingBalanceBranchId');
  if (row.currency !== undefined && typeof row.currency !== 'string')
    reader.refuse('currency', row.currency, 'must be an ISO 4217 code');
  return {
    ...(typeof row.currency === 'string' && { currency: row.currency }),
    ...(openingBalance !== undefined && { openingBalance }),
    openingBalanceAt: reader.time('openingBalanceAt') ?? null,
    ...(row.openingBalanceRate !== undefined && { openingBalanceRate: reader.money('openingBalanceRate') }),
    openingBalanceBranchId: branch === null ? null : Number(branch),
  };
}
