import type { Card } from './api.js';
import type { Word } from './words/index.js';

export type CardField = keyof Card;

interface Group {
  title: Word;
  fields: readonly CardField[];
}

const custom = Array.from({ length: 20 }, (_, at) => `custom${at + 1}` as CardField);

/** The fields of a customer, as people look for them. Emails and the like have lists of their own. */
export const GROUPS: readonly Group[] = [
  {
    title: 'customer.group.identity',
    fields: [
      'displayName',
      'legalName',
      'tradeName',
      'kind',
      'taxId',
      'document',
      'documentType',
      'countryIso',
      'status',
      'note',
    ],
  },
  {
    title: 'customer.group.contact',
    fields: [
      'email',
      'phone',
      'mobile',
      'fax',
      'website',
      'salutation',
      'firstName',
      'lastName',
      'contactOrigin',
      'imageUrl',
    ],
  },
  {
    title: 'customer.group.billingAddress',
    fields: [
      'billingLine1',
      'billingLine2',
      'billingLine3',
      'billingCity',
      'billingState',
      'billingPostcode',
      'billingCountry',
      'billingEmail',
      'billingPhone',
    ],
  },
  {
    title: 'customer.group.shippingAddress',
    fields: [
      'shippingLine1',
      'shippingLine2',
      'shippingLine3',
      'shippingCity',
      'shippingState',
      'shippingPostcode',
      'shippingCountry',
      'shippingEmail',
      'shippingPhone',
    ],
  },
  {
    title: 'customer.group.site',
    fields: [
      'siteStreet',
      'siteDoorNumber',
      'siteApartment',
      'siteCorner',
      'siteZipCode',
      'siteLatitude',
      'siteLongitude',
      'siteCountryId',
      'siteDepartmentId',
    ],
  },
  {
    title: 'customer.group.money',
    fields: [
      'balance',
      'openingBalance',
      'openingBalanceAt',
      'openingBalanceRate',
      'openingBalanceBranchId',
      'localOpeningBalance',
      'invoiced',
      'adjusted',
      'paid',
      'credited',
      'currency',
    ],
  },
  {
    title: 'customer.group.terms',
    fields: [
      'invoiceDelivery',
      'dunningDelivery',
      'noTaxes',
      'noDunning',
      'noLatefees',
      'noProcfees',
      'termsId',
      'discountGroup',
      'salesperson',
      'electronicDocumentInterchange',
      'ediIdentifier',
    ],
  },
  {
    title: 'customer.group.keys',
    fields: [
      'id',
      'code',
      'externalKey',
      'token',
      'tags',
      'parentId',
      'childCount',
      'languageId',
      'classId',
      'adminId',
      'campaignId',
      'createdAt',
      'updatedAt',
    ],
  },
  { title: 'customer.group.custom', fields: custom },
];

/** Amounts, with the field that has their currency. */
export const AMOUNTS: Partial<Record<string, 'currency' | 'tenantCurrency'>> = {
  balance: 'currency',
  openingBalance: 'currency',
  invoiced: 'currency',
  adjusted: 'currency',
  paid: 'currency',
  credited: 'currency',
  localOpeningBalance: 'tenantCurrency',
};

const OFF: readonly unknown[] = [null, undefined, '', false];

/** Whether a value says something. A flag that is off, a sum of nothing and an empty list do not. */
export const saysSomething = (field: string, value: unknown): boolean =>
  !OFF.includes(value) &&
  !(Array.isArray(value) && value.length === 0) &&
  !(field in AMOUNTS && field !== 'balance' && Number(value) === 0) &&
  !(field === 'childCount' && value === 0) &&
  !(field === 'openingBalanceRate' && value === '1');
