import { Controller, Delete, Get, Header, Patch, Post, Put } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Reads, Writes } from '../../../auth/access.js';
import { InTenant } from '../../../auth/principal.js';
import { Answers, Refuses } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { contacts } from '../../../contracts/contacts.js';
import { Covers } from '../../../contracts/footprint.js';
import { Id } from '../../../contracts/id.js';
import { Changed, Changes, Fields } from '../../../contracts/input.js';
import { Speaks } from '../../../contracts/speaks.js';
import type { TenantId } from '../../../engine/tenant-database/index.js';
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

@Speaks(contacts)
@Covers(COMPANY_NAME_FOOTPRINT)
@Chapter('Company names', 'The legal names (razones sociales) of a customer, at most one of which is the default.')
@Controller('api/customers/:id/company-names')
export class CompanyNamesController {
  constructor(private readonly names: CompanyNamesService) {}

  @Get()
  @Reads('customers:read')
  @ApiOperation({ operationId: 'listCompanyNames', summary: 'List the company names of a customer' })
  @Answers(200, CompanyNameListOutput)
  async list(@InTenant() tenant: TenantId, @Id('customer') id: number): Promise<CompanyNameListOutput> {
    return toCompanyNameList(await this.names.list(tenant, id));
  }

  @Post()
  @Writes('company-names:write')
  @ApiOperation({
    operationId: 'addCompanyName',
    summary: 'Add a company name to a customer',
    description: 'The first active one becomes the default, asked or not.',
  })
  @Answers(201, CompanyNameOutput)
  @Refuses(inactiveDefault())
  async add(
    @InTenant() tenant: TenantId,
    @Id('customer') id: number,
    @Fields(CreateCompanyNameInput) input: CreateCompanyNameInput,
  ): Promise<CompanyNameOutput> {
    return toCompanyName(await this.names.add(tenant, id, { ...fromCompanyName(input), name: input.name }));
  }

  @Put(':companyNameId')
  @Writes('company-names:write')
  @ApiOperation({
    operationId: 'updateCompanyName',
    summary: 'Update a company name',
    description:
      'Left out = unchanged, null = cleared. Answers the fields that were sent. A default that is deactivated or demoted leaves no default.',
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
    return toUpdatedCompanyName(await this.names.update(tenant, id, nameId, fromCompanyName(input)), changes.keys);
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
    return toDefaultCompanyName(await this.names.makeDefault(tenant, id, nameId));
  }

  @Put(':companyNameId/set-default')
  @Writes('company-names:write')
  @ApiOperation({ operationId: 'setDefaultCompanyNameByPut', summary: 'The same as POST' })
  @Answers(200, DefaultCompanyNameOutput)
  @Refuses(inactiveDefault())
  setDefaultByPut(
    @InTenant() tenant: TenantId,
    @Id('customer') id: number,
    @Id('company_name', 'companyNameId') nameId: number,
  ): Promise<DefaultCompanyNameOutput> {
    return this.setDefault(tenant, id, nameId);
  }

  @Patch(':companyNameId/set-default')
  @Writes('company-names:write')
  @ApiOperation({ operationId: 'setDefaultCompanyNameByPatch', summary: 'The same as POST' })
  @Answers(200, DefaultCompanyNameOutput)
  @Refuses(inactiveDefault())
  setDefaultByPatch(
    @InTenant() tenant: TenantId,
    @Id('customer') id: number,
    @Id('company_name', 'companyNameId') nameId: number,
  ): Promise<DefaultCompanyNameOutput> {
    return this.setDefault(tenant, id, nameId);
  }

  @Post(':companyNameId/toggle-active')
  @Writes('company-names:write')
  @ApiOperation({
    operationId: 'toggleCompanyNameActive',
    summary: 'Activate or deactivate a company name',
    description: 'Takes the desired state; asking for it twice changes nothing.',
  })
  @Answers(200, ActiveCompanyNameOutput)
  async toggleActive(
    @InTenant() tenant: TenantId,
    @Id('customer') id: number,
    @Id('company_name', 'companyNameId') nameId: number,
    @Fields(ToggleActiveInput) { is_active }: ToggleActiveInput,
  ): Promise<ActiveCompanyNameOutput> {
    return toActiveCompanyName(await this.names.setActive(tenant, id, nameId, is_active));
  }

  @Put(':companyNameId/toggle-active')
  @Writes('company-names:write')
  @ApiOperation({ operationId: 'toggleCompanyNameActiveByPut', summary: 'The same as POST' })
  @Answers(200, ActiveCompanyNameOutput)
  toggleActiveByPut(
    @InTenant() tenant: TenantId,
    @Id('customer') id: number,
    @Id('company_name', 'companyNameId') nameId: number,
    @Fields(ToggleActiveInput) input: ToggleActiveInput,
  ): Promise<ActiveCompanyNameOutput> {
    return this.toggleActive(tenant, id, nameId, input);
  }

  @Patch(':companyNameId/toggle-active')
  @Writes('company-names:write')
  @ApiOperation({ operationId: 'toggleCompanyNameActiveByPatch', summary: 'The same as POST' })
  @Answers(200, ActiveCompanyNameOutput)
  toggleActiveByPatch(
    @InTenant() tenant: TenantId,
    @Id('customer') id: number,
    @Id('company_name', 'companyNameId') nameId: number,
    @Fields(ToggleActiveInput) input: ToggleActiveInput,
  ): Promise<ActiveCompanyNameOutput> {
    return this.toggleActive(tenant, id, nameId, input);
  }
}

/** The document's own curl for set-default has no data and no method, so it is a GET. A setting leaves this door out. */
@Speaks(contacts)
@Covers(COMPANY_NAME_FOOTPRINT)
@Chapter('Company names')
@Controller('api/customers/:id/company-names/:companyNameId/set-default')
export class DefaultCompanyNameByGetController {
  constructor(private readonly names: CompanyNamesService) {}

  @Get()
  @Writes('company-names:write')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'setDefaultCompanyNameByGet', summary: 'The same as POST', deprecated: true })
  @Answers(200, DefaultCompanyNameOutput)
  @Refuses(inactiveDefault())
  async setDefault(
    @InTenant() tenant: TenantId,
    @Id('customer') id: number,
    @Id('company_name', 'companyNameId') nameId: number,
  ): Promise<DefaultCompanyNameOutput> {
    return toDefaultCompanyName(await this.names.makeDefault(tenant, id, nameId));
  }
}
