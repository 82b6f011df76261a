import { getMetadataArgsStorage } from 'typeorm';
import { Customer } from '../../src/customers/customer.entity.js';
import type { CustomerRecord, View } from '../../src/customers/customer-record.js';

const BESIDE: Record<Exclude<keyof CustomerRecord, keyof Customer>, true> = {
  email: true,
  phone: true,
  mobile: true,
  fax: true,
  salutation: true,
  firstName: true,
  lastName: true,
  invoiced: true,
  adjusted: true,
  paid: true,
  credited: true,
  tenantCurrency: true,
  childCount: true,
  children: true,
};

/** All that there is to know of a customer. */
export const WHOLE: View = {
  fields: [
    ...getMetadataArgsStorage()
      .filterColumns(Customer)
      .map(({ propertyName }) => propertyName),
    ...Object.keys(BESIDE),
  ] as (keyof CustomerRecord)[],
};
