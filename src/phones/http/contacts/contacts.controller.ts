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
import { locked } from '../../../problem.js';
import { phoneTaken } from '../../phone-number.js';
import { PhonesService } from '../../phones.service.js';
import {
  CreatePhoneInput,
  fromPhone,
  PhoneListOutput,
  PhoneLockOutput,
  PhoneOutput,
  toPhone,
  toPhoneList,
  toPhoneLock,
  toPlacedPhone,
  toUpdatedPhone,
  UpdatedPhoneOutput,
  UpdatePhoneInput,
} from './contacts.dto.js';
import { PHONE_FOOTPRINT } from './footprint.js';

const shown = showing({ id: 'phone', customerId: 'customer' });

@Speaks(contacts)
@Covers(PHONE_FOOTPRINT)
@Chapter('Phones', 'The phone numbers of a customer. A locked phone cannot be changed or deleted.')
@Controller('api/customers/:id/phones')
export class PhonesController {
  constructor(private readonly phones: PhonesService) {}

  @Get()
  @Reads('customers:read')
  @LeadsTo(['updatePhone', 'deletePhone', 'togglePhoneLock'], { phoneId: '/phones/0/phone_id' })
  @ApiOperation({ operationId: 'listPhones', summary: 'List the phones of a customer' })
  @Answers(200, PhoneListOutput)
  async list(@InTenant() tenant: TenantId, @Ref('customer') id: RecordRef): Promise<PhoneListOutput> {
    return toPhoneList(await this.phones.list(tenant, id));
  }

  @Post()
  @Writes('phones:write')
  @LeadsTo(['updatePhone', 'deletePhone', 'togglePhoneLock'], { phoneId: '/phone_id' })
  @ApiOperation({
    operationId: 'addPhone',
    summary: 'Add a phone to a customer',
    description: 'Without `place`, the new phone becomes the main phone if the customer has none.',
  })
  @Answers(201, PhoneOutput)
  @Refuses(phoneTaken(), locked('phone'))
  async add(
    @InTenant() tenant: TenantId,
    @Id('customer') id: number,
    @Fields(CreatePhoneInput) input: CreatePhoneInput,
  ): Promise<PhoneOutput> {
    return toPhone(await shown(this.phones.add(tenant, id, { ...fromPhone(input), phone: input.phone })));
  }

  @Put(':phoneId')
  @Writes('phones:write')
  @ApiOperation({
    operationId: 'updatePhone',
    summary: 'Update a phone',
    description: 'Omitted fields keep their value; null clears. The answer has the fields that were sent.',
  })
  @Answers(200, UpdatedPhoneOutput)
  @Refuses(phoneTaken(), locked('phone'))
  async update(
    @InTenant() tenant: TenantId,
    @Id('customer') id: number,
    @Id('phone', 'phoneId') phoneId: number,
    @Changed(UpdatePhoneInput) changes: Changes<UpdatePhoneInput>,
  ): Promise<UpdatedPhoneOutput> {
    const input = await changes.against(async () => toPlacedPhone(await this.phones.get(tenant, id, phoneId)));
    return toUpdatedPhone(await shown(this.phones.update(tenant, id, phoneId, fromPhone(input))), changes.keys);
  }

  @Delete(':phoneId')
  @Writes('phones:write')
  @ApiOperation({ operationId: 'deletePhone', summary: 'Delete a phone' })
  @Answers(204)
  @Refuses(locked('phone'))
  async delete(
    @InTenant() tenant: TenantId,
    @Id('customer') id: number,
    @Id('phone', 'phoneId') phoneId: number,
  ): Promise<void> {
    await this.phones.delete(tenant, id, phoneId);
  }

  @AlsoBy('PUT', 'PATCH')
  @Post(':phoneId/toggle-lock')
  @Writes('phones:write')
  @ApiOperation({ operationId: 'togglePhoneLock', summary: 'Lock or unlock a phone' })
  @Answers(200, PhoneLockOutput)
  async toggleLock(
    @InTenant() tenant: TenantId,
    @Id('customer') id: number,
    @Id('phone', 'phoneId') phoneId: number,
  ): Promise<PhoneLockOutput> {
    return toPhoneLock(await shown(this.phones.toggleLock(tenant, id, phoneId)));
  }
}

/**
 * The published curl command for toggle-lock has no data and no method, so it sends GET. A setting turns this route
 * off.
 */
@Speaks(contacts)
@Covers(PHONE_FOOTPRINT)
@Chapter('Phones')
@Controller('api/customers/:id/phones/:phoneId/toggle-lock')
export class PhoneLockByGetController {
  constructor(private readonly phones: PhonesService) {}

  @Get()
  @Writes('phones:write')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'togglePhoneLockByGet', summary: 'Alias of POST', deprecated: true })
  @Answers(200, PhoneLockOutput)
  async toggleLock(
    @InTenant() tenant: TenantId,
    @Id('customer') id: number,
    @Id('phone', 'phoneId') phoneId: number,
  ): Promise<PhoneLockOutput> {
    return toPhoneLock(await shown(this.phones.toggleLock(tenant, id, phoneId)));
  }
}
