import { z } from 'zod';
import type { Schemas } from '../../sdk/src/clientela/index.js';

export type Change = Schemas['UpdateCustomerInput'];

const text = (max = 255) => z.string().max(max).nullable();
const id = z
  .string()
  .regex(/^[1-9][0-9]{0,14}$/)
  .nullable();
const delivery = z.enum(['email', 'print']);
const flag = z.boolean();
const degrees = (most: number) => z.number().min(-most).max(most).nullable();

const named = <Name extends string, Schema>(names: readonly Name[], schema: Schema) =>
  Object.fromEntries(names.map((name) => [name, schema])) as Record<Name, Schema>;

const NAMES = ['legalName', 'tradeName', 'salutation', 'firstName', 'lastName'] as const;
const NUMBERS = ['externalKey', 'taxId', 'document', 'discountGroup', 'salesperson', 'contactOrigin'] as const;
const EDI = ['electronicDocumentInterchange', 'ediIdentifier'] as const;
const BILLING = ['Line1', 'Line2', 'Line3', 'City', 'State', 'Postcode', 'Country', 'Email', 'Phone'].map(
  (part) => `billing${part}`,
) as `billing${Part}`[];
const SHIPPING = BILLING.map((name) => name.replace('billing', 'shipping')) as `shipping${Part}`[];
const SITE = ['siteStreet', 'siteDoorNumber', 'siteApartment', 'siteCorner', 'siteZipCode'] as const;
const SITE_IDS = ['siteCountryId', 'siteDepartmentId'] as const;
const CUSTOM = Array.from({ length: 20 }, (_, at) => `custom${at + 1}`) as (keyof Change & `custom${number}`)[];
const IDS = ['parentId', 'languageId', 'classId', 'adminId', 'campaignId', 'termsId', 'mainContactId'] as const;

type Part = 'Line1' | 'Line2' | 'Line3' | 'City' | 'State' | 'Postcode' | 'Country' | 'Email' | 'Phone';

/** All fields that an update takes: a field that the contract has and this list does not have does not compile. */
const FIELDS: Record<keyof Change, z.ZodType> = {
  displayName: z.string().min(1).max(255).describe('The name that all contracts show.'),
  kind: z.enum(['business', 'individual']),
  status: z.string().min(1).max(10).describe('`I` is inactive; all other words are active.'),
  email: text(254).describe('The value of the primary email.'),
  phone: text().describe('The number of the main phone.'),
  mobile: text(),
  fax: text(),
  website: text(2000),
  imageUrl: text(2000),
  note: text(65_535).describe('Free text.'),
  tags: z.array(z.string().max(255)).max(100).nullable().describe('All tags: the list replaces the one before.'),
  countryIso: z.string().length(2).nullable(),
  documentType: z.number().int().min(0).nullable(),
  noTaxes: flag,
  noDunning: flag,
  noLatefees: flag,
  noProcfees: flag,
  invoiceDelivery: delivery,
  dunningDelivery: delivery,
  siteLatitude: degrees(90),
  siteLongitude: degrees(180),
  ...named(NAMES, text()),
  ...named(NUMBERS, text()),
  ...named(EDI, text()),
  ...named(BILLING, text()),
  ...named(SHIPPING, text()),
  ...named(SITE, text()),
  ...named(SITE_IDS, text()),
  ...named(CUSTOM, text(4000)),
  ...named(IDS, id),
};

export const change = z
  .strictObject(Object.fromEntries(Object.entries(FIELDS).map(([name, schema]) => [name, schema.optional()])))
  .refine((given) => Object.keys(given).length > 0, 'must have a field')
  .describe('Fields to set. Omitted fields keep their value, and null clears a field.');
