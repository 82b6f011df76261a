import { Controller, Delete, Get, Header, Post, Put } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Reads, Writes } from '../../../auth/access.js';
import { InTenant } from '../../../auth/principal.js';
import { AlsoBy } from '../../../contracts/aliases.js';
import { Answers, Refuses } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { contacts } from '../../../contracts/contacts.js';
import { Covers } from '../../../contracts/footprint.js';
import { Id, Ref } from '../../../contracts/id.js';
import { Changed, Changes, Fields } from '../../../contracts/input.js';
import { showing } from '../../../contracts/request-ids.js';
import { LeadsTo } from '../../../contracts/links.js';
import { Speaks } from '../../../contracts/speaks.js';
import type { TenantId } from '../../../engine/tenant-database/index.js';
import type { RecordRef } from '../../../own-ids.js';
import { CompanyNamesService, inactiveDefault } from '../../company-names.service.js';
import {
  ActiveCompanyNameOutput,
  CompanyNameListOutput,
  CompanyNameOutput,
  CreateCompanyNameInput,
  DefaultCompanyNameOutput,
  fromCompanyName,
  toActiveCompanyName,
  toCompanyName,
  toCompanyNameList,
  toDefaultCompanyName,
  ToggleActiveInput,
  toUpdatedCompanyName,
  UpdateCompanyNameInput,
  UpdatedCompanyNameOutput,
} from './contacts.dto.js';
import { COMPANY_NAME_FOOTPRINT } from './footprint.js';

const shown = showing({ id: 'company_name', customerId: 'customer' });

@Speaks(contacts)
@Covers(COMPANY_NAME_FOOTPRINT)
@Chapter('Company names', 'The legal names (razones sociales) of a customer. At most one of them is the default.')
@Controller('api/customers/:id/company-names')
export class CompanyNamesController {
  constructor(private readonly names: CompanyNamesService) {}

  @Get()
  @Reads('customers:read')
  @LeadsTo(['updateCompanyName', 'deleteCompanyName', 'setDefaultCompanyName', 'toggleCompanyNameActive'], {
    companyNameId: '/company_names/0/company_name_id',
  })
  @ApiOperation({ operationId: 'listCompanyNames', summary: 'List the company names of a customer' })
  @Answers(200, CompanyNameListOutput)
  async list(@InTenant() tenant: TenantId, @Ref('customer') id: RecordRef): Promise<CompanyNameListOutput> {
    return toCompanyNameList(await this.names.list(tenant, id));
  }

  @Post()
  @Writes('company-names:write')
  @LeadsTo(['updateCompanyName', 'deleteCompanyName', 'setDefaultCompanyName', 'toggleCompanyNameActive'], {
    companyNameId: '/company_name_id',
  })
  @ApiOperation({
    operationId: 'addCompanyName',
    summary: 'Add a company name to a customer',
    description: 'The first active name of a customer becomes the default in any case.',
  })
  @Answers(201, CompanyNameOutput)
  @Refuses(inactiveDefault())
  async add(
    @InTenant() tenant: TenantId,
    @Id('customer') id: number,
    @Fields(CreateCompanyNameInput) input: CreateCompanyNameInput,
  ): Promise<CompanyNameOutput> {
    return toCompanyName(await shown(this.names.add(tenant, id, { ...fromCompanyName(input), name: input.name })));
  }

  @Put(':companyNameId')
  @Writes('company-names:write')
  @ApiOperation({
    operationId: 'updateCompanyName',
    summary: 'Update a company name',
    description:
      'Omitted fields keep their value; null clears. The answer has the fields that were sent. If the ' +
      'default is deactivated or demoted, no name is the default.',
  })
  @Answers(200, UpdatedCompanyNameOutput)
  @Refuses(inactiveDefault())
  async update(
    @InTenant() tenant: TenantId,
    @Id('customer') id: number,
    @Id('company_name', 'companyNameId') nameId: number,
    @Changed(UpdateCompanyNameInput) changes: Changes<UpdateCompanyNameInput>,
  ): Promise<UpdatedCompanyNameOutput> {
    const input = await changes.against(async () => toCompanyName(await this.names.get(tenant, id, nameId)));
    return toUpdatedCompanyName(
      await shown(this.names.update(tenant, id, nameId, fromCompanyName(input))),
      changes.keys,
    );
  }

  @Delete(':companyNameId')
  @Writes('company-names:write')
  @ApiOperation({ operationId: 'deleteCompanyName', summary: 'Delete a company name' })
  @Answers(204)
  async delete(
    @InTenant() tenant: TenantId,
    @Id('customer') id: number,
    @Id('company_name', 'companyNameId') nameId: number,
  ): Promise<void> {
    await this.names.delete(tenant, id, nameId);
  }

  @AlsoBy('PUT', 'PATCH')
  @Post(':companyNameId/set-default')
  @Writes('company-names:write')
  @ApiOperation({ operationId: 'setDefaultCompanyName', summary: 'Make a company name the default' })
  @Answers(200, DefaultCompanyNameOutput)
  @Refuses(inactiveDefault())
  async setDefault(
    @InTenant() tenant: TenantId,
    @Id('customer') id: number,
    @Id('company_name', 'companyNameId') nameId: number,
  ): Promise<DefaultCompanyNameOutput> {
    return toDefaultCompanyName(await shown(this.names.makeDefault(tenant, id, nameId)));
  }

  @AlsoBy('PUT', 'PATCH')
  @Post(':companyNameId/toggle-active')
  @Writes('company-names:write')
  @ApiOperation({
    operationId: 'toggleCompanyNameActive',
    summary: 'Activate or deactivate a company name',
    description: 'The body gives the desired state. A repeated request changes nothing.',
  })
  @Answers(200, ActiveCompanyNameOutput)
  async toggleActive(
    @InTenant() tenant: TenantId,
    @Id('customer') id: number,
    @Id('company_name', 'companyNameId') nameId: number,
    @Fields(ToggleActiveInput) { is_active }: ToggleActiveInput,
  ): Promise<ActiveCompanyNameOutput> {
    return toActiveCompanyName(await shown(this.names.setActive(tenant, id, nameId, is_active)));
  }
}

/**
 * The published curl command for set-default has no data and no method, so it sends GET. A setting turns this route
 * off.
 */
@Speaks(contacts)
@Covers(COMPANY_NAME_FOOTPRINT)
@Chapter('Company names')
@Controller('api/customers/:id/company-names/:companyNameId/set-default')
export class DefaultCompanyNameByGetController {
  constructor(private readonly names: CompanyNamesService) {}

  @Get()
  @Writes('company-names:write')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'setDefaultCompanyNameByGet', summary: 'Alias of POST', deprecated: true })
  @Answers(200, DefaultCompanyNameOutput)
  @Refuses(inactiveDefault())
  async setDefault(
    @InTenant() tenant: TenantId,
    @Id('customer') id: number,
    @Id('company_name', 'companyNameId') nameId: number,
  ): Promise<DefaultCompanyNameOutput> {
    return toDefaultCompanyName(await shown(this.names.makeDefault(tenant, id, nameId)));
  }
}
