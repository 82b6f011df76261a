import { isEmailAddress } from '../../src/normal-forms/emails.js';
import { Random } from '../../test/moving/random.js';
import { type Record as FirmRecord, recordsOf } from '../../test/moving/records.js';

export const VENDORS = ['clients', 'billing', 'contacts', 'erp', 'accounting'] as const;
export type Vendor = (typeof VENDORS)[number];

/** What a vendor knows of a firm, in no vendor's words. */
export interface Facts {
  taxId: string | null;
  website: string | null;
  country: string | null;
  line: string | null;
  city: string | null;
  postcode: string | null;
}

/** A customer of a vendor. */
export interface Row {
  vendor: Vendor;
  id: string;
  firm: number;
  name: string;
  email: string | null;
  facts: Facts;
  /** In the words of the vendor's contract. */
  words: object;
  isFaulty: boolean;
}

/** Above 2^53, so that JavaScript has no number for them. */
const BIG = 9_007_199_254_741_000n;
/** Characters of a name in erp. */
const MOST_IN_ERP = 40;
const FAULTY = 0.03;
const OTHER_WEBSITE = 0.05;

/** About so many customers for each vendor. Nearly a third of them are customers of another vendor, too. */
export function customersOf(seed: number, perVendor: number): Map<Vendor, Row[]> {
  const random = new Random(seed + 1_000_003);
  const firms = new Map<number, FirmRecord[]>();
  for (const record of recordsOf(seed, perVendor * 5)) {
    const known = firms.get(record.firm);
    if (known) known.push(record);
    else firms.set(record.firm, [record]);
  }
  const rows = new Map<Vendor, Row[]>(VENDORS.map((vendor) => [vendor, []]));
  for (const [firm, all] of firms) {
    const records = all.length > 1 && random.chance(0.5) ? all : all.slice(0, 1);
    const first = random.below(VENDORS.length);
    for (const [at, record] of records.entries()) {
      const vendor = VENDORS[(first + at * (1 + random.below(2))) % VENDORS.length]!;
      const list = rows.get(vendor)!;
      if (list.length >= perVendor || list.at(-1)?.firm === firm) continue;
      list.push(rowOf(random, vendor, firm, list.length + 1, record));
    }
  }
  return rows;
}

function rowOf(random: Random, vendor: Vendor, firm: number, number: number, { description }: FirmRecord): Row {
  const { names, taxIds = [], emails = [], phones = [], addresses = [], country, website } = description;
  const [name, legal] = names as string[];
  const [address] = addresses;
  const other = random.chance(OTHER_WEBSITE) ? `https://other-${vendor}-${number}.example` : null;
  const known: Facts = {
    taxId: taxIds[0] ?? null,
    website: other ?? (website ? `https://${website.replace(/^https?:\/\//, '')}` : null),
    country: country ?? null,
    line: address?.lines[0] ?? null,
    city: address?.city ?? null,
    postcode: address?.postcode ?? null,
  };
  const email = (emails as string[]).find(isEmailAddress) ?? null;
  const id = vendor === 'clients' ? String(BIG + BigInt(number)) : String(number);
  const phone = phones[0]?.text ?? null;
  const person = description.persons?.[0];
  const { words, facts } = inWords(vendor, {
    id,
    number,
    name: name!,
    legal: legal ?? null,
    email,
    phone,
    person,
    known,
  });
  return { vendor, id, firm, name: name!, email, facts, words, isFaulty: email !== null && random.chance(FAULTY) };
}

interface Known {
  id: string;
  number: number;
  name: string;
  legal: string | null;
  email: string | null;
  phone: string | null;
  person?: { firstName?: string | null; lastName?: string | null };
  known: Facts;
}

/** The facts are those that the contract has words for. */
function inWords(vendor: Vendor, one: Known): { words: object; facts: Facts } {
  const { id, number, name, legal, email, phone, person, known } = one;
  const none: Facts = { taxId: null, website: null, country: null, line: null, city: null, postcode: null };
  const { taxId, website, country, line, city, postcode } = known;
  switch (vendor) {
    case 'contacts':
      return {
        facts: { ...none, taxId },
        words: {
          customer_id: number,
          name,
          legal_name: legal,
          tax_id: taxId,
          emails: email === null ? [] : [{ email_id: number, email, is_primary: true }],
          phones: phone === null ? [] : [{ phone_id: number, phone }],
        },
      };
    case 'billing':
      return {
        facts: { ...none, taxId, line, city, postcode },
        words: {
          customer_id: number,
          company: name,
          tax_ident: taxId,
          superuser_id: number,
          superuser_email: email,
          superuser_phone: phone,
          superuser_first_name: person?.firstName ?? null,
          superuser_last_name: person?.lastName ?? null,
          bill_addr1: line,
          bill_city: city,
          bill_postcode: postcode,
          users: [
            {
              user_id: number,
              first_name: person?.firstName ?? '',
              last_name: person?.lastName ?? '',
              email: email ?? '',
              phone: phone ?? '',
            },
          ],
        },
      };
    case 'clients':
      return {
        facts: { ...none, taxId },
        words: { id, name, business_name: legal, tax_id: taxId, email, phone, street: line, zip_code: postcode },
      };
    case 'erp':
      return {
        facts: { ...none, taxId, website, country, line, city, postcode },
        words: {
          id: number,
          code: `CLI-${number}`,
          name: name.slice(0, MOST_IN_ERP),
          name_2: legal?.slice(0, MOST_IN_ERP) ?? null,
          vat_id: taxId,
          country_iso: country,
          email,
          phone,
          url_link: website,
          billing_address: { id: number, postal_address: line, city, zip_code: postcode },
        },
      };
    case 'accounting':
      return {
        facts: { ...none, website, line, city, postcode },
        words: {
          id: number,
          customerType: 'business',
          displayName: name,
          companyName: legal,
          email,
          workPhone: phone,
          website,
          billingAddress1: line,
          billingAddressCity: city,
          billingAddressPostcode: postcode,
        },
      };
  }
}
