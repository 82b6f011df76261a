import { ADDRESS_PARTS, CUSTOM_FIELDS } from './customer.entity.js';
import type { CustomerRecord } from './customer-record.js';

/** The longest texts that any contract may write, in characters. */
export const LONGEST = { line: 255, email: 254, url: 2000, custom: 4000, note: 65_535, status: 10 } as const;

/** The most tags of a customer. */
export const MOST_TAGS = 100;

const lines = <Field extends string>(...fields: readonly Field[]) => of(LONGEST.line, fields);

const of = <Field extends string>(most: number, fields: readonly Field[]) =>
  Object.fromEntries(fields.map((field) => [field, most])) as Record<Field, number>;

const ofAddress = (side: 'billing' | 'shipping') =>
  Object.fromEntries(
    ADDRESS_PARTS.map((part) => [`${side}${part}`, part === 'Email' ? LONGEST.email : LONGEST.line]),
  ) as Record<`${typeof side}${(typeof ADDRESS_PARTS)[number]}`, number>;

/**
 * The longest text in each field of the record. Contracts have limits of their own, which are not longer: a longer one
 * stops the start.
 */
export const LONGEST_TEXTS: { readonly [Field in keyof CustomerRecord]?: number } = {
  ...lines(
    ...([
      'externalKey',
      'displayName',
      'legalName',
      'tradeName',
      'taxId',
      'document',
      'contactOrigin',
      'tags',
    ] as const),
    ...(['discountGroup', 'salesperson', 'electronicDocumentInterchange', 'ediIdentifier'] as const),
    ...(['phone', 'mobile', 'fax', 'salutation', 'firstName', 'lastName'] as const),
    ...(['siteStreet', 'siteDoorNumber', 'siteApartment', 'siteCorner', 'siteZipCode'] as const),
    ...(['siteCountryId', 'siteDepartmentId'] as const),
  ),
  ...of(LONGEST.url, ['website', 'imageUrl']),
  ...of(LONGEST.status, ['status', 'statusBefore']),
  ...of(LONGEST.custom, CUSTOM_FIELDS),
  ...ofAddress('billing'),
  ...ofAddress('shipping'),
  email: LONGEST.email,
  note: LONGEST.note,
  token: 12,
  countryIso: 2,
  currency: 3,
  tenantCurrency: 3,
};

/** The street on one line, and the name of a person: parts with a separator between them. */
export const LONGEST_STREET = 3 * LONGEST.line + 4;
export const LONGEST_NAME = 2 * LONGEST.line + 1;

/** `C` and an ID. */
export const LONGEST_CODE = 17;
