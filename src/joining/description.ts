/** What is known of a customer, in its own words: a stored customer, or a row of an import. */
export interface Description {
  externalKey?: string | null;
  /** Display, legal and trade name, and company names. The order does not matter. */
  names: readonly (string | null | undefined)[];
  persons?: readonly PersonName[];
  /** Of the customer and of its company names. */
  taxIds?: readonly (string | null | undefined)[];
  document?: string | null;
  website?: string | null;
  /** ISO 3166-1. */
  country?: string | null;
  emails?: readonly (string | null | undefined)[];
  phones?: readonly Phone[];
  addresses?: readonly Address[];
}

export interface PersonName {
  firstName?: string | null;
  middleName?: string | null;
  lastName?: string | null;
}

export interface Phone {
  /** As it is written. */
  text: string;
  extension?: string | null;
  /** The normal form, if it is stored. */
  normal?: string;
}

export interface Address {
  /** Street, number and whatever else is written with them. */
  lines: readonly (string | null | undefined)[];
  city?: string | null;
  postcode?: string | null;
  /** ISO 3166-1. */
  country?: string | null;
}
