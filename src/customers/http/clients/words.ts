import { ApiProperty } from '@nestjs/swagger';
import { Decimal, EmailText, PhoneText, ShownText, Text, Whole } from '../../../contracts/fields.js';
import { type Footprint, inside, readsOf } from '../../../contracts/footprint.js';
import { meaningsOf, viewOf, vocabularyOf } from '../../../contracts/vocabulary.js';
import { LONGEST_TEXTS } from '../../longest-texts.js';
import { ACTIVE, type CustomerRecord, type NewCustomer } from '../../customer-record.js';

const { reads, writes, reader, writer } = vocabularyOf<CustomerRecord, NewCustomer>(LONGEST_TEXTS);

/** The words of a client in a list. */
export const ROW = {
  id: reads('id', ShownText('Client unique identifier: a decimal string.', '42', { max: 19 }), ({ id }) => String(id)),
  name: writes(
    'displayName',
    Text({ required: true, max: 200, description: 'Client display name.', example: 'Regional Distributors' }),
  ),
  business_name: writes(
    'legalName',
    Text({ max: 200, description: 'Legal business name.', example: 'Regional Distributors S.A.' }),
  ),
  email: writes('email', EmailText({ max: 200, description: 'Email address.', example: 'info@regionaldist.com' })),
  phone: writes('phone', PhoneText({ max: 60, description: 'Phone number.', example: '+59821009876' })),
  image_url: writes(
    'imageUrl',
    Text({ max: 500, description: 'Image URL.', example: 'https://regionaldist.com/logo.png' }),
  ),
  status: writes(
    'status',
    Text({ max: 10, description: 'Client status; `I` is inactive. `A` when omitted or empty.', example: 'A' }),
    {
      write: (status) => ({ status: status ?? ACTIVE }),
      shown: ApiProperty({ type: String, description: 'Client status; `I` is inactive.', example: 'A' }),
    },
  ),
  document: writes('document', Text({ max: 60, description: 'Document number.', example: '4123456' })),
  tax_id: writes('taxId', Text({ max: 60, description: 'Tax identification number.', example: '219900005018' })),
  external_code: writes(
    'externalKey',
    Text({ max: 120, description: 'External system identifier.', example: 'CRM-1001' }),
  ),
  associated_accounts: reads(
    'childCount',
    ApiProperty({
      type: 'integer',
      description: 'Number of clients that have this client as their parent.',
      example: 0,
    }),
  ),
};

/** The words that only the detail of a client adds. */
export const DETAIL = {
  mobile: writes('mobile', PhoneText({ max: 60, description: 'Mobile phone.', example: '+59891009876' })),
  notes: writes(
    'note',
    Text({ max: 1000, multiline: true, description: 'Free-text notes.', example: 'Updated primary contact' }),
  ),
  document_type: writes(
    'documentType',
    Whole({ max: 2_147_483_647, description: 'Document type identifier.', example: 1 }),
  ),
};

/** The words of the address: flat in requests, an object in answers. */
export const ADDRESS = {
  street: writes('siteStreet', Text({ max: 200, description: 'Street name.', example: 'Bvar. Artigas' })),
  door_number: writes('siteDoorNumber', Text({ max: 20, description: 'Door number.', example: '567' })),
  apartment: writes('siteApartment', Text({ max: 20, description: 'Apartment or suite.', example: '3B' })),
  corner: writes('siteCorner', Text({ max: 200, description: 'Cross street.', example: 'Av. Italia' })),
  zip_code: writes('siteZipCode', Text({ max: 20, description: 'Postal code.', example: '11600' })),
  latitude: writes(
    'siteLatitude',
    Decimal({ min: -90, max: 90, description: 'Latitude coordinate.', example: -34.894 }),
  ),
  longitude: writes(
    'siteLongitude',
    Decimal({ min: -180, max: 180, description: 'Longitude coordinate.', example: -56.152 }),
  ),
  country_id: writes('siteCountryId', Text({ max: 30, description: 'Country ID.', example: '1' })),
  department_id: writes('siteDepartmentId', Text({ max: 30, description: 'Department ID.', example: '10' })),
};

/** All words of a client, as the document shows them. The accounts are the client's children. */
export const CLIENT_FOOTPRINT: Footprint<keyof CustomerRecord> = {
  ...meaningsOf(ROW),
  ...meaningsOf(DETAIL),
  ...Object.fromEntries(
    Object.entries(meaningsOf(ADDRESS)).map(([word, meaning]) => [`address.${word}`, { ...meaning, as: [word] }]),
  ),
  ...inside('accounts[]', { id: readsOf('children'), name: readsOf('children') }),
};

const { fields } = viewOf({ ...ROW, ...DETAIL, ...ADDRESS });
export const CLIENT_VIEW = { fields: [...fields, 'children'] } as const;
export const CLIENT_ROW_VIEW = viewOf(ROW);

export const fromClient = writer({ ...ROW, ...DETAIL, ...ADDRESS });
export const toClientRow = reader(ROW);
export const toDetail = reader(DETAIL);
export const toAddress = reader(ADDRESS);
