import { ApiProperty, ApiSchema, PartialType } from '@nestjs/swagger';
import { Example } from '../../../contracts/example.js';
import { Decimal, EmailText, Like, PhoneText, QueryText, QueryWhole, Text, Whole } from '../../../contracts/fields.js';
import { ACTIVE, type CustomerChanges } from '../../customer-record.js';
import type { Customer } from '../../customer.entity.js';
import type { Client, ClientRow } from './footprint.js';
import { SEARCH } from '../search.js';

@ApiSchema({ description: 'A new client.' })
@Example('A distributor', {
  name: 'Regional Distributors',
  business_name: 'Regional Distributors S.A.',
  tax_id: '219900005018',
  email: 'info@regionaldist.com',
  phone: '+59821009876',
  street: 'Bvar. Artigas',
  door_number: '567',
  country_id: '1',
  department_id: '10',
})
export class CreateClientInput {
  @Text({ required: true, max: 200, description: 'Client display name.', example: 'Regional Distributors' })
  name: string;
  @Text({ max: 120, description: 'External system identifier.', example: 'CRM-1001' }) external_code?: string | null;
  @Text({ max: 10, description: 'Client status; `I` is inactive. `A` when left out or empty.', example: 'A' }) status?:
    string | null;
  @Text({ max: 60, description: 'Document number.', example: '4123456' }) document?: string | null;
  @Whole({ max: 2_147_483_647, description: 'Document type identifier.', example: 1 }) document_type?: number | null;
  @Text({ max: 200, description: 'Legal business name.', example: 'Regional Distributors S.A.' }) business_name?:
    string | null;
  @Text({ max: 60, description: 'Tax identification number.', example: '219900005018' }) tax_id?: string | null;
  @PhoneText({ max: 60, description: 'Phone number.', example: '+59821009876' }) phone?: string | null;
  @PhoneText({ max: 60, description: 'Mobile phone.', example: '+59891009876' }) mobile?: string | null;
  @EmailText({ max: 200, description: 'Email address.', example: 'info@regionaldist.com' }) email?: string | null;
  @Text({ max: 1000, multiline: true, description: 'Free-text notes.', example: 'Updated primary contact' }) notes?:
    string | null;
  @Text({ max: 500, description: 'Image URL.', example: 'https://regionaldist.com/logo.png' }) image_url?:
    string | null;
  @Text({ max: 200, description: 'Street name.', example: 'Bvar. Artigas' }) street?: string | null;
  @Text({ max: 20, description: 'Door number.', example: '567' }) door_number?: string | null;
  @Text({ max: 20, description: 'Apartment or suite.', example: '3B' }) apartment?: string | null;
  @Text({ max: 200, description: 'Cross street.', example: 'Av. Italia' }) corner?: string | null;
  @Text({ max: 20, description: 'Postal code.', example: '11600' }) zip_code?: string | null;
  @Decimal({ min: -90, max: 90, description: 'Latitude coordinate.', example: -34.894 }) latitude?: number | null;
  @Decimal({ min: -180, max: 180, description: 'Longitude coordinate.', example: -56.152 }) longitude?: number | null;
  @Text({ max: 30, description: 'Country ID.', example: '1' }) country_id?: string | null;
  @Text({ max: 30, description: 'Department ID.', example: '10' }) department_id?: string | null;
}

@ApiSchema({ description: 'The fields of a client that shall change.' })
@Example('Another contact', {
  email: 'new-info@regionaldist.com',
  phone: '+59821005555',
  notes: 'Updated primary contact',
})
export class UpdateClientInput extends PartialType(CreateClientInput, { skipNullProperties: false }) {}

export const fromClient = (input: UpdateClientInput): CustomerChanges => ({
  displayName: input.name,
  externalKey: input.external_code,
  status: input.status === null ? ACTIVE : input.status,
  document: input.document,
  documentType: input.document_type,
  legalName: input.business_name,
  taxId: input.tax_id,
  phone: input.phone,
  mobile: input.mobile,
  email: input.email,
  note: input.notes,
  imageUrl: input.image_url,
  siteStreet: input.street,
  siteDoorNumber: input.door_number,
  siteApartment: input.apartment,
  siteCorner: input.corner,
  siteZipCode: input.zip_code,
  siteLatitude: input.latitude,
  siteLongitude: input.longitude,
  siteCountryId: input.country_id,
  siteDepartmentId: input.department_id,
});

export class ListClientsQuery {
  @QueryText({ max: 10, description: 'Only clients with this status.', example: 'A' }) status?: string;
  @QueryText({ max: 120, description: SEARCH, example: 'regional' })
  search?: string;
  @QueryWhole({ min: 1, max: 100, fallback: 25, description: 'Clients per page.' }) limit?: number;
  @QueryWhole({ fallback: 0, description: 'Clients to skip.' }) offset?: number;
}

@ApiSchema({ description: 'Which client it is.' })
export class ClientIdOutput {
  @ApiProperty({ description: 'Client unique identifier: a decimal string.', example: '42' }) id: string;
}

export const toClientId = ({ id }: Pick<Customer, 'id'>): ClientIdOutput => ({ id: String(id) });

@ApiSchema({ description: 'A client that was updated.' })
export class UpdatedClientOutput extends ClientIdOutput {
  @ApiProperty({
    type: [String],
    description: 'The accepted keys of the request, in its order.',
    example: ['email', 'phone', 'notes'],
  })
  updated_fields: string[];
}

@ApiSchema({ description: 'A client in a list.' })
export class ClientRowOutput extends ClientIdOutput {
  @Like(CreateClientInput) name: string;
  @Like(CreateClientInput) business_name: string | null;
  @Like(CreateClientInput) email: string | null;
  @Like(CreateClientInput) phone: string | null;
  @Like(CreateClientInput) image_url: string | null;
  @ApiProperty({ description: 'Client status; `I` is inactive.', example: 'A' }) status: string;
  @Like(CreateClientInput) document: string | null;
  @Like(CreateClientInput) tax_id: string | null;
  @Like(CreateClientInput) external_code: string | null;
  @ApiProperty({ type: 'integer', description: 'How many clients have this one as their parent.', example: 0 })
  associated_accounts: number;
}

export const toClientRow = (customer: ClientRow): ClientRowOutput => ({
  id: String(customer.id),
  name: customer.displayName,
  business_name: customer.legalName,
  email: customer.email,
  phone: customer.phone,
  image_url: customer.imageUrl,
  status: customer.status,
  document: customer.document,
  tax_id: customer.taxId,
  external_code: customer.externalKey,
  associated_accounts: customer.childCount,
});

@ApiSchema({ description: 'The address of a client.' })
export class ClientAddressOutput {
  @Like(CreateClientInput) street: string | null;
  @Like(CreateClientInput) door_number: string | null;
  @Like(CreateClientInput) apartment: string | null;
  @Like(CreateClientInput) corner: string | null;
  @Like(CreateClientInput) zip_code: string | null;
  @Like(CreateClientInput) latitude: number | null;
  @Like(CreateClientInput) longitude: number | null;
  @Like(CreateClientInput) country_id: string | null;
  @Like(CreateClientInput) department_id: string | null;
}

@ApiSchema({ description: 'A client that belongs to another.' })
export class ClientAccountOutput extends ClientIdOutput {
  @Like(CreateClientInput) name: string;
}

@ApiSchema({ description: 'A client with its address.' })
export class ClientOutput extends ClientRowOutput {
  @Like(CreateClientInput) mobile: string | null;
  @Like(CreateClientInput) notes: string | null;
  @Like(CreateClientInput) document_type: number | null;
  @ApiProperty({ type: ClientAddressOutput, description: 'Where the client is.' }) address: ClientAddressOutput;
  @ApiProperty({ type: [ClientAccountOutput], description: 'The clients that have this one as their parent.' })
  accounts: ClientAccountOutput[];
}

export const toClient = (customer: Client): ClientOutput => ({
  ...toClientRow(customer),
  mobile: customer.mobile,
  notes: customer.note,
  document_type: customer.documentType,
  address: {
    street: customer.siteStreet,
    door_number: customer.siteDoorNumber,
    apartment: customer.siteApartment,
    corner: customer.siteCorner,
    zip_code: customer.siteZipCode,
    latitude: customer.siteLatitude,
    longitude: customer.siteLongitude,
    country_id: customer.siteCountryId,
    department_id: customer.siteDepartmentId,
  },
  accounts: customer.children.map(({ id, displayName }) => ({ id: String(id), name: displayName })),
});

/** The stored client in the words of a write, where the address is flat. */
export const asClientInput = (customer: Client): object => {
  const { address, accounts: _, ...client } = toClient(customer);
  return { ...client, ...address };
};
