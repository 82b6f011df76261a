import { ApiProperty, ApiSchema, PartialType } from '@nestjs/swagger';
import { Example } from '../../../contracts/example.js';
import { QueryText, QueryWhole } from '../../../contracts/fields.js';
import { answerOf, inputOf } from '../../../contracts/vocabulary.js';
import type { SeenBy } from '../../customer-record.js';
import type { Customer } from '../../customer.entity.js';
import { SEARCH } from '../search.js';
import { ADDRESS, type CLIENT_VIEW, DETAIL, ROW, toAddress, toClientRow, toDetail } from './words.js';

type Client = SeenBy<typeof CLIENT_VIEW>;

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
export class CreateClientInput extends inputOf({ ...ROW, ...DETAIL, ...ADDRESS }) {}

@ApiSchema({ description: 'Fields to update. Omitted fields keep their value.' })
@Example('Another contact', {
  email: 'new-info@regionaldist.com',
  phone: '+59821005555',
  notes: 'Updated primary contact',
})
export class UpdateClientInput extends PartialType(CreateClientInput, { skipNullProperties: false }) {}

export const MOST_PER_PAGE = 100;

export class ListClientsQuery {
  @QueryText({ max: 10, description: 'Only clients with this status.', example: 'A' }) status?: string;
  @QueryText({ max: 120, description: SEARCH, example: 'regional' })
  search?: string;
  @QueryWhole({ min: 1, max: MOST_PER_PAGE, fallback: 25, description: 'Clients per page.' }) limit?: number;
  @QueryWhole({ fallback: 0, description: 'Clients to skip.' }) offset?: number;
}

@ApiSchema({ description: 'The ID of a client.' })
export class ClientIdOutput extends answerOf({ id: ROW.id }) {}

export const toClientId = ({ id }: Pick<Customer, 'id'>): ClientIdOutput => ({ id: String(id) });

@ApiSchema({ description: 'A client that was updated.' })
export class UpdatedClientOutput extends ClientIdOutput {
  @ApiProperty({
    type: [String],
    items: { type: 'string', maxLength: 50 },
    maxItems: Object.keys({ ...ROW, ...DETAIL, ...ADDRESS }).length,
    description: 'The accepted keys of the request, in the order of the request.',
    example: ['email', 'phone', 'notes'],
  })
  updated_fields: string[];
}

@ApiSchema({ description: 'A client in a list.' })
export class ClientRowOutput extends answerOf(ROW) {}

@ApiSchema({ description: 'The address of a client.' })
export class ClientAddressOutput extends answerOf(ADDRESS) {}

@ApiSchema({ description: 'A client that belongs to another client.' })
export class ClientAccountOutput extends answerOf({ id: ROW.id, name: ROW.name }) {}

@ApiSchema({ description: 'A client with its address.' })
export class ClientOutput extends answerOf({ ...ROW, ...DETAIL }) {
  @ApiProperty({ type: ClientAddressOutput, description: 'The address of the client.' }) address: ClientAddressOutput;
  @ApiProperty({ type: [ClientAccountOutput], description: 'The clients that have this client as their parent.' })
  accounts: ClientAccountOutput[];
}

export const toClient = (customer: Client): ClientOutput => ({
  ...toClientRow(customer),
  ...toDetail(customer),
  address: toAddress(customer),
  accounts: customer.children.map(({ id, displayName }) => ({ id: String(id), name: displayName })),
});

/** The stored client in the words of a write, where the address is flat. */
export const asClientInput = (customer: Client): object => ({
  ...toClientRow(customer),
  ...toDetail(customer),
  ...toAddress(customer),
});
