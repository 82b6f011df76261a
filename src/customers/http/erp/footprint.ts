import { type Footprint, fieldsOf, inside, reads, writes } from '../../../contracts/footprint.js';
import type { CustomerRecord, SeenBy } from '../../customer-record.js';

const BILLING_STREET = ['billingLine1', 'billingLine2', 'billingLine3'] as const;
const SHIPPING_STREET = ['shippingLine1', 'shippingLine2', 'shippingLine3'] as const;

/** An address whose parts are all empty is null, and so its id follows from them too. */
export const ERP_FOOTPRINT = {
  id: reads('id'),
  code: reads('id'),
  name: writes('displayName'),
  name_2: writes('tradeName'),
  vat_id: writes('taxId'),
  country_iso: writes('countryIso'),
  phone: writes('phone'),
  mobile: writes('mobile'),
  fax: writes('fax'),
  email: writes('email'),
  url_link: writes('website'),
  discount_group: writes('discountGroup'),
  salesperson: writes('salesperson'),
  electronic_document_interchange: writes('electronicDocumentInterchange'),
  edi_identifier: writes('ediIdentifier'),
  inactive: writes('status'),
  comments: writes('note'),
  ...inside('billing_address', {
    id: reads('id', ...BILLING_STREET, 'billingCity', 'billingPostcode', 'billingCountry'),
    postal_address: writes(BILLING_STREET),
    city: writes('billingCity'),
    zip_code: writes('billingPostcode'),
    country: writes('billingCountry'),
  }),
  ...inside('shipping_address', {
    id: reads('id', ...SHIPPING_STREET, 'shippingCity', 'shippingPostcode', 'shippingCountry'),
    postal_address: writes(SHIPPING_STREET),
    city: writes('shippingCity'),
    zip_code: writes('shippingPostcode'),
    country: writes('shippingCountry'),
  }),
} as const satisfies Footprint<keyof CustomerRecord>;

export const ERP_VIEW = { fields: fieldsOf(ERP_FOOTPRINT) };

/** What the contract shows of a customer. */
export type ThirdParty = SeenBy<typeof ERP_VIEW>;
