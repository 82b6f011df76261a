import { domainToASCII } from 'node:url';
import { trimmedEmail } from '../../src/normal-forms/emails.js';
import { manyLines, oneLine } from '../../src/normal-forms/texts.js';
import type { View } from './arbitraries.js';

/**
 * What each contract makes of what it is sent before it shows it again, as docs/ and the documents say. One function a
 * contract: from a request and the reading before it, the values that the reading then has, by word.
 */
export type Normal = (sent: View, before: View) => View;

/** An e-mail or a phone of the record: shown as it was sent, or as a record that had it already spells it. */
export class Spelled {
  constructor(
    readonly text: string,
    readonly kind: 'email' | 'phone',
  ) {}

  isShownBy(read: unknown, known: readonly string[]): boolean {
    return read === this.text || (typeof read === 'string' && known.includes(read) && essence[this.kind](read) === essence[this.kind](this.text));
  }
}

const essence = {
  email: (text: string) => {
    const [local, domain] = text.split('@') as [string, string];
    return `${local.normalize('NFC').toUpperCase().toLowerCase()}@${domainToASCII(domain)}`;
  },
  // Numbers with and without their country end alike.
  phone: (text: string) => text.replace(/\P{Nd}/gu, '').slice(-9),
};

/** Someone, but it cannot be known who. */
export const SOMEONE = Symbol('someone');

/** Texts of several lines, in any contract. */
const MULTILINE = /^(note|notes|comments|custom_\d+|address|billing_address)$/;

const cleared = (value: unknown, clean: (text: string) => string = oneLine) => (typeof value === 'string' ? clean(value) || null : value);
const email = (value: unknown) => cleared(value, trimmedEmail);
const flat = (kind: 'email' | 'phone') => (value: unknown) => {
  const text = kind === 'email' ? email(value) : cleared(value);
  return typeof text === 'string' ? new Spelled(text, kind) : null;
};

/** Applies to each key that was sent its own rule, else that a text is cleaned and an empty one clears. */
const settle = (sent: View, rules: Record<string, (value: any) => unknown> = {}): View =>
  Object.fromEntries(Object.entries(sent).map(([key, value]) => [key, rules[key] ? rules[key](value) : cleared(value, MULTILINE.test(key) ? manyLines : oneLine)]));

export const billing: Normal = (sent, before) => {
  const { superuser_id: id, superuser_name: name, superuser_first_name: first, superuser_last_name: last, currency_id: currency, ...rest } = sent;
  const isSame = id === undefined || id === before['superuser_id'];
  const was = { first: isSame ? (before['superuser_first_name'] ?? null) : null, last: isSame ? (before['superuser_last_name'] ?? null) : null };
  const said = name === undefined || cleared(name) === joined(was.first, was.last) ? was : split(cleared(name) as string | null);
  const now = { first: first === undefined ? said.first : cleared(first), last: last === undefined ? said.last : cleared(last) };
  const isNamed = first !== undefined || last !== undefined || name !== undefined;
  return {
    ...settle(rest, { superuser_email: flat('email'), superuser_phone: flat('phone'), tags: (tags) => (tags ?? []).map((tag: any) => oneLine(tag?.tag ?? tag)).filter(Boolean) }),
    ...(currency && { currency_id: currency }),
    ...((name !== undefined || (isNamed && isSame)) && { superuser_name: joined(now.first, now.last), superuser_first_name: now.first, superuser_last_name: now.last }),
    ...(id === null && { superuser_id: isNamed && (now.first ?? now.last) !== null ? SOMEONE : null }),
    ...(id && { superuser_id: id }),
  };
};

export const joined = (first: unknown, last: unknown) => [first, last].filter(Boolean).join(' ') || null;

export function split(name: string | null): { first: unknown; last: unknown } {
  const [first, ...rest] = (name ?? '').trim().split(/\s+/);
  return { first: first || null, last: rest.join(' ') || null };
}

const SITE = ['street', 'door_number', 'apartment', 'corner', 'zip_code', 'latitude', 'longitude', 'country_id', 'department_id'];

export const clients: Normal = (sent) => {
  const said = settle(sent, { email: flat('email'), phone: flat('phone'), mobile: flat('phone'), status: (status) => cleared(status) ?? 'A' });
  return Object.fromEntries(Object.entries(said).map(([key, value]) => [SITE.includes(key) ? `address.${key}` : key, value]));
};

const ADDRESS = { postal_address: null, city: null, zip_code: null, country: null };

export const erp: Normal = ({ billing_address: billing, shipping_address: shipping, ...rest }) => ({
  ...settle(rest, { email: flat('email'), phone: flat('phone'), mobile: flat('phone'), fax: flat('phone'), country_iso: country, inactive: (word) => (['1', 'true', 'S', true].includes(word) ? '1' : '0') }),
  ...under('billing_address', billing === null ? ADDRESS : settle(billing ?? {})),
  ...under('shipping_address', shipping === null ? ADDRESS : settle(shipping ?? {})),
});

const country = (code: string | null) => (code ? ({ UK: 'GB', EL: 'GR' }[code.toUpperCase()] ?? code.toUpperCase()) : null);

const under = (key: string, parts: View) => Object.fromEntries(Object.entries(parts).map(([part, value]) => [`${key}.${part}`, value]));

export const accounting: Normal = (sent, before) => {
  const { billingAddressZipcode: billing, shippingAddressZipcode: shipping, ...rest } = sent;
  const places = ({ KWD: 3, JPY: 0 } as Record<string, number>)[rest['currencyCode'] ?? before['currencyCode']] ?? 2;
  return settle(
    { ...(billing !== undefined && { billingAddressPostcode: billing }), ...(shipping !== undefined && { shippingAddressPostcode: shipping }), ...rest },
    {
      email: flat('email'), workPhone: flat('phone'), personalPhone: flat('phone'), billingAddressEmail: email, shippingAddressEmail: email,
      openingBalance: (value) => halfUp(value ?? 0, places), openingBalanceAt: moment, openingBalanceExchangeRate: (value) => value ?? 1,
    },
  );
};

/** Away from zero where it is exactly between two. */
function halfUp(value: number, places: number): number {
  const [whole = '', fraction = ''] = String(Math.abs(value)).split('.');
  const digits = BigInt(whole + fraction.slice(0, places).padEnd(places, '0')) + (Number(fraction[places] ?? 0) >= 5 ? 1n : 0n);
  return (Math.sign(value) * Number(digits)) / 10 ** places;
}

/** To the second; without a zone it is UTC. */
function moment(text: string | null): string | null {
  if (text === null) return null;
  const zoned = /T/.test(text) && !/(Z|[+-]\d\d:\d\d)$/.test(text) ? `${text}Z` : text;
  return new Date(zoned).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Of the records of a customer, and of a customer when it is made. */
export const contacts = {
  emails: ((sent) => settle(sent, { email })) as Normal,
  phones: ((sent) => settle(sent)) as Normal,
  // The first active name is the default, whatever the request says.
  'company-names': (({ is_default: isDefault, ...sent }, before) => ({ ...settle(sent, { billing_email: email }), ...(isDefault !== undefined && (isDefault || before['is_active'] || !sent['is_active']) && { is_default: isDefault }) })) as Normal,
  customer: ((sent) => ({ contact_origin: 'WEB_FORM', ...settle(sent) })) as Normal,
};
