import { countryCode, isCountry } from '../normal-forms/countries.js';
import { readEmail } from '../normal-forms/emails.js';
import { numberIn, readPhone } from '../normal-forms/phones.js';
import { normalTaxId } from '../normal-forms/tax-ids.js';
import { asciiDigits, oneLine } from '../normal-forms/texts.js';
import { type Place, readPlace } from './addresses.js';
import type { Description, PersonName, Phone } from './description.js';
import { isFreeDomain, isRole } from './email-kinds.js';
import { type Name, readName } from './names.js';
import { isPlaceholder, nationalTaxId } from './tax-id-rules.js';

/** A value that two customers may share. `block` names it where values are counted and looked up. */
export interface Shareable {
  text: string;
  block: string;
}

export interface TaxId extends Shareable {
  national: string;
  /** That of the customer, if it is known. */
  country: string | null;
}

export interface Email extends Shareable {
  normal: string;
  isRole: boolean;
}

export interface PhoneTrait extends Shareable {
  extension: string | null;
  /**
   * Its last digits, which are the same in all ways to write it. Systems without the country of a customer read a
   * number without its country code as one of another country.
   */
  line: string;
  /** Its digits, if it is written without a country code. */
  national: string | null;
}

/** A description as it is compared: normal forms, without what says nothing. */
export interface Traits {
  externalKey: Shareable | null;
  names: Name[];
  persons: Name[];
  taxIds: TaxId[];
  document: Shareable | null;
  emails: Email[];
  domains: Shareable[];
  phones: PhoneTrait[];
  places: Place[];
  country: string | null;
}

/** The most values of a kind that are compared. A customer may have thousands of emails. */
const MOST = { names: 6, persons: 10, taxIds: 10, emails: 30, phones: 30, places: 4 };

/** Reads a description. Phones without a country code are those of its country, or of the tenant's. */
export function traitsOf(description: Description, tenantCountry: string): Traits {
  const country = countryIn(description);
  const emails = distinct(description.emails, MOST.emails, emailTrait);
  return {
    externalKey: shareable('key', description.externalKey, oneLine),
    names: withForms(distinct(description.names, MOST.names * 2, readName, wordsAndForms)).slice(0, MOST.names),
    persons: distinct(description.persons, MOST.persons, personTrait, (name) => name.words.toSorted().join(' ')),
    taxIds: distinct(description.taxIds, MOST.taxIds, (text) => taxIdTrait(text, country)),
    document: shareable('document', description.document, documentIn),
    emails,
    domains: distinct([...emails.map(domainOf), siteOf(description.website)], MOST.emails, domainTrait),
    phones: distinct(description.phones, MOST.phones, (phone) => phoneTrait(phone, [country, tenantCountry])),
    places: (description.addresses ?? []).flatMap((address) => readPlace(address) ?? []).slice(0, MOST.places),
    country,
  };
}

function distinct<Value, Trait extends object>(
  values: readonly (Value | null | undefined)[] = [],
  most: number,
  read: (value: Value) => Trait | undefined,
  identity = (trait: Trait) => (trait as Partial<Shareable>).block!,
): Trait[] {
  const found = new Map<string, Trait>();
  for (const value of values) {
    const trait = value === null || value === undefined ? undefined : read(value);
    if (!trait) continue;
    const key = identity(trait);
    if (!found.has(key)) found.set(key, trait);
    if (found.size === most) break;
  }
  return [...found.values()];
}

const wordsAndForms = ({ words, forms }: Name) => [...words.toSorted(), '', ...forms].join(' ');

/** Names with the same words are one, which has the legal forms of all. */
function withForms(names: readonly Name[]): Name[] {
  const found = new Map<string, Name>();
  for (const name of names) {
    const words = name.words.toSorted().join(' ');
    const known = found.get(words);
    found.set(words, known ? { ...known, forms: [...new Set([...known.forms, ...name.forms])] } : name);
  }
  return [...found.values()];
}

/** The country of the customer, or that of its first address. */
function countryIn({ country, addresses = [] }: Description): string | null {
  const codes = [country, ...addresses.map((address) => address.country)];
  const code = codes.find((one) => typeof one === 'string' && isCountry(countryCode(one.trim())));
  return code ? countryCode(code.trim()) : null;
}

function shareable(kind: string, text: string | null | undefined, normal: (text: string) => string): Shareable | null {
  const value = normal(text ?? '');
  return value === '' ? null : { text: text!, block: `${kind} ${value}` };
}

function documentIn(text: string): string {
  const normal = normalTaxId(text);
  return normal.length < 5 || isPlaceholder(normal) ? '' : normal;
}

function taxIdTrait(text: string, country: string | null): TaxId | undefined {
  const normal = normalTaxId(text);
  if (normal.length < 4 || isPlaceholder(normal)) return undefined;
  const national = nationalTaxId(normal, country);
  if (isPlaceholder(national)) return undefined;
  return { text, block: `tax ${national}`, national, country };
}

function emailTrait(text: string): Email | undefined {
  const email = readEmail(text);
  if (!email) return undefined;
  const { normal } = email;
  return { text, block: `email ${normal}`, normal, isRole: isRole(normal.slice(0, normal.lastIndexOf('@'))) };
}

const domainOf = ({ normal }: Email) => normal.slice(normal.lastIndexOf('@') + 1);

const siteOf = (website: string | null | undefined) =>
  /^(?:[a-z]+:\/\/)?(?:www\.)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?:[/:?#]|$)/i
    .exec(website?.trim() ?? '')?.[1]
    ?.toLowerCase();

const domainTrait = (domain: string): Shareable | undefined =>
  isFreeDomain(domain) ? undefined : { text: domain, block: `domain ${domain}` };

function phoneTrait({ text, extension, normal }: Phone, countries: (string | null)[]): PhoneTrait | undefined {
  const read = normal === undefined ? readPhone(text, countries, extension) : undefined;
  const whole = normal ?? read?.normal;
  if (whole === undefined) return undefined;
  const number = numberIn(whole);
  // Emergency numbers, short codes and numbers of one digit repeated belong to no customer.
  if (!/\d{6}/.test(number.replace(/\D/g, '')) || /^\+?\d{0,4}(\d)\1{5,}$/.test(number)) return undefined;
  const digits = number.replace(/\D/g, '');
  return {
    text,
    block: `phone ${number}`,
    extension: /;ext=(.*)$/.exec(whole)?.[1] ?? null,
    line: `line ${digits.slice(-LINE)}`,
    national: /^\s*(?:\+|00)/.test(text) ? null : asciiDigits(text).replace(/\D/g, '').replace(/^0+/, ''),
  };
}

/** Numbers have at least so many digits without the codes of country and area, or with the latter. */
const LINE = 8;

const personTrait = ({ firstName, middleName, lastName }: PersonName): Name | undefined =>
  firstName && lastName ? readName([firstName, middleName, lastName].filter(Boolean).join(' ')) : undefined;
