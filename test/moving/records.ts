import type { Description, Phone } from '../../src/joining/description.js';
import { type Firm, filled, firmsOf, type House } from './firms.js';
import { Random } from './random.js';

/** A record of a firm, as a system has it. */
export interface Record {
  id: number;
  /** Which firm it is. Records of one firm are one customer. */
  firm: number;
  description: Description;
}

/** The records of several systems, in which some firms are twice or three times. */
export function recordsOf(seed: number, firms: number): Record[] {
  const random = new Random(seed);
  const records: Record[] = [];
  for (const [firm, one] of firmsOf(random, firms).entries()) {
    const copies = random.chance(0.55) ? 1 : random.chance(0.8) ? 2 : 3;
    for (let copy = 0; copy < copies; copy++)
      records.push({ id: records.length + 1, firm, description: written(random, one) });
  }
  return records;
}

/** Writes down what is known of a firm, with the faults of real life. */
function written(random: Random, firm: Firm): Description {
  const { country, form, person, website } = firm;
  const accents = random.chance(0.35) ? withoutAccents : same;
  const letters = random.chance(0.25) ? (text: string) => text.toUpperCase() : same;
  const as = (text: string) => letters(accents(text));
  const name = as(spelled(random, firm.name));
  const legal = as(`${random.chance(0.8) ? firm.name : spelled(random, firm.name)} ${suffix(random, form)}`);
  const known = random.chance(0.45) ? [name, legal] : [random.chance(0.5) ? name : legal];
  const trade = firm.tradeName !== null && random.chance(0.6) ? as(spelled(random, firm.tradeName)) : null;
  // The sign over the door is sometimes all that a system knows.
  const names = trade === null ? known : random.chance(0.15) ? [trade] : [...known, trade];
  const house = random.chance(0.08) ? firm.houses[1]! : firm.houses[0]!;
  return {
    names,
    country: random.chance(0.85) ? country.code : null,
    taxIds: random.chance(0.76)
      ? [taxId(random, firm)]
      : random.chance(0.15)
        ? [random.of(['N/A', '0', '999999990', '00000000000', '-', 'consumidor final'])]
        : [],
    emails: random.chance(0.82) ? [email(random, random.chance(0.88) ? firm.emails[0]! : firm.emails.at(-1)!)] : [],
    phones: random.chance(0.85)
      ? [phone(random, random.chance(0.9) ? firm.phones[0]! : firm.phones[1]!, country.dialling)]
      : [],
    addresses: random.chance(0.75) ? [address(random, house, as, country.code)] : [],
    persons: random.chance(0.4) ? [{ firstName: as(person.firstName), lastName: as(person.lastName) }] : [],
    website: random.chance(0.3) ? website : null,
  };
}

const same = (text: string) => text;

const withoutAccents = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '');

function spelled(random: Random, text: string): string {
  let spelled = text;
  if (random.chance(0.08)) spelled = withTypingError(random, spelled);
  if (random.chance(0.07)) spelled = abbreviated(random, spelled);
  if (random.chance(0.04)) spelled = spelled.split(' ').toReversed().join(' ');
  if (random.chance(0.05)) spelled = spelled.replace(/ (y|e|&) /, random.of([' & ', ' y ', ' e ', ' and ']));
  if (random.chance(0.04)) spelled = spelled.replace(' ', random.of(['  ', '-', ', ']));
  return spelled;
}

function withTypingError(random: Random, text: string): string {
  const at = 1 + random.below(Math.max(1, text.length - 2));
  const letter = random.of([...'abcdefghijlmnoprstuvz']);
  const kind = random.below(4);
  if (kind === 0) return text.slice(0, at) + letter + text.slice(at);
  if (kind === 1) return text.slice(0, at) + text.slice(at + 1);
  if (kind === 2) return text.slice(0, at) + letter + text.slice(at + 1);
  return text.slice(0, at) + (text[at + 1] ?? '') + text[at]! + text.slice(at + 2);
}

function abbreviated(random: Random, text: string): string {
  const words = text.split(' ');
  const at = words.findIndex((word) => word.length > 7);
  if (at < 0) return text;
  words[at] = `${words[at]!.slice(0, 3 + random.below(2))}.`;
  return words.join(' ');
}

const suffix = (random: Random, form: string) =>
  random.chance(0.3)
    ? ''
    : random.chance(0.4)
      ? form.replace(/[.\s]/g, '')
      : random.chance(0.1)
        ? form.toLowerCase()
        : form;

function taxId(random: Random, { taxId, country }: Firm): string {
  const digit = random.below(taxId.length);
  const typed = random.chance(0.012) ? taxId.slice(0, digit) + taxId.slice(digit + 1) : taxId;
  const plain = random.chance(0.5) ? typed.replace(/[.\-/]/g, '') : typed;
  return random.chance(0.08) ? `${country.code}${plain}` : plain;
}

const email = (random: Random, email: string) => {
  const typed = random.chance(0.01) ? withTypingError(random, email) : email;
  return random.chance(0.15) ? typed.toUpperCase() : typed;
};

function phone(random: Random, international: string, dialling: string): Phone {
  const national = international.slice(dialling.length + 2);
  const digits = national.replace(/ /g, '');
  const text = random.of([
    ...[international, international.replace(/ /g, ''), international.replace(/ /g, '-')],
    ...[national, digits, `(${national.split(' ')[0]}) ${national.split(' ').slice(1).join('-')}`],
    `00${international.slice(1)}`,
  ]);
  return { text, extension: random.chance(0.05) ? filled(random, '^##') : null };
}

function address(
  random: Random,
  { street, number, city, postcode }: House,
  as: (text: string) => string,
  country: string,
) {
  const short = random.chance(0.3)
    ? street.replace(
        /^(Avenida|Calle|Rua|Av\.) /,
        (kind) => ({ 'Avenida ': 'Av. ', 'Calle ': 'C/ ', 'Rua ': 'R. ', 'Av. ': 'Avenida ' })[kind] ?? '',
      )
    : street;
  const line =
    street === short && /Street|Road|Lane|Avenue|Drive|Blvd|Broadway/.test(street)
      ? `${number} ${short}`
      : `${short}${random.of([' ', ', ', ' N° '])}${number}`;
  const isMistyped = random.chance(0.04);
  return {
    lines: [
      as(isMistyped ? withTypingError(random, line) : line),
      random.chance(0.15) ? `Piso ${1 + random.below(9)}` : null,
    ],
    city: random.chance(0.92) ? as(city) : null,
    postcode: random.chance(0.7) ? postcode : null,
    country: random.chance(0.5) ? country : null,
  };
}
