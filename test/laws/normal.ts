import type { View } from './arbitraries.js';
import { isMultiline, isSeen, manyLines, oneLine } from './texts.js';
import { type Countries, emailOf, phoneOf } from './values.js';

/**
 * How each contract normalizes the values that it is sent, as docs/ and the API documents promise. There is one
 * function per contract. It takes a request and the reading before it, and returns the values of the next reading by
 * word. Phone numbers are read in the customer's countries after the request.
 */
export type Normal = (sent: View, before: View, countries: Countries) => View;

/** An email or phone: shown as it was sent, or as spelled in a record that had it already. */
export class Spelled {
  readonly text: string;

  constructor(
    sent: string,
    readonly kind: 'email' | 'phone',
    readonly countries: Countries,
  ) {
    this.text = this.valueOf(sent).shown;
  }

  isShownBy(read: unknown, known: readonly string[]): boolean {
    return (
      read === this.text ||
      (typeof read === 'string' && known.includes(read) && this.valueOf(read).number === this.valueOf(this.text).number)
    );
  }

  private valueOf(text: string) {
    return this.kind === 'email' ? emailOf(text) : phoneOf(text, this.countries);
  }
}

/** A person whose ID the test cannot know. */
export const SOMEONE = Symbol('someone');

const text = (value: unknown) => (typeof value === 'string' ? oneLine(value) : value);
const address = (value: unknown) => (typeof value === 'string' && isSeen(value) ? emailOf(value).shown : null);
const flat = (kind: 'email' | 'phone', countries: Countries) => (value: unknown) =>
  typeof value === 'string' && isSeen(value) ? new Spelled(value, kind, countries) : null;

/** Applies to each sent key its own rule, or else the rule of texts. */
const settle = (sent: View, rules: Record<string, (value: any) => unknown> = {}): View =>
  Object.fromEntries(
    Object.entries(sent).map(([key, value]) => [
      key,
      key in rules
        ? rules[key]!(value)
        : typeof value === 'string' && isMultiline(key)
          ? manyLines(value)
          : text(value),
    ]),
  );

export const billing: Normal = (sent, before, countries) => {
  const {
    superuser_id: id,
    superuser_name: name,
    superuser_first_name: first,
    superuser_last_name: last,
    currency_id: currency,
    ...rest
  } = sent;
  const isSame = id === undefined || id === before['superuser_id'];
  const was = {
    first: isSame ? (before['superuser_first_name'] ?? null) : null,
    last: isSame ? (before['superuser_last_name'] ?? null) : null,
  };
  const said =
    name === undefined || text(name) === joined(was.first, was.last) ? was : split(text(name) as string | null);
  const now = {
    first: first === undefined ? said.first : text(first),
    last: last === undefined ? said.last : text(last),
  };
  const isNamed = first !== undefined || last !== undefined || name !== undefined;
  return {
    ...settle(rest, {
      superuser_email: flat('email', countries),
      superuser_phone: flat('phone', countries),
      tags: (tags) => (tags ?? []).map((tag: any) => text(tag?.tag ?? tag)).filter((tag: unknown) => tag !== null),
    }),
    ...(currency && { currency_id: currency }),
    ...((name !== undefined || (isNamed && isSame)) && {
      superuser_name: joined(now.first, now.last),
      superuser_first_name: now.first,
      superuser_last_name: now.last,
    }),
    ...(id === null && { superuser_id: isNamed && (now.first ?? now.last) !== null ? SOMEONE : null }),
    ...(id && { superuser_id: id }),
  };
};

export const joined = (first: unknown, last: unknown) => [first, last].filter(Boolean).join(' ') || null;

export function split(name: string | null): { first: unknown; last: unknown } {
  // Invisible characters are no name; they belong to the word before them.
  const words: string[] = [];
  for (const word of (name ?? '').split(/\s+/)) {
    if (words.length > 0 && !(isSeen(word) && isSeen(words[0]!))) words.push(`${words.pop()} ${word}`);
    else words.push(word);
  }
  const [first, ...rest] = words;
  return { first: first || null, last: rest.join(' ') || null };
}

const SITE = [
  'street',
  'door_number',
  'apartment',
  'corner',
  'zip_code',
  'latitude',
  'longitude',
  'country_id',
  'department_id',
];

export const clients: Normal = (sent, _, countries) => {
  const said = settle(sent, {
    email: flat('email', countries),
    phone: flat('phone', countries),
    mobile: flat('phone', countries),
    status: (status) => text(status) ?? 'A',
  });
  return Object.fromEntries(
    Object.entries(said).map(([key, value]) => [SITE.includes(key) ? `address.${key}` : key, value]),
  );
};

const ADDRESS = { postal_address: null, city: null, zip_code: null, country: null };

export const erp: Normal = ({ billing_address: billing, shipping_address: shipping, ...rest }, _, countries) => ({
  ...settle(rest, {
    email: flat('email', countries),
    phone: flat('phone', countries),
    mobile: flat('phone', countries),
    fax: flat('phone', countries),
    country_iso: country,
    inactive: (word) => (['1', 'true', 'S', true].includes(word) ? '1' : '0'),
  }),
  ...under('billing_address', billing === null ? ADDRESS : settle(billing ?? {})),
  ...under('shipping_address', shipping === null ? ADDRESS : settle(shipping ?? {})),
});

/** In capitals. Codes that are not of ISO 3166-1 (UK, EL) become those that are. */
export function country(code: string | null): string | null {
  const letters = (text(code) as string | null)?.toUpperCase() ?? null;
  return letters === 'UK' ? 'GB' : letters === 'EL' ? 'GR' : letters;
}

const under = (key: string, parts: View) =>
  Object.fromEntries(Object.entries(parts).map(([part, value]) => [`${key}.${part}`, value]));

export const accounting: Normal = (sent, before, countries) => {
  const { billingAddressZipcode: billing, shippingAddressZipcode: shipping, ...rest } = sent;
  const places = placesOf(rest['currencyCode'] ?? before['currencyCode']);
  return settle(
    {
      ...(billing !== undefined && { billingAddressPostcode: billing }),
      ...(shipping !== undefined && { shippingAddressPostcode: shipping }),
      ...rest,
    },
    {
      email: flat('email', countries),
      workPhone: flat('phone', countries),
      personalPhone: flat('phone', countries),
      billingAddressEmail: address,
      shippingAddressEmail: address,
      openingBalance: (value) => halfUp(value ?? 0, places),
      openingBalanceAt: moment,
      openingBalanceExchangeRate: (value) => value ?? 1,
    },
  );
};

export const clientela: Normal = (sent, _, countries) =>
  settle(sent, {
    email: flat('email', countries),
    phone: flat('phone', countries),
    mobile: flat('phone', countries),
    fax: flat('phone', countries),
    billingEmail: address,
    shippingEmail: address,
    countryIso: country,
    parentId: (id) => (id === null || text(id) === null ? null : String(id)),
    tags: (tags) => (tags ?? []).map(text).filter((tag: unknown) => tag !== null),
  });

/** Decimal places of the currencies that the laws use (ISO 4217). */
export const placesOf = (currency: string) => (({ KWD: 3, JPY: 0 }) as Record<string, number>)[currency] ?? 2;

/** Rounds half away from zero. */
export function halfUp(value: number, places: number): number {
  const [whole = '', fraction = ''] = String(Math.abs(value)).split('.');
  const digits =
    BigInt(whole + fraction.slice(0, places).padEnd(places, '0')) + (Number(fraction[places] ?? 0) >= 5 ? 1n : 0n);
  return (Math.sign(value) * Number(digits)) / 10 ** places;
}

/** A time to the second. Without a zone it is in UTC. */
function moment(text: string | null): string | null {
  if (text === null) return null;
  const zoned = /T/.test(text) && !/(Z|[+-]\d\d:\d\d)$/.test(text) ? `${text}Z` : text;
  return new Date(zoned).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** The contacts contract: records of a customer, and new customers. */
export const contacts = {
  emails: ((sent) => settle(sent, { email: address })) as Normal,
  phones,
  'company-names': ((sent) => settle(sent, { billing_email: address })) as Normal,
  customer: ((sent) => ({ contact_origin: 'WEB_FORM', ...settle(sent) })) as Normal,
};

/** An extension is its digits, in a field of its own or at the end of the number. If omitted, it stays. */
function phones({ phone, extension, ...rest }: View, before: View, countries: Countries): View {
  const given = typeof extension === 'string' ? (isSeen(extension) ? extension : null) : extension;
  const value = phone === undefined ? phoneOf(before['phone'], countries, given) : phoneOf(phone, countries, given);
  return {
    ...settle(rest),
    ...(phone !== undefined && { phone: value.shown }),
    ...((extension !== undefined || value.extension !== null) && { extension: value.extension }),
  };
}
