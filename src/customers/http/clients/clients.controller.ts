import { Controller, Get, Header, Post, Put } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Reads, Writes } from '../../../auth/access.js';
import { InTenant } from '../../../auth/principal.js';
import { Answers, AnswersPage, Refuses } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { clients } from '../../../contracts/clients.js';
import { ShowsRecord } from '../../../contracts/face.js';
import { Covers, renamesOf } from '../../../contracts/footprint.js';
import { Id, Ref } from '../../../contracts/id.js';
import { Changed, Changes, Fields, Query } from '../../../contracts/input.js';
import { Page } from '../../../contracts/page.js';
import { renaming } from '../../../contracts/renaming.js';
import { LeadsTo } from '../../../contracts/links.js';
import { Speaks } from '../../../contracts/speaks.js';
import { Versioned } from '../../../contracts/versioned.js';
import type { TenantId } from '../../../engine/tenant-database/index.js';
import type { RecordRef } from '../../../own-ids.js';
import { duplicate, invalid, locked } from '../../../problem.js';
import type { Criterion } from '../../criteria.js';
import { ID } from '../../customer-record.js';
import { CustomersService } from '../../customers.service.js';
import {
  asClientInput,
  ClientIdOutput,
  ClientOutput,
  ClientRowOutput,
  CreateClientInput,
  ListClientsQuery,
  MOST_PER_PAGE,
  toClient,
  toClientId,
  UpdateClientInput,
  UpdatedClientOutput,
} from './clients.dto.js';
import { CLIENT_FOOTPRINT, CLIENT_ROW_VIEW, CLIENT_VIEW, fromClient, toClientRow } from './words.js';

const inOurWords = renaming(renamesOf(CLIENT_FOOTPRINT));
const keyTaken = duplicate('external_code', 'external_code "CRM-1001" is already in use');
const clientId = { type: 'string', pattern: '^[1-9][0-9]{0,18}$', maxLength: 19, example: '1' };

// The published ages stay. Without `no-cache`, a cache would show a stale record after a write here or through another
// contract.
const ASK_AGAIN = 'no-cache';
// A browser may hold several credentials; an answer to one of them is not for the others.
const CREDENTIAL_HEADERS = 'Authorization, X-API-Key, tenant';

@Speaks(clients)
@Covers(CLIENT_FOOTPRINT)
@Chapter('Clients', 'Clients, each with one address.')
@Controller('apidev/v1/clients')
export class ClientsController {
  constructor(private readonly customers: CustomersService) {}

  @Post()
  @Writes('customers:write')
  @Versioned('creates')
  @Answers(201, ClientIdOutput)
  @Refuses(keyTaken)
  @LeadsTo(['getClient', 'updateClient'], { id: '/data/id' })
  @ApiOperation({ operationId: 'createClient', summary: 'Create a client' })
  async create(
    @InTenant() tenant: TenantId,
    @Fields(CreateClientInput) input: CreateClientInput,
  ): Promise<ClientIdOutput> {
    return toClientId(
      await this.customers.create(tenant, { ...fromClient(input), displayName: input.name }, ID).catch(inOurWords),
    );
  }

  @Put(':id')
  @Writes('customers:write')
  @Answers(200, UpdatedClientOutput)
  @Refuses(keyTaken, locked('email'), locked('phone'))
  @LeadsTo(['getClient'], { id: '/data/id' })
  @ApiOperation({
    operationId: 'updateClient',
    summary: 'Update a client',
    description:
      'Only included fields are modified; omitted fields remain unchanged. Send null to clear a nullable field.',
  })
  async update(
    @InTenant() tenant: TenantId,
    @Id('customer', 'id', clientId) id: number,
    @Changed(UpdateClientInput) changes: Changes<UpdateClientInput>,
  ): Promise<UpdatedClientOutput> {
    if (changes.isEmpty) throw invalid('At least one field is required.');
    if (changes.has('id'))
      throw invalid('id cannot be changed', { field: 'id', rule: 'readOnly', message: 'id cannot be changed' });
    const input = await changes.against(async () => asClientInput(await this.customers.get(tenant, id, CLIENT_VIEW)));
    return {
      ...toClientId(
        await this.customers.update(tenant, id, fromClient(input), ID, { shows: CLIENT_VIEW.fields }).catch(inOurWords),
      ),
      updated_fields: changes.keys,
    };
  }

  @Get()
  @Reads('customers:read')
  @AnswersPage(ClientRowOutput, MOST_PER_PAGE)
  @Header('Cache-Control', `private, max-age=60, ${ASK_AGAIN}`)
  @Header('Vary', CREDENTIAL_HEADERS)
  @LeadsTo(['getClient', 'updateClient'], { id: '/data/0/id' })
  @ApiOperation({ operationId: 'listClients', summary: 'List clients' })
  async list(
    @InTenant() tenant: TenantId,
    @Query(ListClientsQuery) { status, search, limit = 25, offset = 0 }: ListClientsQuery,
  ): Promise<Page<ClientRowOutput>> {
    const criteria: Criterion[] = status ? [{ field: 'status', operator: 'equals', value: status }] : [];
    const { rows, total } = await this.customers.page(
      tenant,
      { criteria, text: search, limit, offset },
      CLIENT_ROW_VIEW,
    );
    return new Page(
      rows.map((row) => toClientRow(row)),
      total,
      limit,
      offset,
    );
  }

  @Get(':id')
  @ShowsRecord()
  @Reads('customers:read')
  @Answers(200, ClientOutput)
  @Header('Cache-Control', `private, max-age=30, ${ASK_AGAIN}`)
  @Header('Vary', CREDENTIAL_HEADERS)
  @ApiOperation({ operationId: 'getClient', summary: 'Read a client' })
  async get(@InTenant() tenant: TenantId, @Ref('customer', 'id', clientId) id: RecordRef): Promise<ClientOutput> {
    return toClient(await this.customers.get(tenant, id, CLIENT_VIEW));
  }
}
