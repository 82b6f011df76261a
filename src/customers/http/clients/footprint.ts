import { type Footprint, fieldsOf, inside, reads, writes } from '../../../contracts/footprint.js';
import type { CustomerRecord, SeenBy, View } from '../../customer-record.js';

/** A site is flat in requests and an `address` in answers. */
export const CLIENT_FOOTPRINT = {
  id: reads('id'),
  name: writes('displayName'),
  business_name: writes('legalName'),
  email: writes('email'),
  phone: writes('phone'),
  image_url: writes('imageUrl'),
  status: writes('status'),
  document: writes('document'),
  tax_id: writes('taxId'),
  external_code: writes('externalKey'),
  associated_accounts: reads('childCount'),
  mobile: writes('mobile'),
  notes: writes('note'),
  document_type: writes('documentType'),
  'address.street': writes('siteStreet', { as: ['street'] }),
  'address.door_number': writes('siteDoorNumber', { as: ['door_number'] }),
  'address.apartment': writes('siteApartment', { as: ['apartment'] }),
  'address.corner': writes('siteCorner', { as: ['corner'] }),
  'address.zip_code': writes('siteZipCode', { as: ['zip_code'] }),
  'address.latitude': writes('siteLatitude', { as: ['latitude'] }),
  'address.longitude': writes('siteLongitude', { as: ['longitude'] }),
  'address.country_id': writes('siteCountryId', { as: ['country_id'] }),
  'address.department_id': writes('siteDepartmentId', { as: ['department_id'] }),
  // Of its children, which are customers of their own.
  ...inside('accounts[]', { id: reads('children'), name: reads('children') }),
} as const satisfies Footprint<keyof CustomerRecord>;

export const CLIENT_VIEW = { fields: fieldsOf(CLIENT_FOOTPRINT) };

/** What the contract shows of a client. */
export type Client = SeenBy<typeof CLIENT_VIEW>;

export const CLIENT_ROW_VIEW = {
  fields: [
    'id',
    'displayName',
    'legalName',
    'email',
    'phone',
    'imageUrl',
    'status',
    'document',
    'taxId',
    'externalKey',
    'childCount',
  ],
} as const satisfies View;

/** What it shows of one in a list. */
export type ClientRow = SeenBy<typeof CLIENT_ROW_VIEW>;
