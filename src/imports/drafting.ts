import { extensionFrom, phoneNumber } from '../phones/phone-number.js';
import { defined } from '../customers/changes.js';
import { planCreation } from '../customers/customer-change.js';
import { namesFrom } from '../customers/customer-record.js';
import { rounded } from '../customers/money.js';
import { RECORDS_PER_CUSTOMER } from '../customers/record-limit.js';
import { newToken } from '../customers/token.js';
import { emailAddress } from '../emails/email-address.js';
import type { LedgerKind } from '../ledger/ledger-entry.entity.js';
import type { Countries } from '../normal-forms/phones.js';
import { isEmptyText } from '../normal-forms/texts.js';
import { Problem } from '../problem.js';
import type { PhonePlace } from '../phones/phones.repository.js';
import type { Draft, DraftPerson, ReadPerson, ReadRecord } from './draft.js';
import type { Fault, Note } from './import-row.entity.js';

/** What the meaning of a row depends on beside the row. */
export interface Surroundings {
  baseCurrency: string;
  defaultCountry: string;
}

export type Drafted = { draft: Draft; notes: Note[] } | { faults: Fault[] };

const POINTERS = { main: 'mainPhone', mobile: 'mobilePhone', fax: 'faxPhone' } as const satisfies Record<
  PhonePlace,
  keyof Draft['pointers']
>;
const FLAT_PLACES = { phone: 'main', mobile: 'mobile', fax: 'fax' } as const;

/** The rows of the record that a row of a source stands for, or what is wrong with it. */
export function drafted(read: ReadRecord, surroundings: Surroundings): Drafted {
  const drafting = new Drafting(read, surroundings);
  return drafting.result();
}

class Drafting {
  private readonly faults: Fault[] = [];
  private readonly notes: Note[] = [];
  private readonly draft: Draft;
  private readonly countries: Countries;

  constructor(
    private readonly read: ReadRecord,
    { baseCurrency, defaultCountry }: Surroundings,
  ) {
    const { customer, createdAt, updatedAt, token } = read;
    this.countries = [customer.countryIso ?? null, defaultCountry];
    const currency = customer.currency ?? baseCurrency;
    const { columns, flat, contact } = this.attempt('', () => planCreation(customer, currency)) ?? NOTHING;
    const { contactName, ...names } = contact;
    this.draft = {
      customer: defined({
        ...columns,
        ...read.columns,
        createdAt,
        updatedAt: updatedAt ?? createdAt,
        token: token ?? undefined,
      }),
      emails: [],
      phones: [],
      companyNames: [],
      persons: [],
      entries: [],
      pointers: {},
      spareToken: newToken(),
      flat: defined({ ...flat, ...namesFrom(contactName, UNNAMED), ...defined(names) }),
      hasLists: read.emails !== undefined || read.phones !== undefined,
      ...(read.children && { children: read.children }),
      ...(read.ids && { ids: read.ids }),
    };
    this.addEmails();
    this.addPhones();
    this.addCompanyNames();
    this.addPersons();
    this.addEntries(currency);
    if (token === undefined || token === null) this.draft.customer.token = newToken();
  }

  result(): Drafted {
    return this.faults.length > 0 ? { faults: this.faults } : { draft: this.draft, notes: this.notes };
  }

  private addEmails(): void {
    const { emails, customer } = this.read;
    if (emails === undefined) return void this.pointTo('primaryEmail', this.email(customer.email, 'email'));
    for (const [at, { email, sourceId, isPrimary, createdAt, ...rest }] of emails.entries()) {
      const place = this.email(email, `emails.${at}.email`, { ...rest, sourceId, createdAt: createdAt?.toISOString() });
      if (isPrimary ?? (at === 0 && emails.every((one) => one.isPrimary === undefined)))
        this.pointTo('primaryEmail', place);
    }
    this.limit('emails');
  }

  private addPhones(): void {
    const { phones, customer } = this.read;
    if (phones === undefined)
      return Object.entries(FLAT_PLACES).forEach(([field, place]) =>
        this.pointTo(POINTERS[place], this.phone(customer[field as 'phone'], field)),
      );
    for (const [at, { phone, extension, sourceId, places, createdAt, ...rest }] of phones.entries()) {
      const more = { ...rest, sourceId, createdAt: createdAt?.toISOString() };
      const place = this.phone(phone, `phones.${at}.phone`, more, extension);
      const isFirst = at === 0 && phones.every((one) => one.places === undefined);
      for (const one of places ?? (isFirst ? (['main'] as const) : [])) this.pointTo(POINTERS[one], place);
    }
    this.limit('phones');
  }

  private addCompanyNames(): void {
    const { companyNames = [] } = this.read;
    for (const { isDefault: _, createdAt, ...name } of companyNames)
      this.draft.companyNames.push({ ...name, createdAt: createdAt?.toISOString() });
    const isActive = (at: number) => companyNames[at]?.isActive ?? true;
    const wanted = companyNames.findIndex(({ isDefault }) => isDefault);
    const isKnown = companyNames.some(({ isDefault }) => isDefault !== undefined);
    const first = isKnown ? wanted : companyNames.findIndex((_, at) => isActive(at));
    if (first >= 0 && !isActive(first))
      this.faults.push({
        field: `companyNames.${first}.isDefault`,
        why: 'an inactive company name cannot be the default',
      });
    else if (first >= 0) this.draft.pointers.defaultCompanyName = first;
    this.draft.customer.companyNameChosen = companyNames.some((_, at) => isActive(at));
    this.limit('companyNames');
  }

  private addPersons(): void {
    const { persons } = this.read;
    const { salutation, firstName, lastName } = this.draft.flat;
    if (persons === undefined) {
      if (![salutation, firstName, lastName].some(Boolean)) return;
      this.draft.persons.push({ salutation, firstName, lastName, token: newToken() });
      this.draft.pointers.mainContact = 0;
      return;
    }
    for (const [at, person] of persons.entries()) {
      this.draft.persons.push(this.person(person, at));
      if (person.isMain) this.draft.pointers.mainContact = at;
    }
    this.limit('persons');
  }

  /** The main contact shows the places of the customer. Others have records of their own. */
  private person(
    { isMain, fullName, email, phone, emailId, phoneId, createdAt, ...person }: ReadPerson,
    at: number,
  ): DraftPerson {
    const names = fullName === undefined ? {} : namesFrom(fullName, { ...UNNAMED, ...defined(person) });
    const draft = {
      ...names,
      ...defined(person),
      token: person.token ?? newToken(),
      createdAt: createdAt?.toISOString(),
    };
    const own = {
      email: this.named('emails', emailId) ?? this.email(email, `persons.${at}.email`),
      phone: this.named('phones', phoneId) ?? this.phone(phone, `persons.${at}.phone`),
    };
    if (!isMain) return defined({ ...draft, ...own });
    this.pointTo('primaryEmail', own.email);
    this.pointTo('mainPhone', own.phone);
    return defined(draft);
  }

  private named(list: 'emails' | 'phones', id: string | null | undefined): number | undefined {
    const at = id ? this.draft[list].findIndex(({ sourceId }) => sourceId === id) : -1;
    return at < 0 ? undefined : at;
  }

  private addEntries(currency: string): void {
    for (const [kind, amount] of Object.entries(this.read.ledger ?? {})) {
      const places = this.attempt(kind, () => rounded(amount, currency));
      if (places !== undefined && Number(places) !== 0)
        this.draft.entries.push({ kind: kind as LedgerKind, amount: places });
    }
  }

  /** The position of the email, which is added unless the customer has it. */
  private email(text: string | null | undefined, field: string, more?: object): number | undefined {
    if (text === null || text === undefined || isEmptyText(text)) return undefined;
    const value = this.attempt(field, () => emailAddress(text));
    if (!value) return undefined;
    const { emails } = this.draft;
    const known = emails.findIndex(({ emailNormal }) => emailNormal === value.normal);
    if (known < 0) return emails.push({ email: value.text, emailNormal: value.normal, ...defined(more ?? {}) }) - 1;
    if (more) this.notes.push({ field, value: text, why: 'the customer has this email already' });
    return known;
  }

  private phone(
    text: string | null | undefined,
    field: string,
    more?: object,
    extension?: string | null,
  ): number | undefined {
    if (text === null || text === undefined || isEmptyText(text)) return undefined;
    const value = this.attempt(field, () => phoneNumber(text, this.countries, extensionFrom(extension) ?? null));
    if (!value) return undefined;
    const { phones } = this.draft;
    const known = phones.findIndex(({ phoneNormal }) => phoneNormal === value.normal);
    const columns = { phone: value.text, extension: value.extension, phoneNormal: value.normal };
    if (known < 0) return phones.push({ ...columns, ...defined(more ?? {}) }) - 1;
    if (more) this.notes.push({ field, value: text, why: 'the customer has this phone already' });
    return known;
  }

  private pointTo(pointer: keyof Draft['pointers'], place: number | undefined): void {
    if (place !== undefined) this.draft.pointers[pointer] ??= place;
  }

  private limit(list: 'emails' | 'phones' | 'companyNames' | 'persons'): void {
    if (this.draft[list].length > RECORDS_PER_CUSTOMER)
      this.faults.push({ field: list, why: `must hold at most ${RECORDS_PER_CUSTOMER}` });
  }

  private attempt<Result>(field: string, work: () => Result): Result | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const [{ field: own, message } = { field: '', message: error.message }] = error.details;
      this.faults.push({
        field: field || own,
        why: message.startsWith(`${own} `) ? message.slice(own.length + 1) : message,
      });
      return undefined;
    }
  }
}

const UNNAMED = { firstName: null, lastName: null };
const NOTHING = { columns: {}, flat: {}, contact: {} } as ReturnType<typeof planCreation>;
