import { Controller, Get, Patch } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Answers, Refuses } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { CLIENTELA, clientela } from '../../../contracts/clientela.js';
import { Fields } from '../../../contracts/input.js';
import { Speaks } from '../../../contracts/speaks.js';
import type { TenantId } from '../../../engine/tenant-database/index.js';
import { duplicate } from '../../../problem.js';
import { ReadsSession, Writes } from '../../access.js';
import { actingAs } from '../../../origin.js';
import { Caller, InTenant } from '../../principal.js';
import type { Principal } from '../../principal.js';
import { TenantPorts } from '../../tenant-ports.js';
import { TenantsService } from '../../tenants.service.js';
import { TenantOutput, toTenant, UpdateTenantInput } from './tenant.dto.js';

@Speaks(clientela)
@Chapter('Tenant', 'The settings of the tenant.')
@Controller(`${CLIENTELA}/tenant`)
export class ClientelaTenantController {
  constructor(
    private readonly tenants: TenantsService,
    private readonly ports: TenantPorts,
  ) {}

  @Get()
  @ReadsSession()
  @Answers(200, TenantOutput)
  @ApiOperation({
    operationId: 'getTenant',
    summary: 'Read the settings of the tenant',
    description: 'Of the tenant that the caller works for.',
  })
  async get(@InTenant() tenant: TenantId): Promise<TenantOutput> {
    return toTenant(await this.tenants.get(tenant), await this.ports.numbering.of(tenant));
  }

  @Patch()
  @Writes('tenant:write')
  @Answers(200, TenantOutput)
  @Refuses(duplicate('domain', 'A tenant with this domain exists already.'))
  @ApiOperation({
    operationId: 'updateTenant',
    summary: 'Change the settings of the tenant',
    description:
      'All servers follow within a second. The slug and the currency stay as they are. With another country, the ' +
      'phones without a country code are compared in that country, and the answer waits for it. With another ' +
      'numbering, all records get their IDs, and the answer waits for that, too. ' +
      'If the request is interrupted, send it again.',
  })
  async update(
    @Caller() { tenant, caller }: Principal,
    @Fields(UpdateTenantInput) { numbering, ...settings }: UpdateTenantInput,
  ): Promise<TenantOutput> {
    const wanted = numbering === undefined ? undefined : this.ports.numbering.read(numbering);
    const changed = await actingAs(caller, () => this.tenants.set(tenant.slug, settings));
    if (settings.defaultCountry !== undefined) await this.ports.countryChanged(tenant.id);
    const { numbering: port } = this.ports;
    const shown = wanted ? await actingAs(caller, () => port.set(tenant.id, wanted)) : await port.of(tenant.id);
    return toTenant(changed, shown);
  }
}
