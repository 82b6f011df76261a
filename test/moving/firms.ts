import { isValidTaxId } from '../../src/joining/tax-id-rules.js';
import { COUNTRIES, type Country } from './countries.js';
import { Random } from './random.js';
import { DISTRICTS, FAVOURITES, FIRST_NAMES, LINES, STREETS, SURNAMES, SYLLABLES } from './words.js';

export interface House {
  street: string;
  number: string;
  city: string;
  postcode: string;
}

/** A firm as it really is. */
export interface Firm {
  country: Country;
  /** Without a legal form. */
  name: string;
  form: string;
  /** Another name, for the sign over the door. */
  tradeName: string | null;
  taxId: string;
  emails: string[];
  phones: string[];
  houses: House[];
  person: { firstName: string; lastName: string };
  website: string | null;
}

/** What is shared by firms that are not one: switchboards of business centres, and accountants. */
interface Neighbourhood {
  phones: string[];
  emails: string[];
  houses: House[];
}

/** Firms of all kinds, in chains of branches and alone. */
export function firmsOf(random: Random, count: number): Firm[] {
  const shared = new Map(COUNTRIES.map((country) => [country, neighbourhood(random, country, count)]));
  const firms: Firm[] = [];
  while (firms.length < count) {
    const country = random.of(COUNTRIES);
    const around = shared.get(country)!;
    if (random.chance(0.012)) firms.push(...chain(random, country));
    else if (random.chance(0.03) && firms.length > 0) firms.push(namesake(random, random.of(firms), around));
    else if (random.chance(0.02) && firms.length > 0) firms.push(sister(random, random.of(firms), around));
    else firms.push(firm(random, country, around));
  }
  return firms.slice(0, count);
}

function firm(random: Random, country: Country, around: Neighbourhood): Firm {
  const person = personOf(random, country);
  const name = random.chance(0.12) ? `${person.firstName} ${person.lastName}` : nameOf(random, country);
  const domain = random.chance(0.6)
    ? `${slug(name)}${random.of(['', '', random.digits(2)])}.${random.of(['com', 'net', country.code.toLowerCase()])}`
    : null;
  const own = domain
    ? [
        `${random.of(['info', 'ventas', 'contacto', 'contato', 'sales', 'office'])}@${domain}`,
        `${slug(person.firstName)}@${domain}`,
      ]
    : [`${slug(name).slice(0, 14)}${random.digits(2)}@${random.of(['gmail.com', 'hotmail.com', 'yahoo.com'])}`];
  return {
    country,
    name,
    form: random.of(country.forms),
    tradeName: random.chance(0.2) ? nameOf(random, country) : null,
    taxId: taxIdOf(random, country),
    emails: random.chance(0.03) ? [random.of(around.emails), ...own] : own,
    phones: [random.chance(0.05) ? random.of(around.phones) : phoneOf(random, country), phoneOf(random, country)],
    houses: [random.chance(0.04) ? random.of(around.houses) : houseOf(random, country), houseOf(random, country)],
    person,
    website: domain && random.chance(0.6) ? `www.${domain}` : null,
  };
}

/** Another firm with the name of one, mostly elsewhere. */
const namesake = (random: Random, { name }: Firm, around: Neighbourhood): Firm => ({
  ...firm(random, random.of(COUNTRIES), around),
  name,
  tradeName: null,
});

/** Another firm of the owner of one: it has the same person, and perhaps the same email, phone or house. */
function sister(random: Random, { country, person, emails, phones, houses }: Firm, around: Neighbourhood): Firm {
  const other = firm(random, country, around);
  return {
    ...other,
    person,
    emails: random.chance(0.5) ? [emails[0]!, ...other.emails] : other.emails,
    phones: random.chance(0.5) ? [phones[0]!, other.phones[0]!] : other.phones,
    houses: random.chance(0.5) ? [houses[0]!, other.houses[0]!] : other.houses,
  };
}

/** Branches with almost the same name. Each is a firm with a tax ID of its own. */
function chain(random: Random, country: Country): Firm[] {
  const name = nameOf(random, country);
  const domain = `${slug(name)}.com`;
  const headquarters = phoneOf(random, country);
  const hasSharedPhone = random.chance(0.5);
  const isNumbered = random.chance(0.3);
  const hasPlainNames = random.chance(0.2);
  return Array.from({ length: 2 + random.below(7) }, (_, at): Firm => {
    const branch = firm(random, country, {
      phones: [headquarters],
      emails: [`info@${domain}`],
      houses: [houseOf(random, country)],
    });
    const house = branch.houses[0]!;
    const ending = isNumbered ? `${at + 1}` : random.chance(0.5) ? house.city : random.of(DISTRICTS[country.language]);
    return {
      ...branch,
      name: hasPlainNames ? name : `${name} ${ending}`,
      tradeName: null,
      emails: [`info@${domain}`, `${slug(house.city)}${at}@${domain}`].slice(random.below(2)),
      phones: hasSharedPhone ? [headquarters, phoneOf(random, country)] : branch.phones,
      website: `www.${domain}`,
    };
  });
}

const neighbourhood = (random: Random, country: Country, count: number): Neighbourhood => {
  const several = <One>(make: () => One) => Array.from({ length: 1 + Math.ceil(count / 1500) }, make);
  return {
    phones: several(() => phoneOf(random, country)),
    emails: several(() => `clientes@estudio${random.digits(3)}.com`),
    houses: several(() => houseOf(random, country)),
  };
};

function nameOf(random: Random, { language }: Country): string {
  const line = random.of(LINES[language]);
  const surname = random.of(SURNAMES[language]);
  const own = invented(random);
  const kind = random.next();
  const after = (word: string) => (language === 'en' ? `${word} ${line}` : `${line} ${word}`);
  if (kind < 0.4) return after(own);
  if (kind < 0.55) return random.chance(0.5) ? own : `${own} ${invented(random)}`;
  if (kind < 0.75) return after(random.of(FAVOURITES[language]));
  if (kind < 0.9) return after(surname);
  const other = random.of(SURNAMES[language]);
  return `${surname} ${language === 'es' ? 'y' : language === 'pt' ? 'e' : '&'} ${random.chance(0.5) ? other : { es: 'Hijos', pt: 'Filhos', en: 'Sons' }[language]}`;
}

const invented = (random: Random) => {
  const word = Array.from({ length: 2 + random.below(2) }, () => random.of(SYLLABLES)).join('');
  return word[0]!.toUpperCase() + word.slice(1);
};

const personOf = (random: Random, { language }: Country) => ({
  firstName: random.of(FIRST_NAMES[language]),
  lastName: [
    random.of(SURNAMES[language]),
    ...(language !== 'en' && random.chance(0.7) ? [random.of(SURNAMES[language])] : []),
  ].join(' '),
});

const houseOf = (random: Random, { language, cities, postcode }: Country): House => ({
  street: random.of(STREETS[language]),
  number: String(1 + random.below(3000)),
  city: random.of(cities),
  postcode: filled(random, postcode),
});

const phoneOf = (random: Random, { dialling, phones }: Country) =>
  `+${dialling} ${filled(random, random.of(phones)).replace(/^0/, '')}`;

/** A number that the country's rule accepts: the last characters are tried until it does. */
function taxIdOf(random: Random, { code, taxId }: Country): string {
  for (let tries = 0; tries < 5000; tries++) {
    const filledIn = filled(random, taxId).replace(
      'ABC',
      Array.from({ length: 3 }, () => random.of([...'BCDFGHJKLMNPQRSTVW'])).join(''),
    );
    for (const last of random.chance(0.9) ? '0123456789K' : '0123456789AK') {
      const candidate = filledIn.slice(0, -1) + last;
      if (isValidTaxId(candidate.replace(/[^\dA-Z]/g, ''), code)) return candidate;
    }
  }
  throw new Error(`No tax ID of ${code} has the form ${taxId}`);
}

export const filled = (random: Random, pattern: string): string =>
  pattern.replace(/[#^]/g, (sign) => String(sign === '#' ? random.below(10) : 1 + random.below(9)));

export const slug = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
