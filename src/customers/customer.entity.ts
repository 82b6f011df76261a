import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TenantId } from '../engine/tenant-database/index.js';

export type CustomFieldNumber =
  1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 18 | 19 | 20;
export type CustomFields = { [N in CustomFieldNumber as `custom${N}`]: string | null };
export type AddressPart = 'Line1' | 'Line2' | 'Line3' | 'City' | 'State' | 'Postcode' | 'Country' | 'Email' | 'Phone';
export type Addresses = { [Field in `${'billing' | 'shipping'}${AddressPart}`]: string | null };

export const CUSTOM_FIELDS = Array.from({ length: 20 }, (_, index) => `custom${index + 1}` as keyof CustomFields);
export const ADDRESS_PARTS: readonly AddressPart[] = [
  'Line1',
  'Line2',
  'Line3',
  'City',
  'State',
  'Postcode',
  'Country',
  'Email',
  'Phone',
];

// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging -- the repeated columns are declared in a loop below
export interface Customer extends CustomFields, Addresses {}

/** A row of `customers`: the record behind all contracts. Money is decimal text, never a float. */
@Entity('customers')
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging
export class Customer {
  @PrimaryColumn('bigint') tenantId: TenantId;
  /** From the database, below 2^53. */
  @PrimaryColumn('bigint') id: number;
  /** Rises with each accepted change of the customer or of its emails, phones, company names and contact persons. */
  @Column('bigint') version: number;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz') updatedAt: Date;
  @Column('timestamptz') deletedAt: Date | null;

  /** Unique per tenant, also against deleted customers. */
  @Column('text') externalKey: string | null;
  @Column('text') displayName: string;
  @Column('text') legalName: string | null;
  @Column('text') tradeName: string | null;
  @Column('text') kind: string;
  @Column('text') taxId: string | null;
  @Column('text') document: string | null;
  @Column('integer') documentType: number | null;
  @Column('text') website: string | null;
  @Column('text') imageUrl: string | null;
  @Column('text') note: string | null;
  /** Any word of at most ten letters; `I` is inactive, everything else active. */
  @Column('text') status: string;
  /** The status that an inactive customer had before. It gets it back when it becomes active. */
  @Column('text') statusBefore: string | null;
  @Column('text') countryIso: string | null;
  @Column('text') contactOrigin: string | null;
  @Column('bigint') parentId: number | null;
  /** Twelve characters of a-z0-9, generated once. */
  @Column('text') token: string;

  @Column('text') siteStreet: string | null;
  @Column('text') siteDoorNumber: string | null;
  @Column('text') siteApartment: string | null;
  @Column('text') siteCorner: string | null;
  @Column('text') siteZipCode: string | null;
  @Column({ type: 'float8' }) siteLatitude: number | null;
  @Column({ type: 'float8' }) siteLongitude: number | null;
  @Column('text') siteCountryId: string | null;
  @Column('text') siteDepartmentId: string | null;

  @Column('text', { array: true }) tags: string[];
  @Column('bigint') languageId: number | null;
  @Column('bigint') classId: number | null;
  @Column('bigint') adminId: number | null;
  @Column('bigint') campaignId: number | null;
  @Column('bigint') termsId: number | null;
  @Column('boolean') noTaxes: boolean;
  @Column('boolean') noDunning: boolean;
  @Column('boolean') noLatefees: boolean;
  @Column('boolean') noProcfees: boolean;
  @Column('text') invoiceDelivery: 'email' | 'print';
  @Column('text') dunningDelivery: 'email' | 'print';
  @Column('text') discountGroup: string | null;
  @Column('text') salesperson: string | null;
  @Column('text') electronicDocumentInterchange: string | null;
  @Column('text') ediIdentifier: string | null;

  @Column('char', { length: 3 }) currency: string;
  @Column('numeric') openingBalance: string;
  @Column('timestamptz') openingBalanceAt: Date | null;
  @Column('numeric') openingBalanceRate: string;
  @Column('bigint') openingBalanceBranchId: number | null;

  @Column('bigint') primaryEmailId: number | null;
  @Column('bigint') mainPhoneId: number | null;
  @Column('bigint') mobilePhoneId: number | null;
  @Column('bigint') faxPhoneId: number | null;
  @Column('bigint') mainContactId: number | null;
  @Column('bigint') defaultCompanyNameId: number | null;
  /** True once there was a default. From then on, no name becomes the default by itself. */
  @Column('boolean') companyNameChosen: boolean;
  /** Always true: the half of the foreign key that keeps an inactive name from being the default. */
  @Column('boolean') defaultCompanyNameActive: boolean;
}

for (const side of ['billing', 'shipping'])
  for (const part of ADDRESS_PARTS) Column('text')(Customer.prototype, `${side}${part}`);
for (const field of CUSTOM_FIELDS) Column('text')(Customer.prototype, field);
