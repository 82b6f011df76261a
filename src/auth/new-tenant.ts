import { countryCode, isCountry } from '../normal-forms/countries.js';
import { isCurrency } from '../normal-forms/currencies.js';
import { oneLine } from '../normal-forms/texts.js';
import { invalidField } from '../problem.js';
import { hostNameAlone } from './host-name.js';

const DOMAIN = 'must be only a host name, such as "acme.example": no scheme, port, path or spaces';

/** Normalizes a slug. It may be that of an existing tenant. */
export function readSlug(text: string): string {
  const slug = oneLine(text).toLowerCase();
  if (!/^[a-z0-9][a-z0-9_-]{0,62}$/.test(slug)) {
    throw invalidField('slug', 'format', 'must have letters, digits, - and _ only');
  }
  return slug;
}

/** `reserved` are slugs that would hide a path of the API. */
export function readNewSlug(text: string, reserved: readonly string[]): string {
  const slug = readSlug(text);
  if (reserved.includes(slug)) {
    throw invalidField('slug', 'reserved', `cannot be "${slug}": a path of the API has that name`);
  }
  return slug;
}

export function readCurrency(text: string): string {
  const currency = oneLine(text).toUpperCase();
  if (!isCurrency(currency)) throw invalidField('baseCurrency', 'currency', 'must be an ISO 4217 code');
  return currency;
}

export function readCountry(text: string): string {
  const country = countryCode(oneLine(text));
  if (!isCountry(country)) throw invalidField('defaultCountry', 'country', 'must be an ISO 3166-1 code of two letters');
  return country;
}

export function readTimeZone(text: string): string {
  const zone = oneLine(text);
  if (!isTimeZone(zone)) throw invalidField('timeZone', 'timeZone', 'must be an IANA time zone');
  return zone;
}

export function readDomain(text: string): string {
  const domain = hostNameAlone(oneLine(text));
  if (domain === undefined) throw invalidField('domain', 'hostName', DOMAIN);
  return domain;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
