import { Controller, Get, Post, Put } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Reads, Writes } from '../../../auth/access.js';
import { OptionalNonce, WithNonce } from '../../../auth/checks/nonce.js';
import { InTenant } from '../../../auth/principal.js';
import { Answers, AnswersList, Refuses } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { erp } from '../../../contracts/erp.js';
import { ShowsRecord } from '../../../contracts/face.js';
import { Covers, renamesOf } from '../../../contracts/footprint.js';
import { recordIn } from '../../../contracts/id-text.js';
import { Changed, Changes, Fields, Query } from '../../../contracts/input.js';
import { renaming } from '../../../contracts/renaming.js';
import { LeadsTo } from '../../../contracts/links.js';
import { Speaks } from '../../../contracts/speaks.js';
import { Versioned } from '../../../contracts/versioned.js';
import type { TenantId } from '../../../engine/tenant-database/index.js';
import { hasOwn } from '../../../own-ids.js';
import { conflict, duplicate, locked, notFound } from '../../../problem.js';
import { ID } from '../../customer-record.js';
import type { Rows } from '../../../rows.js';
import { CustomersService } from '../../customers.service.js';
import {
  CreateThirdPartyInput,
  EntityCreatedOutput,
  fromThirdParty,
  NamedThirdParty,
  ThirdPartyOutput,
  toEntityCreated,
  toThirdParty,
  UpdateThirdPartyInput,
} from './erp.dto.js';
import { COLUMN_WORDS, ListThirdPartiesQuery, MOST_PER_PAGE, toFilter } from './search.js';
import { ERP_FOOTPRINT, ERP_VIEW } from './words.js';

const inOurWords = renaming(renamesOf(ERP_FOOTPRINT));

const vatIdTaken = duplicate('vat_id', 'A customer with this tax ID exists already.', {
  subject: 'customer',
  reason: 'TAX_ID_TAKEN',
});
/** A customer by its own ID, where the body names it by IDs of the contract. */
async function identified({ id, code }: NamedThirdParty): Promise<NamedThirdParty & { other?: number | null }> {
  const [record, other] = await Promise.all([
    typeof id === 'number' ? recordIn('customer', String(id)) : id,
    typeof code === 'string' && hasOwn('code') ? recordIn('code', code) : undefined,
  ]);
  return { id: record, ...(other === undefined ? { code } : { other }) };
}

const twoCustomers = conflict('two_customers', 'The ID and the code are of two different customers.', {
  subject: 'customer',
});

@Speaks(erp)
@Covers(ERP_FOOTPRINT)
@Chapter('Customers', 'Customers as third parties, with a billing and a shipping address.')
@Controller('api/:account/v4.0.0/customers')
export class ErpCustomersController {
  constructor(private readonly customers: CustomersService) {}

  @Get()
  @ShowsRecord('searchColumn=id&searchString=:id')
  @Reads('customers:read')
  @Versioned()
  @OptionalNonce()
  @AnswersList(ThirdPartyOutput, MOST_PER_PAGE)
  @ApiOperation({ operationId: 'listCustomers', summary: 'List customers', description: 'Ordered by ID.' })
  async list(
    @InTenant() tenant: TenantId,
    @Query(ListThirdPartiesQuery) query: ListThirdPartiesQuery,
  ): Promise<Rows<ThirdPartyOutput>> {
    const { skip: offset = 0, limit = 50 } = query;
    return (
      await this.customers.list(tenant, { ...toFilter(query), limit, offset }, ERP_VIEW).catch(renaming(COLUMN_WORDS))
    ).map(toThirdParty);
  }

  @Post()
  @Writes('customers:write')
  @Versioned('creates')
  @WithNonce()
  @Answers(201, EntityCreatedOutput)
  @Refuses(vatIdTaken)
  @LeadsTo(['listCustomers'], { searchString: '/entity_code' })
  @ApiOperation({ operationId: 'createCustomer', summary: 'Add a customer' })
  async create(
    @InTenant() tenant: TenantId,
    @Fields(CreateThirdPartyInput) input: CreateThirdPartyInput,
  ): Promise<EntityCreatedOutput> {
    return toEntityCreated(
      await this.customers.create(tenant, { ...fromThirdParty(input), displayName: input.name }, ID, {
        uniqueTaxId: true,
      }),
    );
  }

  // The contract answers 201 to an update: its published table says so.
  @Put()
  @Writes('customers:write')
  @Versioned()
  @WithNonce()
  @Answers(201, EntityCreatedOutput)
  @Refuses(notFound('customer'), twoCustomers, locked('email'), locked('phone'))
  @LeadsTo(['listCustomers'], { searchString: '/entity_code' })
  @ApiOperation({
    operationId: 'updateCustomer',
    summary: 'Update a customer',
    description: 'The body names the customer by ID or by code. Omitted keys keep their value; null clears.',
  })
  async update(
    @InTenant() tenant: TenantId,
    @Fields(NamedThirdParty) named: NamedThirdParty,
    @Changed(UpdateThirdPartyInput) changes: Changes<UpdateThirdPartyInput>,
  ): Promise<EntityCreatedOutput> {
    const id = await this.customers.idOf(tenant, await identified(named));
    const input = await changes.against(async () => toThirdParty(await this.customers.get(tenant, id, ERP_VIEW)));
    return toEntityCreated(
      await this.customers.update(tenant, id, fromThirdParty(input), ID, { shows: ERP_VIEW.fields }).catch(inOurWords),
    );
  }
}
